"""Under which label a line belongs by its own words: pages print money under ``RT Participation``, and the like."""

from __future__ import annotations

import re

from extractors.gfmd.contributions import is_in_kind
from extractors.gfmd.left_over import is_left_over
from extractors.gfmd.meetings import is_meeting_line
from extractors.gfmd.sessions import read_roles, read_session
from extractors.gfmd.vocabulary import Label
from extractors.money import find_amounts
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
_SESSIONS_WITH_CODE = frozenset({"roundtable", "cluster", "working_session"})
_ROLE_WORDS = 3  # "Government Team Member", "Co- Chair in": a role line opens with its role


def meant_label(text: str, under: Label) -> Label:
    """The label whose list a line under another belongs to; ``under`` itself where its words do not say otherwise."""
    spoken = _without_title(text)
    if under is not Label.CONTRIBUTION and is_money_line(text):
        return Label.CONTRIBUTION
    if under is not Label.ROUNDTABLES and _is_role_line(spoken):
        return Label.ROUNDTABLES
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
    if read_roles(before) or _OPENS_WITH_SESSION.match(spoken):
        return False
    if amounts:
        return True
    tells = is_in_kind(spoken) or is_left_over(spoken) or _OF_FINANCE.search(spoken) is not None
    return tells and not is_meeting_line(text)


def _is_role_line(spoken: str) -> bool:
    if find_amounts(spoken) or is_in_kind(spoken) or _GIVES.search(spoken):
        return False
    session = read_session(spoken)
    opening = " ".join(spoken.split()[:_ROLE_WORDS])
    return bool(read_roles(opening)) and session.venue in _SESSIONS_WITH_CODE and session.code is not None


def _without_title(text: str) -> str:
    plain = plain_dashes(without_mark(text))
    title = quoted(plain)
    return plain if title is None else f"{plain[: title[1]]} {plain[title[2] :]}"
