"""Under which label a line belongs by its own words: pages print money under ``RT Participation``, and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.gfmd.contributions import is_in_kind
from extractors.gfmd.left_over import is_left_over
from extractors.gfmd.meetings import is_meeting_line
from extractors.gfmd.roles import read_roles
from extractors.gfmd.sessions import read_sessions
from extractors.gfmd.vocabulary import Label
from extractors.money import find_amounts
from extractors.names import has_honorific
from extractors.text import plain_dashes, quoted, without_mark

_GIVES = re.compile(
    r"\bcontribut(?:ed?|es|ing|ions?)\b|\bdonat(?:ed?|ions?)\b|\bpaid\b|\bgave\b|\bpledged\b|\bfinanc(?:ed|ing)\b",
    re.IGNORECASE,
)
_OF_FINANCE = re.compile(
    r"\bfinancial(?:ly)? (?:contribut|support)|\bcontribut\w{2,4} (?:financial|to the (?:\w+ ){0,4}budget)",
    re.IGNORECASE,
)
_OPENS_WITH_SESSION = re.compile(r"(?:RT|round ?table|cluster|working session)s?\b", re.IGNORECASE)
_ATTENDED = re.compile(r"(?:attended|participated in) .{0,40}\bthematic (?:meeting|workshop)\b", re.IGNORECASE)
_AFTER_ROLE = frozenset({"in", "for", "of", "at"})
_NO_ROLE = frozenset({"to", "of", "for", "by"})
_LONGEST_ROLE = 4  # words: "Coordinator and Co-Chair", "Government Team Member"


def meant_label(text: str, under: Label) -> Label:
    """The label whose list a line under another belongs to; ``under`` itself where its words do not say otherwise."""
    spoken = _without_title(text)
    if under is not Label.CONTRIBUTION and is_money_line(text):
        return Label.CONTRIBUTION
    if under is not Label.ROUNDTABLES and _is_role_line(spoken):
        session = read_sessions(spoken).found[0]
        of_meetings = session.venue == "thematic_meeting" and session.code is None
        return Label.THEMATIC_MEETINGS if of_meetings else Label.ROUNDTABLES
    if under is Label.CONTRIBUTION and _ATTENDED.match(spoken) and not find_amounts(spoken):
        return Label.THEMATIC_MEETINGS
    return under


def is_money_line(text: str) -> bool:
    """Whether a line speaks of money or help that was given, and not of a role; a title's words do not count."""
    spoken = _without_title(text)
    amounts = find_amounts(spoken)
    before = spoken[: amounts[0].start] if amounts else spoken
    if amounts and _GIVES.search(spoken):
        return True
    if read_roles(before) or _OPENS_WITH_SESSION.match(spoken) or _is_about_a_person(spoken):
        return False
    if amounts:
        return True
    tells = is_in_kind(spoken) or is_left_over(spoken) or _OF_FINANCE.search(spoken) is not None
    return tells and not is_meeting_line(text)


def _is_role_line(spoken: str) -> bool:
    """Whether a line opens with a role or a person in a known kind of session, and tells of nothing given."""
    if (
        find_amounts(spoken)
        or is_in_kind(spoken)
        or _GIVES.search(spoken)
        or read_sessions(spoken).found[0].venue == "other"
    ):
        return False
    return _opens_with_role(spoken.split()) or _is_about_a_person(spoken)


def _is_about_a_person(spoken: str) -> bool:
    """Whether a line opens with a person, whose office may name anything, and tells of a role."""
    return has_honorific(spoken) and bool(read_roles(spoken))


def _opens_with_role(words: Sequence[str]) -> bool:
    """Whether the first words are a role and no more, as in ``Co- Chair in``; hosting is a help, too."""
    below: tuple[str, ...] = ()
    for count in range(1, min(_LONGEST_ROLE, len(words) - 1) + 1):
        if words[count - 1].casefold() in _NO_ROLE:
            return False
        roles = read_roles(" ".join(words[:count]))
        if roles not in (below, ("host",)) and words[count].casefold() in _AFTER_ROLE:
            return True
        below = roles
    return False


def _without_title(text: str) -> str:
    plain = plain_dashes(without_mark(text))
    title = quoted(plain)
    return plain if title is None else f"{plain[: title[1]]} {plain[title[2] :]}"
