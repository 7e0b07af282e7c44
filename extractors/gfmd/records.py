"""The rows of the tables of GFMD: editions of the forum, what countries did in each, and the practices they share.

As in ``schemas.records``, a record's docstring describes its table, and a field's annotation its type and meaning.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from schemas.records import Hash, Iso3, Position, Score

Year = Annotated[int, Field(ge=2000, le=2100)]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
ParticipationId = Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]{2,}$")]
EditionBasis = Literal["stated", "roundtable", "meeting", "contribution", "position"]
ListStatus = Literal["listed", "none", "blank", "absent"]
ContributionKind = Literal["cash", "in_kind", "left_over", "hosting", "unspecified"]
Role = Literal[
    "team_member",
    "co_chair",
    "chair",
    "moderator",
    "rapporteur",
    "coordinator",
    "convener",
    "speaker",
    "panelist",
    "resource_person",
    "host",
    "other",
]
Venue = Literal[
    "roundtable",
    "cluster",
    "working_session",
    "thematic_meeting",
    "business_roundtable",
    "platform_for_partnerships",
    "common_space",
    "summit",
    "other",
]
MeetingKind = Literal["thematic_meeting", "thematic_workshop"]
TermScheme = Literal[
    "theme",
    "gcm_objective",
    "gcm_cluster",
    "sdg",
    "gfmd_source",
    "partner",
    "contributor",
    "chairmanship",
    "recollection",
    "relevance",
]


class Edition(NamedTuple):
    """Editions of the forum, from the reference data of the program."""

    edition: Annotated[Year, Field(description="Year of the summit, which names the edition")]
    number: Annotated[Position, Field(description="Ordinal of the edition")]
    label: Annotated[str, Field(description="Host city and year")]
    chair_iso3: Annotated[tuple[Iso3, ...], Field(description="Countries in the chair")]
    host_city: Annotated[str | None, Field(description="City of the summit; NULL when held online")]
    host_iso3: Annotated[Iso3, Field(description="Country of the summit")]
    starts_on: Annotated[date, Field(description="First day of the summit")]
    ends_on: Annotated[date, Field(description="Last day of the summit")]
    meetings_from: Annotated[date, Field(description="First day whose meetings belong to this edition")]
    meetings_until: Annotated[date, Field(description="Last day whose meetings belong to this edition")]
    source: Annotated[str, Field(description="Where the row comes from")]


class Roundtable(NamedTuple):
    """Roundtables, clusters and themes of the editions, from the reference data of the program."""

    roundtable_id: Annotated[str, Field(description="Identifier in the reference, such as 2016-2.2")]
    edition: Annotated[Year, Field(description="Edition that held it")]
    kind: Annotated[Literal["roundtable", "cluster", "theme"], Field(description="What it was")]
    code: Annotated[str, Field(description="Code within the edition; clusters in Roman numerals")]
    title: Annotated[str, Field(description="Main spelling of the title")]
    spellings: Annotated[tuple[str, ...], Field(description="Other spellings seen")]
    source: Annotated[str, Field(description="Where the main spelling comes from")]


class Meeting(NamedTuple):
    """Preparatory, thematic and other meetings between summits, from the reference data of the program."""

    meeting_id: Annotated[str, Field(description="Identifier in the reference")]
    edition: Annotated[Year | None, Field(description="Edition it prepared; NULL where that is open")]
    kind: Annotated[Literal["prep", "thematic", "dialogue"], Field(description="What it was")]
    title: Annotated[str, Field(description="Title")]
    starts_on: Annotated[date | None, Field(description="First day")]
    ends_on: Annotated[date | None, Field(description="Last day")]
    city: Annotated[str | None, Field(description="City")]
    country_iso3: Annotated[Iso3 | None, Field(description="Country")]
    source: Annotated[str, Field(description="Where the row comes from")]


class Participation(NamedTuple):
    """One block of a country page: one edition of the forum that the country took part in."""

    participation_id: Annotated[ParticipationId, Field(description="ISO3 code and block, such as PER-09")]
    iso3: Annotated[Iso3, Field(description="Country")]
    block: Annotated[Position, Field(description="Position of the block on the page, from 1")]
    edition: Annotated[Year | None, Field(description="Edition; NULL where the page leaves it open")]
    edition_basis: Annotated[EditionBasis | None, Field(description="Kind of evidence that settled it")]
    edition_first: Annotated[Year | None, Field(description="First edition still possible")]
    edition_last: Annotated[Year | None, Field(description="Last edition still possible")]
    delegate: Annotated[bool | None, Field(description="A delegate is listed; NULL where the form loses it")]
    attended_prep_meetings: Annotated[
        bool | None, Field(description="Preparatory meetings listed as attended; NULL where the page is cut")
    ]
    attended_summit: Annotated[bool | None, Field(description="Summit listed as attended; NULL where the page is cut")]
    contribution_status: Annotated[
        ListStatus | None,
        Field(
            description="Contributions: listed, explicitly none, blank (at most a Yes), or no label; NULL where cut off"
        ),
    ]
    roundtable_status: Annotated[
        ListStatus | None,
        Field(
            description="Roundtables: listed, explicitly none, blank (at most a Yes), or no label; NULL where cut off"
        ),
    ]


class Contribution(NamedTuple):
    """Financial contributions and help in kind, one row a printed line."""

    participation_id: Annotated[ParticipationId, Field(description="Participation it belongs to")]
    position: Annotated[Position, Field(description="Position in the block's list, from 1")]
    kind: Annotated[ContributionKind, Field(description="Kind; unspecified has neither an amount nor an in-kind word")]
    amount: Annotated[Money | None, Field(description="Amount in the currency given")]
    currency: Annotated[
        Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None,
        Field(description="ISO 4217 currency of the amount"),
    ]
    amount_usd: Annotated[
        Money | None, Field(description="The page's own figure in US dollars, never converted by the program")
    ]
    earmarked: Annotated[bool | None, Field(description="Said to be earmarked, or not to be; NULL when not said")]
    purpose: Annotated[str | None, Field(description="What it was for, as printed")]
    text: Annotated[str, Field(description="The whole line")]


class RoundtableRole(NamedTuple):
    """Roles in roundtables and the like, one row a role."""

    participation_id: Annotated[ParticipationId, Field(description="Participation it belongs to")]
    position: Annotated[Position, Field(description="Position of the line in the block's list, from 1")]
    role: Annotated[Role, Field(description="Role")]
    venue: Annotated[Venue, Field(description="Kind of session")]
    code: Annotated[str | None, Field(description="Code as printed; clusters in Roman numerals")]
    title: Annotated[str | None, Field(description="Title as printed")]
    roundtable_id: Annotated[str | None, Field(description="The roundtable so titled; NULL beside another venue")]
    match_score: Annotated[Score | None, Field(description="Similarity of printed and catalogued title")]
    person: Annotated[str | None, Field(description="Person named in the line")]
    affiliation: Annotated[str | None, Field(description="Office of that person, as printed")]
    text: Annotated[str, Field(description="The whole line")]


class MeetingAttendance(NamedTuple):
    """Thematic meetings and workshops attended, one row a printed line."""

    participation_id: Annotated[ParticipationId, Field(description="Participation it belongs to")]
    position: Annotated[Position, Field(description="Position in the block's list, from 1")]
    role: Annotated[str, Field(description="participant, or the role as in roundtable_roles")]
    kind: Annotated[MeetingKind, Field(description="Kind of meeting as printed")]
    title: Annotated[str | None, Field(description="Title as printed")]
    starts_on: Annotated[date | None, Field(description="First day as printed")]
    ends_on: Annotated[date | None, Field(description="Last day as printed")]
    city: Annotated[str | None, Field(description="City as printed")]
    country_iso3: Annotated[Iso3 | None, Field(description="Country, from the printed place")]
    meeting_id: Annotated[str | None, Field(description="The catalogued meeting")]
    text: Annotated[str, Field(description="The whole line")]


class Practice(NamedTuple):
    """Policies and practices, one row a practice however many pages show it."""

    practice_id: Annotated[str, Field(description="Derived from title and first words; stable between runs")]
    title: Annotated[str | None, Field(description="Title as printed; NULL where none is shown")]
    summary: Annotated[str | None, Field(description="Fullest text shown; paragraphs on lines of their own")]
    submitted_by: Annotated[str | None, Field(description="Author as printed; NULL when anonymous or not said")]
    anonymous: Annotated[bool | None, Field(description="Submitted anonymously; NULL when nothing is said")]
    submitted_on: Annotated[date | None, Field(description="Day of submission or sharing")]
    language: Annotated[
        Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None,
        Field(description="ISO 639-1 code; NULL when too short or unsure"),
    ]
    period_start: Annotated[
        Annotated[int, Field(ge=1900, le=2200)] | None, Field(description="First year in the title")
    ]
    period_end: Annotated[Annotated[int, Field(ge=1900, le=2200)] | None, Field(description="Last year in the title")]
    truncated: Annotated[
        bool | None,
        Field(description="The page cut the text short; NULL where it stops in mid-sentence without a mark"),
    ]
    url: Annotated[str | None, Field(description="Address of the practice's own page")]


class PracticeCountry(NamedTuple):
    """Countries of a practice."""

    practice_id: Annotated[str, Field(description="Practice")]
    iso3: Annotated[Iso3, Field(description="Country")]
    basis: Annotated[
        Literal["listed", "stated"],
        Field(description="listed on the country's page, or stated on the practice's own page"),
    ]


class PracticeTerm(NamedTuple):
    """Terms of a practice, by scheme."""

    practice_id: Annotated[str, Field(description="Practice")]
    scheme: Annotated[TermScheme, Field(description="What the term says")]
    term: Annotated[str, Field(description="Term as printed")]


class PracticeMerge(NamedTuple):
    """Copies of a practice on pages that were taken as one, each with the copy it was united with and why."""

    practice_id: Annotated[str, Field(description="Practice")]
    page_id: Annotated[Hash, Field(description="Page that shows the copy")]
    first_line: Annotated[Position, Field(description="First line of the copy")]
    into_page_id: Annotated[Hash, Field(description="Page that shows the copy it was united with")]
    into_first_line: Annotated[Position, Field(description="First line of that copy")]
    reason: Annotated[
        Literal["same_url", "same_key", "cut_short", "similar"], Field(description="What makes the two copies one")
    ]
    score: Annotated[Score, Field(description="How alike the two copies are")]


class EditionEvidence(NamedTuple):
    """What single lines say about the edition of their participation; with the order of blocks it settles editions."""

    participation_id: Annotated[ParticipationId, Field(description="Participation that the line belongs to")]
    page_id: Annotated[Hash, Field(description="Page")]
    line: Annotated[Position, Field(description="Line, counted from 1")]
    basis: Annotated[EditionBasis, Field(description="Kind of evidence")]
    editions: Annotated[
        tuple[Year, ...], Field(description="Editions that the line allows; none where it contradicts itself")
    ]
    used: Annotated[bool, Field(description="False where the evidence contradicts itself or the order")]
    reason: Annotated[str, Field(description="What was read, in words")]
