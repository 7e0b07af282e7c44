"""Lines under ``RT Participation``: who did what at which session.

Seen: ``Government Team member for RT 1.1: “…”.``, ``Co- chair``, ``Chair/ Moderator``, ``Coordinator and Co-Chair``,
``Mr X, Director of Y, was speaker for the RT 1.2 “…”``, ``Belgium hosted the First GFMD Summit Meeting 9-11 July
2007``, ``Member of the GFMD Assessment Team``, and lines with only a venue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.gfmd.facts import RoundtableRole
from extractors.gfmd.reference.catalogue import Candidate, roundtables_titled
from extractors.gfmd.sessions.sessions import Session, read_sessions
from extractors.text import without_mark
from schemas.document import Line
from schemas.extraction import Span

_VENUE_KINDS = {"cluster": "cluster", "roundtable": "roundtable", "working_session": "roundtable"}


def read_roles_of(line: Line, position: int) -> tuple[RoundtableRole, ...]:
    """The roles in one line; ``other`` where it names none.

    The roles in one session have one position. The first has the position given, each further session the next one.
    """
    text = without_mark(line.text)
    span = line.span
    sessions = read_sessions(text)
    return tuple(
        replace(_record(span, place, role, text, session), sessions_unclear=sessions.unclear)
        for place, session in enumerate(sessions.found, position)
        for role in session.roles
    )


def _record(span: Span, position: int, role: str, text: str, session: Session) -> RoundtableRole:
    record = RoundtableRole(
        span=span,
        position=position,
        role=role,
        venue=session.venue,
        text=text,
        code=session.code,
        title=session.title,
        title_is_cut=session.title_is_cut,
        title_of_roundtable=session.title_of_roundtable,
        person=session.person,
        affiliation=session.affiliation,
    )
    chosen = choose(possible_roundtables(record), session.code, session.venue)
    return replace(record, roundtable_id=chosen.id, match_score=round(chosen.score, 6)) if chosen else record


def possible_roundtables(role: RoundtableRole) -> tuple[Candidate, ...]:
    """The catalogued roundtables that the title of a session may mean; none where it stands with another venue."""
    if role.title is None or not role.title_of_roundtable:
        return ()
    return roundtables_titled(role.title, role.code, cut=role.title_is_cut)


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
