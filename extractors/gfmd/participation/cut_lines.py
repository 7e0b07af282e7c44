"""The last line of a cut page, which may be half of a line: what stands at its very end may be half a value.

A half that names nothing yet (``Tea``, ``Attended the``) is no record: what it would be called is a guess.
"""

from __future__ import annotations

import re

from extractors.gfmd.contributions.contributions import is_contribution_line
from extractors.gfmd.facts import Contribution, MeetingAttendance, RoundtableRole
from extractors.text import quoted

_HALF_CODE = re.compile(r"(?:(?<![0-9.])[0-9]\.?|\b[IVX]{1,4})\Z")
_CLOSING = ('"', "”", "»", "’", "″")


def half_contribution(contribution: Contribution) -> Contribution | None:
    """A contribution, if the half of its line tells of one: ``EUR 5,000 for the`` does, ``The Gover`` gives None."""
    tells = contribution.kind != "unspecified" or is_contribution_line(contribution.text)
    return contribution if tells else None


def half_role(role: RoundtableRole) -> RoundtableRole | None:
    """A role without the code that the line ends in, and without a match where its title may go on.

    ``Team Member in RT 2`` gives a role without a code, ``Tea`` gives None.
    """
    if role.role == "other" or role.venue == "other":
        return None
    if role.title is None:
        return role._replace(code=None) if _HALF_CODE.search(role.text) else role
    return role if _title_is_closed(role.text) else role._replace(roundtable_id=None, match_score=None)


def half_meeting(meeting: MeetingAttendance) -> MeetingAttendance | None:
    """An attendance without day and place, unless a full stop ends the line, and without a match of half a title.

    ``Attended the Thematic Workshop on "Health" on 29 March 20`` keeps the title alone; ``Attended the`` gives None.
    """
    if meeting.title is None:
        return None
    if meeting.text.endswith(".") and meeting.city and meeting.country_iso3:
        return meeting
    whole = meeting._replace(starts_on=None, ends_on=None, printed_days=None, city=None, country_iso3=None)
    return whole if _title_is_closed(meeting.text) else whole._replace(meeting_id=None)


def _title_is_closed(text: str) -> bool:
    """Whether the quotation of a line is closed within it."""
    title = quoted(text)
    return title is not None and (title[2] < len(text) or text.endswith(_CLOSING)) and title[2] - title[1] > 1
