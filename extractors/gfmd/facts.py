"""What a page of GFMD says beside what every page does: the blocks of a country, and practices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from extractors.gfmd.reference.catalogue import Candidate
from extractors.gfmd.reference.named_editions import NamedEdition
from schemas.extraction import Extraction, Span

Status = Literal["listed", "none", "blank", "absent"]
Days = tuple[date, date]
"""The first and the last day of what is printed as one date."""


class ContributionTime(NamedTuple):
    """For which edition a contribution is, as far as its line says.

    ``named`` are the names of editions in it, ``paid_on`` the days of its first date. Where it names none, ``cities``
    are the editions whose host city stands in it, and ``names_forum`` says that words are there which mean some forum.
    ``left_by`` are the editions that left money over.
    """

    named: tuple[NamedEdition, ...] = ()
    paid_on: Days | None = None
    cities: tuple[int, ...] = ()
    names_forum: bool = False
    left_by: tuple[int, ...] = ()


class Contribution(NamedTuple):
    """One line of money or help in kind."""

    span: Span
    kind: str
    text: str
    amount: Decimal | None = None
    currency: str | None = None
    amount_usd: Decimal | None = None
    earmarked: bool | None = None
    purpose: str | None = None
    time: ContributionTime = ContributionTime()


class SessionTime(NamedTuple):
    """Of which time the line of a role speaks, beside the title of its session.

    ``days`` are those of its own date, ``editions`` those that its words name, ``held`` the days on which a summit or
    meeting took place as it says. All are empty where ``names_other_times``: the line speaks of other times too.
    """

    days: Days | None = None
    editions: tuple[int, ...] = ()
    held: Days | None = None
    names_other_times: bool = False


class RoundtableRole(NamedTuple):
    """One role in one line; a line that names two roles in a session gives two, with the same position.

    ``title_of_roundtable`` is false where the title stands with a venue of another kind, such as a plenary.
    ``sessions_unclear`` says that the line names several sessions, and not which code goes with which title.
    ``titled`` are the catalogued roundtables that the title may mean, of which ``roundtable_id`` is the one that it
    does mean; beside a thematic meeting, those of just this title are ``meetings_titled``.
    """

    span: Span
    position: int
    role: str
    venue: str
    text: str
    code: str | None = None
    title: str | None = None
    title_is_cut: bool = False
    title_of_roundtable: bool = True
    sessions_unclear: bool = False
    roundtable_id: str | None = None
    match_score: float | None = None
    person: str | None = None
    affiliation: str | None = None
    titled: tuple[Candidate, ...] = ()
    meetings_titled: tuple[Candidate, ...] = ()
    time: SessionTime = SessionTime()


class MeetingAttendance(NamedTuple):
    """One line about a thematic meeting or workshop.

    ``printed_days`` is set also where only a month is printed, ``printed_years`` where a year stands without a date.
    ``names_other_times`` says that the line speaks of further years, such as that of a meeting before: then it tells no
    edition. ``unread_date`` is what is printed like its date and can't be read. ``titled`` are the catalogued meetings
    of just this title.
    """

    span: Span
    role: str
    kind: str
    text: str
    title: str | None = None
    title_is_cut: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    printed_days: Days | None = None
    printed_years: tuple[int, ...] = ()
    names_other_times: bool = False
    unread_date: str | None = None
    city: str | None = None
    country_iso3: str | None = None
    meeting_id: str | None = None
    titled: tuple[Candidate, ...] = ()


class EditionEvidence(NamedTuple):
    """What one line says about the edition of its block: the editions that it allows.

    ``weight`` is how much it says beside other lines of the block; ``used`` is false where others outweigh it, or where
    the evidence of the block contradicts itself or the order of blocks.
    """

    basis: str
    line: int
    editions: tuple[int, ...]
    reason: str
    weight: int
    used: bool = True


class Dating(NamedTuple):
    """Which edition a block is, the range still possible, and the argument for it."""

    edition: int | None = None
    basis: str | None = None
    first: int | None = None
    last: int | None = None
    evidence: tuple[EditionEvidence, ...] = ()
    left_out: bool = False


class Block(NamedTuple):
    """One participation block, numbered from 1 in page order. None means that the page does not tell.

    ``cut_line`` is the line within which the page ends: what it says may be half of what was printed.
    """

    number: int
    span: Span
    delegate: bool | None
    attended_prep_meetings: bool | None
    attended_summit: bool | None
    contribution_status: Status | None
    roundtable_status: Status | None
    stated: tuple[Span, int] | None = None
    contributions: tuple[Contribution, ...] = ()
    roles: tuple[RoundtableRole, ...] = ()
    meetings: tuple[MeetingAttendance, ...] = ()
    dating: Dating = Dating()
    cut_line: int | None = None


class Term(NamedTuple):
    """A term of a practice page, with its scheme."""

    scheme: str
    term: str
    span: Span


class Practice(NamedTuple):
    """One practice as one page shows it. ``countries`` are ISO3 codes that the page itself states.

    ``truncated`` is None if the text stops without an end and without a mark.
    """

    span: Span
    title: str | None
    summary: str | None
    submitted_by: str | None = None
    anonymous: bool | None = None
    submitted_on: date | None = None
    truncated: bool | None = False
    url: str | None = None
    countries: tuple[tuple[str, Span], ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a page says of GFMD.

    ``uncertain_blocks`` is true where the division into blocks is not certain, so that their order settles nothing.
    """

    blocks: tuple[Block, ...] = ()
    practices: tuple[Practice, ...] = ()
    uncertain_blocks: bool = False


GfmdExtraction = Extraction[Facts]
"""What a page of GFMD gives."""

_NOTHING = Facts()


def facts_of(extraction: GfmdExtraction) -> Facts:
    """What a page says of GFMD; nothing where it was refused before it was read."""
    return extraction.facts or _NOTHING
