"""Words that roundtable and meeting lines share: roles, kinds of session, and their codes."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.text import DASHES, plain_dashes, quoted, unclipped

_ROLES = (
    ("co_chair", re.compile(r"\bco ?[-–—‑]? ?chair(?:s|ed|ing|person|man|woman)?\b", re.IGNORECASE)),
    ("chair", re.compile(r"\bchair(?:s|ed|ing|person|man|woman)?\b", re.IGNORECASE)),
    ("team_member", re.compile(r"\bteam[- ]members?\b|\bmembers? of the government team\b", re.IGNORECASE)),
    ("moderator", re.compile(r"\bmoderat(?:or|ed|ing)s?\b", re.IGNORECASE)),
    ("rapporteur", re.compile(r"\brapporteurs?\b", re.IGNORECASE)),
    ("coordinator", re.compile(r"\bco[-–]?ordinat(?:or|ed|ing)s?\b", re.IGNORECASE)),
    ("convener", re.compile(r"\b(?:co ?[-–—‑]? ?)?conven(?:er|or|ed|ing)s?\b", re.IGNORECASE)),
    ("resource_person", re.compile(r"\bresource persons?\b", re.IGNORECASE)),
    ("panelist", re.compile(r"\bpanell?ists?\b", re.IGNORECASE)),
    ("speaker", re.compile(r"\bspeakers?\b", re.IGNORECASE)),
    ("host", re.compile(r"\b(?:co-?)?host(?:s|ed|ing)?\b", re.IGNORECASE)),
)
_VENUES = (
    ("business_roundtable", re.compile(r"\bbusiness round ?table\b", re.IGNORECASE)),
    ("platform_for_partnerships", re.compile(r"\bplatform for partnerships?\b|\bPfP\b", re.IGNORECASE)),
    ("common_space", re.compile(r"\bcommon space\b", re.IGNORECASE)),
    ("cluster", re.compile(r"\bcluster\b", re.IGNORECASE)),
    ("working_session", re.compile(r"\bworking sessions?\b", re.IGNORECASE)),
    ("thematic_meeting", re.compile(r"\bthematic (?:meeting|workshop)s?\b", re.IGNORECASE)),
    ("roundtable", re.compile(r"\bRTs?(?=[ .:]?[0-9]|\b)|\bround ?tables?\b", re.IGNORECASE)),
    ("summit", re.compile(r"\bsummit\b", re.IGNORECASE)),
)
_CODE = re.compile(r"[ .:]{0,3}(?:session |no\.? ?)?([0-9](?:\.[0-9])?)(?![0-9])", re.IGNORECASE)
_CLUSTER_CODE = re.compile(r"[ .:]{0,3}(I{1,3}|IV|V|[1-9])\b", re.IGNORECASE)
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_NO_TITLE = re.compile(r"(?:in|and|of|at|on|for|to|with|during|as|&)\b|\(", re.IGNORECASE)
_EDGE = f' .,:;"“”{DASHES}'


class Session(NamedTuple):
    """The session that a line names: kind, code and title, and where in the line the words before the title end."""

    venue: str
    code: str | None
    title: str | None
    title_is_cut: bool
    before_title: str


def read_roles(text: str) -> tuple[str, ...]:
    """The roles named in the text, in the order printed; a co-chair is no chair."""
    found: list[tuple[int, str]] = []
    rest = plain_dashes(text)
    for role, pattern in _ROLES:
        match = pattern.search(rest)
        if match:
            found.append((match.start(), role))
            rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    return tuple(role for _, role in sorted(found))


def read_session(text: str) -> Session:
    """The session of a line. Without quotes, what follows the code is the title."""
    quotation = quoted(text)
    before = text[: quotation[1]] if quotation else text
    venue, code, end = _venue(before)
    if quotation:
        title, closed = quotation[0], quotation[2] < len(text) or text[-1:] in '"”’»″'
    else:
        title, closed = before[end:].strip(_EDGE) if code else "", True
        title = "" if _NO_TITLE.match(title) else title
    is_cut = not closed or unclipped(title) != title
    return Session(venue, code, unclipped(title) or None, is_cut, before if quotation or not title else before[:end])


def _venue(text: str) -> tuple[str, str | None, int]:
    for venue, pattern in _VENUES:
        match = pattern.search(text)
        if match is None:
            continue
        code = (_CLUSTER_CODE if venue == "cluster" else _CODE).match(text, match.end())
        if code is None:
            return venue, None, match.end()
        return venue, _ROMAN.get(code[1], code[1].upper()) if venue == "cluster" else code[1], code.end()
    return "other", None, len(text)
