"""What is true of a country, before any page prints it; and what a page in a given form must therefore say.

A line carries the columns that the description of the pages decides for it, and no others: what it leaves open is
not tested. The same holds for the evidence that a line gives of its edition.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

Row = Mapping[str, object]
Status = Literal["listed", "none", "blank", "absent"]
Answer = Literal["yes", "no", "absent"]
Form = Literal["full", "short", "old", "old_short", "html"]

SHORT_FORMS = frozenset({"short", "old_short"})
REFERENCE = Path(__file__).parent.parent / "extractors" / "gfmd" / "reference"


class EditionRow(NamedTuple):
    """One row of the reference editions; ``certain_until`` is the last day whose meetings tell the edition."""

    year: int
    meetings_from: date
    certain_until: date


class Title(NamedTuple):
    """One spelling of a catalogued roundtable or cluster."""

    roundtable_id: str
    edition: int
    kind: str
    code: str
    title: str


class MeetingRow(NamedTuple):
    """One dated thematic meeting of the catalogue."""

    meeting_id: str
    edition: int
    title: str
    starts_on: date
    ends_on: date


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _editions() -> tuple[EditionRow, ...]:
    """Only a window that is stated as a whole tells anything after the summit."""
    found = []
    for row in _rows("editions.csv"):
        stated = row["window_basis"].startswith("stated")
        until = row["meetings_until"] if stated else min(row["ends_on"], row["meetings_until"])
        found.append(
            EditionRow(int(row["edition"]), date.fromisoformat(row["meetings_from"]), date.fromisoformat(until))
        )
    return tuple(sorted(found))


EDITIONS = _editions()
YEARS = tuple(row.year for row in EDITIONS)
TITLES = tuple(
    Title(row["roundtable_id"], int(row["edition"]), row["kind"], row["code"], row["title"])
    for row in _rows("roundtables.csv")
)
MEETINGS = tuple(
    MeetingRow(
        row["meeting_id"],
        int(row["edition"]),
        row["title"],
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["ends_on"]),
    )
    for row in _rows("meetings.csv")
    if row["kind"] == "thematic" and row["edition"] and row["starts_on"]
)


class Place(NamedTuple):
    """A country with the coordinates and names that the site gives it."""

    iso2: str
    iso3: str
    slug: str
    short_name: str
    official_name: str | None
    latitude: tuple[int, int, str]
    longitude: tuple[int, int, str]

    @property
    def point(self) -> str:
        """The site's WKT: the minutes pasted behind the degrees as decimals."""
        return f"POINT ({_pasted(self.longitude)} {_pasted(self.latitude)})"


def _pasted(angle: tuple[int, int, str]) -> str:
    degrees, minutes, letter = angle
    sign = "-" if letter in "SW" and (degrees or minutes) else ""
    return f"{sign}{degrees + minutes / 100:g}"


def decimal_degrees(angle: tuple[int, int, str]) -> float:
    """Degrees and minutes with a hemisphere letter, as signed decimal degrees."""
    degrees, minutes, letter = angle
    size = degrees + minutes / 60
    return -size if letter in "SW" else size


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line, the rows it gives, and the editions that it allows.

    ``editions`` is None if the line says nothing of its edition. ``certain`` is false where a reader may, but need
    not, see what it says (a title cut short).
    """

    text: str
    rows: tuple[Row, ...]
    editions: frozenset[int] | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled part of a block; ``marked`` says that its lines bear list marks."""

    status: Status
    lines: tuple[Printed, ...] = ()
    marked: bool = True


@dataclass(frozen=True, slots=True)
class BlockTruth:
    """One edition that the country took part in."""

    edition: int
    delegate: bool = True
    money: Part = Part("none")
    roles: Part = Part("none")
    prep: Answer = "yes"
    summit: Answer = "yes"
    meetings: Part = Part("absent")


@dataclass(frozen=True, slots=True)
class Teaser:
    """One teaser. ``author_after`` prints the bare name behind the text; ``number`` and ``day`` show in HTML only."""

    title: str | None
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    author: str | None = None
    anonymous: bool | None = None
    author_after: bool = False
    number: int | None = None
    day: date | None = None
    language: str | None = None

    @property
    def submitted_line(self) -> str | None:
        """The printed ``Submitted by`` line, where there is one."""
        if self.author_after or self.anonymous is None:
            return None
        return f"Submitted by {'Anonymous (not verified)' if self.anonymous else self.author} on"

    @property
    def last_text(self) -> str:
        """The line that the text ends with."""
        return (self.paragraphs + self.items)[-1]


