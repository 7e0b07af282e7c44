"""The International Ferry Board, a made-up body whose pages list the ferries of a country.

A page has the name of the country as its heading, and a line for each route: ``Valletta to Pozzallo: 14 crossings a
week``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import Annotated, NamedTuple

from pydantic import Field

from extractors.claims import unclaimed_lines
from extractors.reading.document import read_document
from extractors.reading.repair import repair_document
from extractors.values.countries import country_named
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Document, Line
from schemas.extraction import Account, Claim, Extraction, Identity, Page
from schemas.records import Count, CountryIdentity, Evidence, Iso3, Position
from schemas.site import Site
from schemas.snapshot import Refusal, Snapshot
from schemas.source import Rows, Source
from schemas.tables import Table
from schemas.uniting import Step

_NAME = "ferries"
_ROUTE = re.compile(r"(?P<route>[^:]{1,80}): (?P<crossings>[0-9]{1,6}) crossings a week")
_NO_TIME = datetime.min


class FerryRoute(NamedTuple):
    """Ferries of a country, one row a route."""

    iso3: Annotated[Iso3, Field(description="Country")]
    position: Annotated[Position, Field(description="Position on the page, from 1")]
    route: Annotated[str, Field(description="Both ends of the route as printed")]
    crossings: Annotated[Count, Field(description="Crossings a week")]


class PrintedRoute(NamedTuple):
    """A route and the line that it was read from."""

    route: str
    crossings: int
    line: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says beside the country that it is about."""

    routes: tuple[PrintedRoute, ...]


def is_recognised(_path: str, payload: bytes) -> bool:
    """Whether a page without an address names the Board."""
    return b"International Ferry Board" in payload


def extract(snapshot: Snapshot, bounds: Bounds = DEFAULT_BOUNDS) -> Extraction[Facts]:
    """What one page says, each value with its line. Pure: no clock, no network."""
    page = Page(snapshot.page_id, snapshot.source, snapshot.path, snapshot.url, snapshot.fetched_at)
    document = read_document(snapshot, bounds)
    if isinstance(document, Refusal):
        return Extraction(page, refusal=document)
    mended, repairs = repair_document(document)
    identity = read_identity(mended)
    if identity is None:
        return Extraction(page, refusal=Refusal("not_a_profile", "No heading of the page names a country."))
    routes = tuple(read_routes(mended))
    claims = tuple(_claims(mended, identity, routes))
    page = replace(page, kind="country", form=document.container)
    issues = tuple(unclaimed_lines(claims))
    return Extraction(page, identity, Facts(routes), claims, issues, repairs)


def read_identity(document: Document) -> Identity | None:
    """The country that a heading names, or None if none does."""
    for line in document.lines:
        country = country_named(line.text) if line.heading else None
        if country:
            return Identity(*country, code_basis="name", printed_name=line.text, spans=(line.span,))
    return None


def read_routes(document: Document) -> Iterator[PrintedRoute]:
    """The routes of a page: ``Valletta to Pozzallo: 14 crossings a week`` is that route, with 14."""
    for line in document.lines:
        printed = _ROUTE.fullmatch(line.text)
        if printed:
            yield PrintedRoute(printed["route"], int(printed["crossings"]), line)


def _claims(document: Document, identity: Identity, routes: Sequence[PrintedRoute]) -> Iterator[Claim]:
    """Each line with its owner. What stands in the frame of the page is ignored by the name of its part."""
    owners = {span.first: "identity" for span in identity.spans} | {one.line.number: "ferry_routes" for one in routes}
    for line in document.lines:
        unused = f"ignored:{line.region}" if line.region else "unclaimed"
        yield Claim(line.number, owners.get(line.number, unused), line.text, line.span.last)


def united_rows(_iso3: str, accounts: Sequence[Account]) -> Rows:
    """The rows of all pages of a country, each with its evidence: the newest page counts."""
    yield from _rows_of(max((account.whole for account in accounts), key=lambda page: page.page.fetched_at or _NO_TIME))


def _rows_of(page: Extraction[Facts]) -> Rows:
    identity, facts, page_id = page.identity, page.facts, page.page.page_id
    if identity is None or facts is None:
        return
    printed = CountryIdentity(_NAME, identity.iso3, identity.printed_name, None, "name", None, None, None)
    yield "country_identities", printed
    for span in identity.spans:
        yield "evidence", Evidence("country_identities", f"{_NAME}/{identity.iso3}", page_id, *span)
    for position, route in enumerate(facts.routes, 1):
        yield "ferry_routes", FerryRoute(identity.iso3, position, route.route, route.crossings)
        yield "evidence", Evidence("ferry_routes", f"{identity.iso3}/{position}", page_id, *route.line.span)


FERRIES = Source(
    name=_NAME,
    title="International Ferry Board",
    licence="Made up, so that anybody may do anything with it.",
    licence_id="other-open",
    site=Site(
        base="https://ferries.example.org",
        hosts=frozenset({"ferries.example.org"}),
        kinds=(("country", re.compile(r"/countries/(?P<slug>[a-z]{1,40})\.html")),),
        country_path="/countries/{slug}.html",
        slugs=lambda: {"greece": "GRC", "malta": "MLT", "norway": "NOR"},
    ),
    recognises=is_recognised,
    extract=extract,
    steps=(Step("countries", united_rows),),
    tables=(Table("ferry_routes", FerryRoute, ("iso3", "position"), (("iso3", "countries"),)),),
    checks=(resources.files("extractors.ferries").joinpath("checks.toml"),),
)
