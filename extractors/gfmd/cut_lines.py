"""The last line of a cut page, which may be half of a line: what stands at its very end may be half a value."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.text import quoted
from schemas.extraction import MeetingAttendance, RoundtableRole

_HALF_CODE = re.compile(r"(?:(?<![0-9.])[0-9]\.?|\b[IVX]{1,4})\Z")
_CLOSING = ('"', "”", "»", "’", "″")


def half_role(role: RoundtableRole) -> RoundtableRole:
    """A role without the code that the line ends in, and without a match where its title may go on."""
    if role.title is None:
        return replace(role, code=None) if _ends_in_code(role.text) else role
    return role if _title_is_closed(role.text) else replace(role, roundtable_id=None, match_score=None)


def half_meeting(meeting: MeetingAttendance) -> MeetingAttendance:
    """An attendance without day and place, unless a full stop ends the line, and without a match of half a title."""
    if meeting.text.endswith(".") and meeting.city and meeting.country_iso3:
        return meeting
    whole = replace(meeting, starts_on=None, ends_on=None, printed_days=None, city=None, country_iso3=None)
    return whole if _title_is_closed(meeting.text) else replace(whole, meeting_id=None)


def _title_is_closed(text: str) -> bool:
    """Whether the quotation of a line is closed within it."""
    title = quoted(text)
    return title is not None and (title[2] < len(text) or text.endswith(_CLOSING)) and title[2] - title[1] > 1


def _ends_in_code(text: str) -> bool:
    """Whether a line ends in digits or Roman numerals that may go on; a code such as 1.1 is whole."""
    return _HALF_CODE.search(text) is not None
