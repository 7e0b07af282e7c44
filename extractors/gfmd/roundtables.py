"""Lines under ``RT Participation``: who did what at which session.

Seen: ``Government Team member for RT 1.1: “…”.``, ``Co- chair``, ``Chair/ Moderator``, ``Coordinator and Co-Chair``,
``Mr X, Director of Y, was speaker for the RT 1.2 “…”``, ``Belgium hosted the First GFMD Summit Meeting 9-11 July
2007``, ``Member of the GFMD Assessment Team``, and lines with only a venue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.gfmd.catalogue import Candidate, roundtables_titled
from extractors.gfmd.sessions import Session, read_roles, read_session
from extractors.names import has_honorific, is_name
from extractors.text import without_mark
from schemas.document import Line
from schemas.extraction import RoundtableRole, Span

_SUBJECT = re.compile(
    r"\A(.{2,200}?)(?:,? (?:was|is|acted as|served as|participated as|as)(?: an?| the)? "
    r"|, (?=(?:speaker|panell?ist|resource person|moderator|rapporteur)\b))",
    re.IGNORECASE,
)
_VENUE_KINDS = {"cluster": "cluster", "roundtable": "roundtable", "working_session": "roundtable"}


class Subject(NamedTuple):
    """Who a line is about, as printed, and the words after that."""

    person: str | None
    affiliation: str | None
    rest: str


def read_roles_of(line: Line, position: int) -> tuple[RoundtableRole, ...]:
    """The roles in one line, all with its position; ``other`` where the line names none."""
    text = without_mark(line.text)
    session = read_session(text)
    subject = _subject(session.before_title)
    candidates = possible_roundtables(session)
    chosen = choose(candidates, session.code, session.venue)
    return tuple(
        RoundtableRole(
            span=Span(line.number, line.number),
            position=position,
            role=role,
            venue=session.venue,
            text=text,
            code=session.code,
            title=session.title,
            roundtable_id=chosen.id if chosen else None,
            match_score=round(chosen.score, 6) if chosen else None,
            person=subject.person,
            affiliation=subject.affiliation,
        )
        for role in read_roles(subject.rest) or ("other",)
    )


def possible_roundtables(session: Session) -> tuple[Candidate, ...]:
    """The catalogued roundtables that the title of a session may mean."""
    if session.title is None:
        return ()
    return roundtables_titled(session.title, session.code, cut=session.title_is_cut)


def choose(candidates: tuple[Candidate, ...], code: str | None, venue: str) -> Candidate | None:
    """The one roundtable meant. Where several are possible the kind of venue decides, then the code, else nobody."""
    for left in _narrowed(candidates, code, venue):
        if len(left) == 1:
            return left[0]
    return None


def _narrowed(candidates: tuple[Candidate, ...], code: str | None, venue: str) -> Iterator[tuple[Candidate, ...]]:
    yield candidates
    if len({c.edition for c in candidates}) > 1:
        return  # every edition has an RT 1.1: a code never chooses between editions
    yield tuple(c for c in candidates if c.code == code and c.kind == _VENUE_KINDS.get(venue))
    yield tuple(c for c in candidates if c.code == code)
    yield tuple(c for c in candidates if c.kind == _VENUE_KINDS.get(venue))


def _subject(before_title: str) -> Subject:
    """The person that a line opens with, the office, and what follows; a country or a government is no person."""
    subject = _SUBJECT.match(before_title)
    name, _, office = subject[1].partition(",") if subject else ("", "", "")
    if subject is None or not is_name(name.strip()) or not (has_honorific(name) or office):
        return Subject(None, None, before_title)
    return Subject(name.strip(), office.strip(" ,") or None, before_title[subject.end() :])
