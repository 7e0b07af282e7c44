"""The sessions that a line names: their kinds, their codes, and the titles that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.gfmd.roles import is_role
from extractors.text import DASH, DASHES, QUOTES, quoted, unclipped

_VENUES = (
    ("business_roundtable", re.compile(r"\bbusiness round ?table\b", re.IGNORECASE)),
    ("platform_for_partnerships", re.compile(r"\bplatform for partnerships?\b|\bPfP\b", re.IGNORECASE)),
    ("common_space", re.compile(r"\bcommon space\b", re.IGNORECASE)),
    ("cluster", re.compile(r"\bclusters?\b", re.IGNORECASE)),
    ("working_session", re.compile(r"\bworking sessions?\b", re.IGNORECASE)),
    ("thematic_meeting", re.compile(r"\bthematic (?:meeting|workshop)s?\b", re.IGNORECASE)),
    ("roundtable", re.compile(r"\bRTs?(?=[ .:#-]{0,3}[0-9]|\b)|\bround ?tables?\b", re.IGNORECASE)),
    ("summit", re.compile(r"\bsummit\b", re.IGNORECASE)),
)
_WITHOUT_CODE = frozenset({"business_roundtable", "platform_for_partnerships", "common_space"})
_MARK = r"[ .:#(-]{0,3}(?:(?:[0-9][ ,:(-]{1,3})?session |number |nos?\.? ?|n[°º] ?)?"
# "1.1", and as it is mistyped: "1. 1", "1,1". What follows may not be more of a number.
_NUMBER = r"([0-9](?:(?: ?\. ?|,)[0-9])?)(?!\w|\.[0-9]|(?<![.,][0-9]),[0-9])"
_CODE = re.compile(_MARK + _NUMBER, re.IGNORECASE)
_CLUSTER_NUMBER = r"(I{1,3}|IV|V|[1-9])\b(?!\.[0-9])"
_CLUSTER_CODE = re.compile(_MARK + _CLUSTER_NUMBER, re.IGNORECASE)
_JOINT = r" ?(?:[,;/&+]|\band\b|\bor\b|\bas well as\b){1,2} ?(?:and )?(?:the )?"
_NEXT_CODE = re.compile(_JOINT + _NUMBER, re.IGNORECASE)
_NEXT_CLUSTER_CODE = re.compile(_JOINT + _CLUSTER_NUMBER, re.IGNORECASE)
_RANGE = re.compile(rf" ?(?:{DASH}|\bto\b|\bthrough\b) ?(?:RT ?)?[0-9]\.[0-9](?!\w)", re.IGNORECASE)
_WITHIN = re.compile(r"[ ,;/]{1,3}")
_JOINED = re.compile(r"[,;/&+]|\band\b|\bas well as\b|[\"“”»″]", re.IGNORECASE)
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_NO_TITLE = re.compile(
    r"(?:in|and|of|at|on|for|to|with|during|as|by|(?:co-?)?(?:chair|host|moderat|organi[sz])ed by|&)\b|\(",
    re.IGNORECASE,
)
# One or two words in brackets, or some with a year, tell which session it was: "(Part 1)", "(GFMD 2010)".
_NO_BRACKETED_TITLE = re.compile(r"[ .,:;-]{0,3}\((?:[^ ()]+(?: [^ ()]+)?\)|[^()]*\b20[0-9]{2}\b)")
_QUOTATION = re.compile(f"[{QUOTES}]([^{QUOTES}]{{1,500}})[{QUOTES}]")
_BETWEEN_TITLES = re.compile(r"[ .,:;/&)-]{0,9}(?:\band\b)?[ (]{0,9}", re.IGNORECASE)
_EDGE = f' .,:;"“”{DASHES}'


class Session(NamedTuple):
    """The session that a line names: kind, code and title, and the words of the line before and after the title."""

    venue: str
    code: str | None
    title: str | None
    title_is_cut: bool
    before_title: str
    after_title: str = ""


class Sessions(NamedTuple):
    """The sessions of a line. ``unclear`` says that it names several and not which code goes with which title: then
    there is one session, without a code.
    """

    found: tuple[Session, ...]
    unclear: bool = False


class _Mention(NamedTuple):
    """A session in a line, from ``start`` to ``end``: one with a code, or of a kind that needs none."""

    venue: str
    code: str | None
    start: int
    end: int


class _Title(NamedTuple):
    """A quoted title in a line, with its marks from ``start`` to ``end``."""

    text: str
    start: int
    end: int


def read_sessions(text: str) -> Sessions:
    """The sessions of a line, in order: one, or each of several where the line pairs their codes and titles."""
    odd = sum(map(text.count, QUOTES)) % 2 == 1
    outside = text if odd else _QUOTATION.sub(lambda m: '"' + "\0" * (len(m[0]) - 2) + '"', text)
    mentions = _mentions(outside)
    titles = _titles(text)
    several = len(mentions) > 1 and _are_joined(mentions, outside)
    ranged = any(_RANGE.match(outside, m.end) for m in mentions)
    if not several and not ranged and not _are_listed(titles, outside):
        return Sessions((_single(text),))
    depths = {len(m.code) for m in mentions if m.code and m.venue != "cluster"}
    paired = _paired(mentions, titles) if several and not (odd or ranged or len(depths) > 1) else None
    if paired is not None:
        return Sessions(tuple(_each(mentions, paired, outside)))
    title = titles[0].text if len(titles) == 1 and not odd else ""
    venue = mentions[0].venue if mentions else _venue(outside)[0]
    words = outside.replace("\0", " ")
    return Sessions((_session(venue, None, title, words),), unclear=True)


def names_session(text: str) -> bool:
    """Whether a line names a session by a code."""
    found, unclear = read_sessions(text)
    return unclear or any(session.code for session in found)


def _session(venue: str, code: str | None, title: str, before: str, after: str = "", *, closed: bool = True) -> Session:
    """A session with its printed title, which is cut at an ellipsis, or where its quotation is not ``closed``."""
    shown = unclipped(title)
    return Session(venue, code, shown or None, not closed or shown != title, before, after)


def _single(text: str) -> Session:
    """The one session of a line. Without quotes, what follows the code is the title."""
    quotation = quoted(text)
    before = text[: quotation[1]] if quotation else text
    venue, code, end = _venue(before)
    if quotation:
        closed = quotation[2] < len(text) or text[-1:] in "\"”’»″'"
        after = text[quotation[2] :]
        if venue == "other":
            venue, code, _ = _venue(after)
        return _session(venue, code, quotation[0], before, after, closed=closed)
    title = _without_bracket(before[end:].strip(_EDGE)) if code else ""
    aside = _NO_TITLE.match(title) or _NO_BRACKETED_TITLE.match(before, end)
    title = "" if aside or is_role(title) else title
    return _session(venue, code, title, before[:end] if title else before)


def _without_bracket(title: str) -> str:
    """A title without the bracket that it stands in, or half of one; brackets within it stay."""
    opened, closed = title.count("("), title.count(")")
    if title.startswith("(") and (title.endswith(")") or opened > closed):
        title = title[1:].removesuffix(")")
    elif title.endswith(")") and closed > opened:
        title = title[:-1]
    return title.strip(_EDGE)


def _venue(text: str) -> tuple[str, str | None, int]:
    """Kind and code of the session that a text names, and where they end."""
    for venue, pattern in _VENUES:
        match = pattern.search(text)
        if match is None:
            continue
        code = (_CLUSTER_CODE if venue == "cluster" else _CODE).match(text, match.end())
        if code is None:
            return venue, None, match.end()
        return venue, _code(code[1], venue), code.end()
    return "other", None, len(text)


def _code(printed: str, venue: str) -> str:
    if venue == "cluster":
        return _ROMAN.get(printed, printed.upper())
    return printed.replace(" ", "").replace(",", ".")


def _mentions(outside: str) -> list[_Mention]:
    """The sessions that a text names, in order; "RT 1.1 and 2.1" are two."""
    found: list[_Mention] = []
    for venue, pattern in _VENUES:
        if venue in _WITHOUT_CODE:
            found.extend(_Mention(venue, None, m.start(), m.end()) for m in pattern.finditer(outside))
            continue
        first, further = (_CLUSTER_CODE, _NEXT_CLUSTER_CODE) if venue == "cluster" else (_CODE, _NEXT_CODE)
        for match in pattern.finditer(outside):
            start, code = match.start(), first.match(outside, match.end())
            dotted = code is not None and "." in code[1]
            while code and ("." in code[1] or not dotted):  # "RT 1.1, 3 May 2018" names no session 3
                found.append(_Mention(venue, _code(code[1], venue), start, code.end()))
                start, code = code.end(), further.match(outside, code.end())
    by_end = {mention.end: mention for mention in reversed(found)}
    return _innermost([by_end[end] for end in sorted(by_end)], outside)


def _innermost(mentions: Sequence[_Mention], outside: str) -> list[_Mention]:
    """The sessions less the clusters that only say where the next to them belongs: "Cluster I, Working Session 1.1"."""
    outer = {
        pair[here]
        for pair in pairwise(mentions)
        for here in (0, 1)
        if _is_cluster_of(pair[here], pair[1 - here]) and _WITHIN.fullmatch(outside, pair[0].end, pair[1].start)
    }
    return [mention for mention in mentions if mention not in outer]


def _is_cluster_of(cluster: _Mention, session: _Mention) -> bool:
    if cluster.venue != "cluster" or session.venue == "cluster" or not session.code:
        return False
    number, dot, _ = session.code.partition(".")
    return bool(dot) and _ROMAN.get(number) == cluster.code


def _titles(text: str) -> list[_Title]:
    return [_Title(match[1].strip(), match.start(), match.end()) for match in _QUOTATION.finditer(text)]


def _are_joined(mentions: Sequence[_Mention], outside: str) -> bool:
    """Whether a word or a mark tells the sessions apart: "Cluster I: Working Session 1.1" is one."""
    return all(_JOINED.search(outside, one.end, max(one.end, other.end)) for one, other in pairwise(mentions))


def _are_listed(titles: Sequence[_Title], outside: str) -> bool:
    """Whether several quotations are titles in a row; words between them are quotations within one title."""
    if len(titles) < 2:
        return False
    gaps = [outside[one.end : other.start] for one, other in pairwise(titles)]
    return all(gap.strip() and _BETWEEN_TITLES.fullmatch(gap) for gap in gaps)


def _paired(mentions: Sequence[_Mention], titles: Sequence[_Title]) -> tuple[str, ...] | None:
    """The title of each session, or an empty one; None where the line does not tell which is whose.

    Clear are all codes before as many titles, and a title behind each code up to the last title.
    """
    coded = [m for m in mentions if m.code]
    if titles and len(titles) == len(coded) and coded[-1].end <= titles[0].start:
        in_order = iter([title.text for title in titles])
        return tuple(next(in_order) if m.code else "" for m in mentions)
    found: list[str] = []
    ends = [m.end for m in mentions[1:]]
    for mention, until in zip(mentions, [*ends, titles[-1].end if titles else 0], strict=True):
        behind = [title.text for title in titles if mention.end <= title.start < until]
        untitled_before = behind and any(not t and m.code for m, t in zip(mentions, found, strict=False))
        if len(behind) > 1 or untitled_before:
            return None
        found.append(behind[0] if behind else "")
    return tuple(found) if len(titles) == sum(map(bool, found)) else None


def _each(mentions: Sequence[_Mention], titles: Sequence[str], outside: str) -> Iterator[Session]:
    words = outside.replace("\0", " ")
    begins = [0, *(mention.end for mention in mentions)]
    ends = [*(mention.start for mention in mentions[1:]), len(words)]
    for mention, title, begin, end in zip(mentions, titles, begins, ends, strict=False):
        before, after = words[begin : mention.end], words[mention.end : end]
        yield _session(mention.venue, mention.code, title, before, after)
