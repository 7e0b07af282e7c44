"""Where something took place, as lines name it: roundtables, clusters and working sessions, and venues of other kinds.

Seen: ``RT 1.1``, ``RT 2.2.``, ``RT 3.3:``, ``Cluster I``, ``Cluster 1``, ``Working Session 3.1``, ``thematic meeting
3.3``, ``Business Roundtable``, ``Common Space``. Lines also name panels, plenaries and side events, whose titles
resemble those of roundtables of *other* editions: any noun for a gathering is a venue of another kind, whatever stands
before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractors.data_files import any_listed

_ROOM = "extractors.gfmd.sessions"
_WITHOUT_CODE = frozenset({"business_roundtable", "platform_for_partnerships", "common_space"})
_ROUNDTABLES = frozenset({"cluster", "working_session", "roundtable"})
_CODED = _ROUNDTABLES | {"thematic_meeting"}

_PART = r"(?:sessions?|meetings?|panels?|discussions?|debates?)"
# A part of a venue, behind it or before: "RT 1.1 session", "the session of RT 1.1".
_PART_BEHIND = re.compile(rf"[ -]{_PART}\b(?! ?[0-9])", re.IGNORECASE)
_PART_BEFORE = re.compile(rf"{_PART} (?:of|in|for|on) (?:the )?|sessions? (?:nos?\.? ?|number )?", re.IGNORECASE)
# "A special session of RT 1.1" may be another venue.
_BEFORE_PART = re.compile(
    r"(?:\A|[^\w ] ?|\b(?:the|an?|in|at|of|for|during|and|as|this|first|second|third|fourth|last) )\Z", re.IGNORECASE
)
_SEEN_BEFORE = 10

_MARK = r"[ .:#(-]{0,3}(?:(?:[0-9][ ,:(-]{1,3})?session |number |nos?\.? ?|n[°º] ?)?"
# A number of days, hours or money is no code: "RT 1, 3 May", "RT 1.1, 2.5 million".
_COUNTED = (
    r"(?! ?(?:%|(?:per cent|millions?|billions?|thousand|hours?|hrs?|h|[ap]\.?m|days?|km)\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b))"
)
# "1.1", and as it is mistyped: "1. 1", "1,1". What follows may not be more of a number.
_NUMBER = rf"([0-9](?:(?: ?\. ?|,)[0-9])?)(?!\w|\.[0-9]|(?<![.,][0-9]),[0-9]){_COUNTED}"
_CODE = re.compile(_MARK + _NUMBER, re.IGNORECASE)
_CLUSTER_NUMBER = r"(I{1,3}|IV|V|[1-9])\b(?!\.[0-9])"
_CLUSTER_CODE = re.compile(_MARK + _CLUSTER_NUMBER, re.IGNORECASE)
_JOINT = r" ?(?:[,;/&+]|\band\b|\bor\b|\bas well as\b){1,2} ?(?:and )?(?:the )?"
_NEXT_CODE = re.compile(_JOINT + _NUMBER, re.IGNORECASE)
_NEXT_CLUSTER_CODE = re.compile(_JOINT + _CLUSTER_NUMBER, re.IGNORECASE)
_BARE_CODE = re.compile(rf"(?<![\w.,])([1-9]\.[0-9])(?!\w|[.,][0-9]){_COUNTED}", re.IGNORECASE)
# Between a role, a title or another code, and a code without a venue of its own.
_LEADS_TO_CODE = re.compile(
    r"(?:[ ,;:/&+().\"“”«»-]|\b(?:and|or|as well as|in|for|of|at|on|to|the|also|sessions?|numbers?|nos?)\b){0,12}",
    re.IGNORECASE,
)
_RANGE = re.compile(r" ?(?:-|\bto\b|\bthrough\b) ?(?:RT ?)?[0-9]\.[0-9](?!\w)", re.IGNORECASE)
_WITHIN = re.compile(r"[ ,;/]{1,3}")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
# A venue is named that is not known: "at the Dhaka Talks". The forum as a whole is none, nor is a manner of speaking.
_SOMEWHERE = re.compile(
    r"\b(?:(?:in|at|during|within) (?:the|an?|its|this)|en (?:el|las?|los|una?)|(?:à|dans) (?:l[ae]s?|une?)"
    r"|aux?|nas?|nos) (?!GFMD\b|Global Forum\b"
    r"|(?:summit|name|framework|context|area|field|capacity|role|course|year)\b)[^\W\d_]",
    re.IGNORECASE,
)


class Venue(NamedTuple):
    """A venue named in a text, from ``start`` to ``end``. ``code`` is None if none is printed.

    ``venue`` is the kind as the records have it. ``is_named`` tells a venue with a code or a name of its own from a
    common noun, such as "session", which may as well be part of a description.
    """

    venue: str
    code: str | None
    start: int
    end: int
    is_named: bool

    @property
    def is_roundtable(self) -> bool:
        """Whether a title that stands with it can be that of a catalogued roundtable or cluster.

        A thematic meeting can be one where it has a code: in 2011 sessions of the forum were called so.
        """
        return self.venue in _ROUNDTABLES or self.code is not None

    @property
    def rank(self) -> tuple[bool, int]:
        """Which of several names of one session tells what it is; the least one does."""
        return not self.is_named, list(_kinds()).index(self.venue)


def find_venues(text: str, leads: Sequence[int]) -> tuple[Venue, ...]:
    """The venues that a text with plain dashes names, in order; "RT 1.1 and 2.1" are two.

    ``leads`` are the places where roles and titles end: behind one, a code needs no venue of its own, as in
    ``Co-Chair in RT 1.1 and Team Member in 3.1``.
    """
    every = [venue for match in _venue_pattern().finditer(text) for venue in _venues_at(text, match)]
    every.extend(_bare_codes(text, every, leads))
    every.sort(key=lambda venue: venue.start)
    return tuple(venue for venue in every if not _is_part_of_roundtable(text, venue, every))


def names_somewhere(text: str) -> bool:
    """Whether a text that names no known venue says that something took place at another: ``at the Dhaka Talks``."""
    return _SOMEWHERE.search(text) is not None


def is_range(text: str, end: int) -> bool:
    """Whether a range of codes goes on behind a code that ends there: ``RT 1.1 - 1.3``."""
    return _RANGE.match(text, end) is not None


def innermost(venues: Sequence[Venue], text: str) -> tuple[Venue, ...]:
    """The venues less the clusters that only say where the next to them belongs: ``Cluster I, Working Session 1.1``."""
    outer = {
        pair[here]
        for pair in pairwise(venues)
        for here in (0, 1)
        if _is_cluster_of(pair[here], pair[1 - here]) and _WITHIN.fullmatch(text, pair[0].end, pair[1].start)
    }
    return tuple(venue for venue in venues if venue not in outer)


def _is_cluster_of(cluster: Venue, session: Venue) -> bool:
    if cluster.venue != "cluster" or session.venue == "cluster" or not session.code:
        return False
    number, dot, _ = session.code.partition(".")
    return bool(dot) and _ROMAN.get(number) == cluster.code


def _venues_at(text: str, match: re.Match[str]) -> Iterator[Venue]:
    kind = str(match.lastgroup)
    if kind in _CODED:
        yield from _coded_venues(text, kind, match)
    elif kind != "forum":  # the forum as a whole is no venue within it
        yield Venue("other" if kind == "other_roundtable" else kind, None, *match.span(), kind in _WITHOUT_CODE)


def _coded_venues(text: str, kind: str, match: re.Match[str]) -> Iterator[Venue]:
    """The venue of a kind that has codes, one for each of its codes."""
    first, further = (_CLUSTER_CODE, _NEXT_CLUSTER_CODE) if kind == "cluster" else (_CODE, _NEXT_CODE)
    start, end = match.start(), _with_part(text, match.end())
    code = first.match(text, match.end()) or first.match(text, end)
    if code is None:
        yield Venue(kind, None, start, end, is_named=False)
    dotted = code is not None and "." in code[1]
    while code and ("." in code[1] or not dotted):  # "RT 1.1, 3 May 2018" names no session 3
        end = _with_part(text, code.end())
        yield Venue(kind, _plain_code(code[1], kind), start, end, is_named=True)
        start, code = end, further.match(text, end)


def _plain_code(printed: str, kind: str) -> str:
    if kind == "cluster":
        return _ROMAN.get(printed, printed.upper())
    return printed.replace(" ", "").replace(",", ".")


def _with_part(text: str, end: int) -> int:
    """Where a venue ends with the word for a part of it right behind: ``RT 1.1 session``."""
    part = _PART_BEHIND.match(text, end)
    return part.end() if part else end


def _is_part_of_roundtable(text: str, venue: Venue, every: Sequence[Venue]) -> bool:
    """Whether a venue is only the word for a part of a roundtable: ``the session of RT 1.1``, ``RT 1.1 session``."""
    if venue.venue != "other" or venue.is_named:
        return False
    if any(one.start < venue.start < one.end for one in every):
        return True
    behind = next((one for one in every if one.start >= venue.end), None)
    if behind is None or not behind.is_roundtable or not _PART_BEFORE.fullmatch(text, venue.start, behind.start):
        return False
    return _BEFORE_PART.search(text[max(0, venue.start - _SEEN_BEFORE) : venue.start]) is not None


def _bare_codes(text: str, found: Sequence[Venue], leads: Sequence[int]) -> Iterator[Venue]:
    ends = [*leads, *(venue.end for venue in found if venue.code)]
    for match in _BARE_CODE.finditer(text):
        start, end = match.span(1)
        lead = max((place for place in ends if place <= start), default=None)
        within = any(venue.start <= start < venue.end for venue in found)
        if lead is not None and not within and _LEADS_TO_CODE.fullmatch(text, lead, start):
            yield Venue(_kind_at(start, found), match[1], start, end, is_named=True)
            ends.append(end)


def _kind_at(place: int, found: Sequence[Venue]) -> str:
    """The kind of the coded venue before a place, or else behind it, whose code a bare one can be."""
    coded = [venue for venue in found if venue.code and venue.venue != "cluster"]
    before = [venue.venue for venue in coded if venue.start < place]
    return next(iter([*before[-1:], *(venue.venue for venue in coded), "other"]))


@cache
def _venue_pattern() -> re.Pattern[str]:
    """Any venue, in a group by its kind."""
    return re.compile(rf"\b(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _kinds().items())})", re.IGNORECASE)


@cache
def _kinds() -> Mapping[str, str]:
    """How lines name each kind of venue. Of two that begin at one place the first counts."""
    others = any_listed(_ROOM, "others_with_roundtables")
    return {
        "business_roundtable": (
            r"business (?:round[ -]?tables?|RTs?)\b|mesas? redondas? (?:empresarial(?:es)?|de neg(?:o|ó)cios)\b"
            r"|tables? rondes? (?:des entreprises|d'affaires)\b"
        ),
        "platform_for_partnerships": r"platform for partnerships?\b|PfP\b",
        "common_space": r"common[ -]?space\b|espacio com(?:ú|u)n\b|espace commun\b|espa(?:ç|c)o comum\b",
        "cluster": r"clusters?\b",
        "working_session": r"working sessions?\b",
        "thematic_meeting": r"thematic (?:meeting|workshop)s?\b",
        "other_roundtable": (
            rf"(?:{others}) (?:round[ -]?tables?|RTs?)\b"
            rf"|(?:{any_listed(_ROOM, 'kinds_of_other_roundtables')}) round[ -]?tables?\b(?![ .:#-]{{0,3}}[0-9])"
            rf"|round[ -]?tables? (?:of|with|for|by) (?:the )?(?:{others})\b"
        ),
        "roundtable": r"RTs?(?=[ .:#-]{0,3}[0-9]|\b)|round[ -]?tables?\b|mesas? redondas?\b|tables? rondes?\b",
        "forum": r"global forum(?: on migration and development)?\b",
        "summit": r"summits?(?: meetings?)?\b",
        "other": rf"(?:{any_listed(_ROOM, 'gatherings')})\b",
    }
