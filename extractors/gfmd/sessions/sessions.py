"""The sessions that a line names: of each its kind, its code, its title, the roles in it, and the person it is about.

The words of the line come first, then their groups: a group is a session with the words that belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.data_files import listed
from extractors.gfmd.sessions.persons import Person
from extractors.gfmd.sessions.roles import is_role
from extractors.gfmd.sessions.session_groups import (
    Group,
    are_apart,
    grouped,
    nested_venues,
    paired_titles,
    role_names,
    roles_in_each,
)
from extractors.gfmd.sessions.session_lines import Title, Words, read_words
from extractors.gfmd.sessions.venues import Venue, is_range, names_somewhere
from extractors.text import DASHES, kept_by_text, quoted, unclipped
from extractors.values.dates import find_date
from extractors.values.names import has_honorific

_NO_TITLE = re.compile(
    r"(?:in|and|or|of|at|on|for|to|with|during|as|by|(?:co-?)?(?:chair|host|moderat|organi[sz])ed by|&)\b|\(",
    re.IGNORECASE,
)
# One or two words in brackets, or some with a year, tell which session it was: "(Part 1)", "(GFMD 2010)".
_NO_BRACKETED_TITLE = re.compile(r"[ .,:;-]{0,3}\((?:[^ ()]+(?: [^ ()]+)?\)|[^()]*\b20[0-9]{2}\b)")
_BETWEEN_TITLES = re.compile(r"[ .,:;/&)-]{0,9}(?:\band\b)?[ (]{0,9}", re.IGNORECASE)
_EDGE = f' .,:;"“”{DASHES}'
_SIDE_BY_SIDE = re.compile(r"[ ,;:/(-]{1,4}")
_BEFORE_LAST_ROLE = re.compile(rf" ?\(|[,;:] | [{re.escape(DASHES)}] ")
_CLOSING = "\"”’»″'"
_TOOK_PART = re.compile(
    r"\b(?:attended|participa(?:ted|nt|tion)|took part|represented|spoke)\b"
    r"|\b(?:GFMD|Global Forum(?: on Migration and Development)?)(?: in (?-i:[A-Z])\w+)?",
    re.IGNORECASE,
)
_LONGEST = 2_000  # characters


class Session(NamedTuple):
    """A session that a line names, the roles in it and the person it is about.

    ``title_of_roundtable`` is false where the title stands with a venue of another kind, such as a plenary: then it is
    that of no roundtable, however alike.
    """

    venue: str
    code: str | None
    title: str | None
    title_is_cut: bool
    title_of_roundtable: bool
    roles: tuple[str, ...]
    person: str | None
    affiliation: str | None


class Sessions(NamedTuple):
    """The sessions of a line.

    ``unclear`` says that it names several and not which code goes with which title: then there is one session, without
    a code.
    """

    found: tuple[Session, ...]
    unclear: bool = False


class _SessionTitle(NamedTuple):
    """A title as it is printed, whether it is closed, and whether it can be a roundtable's by the venue beside it."""

    text: str
    is_closed: bool
    is_of_roundtable: bool


@kept_by_text
def read_sessions(text: str) -> Sessions:
    """The sessions of a line, in order: one, or each of several where the line pairs their codes and titles.

    ``Co-Chair in RT 1.1, RT 2.2 and Team Member in 3.1`` names three. Of a very long line the beginning is read.
    """
    text = text[:_LONGEST]
    words = read_words(text)
    nests = nested_venues(words)
    ranged = any(venue.code and is_range(words.spoken, venue.end) for nest in nests for venue in nest)
    if len(nests) < 2 and not ranged and not _are_listed_titles(words):
        return Sessions((_only_session(text, words),))
    depths = {len(code) for nest in nests for venue in nest if (code := venue.code) and venue.venue != "cluster"}
    groups = () if words.is_odd or ranged or len(depths) > 1 or len(nests) < 2 else grouped(words, nests)
    titles = paired_titles(words, groups) if groups else None
    if titles is None:
        return Sessions((_unclear_session(words, nests),), unclear=True)
    return Sessions(tuple(_sessions_of_groups(words, groups, titles)))


