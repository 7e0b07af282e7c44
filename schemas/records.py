"""The rows of the published tables: one definition for validation, Arrow, DuckDB and the data dictionary.

A record's docstring describes its table, a field's annotation gives its type, its bounds and its description.
None means that the pages do not say. Texts of pages are as printed, but for the list mark and space.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

Iso2 = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Position = Annotated[int, Field(ge=1)]
Score = Annotated[float, Field(ge=0, le=1)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
CodeBasis = Literal["page", "official_name", "name", "url", "file_name"]
PageKind = Literal["country", "practice", "listing"]
Severity = Literal["error", "warning", "info"]


class Country(NamedTuple):
    """Countries that have a page in this release."""

    iso3: Annotated[Iso3, Field(description="ISO 3166-1 alpha-3 code")]
    iso2: Annotated[Iso2, Field(description="ISO 3166-1 alpha-2 code")]
    name: Annotated[str, Field(description="Short English name, from the country library")]
    identity_source: Annotated[
        str, Field(description="The first source that has the country; the columns that follow are its own")
    ]
    official_name: Annotated[str | None, Field(description="Official name as printed on the page")]
    code_basis: Annotated[CodeBasis, Field(description="What told which country the page is about")]
    latitude: Annotated[
        Latitude | None,
        Field(description="Decimal degrees north, WGS 84, from the printed degrees and minutes"),
    ]
    longitude: Annotated[
        Longitude | None,
        Field(description="Decimal degrees east, WGS 84, from the printed degrees and minutes"),
    ]
    point: Annotated[str | None, Field(description="WKT point as printed; the site pastes minutes as decimals")]


class CountryIdentity(NamedTuple):
    """What each source prints of a country: its names and where it lies."""

    source: Annotated[str, Field(description="Source, such as gfmd")]
    iso3: Annotated[Iso3, Field(description="ISO 3166-1 alpha-3 code")]
    name: Annotated[str | None, Field(description="Short name as printed")]
    official_name: Annotated[str | None, Field(description="Official name as printed")]
    code_basis: Annotated[CodeBasis, Field(description="What told which country the page is about")]
    latitude: Annotated[Latitude | None, Field(description="Decimal degrees north, WGS 84, from the printed ones")]
    longitude: Annotated[Longitude | None, Field(description="Decimal degrees east, WGS 84, from the printed ones")]
    point: Annotated[str | None, Field(description="WKT point as printed")]


class Page(NamedTuple):
    """Pages read for this release, quarantined ones too. Lines without a blank one: claimed, ignored or unclaimed."""

    page_id: Annotated[Hash, Field(description="sha256 of URL or else path, a NUL byte, and the payload")]
    source: Annotated[str, Field(description="Source of the page, such as gfmd")]
    url: Annotated[str | None, Field(description="Canonical address; of a web archive's copy that of the original")]
    path: Annotated[str, Field(description="Path relative to the folder given; in a ZIP file, pages.zip!/peru.html")]
    kind: Annotated[PageKind | None, Field(description="Kind of page; NULL where it could not be told")]
    iso3: Annotated[Iso3 | None, Field(description="Country of a country page")]
    fetched_at: Annotated[
        datetime | None,
        Field(description="When this payload was first captured, UTC; NULL where neither container nor page tells"),
    ]
    form: Annotated[
        str | None,
        Field(
            description="Saved form: full, short, old, old_short, values, html, markdown and others; wrapped, or "
            "wrapped_ before the others, of a text that a tool had wrapped, which was joined"
        ),
    ]
    lines: Annotated[Count, Field(description="Lines that are not blank")]
    lines_claimed: Annotated[Count, Field(description="Lines that became data or structure")]
    lines_ignored: Annotated[Count, Field(description="Lines ignored by name")]
    lines_unclaimed: Annotated[Count, Field(description="Lines that nobody claimed; each run of them has an issue")]
    language: Annotated[str | None, Field(description="Language that an HTML page declares for itself, as printed")] = (
        None
    )


class Evidence(NamedTuple):
    """The lines that a record was read from."""

    table_name: Annotated[str, Field(description="Table of the record")]
    record_id: Annotated[str, Field(description="Key of the record; composite keys joined with /")]
    page_id: Annotated[Hash, Field(description="Page")]
    first_line: Annotated[Position, Field(description="First line, counted from 1")]
    last_line: Annotated[Position, Field(description="Last line")]
    pointer: Annotated[str | None, Field(description="JSON Pointer of the first line; NULL but for pages of JSON")] = (
        None
    )


class PageLine(NamedTuple):
    """The lines of the pages, without blank ones, each with its owner: the text that all evidence points to."""

    page_id: Annotated[Hash, Field(description="Page")]
    line: Annotated[Position, Field(description="Line, counted from 1")]
    owner: Annotated[str, Field(description="Part that claimed it, ignored:<name>, or unclaimed")]
    text: Annotated[str, Field(description="The line, repaired where repairs says so")]
    last_line: Annotated[
        Position, Field(description="Its last physical line, where a wrapped one was joined; else the same as line")
    ]
    pointer: Annotated[str | None, Field(description="JSON Pointer (RFC 6901); NULL but for pages of JSON")] = None


class Repair(NamedTuple):
    """Damaged text that was repaired: the line as printed and as repaired."""

    page_id: Annotated[Hash, Field(description="Page")]
    line: Annotated[Position, Field(description="Line, counted from 1")]
    repair: Annotated[str, Field(description="Name of the repair")]
    printed: Annotated[str, Field(description="The line before the repair")]
    repaired: Annotated[str, Field(description="The line after the repair")]


class Issue(NamedTuple):
    """What a reader of the data should know about a page."""

    page_id: Annotated[Hash | None, Field(description="Page; NULL where the issue is about several")]
    severity: Annotated[Severity, Field(description="error, warning or info")]
    code: Annotated[str, Field(description="Stable code of the issue")]
    first_line: Annotated[Position | None, Field(description="First line, counted from 1")]
    last_line: Annotated[Position | None, Field(description="Last line")]
    message: Annotated[str, Field(description="A sentence for people")]


class Quarantine(NamedTuple):
    """Pages that could not be used."""

    page_id: Annotated[Hash, Field(description="Page")]
    path: Annotated[str, Field(description="Path relative to the folder given")]
    url: Annotated[str | None, Field(description="Canonical address")]
    reason: Annotated[str, Field(description="Stable reason code")]
    message: Annotated[str, Field(description="A sentence for people")]
