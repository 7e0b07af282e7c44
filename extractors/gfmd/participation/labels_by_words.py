"""Under which label a line belongs by its own words: pages print money under ``RT Participation``, and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.data_files import any_listed, listed
from extractors.gfmd.contributions.contribution_times import is_left_over
from extractors.gfmd.contributions.contributions import is_in_kind
from extractors.gfmd.sessions.meetings import is_meeting_line
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import Session, read_sessions
from extractors.gfmd.site.spoken import Spoken
from extractors.gfmd.site.vocabulary import Label
from extractors.values.names import has_honorific

_ROOM = "extractors.gfmd.participation"
_OF_FINANCE = re.compile(
    r"\bfinancial(?:ly)? (?:contribut|support)|\bcontribut\w{2,4} (?:financial|to the (?:\w+ ){0,4}budget)",
    re.IGNORECASE,
)
_OPENS_WITH_SESSION = re.compile(r"(?:RT|round ?table|cluster|working session)s?\b", re.IGNORECASE)
_ATTENDED = re.compile(r"(?:attended|participated in) .{0,40}\bthematic (?:meeting|workshop)\b", re.IGNORECASE)
_LONGEST_ROLE = 4  # words: "Coordinator and Co-Chair", "Government Team Member"


def label_by_words(line: Spoken, under: Label) -> Label:
    """The label whose list a line under another belongs to; ``under`` itself where its words do not say otherwise."""
    if under is not Label.CONTRIBUTION and _is_money_line(line):
        return Label.CONTRIBUTION
    session = _session_with_role(line) if under is not Label.ROUNDTABLES else None
    if session:
        of_meetings = session.venue == "thematic_meeting" and (session.code is None or under is Label.THEMATIC_MEETINGS)
        return Label.THEMATIC_MEETINGS if of_meetings else Label.ROUNDTABLES
    if under is Label.CONTRIBUTION and _ATTENDED.match(line.words) and not line.amounts:
        return Label.THEMATIC_MEETINGS
    return under


def _is_money_line(line: Spoken) -> bool:
    """Whether a line speaks of money or help that was given, and not of a role."""
    words = line.words
    if line.amounts:
        before = words[: line.amounts[0].start]
        names_role = _OPENS_WITH_SESSION.match(words) or read_roles(before) or _is_about_a_person(words)
        return not names_role or _giving().search(words) is not None
    if _OPENS_WITH_SESSION.match(words) or read_roles(words):
        return False
    tells = is_in_kind(words) or is_left_over(words) or _OF_FINANCE.search(words) is not None
    return tells and not is_meeting_line(line.text)


def _session_with_role(line: Spoken) -> Session | None:
    """The session of a known kind that a line opens with a role or a person in, or None if it tells of things given."""
    if not (_opens_with_role(line.words.split()) or _is_about_a_person(line.words)):
        return None
    if is_in_kind(line.words) or _giving().search(line.words) or line.amounts:
        return None
    session = read_sessions(line.words).found[0]
    return None if session.venue == "other" else session


def _is_about_a_person(words: str) -> bool:
    """Whether a line opens with a person, whose office may name anything, and tells of a role."""
    return has_honorific(words) and bool(read_roles(words))


def _opens_with_role(words: Sequence[str]) -> bool:
    """Whether the first words are a role and no more, as in ``Co- Chair in``; hosting is a help, too."""
    for count in range(1, min(_LONGEST_ROLE, len(words) - 1) + 1):
        if words[count - 1].casefold() in listed(_ROOM, "behind_other_words"):
            return False
        if words[count].casefold() in listed(_ROOM, "behind_role"):
            below, roles = (read_roles(" ".join(words[:end])) for end in (count - 1, count))
            if roles not in (below, ("host",)):
                return True
    return False


@cache
def _giving() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'giving')})\b", re.IGNORECASE)
