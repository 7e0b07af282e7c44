"""Under which label a line belongs by its own words: pages print money under ``RT Participation``, and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.gfmd.contributions.contributions import is_in_kind
from extractors.gfmd.contributions.left_over import is_left_over
from extractors.gfmd.sessions.meetings import is_meeting_line
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import Session, read_sessions
from extractors.gfmd.site.vocabulary import Label
from extractors.text import plain_dashes, without_mark, without_quotation
from extractors.values.money import find_amounts
from extractors.values.names import has_honorific

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
    spoken = without_quotation(plain_dashes(without_mark(text)))
    if under is not Label.CONTRIBUTION and _is_money_line(text, spoken):
        return Label.CONTRIBUTION
    session = _session_with_role(spoken) if under is not Label.ROUNDTABLES else None
    if session:
        of_meetings = session.venue == "thematic_meeting" and (session.code is None or under is Label.THEMATIC_MEETINGS)
        return Label.THEMATIC_MEETINGS if of_meetings else Label.ROUNDTABLES
    if under is Label.CONTRIBUTION and _ATTENDED.match(spoken) and not find_amounts(spoken):
        return Label.THEMATIC_MEETINGS
    return under


def _is_money_line(text: str, spoken: str) -> bool:
    """Whether a line speaks of money or help that was given, and not of a role; ``spoken`` is it without its title."""
    amounts = find_amounts(spoken)
    if amounts:
        before = spoken[: amounts[0].start]
        names_role = _OPENS_WITH_SESSION.match(spoken) or read_roles(before) or _is_about_a_person(spoken)
        return not names_role or _GIVES.search(spoken) is not None
    tells = is_in_kind(spoken) or is_left_over(spoken) or _OF_FINANCE.search(spoken) is not None
    return tells and not (_OPENS_WITH_SESSION.match(spoken) or read_roles(spoken) or is_meeting_line(text))


def _session_with_role(spoken: str) -> Session | None:
    """The session of a known kind that a line opens with a role or a person in; None where it tells of things given."""
    if not (_opens_with_role(spoken.split()) or _is_about_a_person(spoken)):
        return None
    if is_in_kind(spoken) or _GIVES.search(spoken) or find_amounts(spoken):
        return None
    session = read_sessions(spoken).found[0]
    return None if session.venue == "other" else session


def _is_about_a_person(spoken: str) -> bool:
    """Whether a line opens with a person, whose office may name anything, and tells of a role."""
    return has_honorific(spoken) and bool(read_roles(spoken))


def _opens_with_role(words: Sequence[str]) -> bool:
    """Whether the first words are a role and no more, as in ``Co- Chair in``; hosting is a help, too."""
    for count in range(1, min(_LONGEST_ROLE, len(words) - 1) + 1):
        if words[count - 1].casefold() in _NO_ROLE:
            return False
        if words[count].casefold() in _AFTER_ROLE:
            below, roles = (read_roles(" ".join(words[:end])) for end in (count - 1, count))
            if roles not in (below, ("host",)):
                return True
    return False
