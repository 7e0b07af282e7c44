"""Lines under ``RT Participation``: who did what at which session.

Seen: ``Government Team member for RT 1.1: “…”.``, ``Co- chair``, ``Chair/ Moderator``, ``Coordinator and Co-Chair``,
``Mr X, Director of Y, was speaker for the RT 1.2 “…”``, ``Belgium hosted the First GFMD Summit Meeting 9-11 July
2007``, ``Member of the GFMD Assessment Team``, and lines with only a venue.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.gfmd.facts import RoundtableRole
from extractors.gfmd.reference.catalogue import Candidate, meetings_surely_titled, roundtables_titled
from extractors.gfmd.sessions.own_dates import read_session_time
from extractors.gfmd.sessions.sessions import Session, Sessions, read_sessions
from extractors.gfmd.site.spoken import NO_PLACE
from extractors.text import kept_by_text, without_mark
from schemas.document import Line

_VENUE_KINDS = {"cluster": "cluster", "roundtable": "roundtable", "working_session": "roundtable"}


def read_roles_of(line: Line, position: int) -> tuple[RoundtableRole, ...]:
    """The roles in one line; ``other`` where it names none.

    The roles in one session have one position. The first has the position given, each further session the next one.
    """
    roles = _roles_of_text(without_mark(line.text))
    return tuple(role._replace(span=line.span, position=position + role.position) for role in roles)


@kept_by_text
def _roles_of_text(text: str) -> tuple[RoundtableRole, ...]:
    """The roles in a line with this text, wherever it stands; the position of the first is 0."""
    sessions = read_sessions(text)
    blanks = [RoundtableRole(NO_PLACE, at, "other", one.venue, text) for at, one in enumerate(sessions.found)]
    return tuple(
        role
        for blank, session in zip(blanks, sessions.found, strict=True)
        for role in _roles_of_session(blank, session, sessions)
    )


def _roles_of_session(blank: RoundtableRole, session: Session, sessions: Sessions) -> Iterator[RoundtableRole]:
    """The ``blank`` record of a line filled in for each role in one of its sessions, whose title is matched once."""
    titled = _roundtables_of_title(session)
    chosen = choose(titled, session.code, session.venue)
    record = blank._replace(
        code=session.code,
        title=session.title,
        title_is_cut=session.title_is_cut,
        title_of_roundtable=session.title_of_roundtable,
        sessions_unclear=sessions.unclear,
        roundtable_id=chosen.id if chosen else None,
        match_score=round(chosen.score, 6) if chosen else None,
        person=session.person,
        affiliation=session.affiliation,
        titled=titled,
        meetings_titled=() if titled else _meetings_of_title(session),
    )
    for role in session.roles:
        yield record._replace(role=role, time=read_session_time(record, role))


def _roundtables_of_title(session: Session) -> tuple[Candidate, ...]:
    """The catalogued roundtables that the title of a session may mean; none where it stands with another venue."""
    if session.title is None or not session.title_of_roundtable:
        return ()
    return roundtables_titled(session.title, session.code, cut=session.title_is_cut)


def _meetings_of_title(session: Session) -> tuple[Candidate, ...]:
    """The catalogued meetings of just the title of a session, where it stands with a thematic meeting."""
    if session.title is None or session.venue != "thematic_meeting":
        return ()
    return meetings_surely_titled(session.title, cut=session.title_is_cut)


def choose(candidates: tuple[Candidate, ...], code: str | None, venue: str) -> Candidate | None:
    """The one roundtable of several candidates, or None: the kind of venue decides, then the code.

    Of two of one edition with the same title, the code ``2.1`` chooses ``2012-2.1``.
    """
    for candidates_left in _narrowed_candidates(candidates, code, venue):
        if len(candidates_left) == 1:
            return candidates_left[0]
    return None


def _narrowed_candidates(
    candidates: tuple[Candidate, ...], code: str | None, venue: str
) -> Iterator[tuple[Candidate, ...]]:
    yield candidates
    if len({c.edition for c in candidates}) > 1:
        return  # every edition has an RT 1.1: a code never chooses between editions
    yield tuple(c for c in candidates if c.code == code and c.kind == _VENUE_KINDS.get(venue))
    yield tuple(c for c in candidates if c.code == code)
    yield tuple(c for c in candidates if c.kind == _VENUE_KINDS.get(venue))
