"""Lines under ``RT Participation``: who did what at which session.

Seen: ``Government Team member for RT 1.1: “…”.``, ``Co- chair``, ``Chair/ Moderator``, ``Coordinator and Co-Chair``,
``Mr X, Director of Y, was speaker for the RT 1.2 “…”``, ``Belgium hosted the First GFMD Summit Meeting 9-11 July
2007``, ``Member of the GFMD Assessment Team``, and lines with only a venue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from extractors.gfmd.catalogue import Candidate, roundtables_titled
from extractors.gfmd.roles import Subject, read_roles, read_subject
from extractors.gfmd.sessions import Session, read_sessions
from extractors.text import without_mark
from schemas.document import Line
from schemas.extraction import RoundtableRole, Span

_VENUE_KINDS = {"cluster": "cluster", "roundtable": "roundtable", "working_session": "roundtable"}


def read_roles_of(line: Line, position: int) -> tuple[RoundtableRole, ...]:
    """The roles in one line; ``other`` where it names none.

    The roles in one session have one position. The first has the position given, each further session the next one.
    """
    text = without_mark(line.text)
    span = line.span
    sessions = read_sessions(text).found
    told = [read_subject(session.before_title) for session in sessions]
    found: list[RoundtableRole] = []
    subject: Subject | None = None
    for place, (session, about, roles) in enumerate(zip(sessions, told, _roles(sessions, told), strict=True), position):
        subject = about or subject  # words that name nobody are about whom the line named before
        found.extend(_role(span, place, role, text, session, subject) for role in roles)
    return tuple(found)


def _roles(sessions: Sequence[Session], told: Sequence[Subject | None]) -> list[tuple[str, ...]]:
    """The roles in each session: they stand before all sessions, or behind all, and can be said once for several."""
    before = [read_roles(about.rest if about else s.before_title) for s, about in zip(sessions, told, strict=True)]
    if before[0]:
        return list(accumulate(before, _here_or_said))
    behind = list(accumulate([read_roles(s.after_title) for s in reversed(sessions)], _here_or_said))
    return [roles or ("other",) for roles in reversed(behind)]


def _here_or_said(said: tuple[str, ...], here: tuple[str, ...]) -> tuple[str, ...]:
    return here or said


def _role(span: Span, position: int, role: str, text: str, session: Session, subject: Subject | None) -> RoundtableRole:
    candidates = possible_roundtables(session.title, session.code, cut=session.title_is_cut)
    chosen = choose(candidates, session.code, session.venue)
    return RoundtableRole(
        span=span,
        position=position,
        role=role,
        venue=session.venue,
        text=text,
        code=session.code,
        title=session.title,
        title_is_cut=session.title_is_cut,
        roundtable_id=chosen.id if chosen else None,
        match_score=round(chosen.score, 6) if chosen else None,
        person=subject.person if subject else None,
        affiliation=subject.affiliation if subject else None,
    )


def possible_roundtables(title: str | None, code: str | None, *, cut: bool) -> tuple[Candidate, ...]:
    """The catalogued roundtables that the title of a session may mean."""
    return roundtables_titled(title, code, cut=cut) if title else ()


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