@dataclass(frozen=True, slots=True)
class CountryTruth:
    """All that pages can say of one country. ``says_yes`` prints ``Yes`` beneath the labels that mean it."""

    place: Place
    blocks: tuple[BlockTruth, ...]
    teasers: tuple[Teaser, ...] = ()
    prints_codes: bool = True
    says_yes: bool = False


def one_word(text: str) -> bool:
    """Whether the short forms lose this line."""
    return len(text.split()) < 2


def folded(text: str) -> str:
    """Page text as the tables hold it: any run of space is one space."""
    return " ".join(text.split())


def participation_id(country: CountryTruth, number: int) -> str:
    """The key of a block, such as ``PER-09``."""
    return f"{country.place.iso3}-{number:02d}"


def expected_tables(country: CountryTruth, form: Form) -> dict[str, list[Row]]:
    """The rows that a page of this form must give: the truth, less what the form loses. Editions apart."""
    tables: dict[str, list[Row]] = defaultdict(list)
    tables["countries"] = [_country_row(country, form)]
    for number, block in enumerate(country.blocks, 1):
        key = participation_id(country, number)
        tables["participations"].append({"participation_id": key, **_block_row(country, block, number, form)})
        for table, part in (
            ("contributions", block.money),
            ("roundtable_roles", block.roles),
            ("meeting_attendances", block.meetings),
        ):
            tables[table].extend(_part_rows(key, part))
    tables["practices"] = [practice_row(teaser, form) for teaser in country.teasers]
    tables["practice_countries"] = [{"iso3": country.place.iso3, "basis": "listed"} for _ in country.teasers]
    return dict(tables)


def _country_row(country: CountryTruth, form: Form) -> Row:
    place = country.place
    official = place.official_name
    if official is not None and form in SHORT_FORMS and one_word(official):
        official = None
    row: dict[str, object] = {
        "iso3": place.iso3,
        "iso2": place.iso2,
        "official_name": official,
        "latitude": decimal_degrees(place.latitude),
        "longitude": decimal_degrees(place.longitude),
        "point": place.point,
    }
    if country.prints_codes and form not in SHORT_FORMS:
        row["code_basis"] = "page"
    return row


def _block_row(country: CountryTruth, block: BlockTruth, number: int, form: Form) -> dict[str, object]:
    short = form in SHORT_FORMS
    return {
        "iso3": country.place.iso3,
        "block": number,
        "delegate": None if short else block.delegate,
        "attended_prep_meetings": _attended(block.prep, short),
        "attended_summit": _attended(block.summit, short),
        "contribution_status": block.money.status,
        "roundtable_status": block.roles.status,
    }


def _attended(answer: Answer, short: bool) -> bool:
    """A short form loses a ``No``: there the label alone means yes."""
    return answer == "yes" or (answer == "no" and short)


def _part_rows(key: str, part: Part) -> list[Row]:
    return [
        {"participation_id": key, "position": position, "text": folded(line.text), **row}
        for position, line in enumerate(part.lines, 1)
        for row in line.rows
    ]


def practice_row(teaser: Teaser, form: Form) -> Row:
    """The row of a teaser: HTML alone tells its address and its day."""
    row: dict[str, object] = {
        "title": None if teaser.title is None else folded(teaser.title),
        "summary": "\n".join(folded(text) for text in teaser.paragraphs + teaser.items),
        "submitted_by": teaser.author,
        "anonymous": False if teaser.author is not None else teaser.anonymous,
        "submitted_on": teaser.day if form == "html" and teaser.submitted_line else None,
        "truncated": teaser.last_text.endswith(("…", ":")),
    }
    if form != "html" or teaser.title is None or teaser.number is None:
        row["url"] = None
    else:
        row["url"] = f"https://www.gfmd.org/pfp/ppd/{teaser.number}"
    if teaser.language is not None:
        row["language"] = teaser.language
    return row


def block_evidence(block: BlockTruth) -> frozenset[int] | None:
    """The editions that the certain evidence of a block allows, None if it has none.

    Contributions count only where neither a roundtable nor a meeting tells the edition.
    """
    better = _allowed(block.roles.lines + block.meetings.lines)
    return better if better is not None else _allowed(block.money.lines)


def _allowed(lines: Sequence[Printed]) -> frozenset[int] | None:
    told = [line.editions for line in lines if line.editions is not None and line.certain]
    return frozenset.intersection(*told) if told else None
