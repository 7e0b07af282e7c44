"""What one page says, each value with the lines it was read from. No identifiers yet, nothing merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from schemas.snapshot import Refusal

Severity = Literal["error", "warning", "info"]
Status = Literal["listed", "none", "blank", "absent"]


class Span(NamedTuple):
    """A run of lines, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about a page that a reader of its data should know."""

    severity: Severity
    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A damaged line, as printed and as repaired, with the name of the repair."""

    line: int
    repair: str
    printed: str
    repaired: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Which country a page is about. ``spans`` are the lines that say so; ``printed_name`` is the short name there."""

    iso3: str
    iso2: str
    name: str
    code_basis: str
    official_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    point: str | None = None
    printed_name: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of money or help in kind."""

    span: Span
    kind: str
    text: str
    amount: Decimal | None = None
    currency: str | None = None
    amount_usd: Decimal | None = None
    earmarked: bool | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class RoundtableRole:
    """One role in one line; a line that names two roles in a session gives two, with the same position.

    ``title_of_roundtable`` is false where the title stands with a venue of another kind, such as a plenary.
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
    roundtable_id: str | None = None
    match_score: float | None = None
    person: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingAttendance:
    """One line about a thematic meeting or workshop.

    ``printed_days`` is set also where only a month is printed, ``printed_years`` where a year stands without a date.
    ``names_other_times`` says that the line speaks of further years, such as that of a meeting before: then it tells no
    edition. ``unread_date`` is what is printed like its date and can't be read.
    """

    span: Span
    role: str
    kind: str
    text: str
    title: str | None = None
    title_is_cut: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    printed_days: tuple[date, date] | None = None
    printed_years: tuple[int, ...] = ()
    names_other_times: bool = False
    unread_date: str | None = None
    city: str | None = None
    country_iso3: str | None = None
    meeting_id: str | None = None


@dataclass(frozen=True, slots=True)
class EditionEvidence:
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


@dataclass(frozen=True, slots=True)
class Dating:
    """Which edition a block is, the range still possible, and the argument for it."""

    edition: int | None = None
    basis: str | None = None
    first: int | None = None
    last: int | None = None
    evidence: tuple[EditionEvidence, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Block:
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


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a practice page, with its scheme."""

    scheme: str
    term: str
    span: Span


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice as one page shows it. ``countries`` are ISO3 codes that the page itself states.

    ``truncated`` is None where the text stops without an end and without a mark.
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
class Claim:
    """The owner of one line: a part of the page, ``ignored:<name>``, or ``unclaimed``.

    ``last_line`` is its last physical line where it was put together from several, else the same as ``line``.
    """

    line: int
    owner: str
    text: str
    last_line: int
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Of one snapshot, what the tables keep: where it is from and what kind of page it is.

    ``canonical`` is the address that an HTML page gives as its own.
    """

    page_id: str
    source: str
    path: str
    url: str | None
    fetched_at: datetime | None
    kind: str | None = None
    form: str | None = None
    complete: bool = True
    language: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one page gives. ``refusal`` is set where the page could not be used as what it is.

    ``uncertain_blocks`` is true where the division into blocks is not certain, so that their order settles nothing.
    """

    page: Page
    identity: Identity | None = None
    blocks: tuple[Block, ...] = ()
    practices: tuple[Practice, ...] = ()
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()
    refusal: Refusal | None = None
    facts: object = None
    uncertain_blocks: bool = False
