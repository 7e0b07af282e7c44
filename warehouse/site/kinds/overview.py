"""The first page: what the data set is, and what it shows at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from warehouse.describing.datapackage import DESCRIPTION, TITLE
from warehouse.site.answers import Answer
from warehouse.site.blocks import Page
from warehouse.site.charts.drawing import Bars, Figure, bars
from warehouse.site.charts.heat import HeatMap, heat_map
from warehouse.site.charts.shapes import World
from warehouse.site.charts.world_map import WorldMap, world_map
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.release import ReleaseRows
from warehouse.site.wording import counted, short

QUESTIONS = ("blocks", "measures", "contributions", "co_chairs")
"""The questions that the page answers."""


class Origin(NamedTuple):
    """A source of the release: title, address, what may be done with its content, and how many pages it gave."""

    title: str
    home: str
    licence: str
    pages: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows. ``map`` is None where the program comes without shapes."""

    about: str
    sizes: Sequence[tuple[str, str]]
    age: str
    origins: Sequence[Origin]
    heat: HeatMap
    map: WorldMap | None
    figures: Sequence[Figure]


def page(rows: ReleaseRows, answers: Mapping[str, Answer], world: World | None) -> Page:
    """The first page, of the answers to its questions."""
    editions = [row["edition"] for row in rows.of("editions")]
    content = Overview(
        DESCRIPTION,
        list(_sizes(rows)),
        _age(rows),
        _origins(rows),
        heat_map(answers["blocks"], editions),
        world_map(world, answers["measures"]) if world else None,
        [_contributions(answers["contributions"], editions), _co_chairs(answers["co_chairs"])],
    )
    return Page("index.html", "overview.html", TITLE, "overview", content)


def _sizes(rows: ReleaseRows) -> Iterator[tuple[str, str]]:
    for table, what in (
        ("countries", "countries"),
        ("participations", "participations"),
        ("roundtable_roles", "roles"),
        ("contributions", "contributions"),
        ("practices", "practices"),
        ("pages", "saved pages"),
    ):
        yield f"{len(rows.of(table)):,}", what


def _age(rows: ReleaseRows) -> str:
    """When the pages were captured, as far as they tell."""
    known = sorted(row["fetched_at"] for row in rows.of("pages") if row["fetched_at"] is not None)
    silent = len(rows.of("pages")) - len(known)
    if not known:
        return "No saved page tells when it was captured."
    span = f"Pages were captured from {known[0]:%Y-%m-%d} to {known[-1]:%Y-%m-%d}"
    return f"{span}; {counted(silent, 'page')} do not tell when." if silent else f"{span}."


def _origins(rows: ReleaseRows) -> Sequence[Origin]:
    by_source = rows.by("pages", "source")
    return [Origin(one.title, one.home, one.licence, counted(len(by_source[one.name]), "page")) for one in rows.origins]


def _contributions(answer: Answer, editions: Sequence[int]) -> Figure:
    charts = [
        _chart(currency, {row["edition"]: row["amount"] for row in of_currency}, editions)
        for currency, of_currency in groupby(answer.rows, key=lambda row: row["currency"])
    ]
    columns = (
        Told("currency", "Currency"),
        Told("edition", "Edition", is_number=True),
        Told("amount", "Amount", is_number=True),
        Told("countries", "Countries", is_number=True),
    )
    lead = "Cash of settled editions, by currency, each on its own scale. Nothing is converted."
    named = Named("contributions", "Contributions by edition and currency", "", answer.sql)
    return Figure("contributions-chart", named.caption, lead, charts, grid(named, columns, answer.rows, nowhere, {}))


def _chart(currency: str, amounts: Mapping[int, float], editions: Sequence[int]) -> Bars:
    values = [
        (f"’{edition % 100:02}", float(amounts.get(edition, 0)), short(amounts[edition]) if edition in amounts else "")
        for edition in editions
    ]
    told = "; ".join(f"{edition}: {amount:,}" for edition, amount in amounts.items())
    return bars(f"bars-{currency}", currency, f"Contributions in {currency}. {told}.", values)


def _co_chairs(answer: Answer) -> Figure:
    values = [(str(row["co_chairs"]), float(row["roundtables"]), str(row["roundtables"])) for row in answer.rows]
    told = "; ".join(f"{label} co-chairs: {text} roundtables" for label, _, text in values)
    columns = (
        Told("co_chairs", "Co-chairs", is_number=True),
        Told("roundtables", "Roundtables", is_number=True),
    )
    lead = "How many countries co-chaired each catalogued roundtable, as far as the pages of this release tell."
    named = Named("co-chairs", "Roundtables by number of co-chairs", "", answer.sql)
    chart = bars("bars-co-chairs", "Roundtables", told, values)
    return Figure("co-chairs-chart", named.caption, lead, [chart], grid(named, columns, answer.rows, nowhere, {}))