def names_session(text: str) -> bool:
    """Whether a line names a session by a code, such as ``RT 1.1``."""
    found, unclear = read_sessions(text)
    return unclear or any(session.code for session in found)


# --- several sessions


def _sessions_of_groups(words: Words, groups: Sequence[Group], titles: Sequence[Title | None]) -> Iterator[Session]:
    person: Person | None = None
    for group, title, roles in zip(groups, titles, roles_in_each(words, groups), strict=True):
        about = words.within(*group.opening).people
        person = about[0] if about else person  # words that name nobody are about whom the line named before
        yield _build_session(group.venue, title and _title_beside_venue(words, groups, title), roles, person)


def _title_beside_venue(words: Words, groups: Sequence[Group], title: Title) -> _SessionTitle:
    """A title with the answer whether it is a roundtable's, by the venue beside it in the words about its session."""
    home = next(group for group in groups if group.start <= title.start < group.end)
    return _session_title(title, words.within(home.start, home.end))


# --- one session


def _only_session(text: str, words: Words) -> Session:
    """The one session of a line. Without quotes, what follows the code is the title."""
    quotation = quoted(text)
    if quotation is None:
        return _untitled_session(text, words)
    title = Title(*quotation)
    is_closed = title.end < len(text) or text[-1:] in _CLOSING
    before, behind = words.within(0, title.start), words.within(title.end, len(text))
    printed = _session_title(title, words)._replace(is_closed=is_closed)
    venues = before.venues or behind.venues
    venue = _main_venue([venue for venue in venues if venue.is_roundtable == printed.is_of_roundtable])
    lead, tail = role_names(before.roles), role_names(behind.roles)
    tail = tail if not lead or is_role(words.spoken[title.end :]) else ()
    return _build_session(venue, printed, (*lead, *tail), next(iter(words.people), None))


def _untitled_session(text: str, words: Words) -> Session:
    venue = _main_venue(words.venues)
    start = _end_of_codes(words) if venue and venue.code else len(text)
    title = _unquoted_title(text, start)
    end = text.find(title, start) + len(title) if title else start
    roles = words.roles if not title else [role for role in words.roles if not start <= role.start < end]
    printed = _SessionTitle(title, is_closed=True, is_of_roundtable=venue is not None and venue.is_roundtable)
    return _build_session(venue, printed if title else None, role_names(roles), next(iter(words.people), None))


def _end_of_codes(words: Words) -> int:
    """Where the code of a line ends, or the last of several that stand side by side."""
    coded = [venue for venue in words.venues if venue.code]
    apart = [
        one.end for one, other in pairwise(coded) if not _SIDE_BY_SIDE.fullmatch(words.spoken, one.end, other.start)
    ]
    return min([*apart, coded[-1].end])


def _unquoted_title(text: str, start: int) -> str:
    """The words behind a code as a title; empty where they are something else, such as a role, a person or a day."""
    title = _without_bracket(text[start:].strip(_EDGE))
    aside = _NO_TITLE.match(title) or _NO_BRACKETED_TITLE.match(text, start) or _opens_with_date(title)
    return "" if aside or is_role(title) or has_honorific(title) else _without_role(title)


def _opens_with_date(text: str) -> bool:
    printed = find_date(text)
    return printed is not None and printed.start == 0


def _without_role(title: str) -> str:
    """A title without the role behind it: ``Migrants and cities (Co-Chair)``."""
    for mark in _BEFORE_LAST_ROLE.finditer(title):
        if is_role(title[mark.end() :]):
            return title[: mark.start()].strip(_EDGE)
    return title


def _without_bracket(title: str) -> str:
    """A title without the bracket that it stands in, or half of one; brackets within it stay."""
    opened, closed = title.count("("), title.count(")")
    if title.startswith("(") and (title.endswith(")") or opened > closed):
        title = title[1:].removesuffix(")")
    elif title.endswith(")") and closed > opened:
        title = title[:-1]
    return title.strip(_EDGE)


# --- either


def _unclear_session(words: Words, nests: Sequence[Sequence[Venue]]) -> Session:
    """The one session for a line that does not tell its sessions apart."""
    only = words.titles[0] if len(words.titles) == 1 else None
    venue = _main_venue(nests[0] if nests else words.venues)
    printed = _session_title(only, words) if only else None
    person = next(iter(words.people), None)
    return _build_session(venue and venue._replace(code=None), printed, role_names(words.roles), person)


def _are_listed_titles(words: Words) -> bool:
    """Whether several quotations are titles in a row; words between them are quotations within one title."""
    gaps = [words.spoken[one.end : other.start] for one, other in pairwise(words.titles)]
    return bool(gaps) and all(gap.strip() and _BETWEEN_TITLES.fullmatch(gap) for gap in gaps)


def _session_title(title: Title, words: Words) -> _SessionTitle:
    beside = _venue_beside(title, words)
    before = words.spoken[beside.end if beside and beside.end <= title.start else 0 : title.start]
    behind = "" if beside else words.spoken[title.end :]
    can_be = beside.is_roundtable if beside else _leads_to_title(title, words)
    return _SessionTitle(
        title.text, is_closed=True, is_of_roundtable=can_be and not names_somewhere(f"{before}.{behind}")
    )


def _leads_to_title(title: Title, words: Words) -> bool:
    """Whether a title without a venue follows on a role, or on having taken part, with nothing but small words between.

    Any other noun before it, as in ``speaker in the film "T"``, may be a venue or a work that is titled so.
    """
    lead = max((role.end for role in words.roles if role.end <= title.start), default=0)
    between = _TOOK_PART.sub(" ", words.spoken[lead : title.start])
    small_words = listed("extractors.gfmd.sessions", "between_role_and_title")
    return small_words.issuperset(re.findall(r"[^\W\d_]+", between.casefold()))


def _venue_beside(title: Title, words: Words) -> Venue | None:
    """The venue that a title stands with: the last one before it, else the first behind it.

    Where nothing tells a roundtable from a venue of another kind before it, as in ``a side event of RT 2.1``, the title
    may be of either, and no roundtable's is taken.
    """
    outside, every = words.outside_brackets(0, title.start).venues, words.within(0, title.start).venues
    before = _without_summits(outside or every)
    if not before:
        return next((venue for venue in words.venues if venue.start >= title.end), None)
    last, above = before[-1], before[-2] if len(before) > 1 else None
    return above if above and last.is_roundtable and not are_apart(words, above, last) else last


def _without_summits(venues: Sequence[Venue]) -> Sequence[Venue]:
    """The venues within a summit, which holds them all: ``RT 1.1 at the summit``; the summit where there are none."""
    return [venue for venue in venues if venue.venue != "summit"] or venues


def _main_venue(venues: Sequence[Venue]) -> Venue | None:
    """The venue that tells what a session is, of several that are named for it."""
    return min(venues, key=lambda venue: venue.rank, default=None)


def _build_session(
    venue: Venue | None, title: _SessionTitle | None, roles: Sequence[str], person: Person | None
) -> Session:
    """A session with its printed title, which is cut at an ellipsis, or where its quotation is not closed."""
    shown = unclipped(title.text) if title else ""
    return Session(
        venue=venue.venue if venue else "other",
        code=venue.code if venue else None,
        title=shown or None,
        title_is_cut=title is not None and not (title.is_closed and shown == title.text),
        title_of_roundtable=title is None or title.is_of_roundtable,
        roles=tuple(dict.fromkeys(roles)) or ("other",),
        person=person.name if person else None,
        affiliation=person.affiliation if person else None,
    )
