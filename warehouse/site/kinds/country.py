"""The page of a country: what each source prints of it, what it did in each edition, and what else is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.tables import Table, record_id
from warehouse.site import links
from warehouse.site.blocks import Grid, GridRow, Heading, Page, Value
from warehouse.site.charts.drawing import Line, line_of
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.records import Record, evidence_of
from warehouse.site.release import ReleaseRows, Row
from warehouse.site.wording import (
    CODE_BASES,
    UNTITLED,
    counted,
    days,
    edition_of,
    page_name,
    plain,
    settled_by,
    status,
    titled,
)

_EDITION = Told("edition", "Edition", edition_of)
_BLOCKS = (
    _EDITION,
    Told("edition_basis", "Settled by", settled_by),
    Told("attended_summit", "Summit"),
    Told("attended_prep_meetings", "Preparatory meetings"),
    Told("delegate", "Delegate"),
    Told("contribution_status", "Contributions", lambda row: status(row["contribution_status"])),
    Told("roundtable_status", "Roundtables", lambda row: status(row["roundtable_status"])),
)
_OF_BLOCKS: Mapping[str, tuple[str, Sequence[Told]]] = {
    "roundtable_roles": (
        "Roles in roundtables and other sessions",
        (
            _EDITION,
            Told("role", "Role", lambda row: plain(row["role"])),
            Told("title", "Title as printed"),
            Told("venue", "Session", lambda row: plain(row["venue"])),
            Told("code", "Code"),
            Told("roundtable_id", "Catalogued as", leads=lambda row: _roundtable(row["roundtable_id"])),
            Told("match_score", "Likeness", is_number=True),
            Told("person", "Person"),
            Told("affiliation", "Office"),
        ),
    ),
    "contributions": (
        "Contributions",
        (
            _EDITION,
            Told("kind", "Kind", lambda row: plain(row["kind"])),
            Told("amount", "Amount", is_number=True),
            Told("currency", "Currency"),
            Told("amount_usd", "Page’s own USD", is_number=True),
            Told("earmarked", "Earmarked"),
            Told("purpose", "Purpose"),
            Told("text", "As printed"),
        ),
    ),
    "meeting_attendances": (
        "Thematic meetings",
        (
            _EDITION,
            Told("role", "Role", lambda row: plain(row["role"])),
            Told("kind", "Kind", lambda row: plain(row["kind"])),
            Told("title", "Title as printed"),
            Told("starts_on", "Days", lambda row: days(row["starts_on"], row["ends_on"])),
            Told("city", "City"),
            Told("country_iso3", "Country"),
            Told("meeting_id", "Catalogued as"),
        ),
    ),
}
_IDENTITY = (
    Told("name", "Name"),
    Told("official_name", "Official name"),
    Told("code_basis", "Country told by", lambda row: CODE_BASES.get(row["code_basis"], row["code_basis"])),
    Told("latitude", "Latitude"),
    Told("longitude", "Longitude"),
    Told("point", "Point as printed"),
)
_PRACTICES = (
    Told("title", "Title", lambda row: row["title"] or UNTITLED, leads=lambda row: links.practice(row["practice_id"])),
    Told("basis", "Country is", lambda row: plain(row["basis"])),
    Told("submitted_on", "Submitted on"),
    Told("language", "Language"),
)
_SAVED = (
    Told("path", "Page", page_name),
    Told("form", "Form", lambda row: plain(row["form"])),
    Told("fetched_at", "Captured"),
    Told("lines", "Lines, not blank", is_number=True),
    Told("lines_unclaimed", "Unclaimed", is_number=True),
    Told("page_id", "sha256", lambda row: f"{row['page_id'][:16]}…"),
)
_TOLD_ALREADY = frozenset({"countries", "country_identities", "participations", *_OF_BLOCKS})
_NOT_SHOWN = frozenset({"iso3", "position"})
_NUMBERS = frozenset({"integer", "decimal", "float"})


@dataclass(frozen=True, slots=True)
class CountryPage:
    """What the page of a country shows. ``line`` is None where no page says that it took part."""

    lead: str
    line: Line | None
    grids: Sequence[Grid]
    evidence: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """The rows that the pages of all countries look up, by country or by block."""

    rows: ReleaseRows
    blocks: Mapping[str, Sequence[Row]]
    practices: Mapping[str, Sequence[Row]]
    saved: Mapping[str, Sequence[Row]]
    editions: Sequence[int]
    sources: Mapping[str, str]


def lookup(rows: ReleaseRows) -> Lookup:
    """What the pages of countries look up in a release."""
    known = {row["practice_id"]: row for row in rows.of("practices")}
    practices: dict[str, list[Row]] = {}
    for row in rows.of("practice_countries"):
        practices.setdefault(row["iso3"], []).append({**known[row["practice_id"]], "basis": row["basis"]})
    return Lookup(
        rows,
        rows.by("participations", "iso3"),
        practices,
        rows.by("pages", "iso3"),
        [row["edition"] for row in rows.of("editions")],
        {origin.name: origin.title for origin in rows.schema.origins},
    )


def page(country: Row, records: Sequence[Record], found: Lookup) -> Page:
    """The page of a country, of the records that are read from pages about it."""
    iso3, name = country["iso3"], country["name"]
    blocks = found.blocks.get(iso3, ())
    places = {block["participation_id"]: f"#{block['participation_id']}" for block in blocks}
    content = CountryPage(
        _lead(iso3, blocks, records, found),
        line_of(name, blocks, found.editions, places) if blocks else None,
        [one for one in _grids(iso3, records, found) if one.rows],
        links.country_evidence(iso3),
    )
    crumbs = (links.MENU["overview"], links.MENU["countries"])
    return Page(links.country(iso3), "country.html", name, "countries", content, crumbs)


def _lead(iso3: str, blocks: Sequence[Row], records: Sequence[Record], found: Lookup) -> str:
    """What there is of a country, in numbers: ``PER · 9 settled editions · 14 roles · 5 practices``."""
    settled = sum(block["edition"] is not None for block in blocks)
    roles = sum(record.table == "roundtable_roles" for record in records)
    told = [iso3, counted(settled, "settled edition")]
    told += [f"{len(blocks) - settled} open"] if settled < len(blocks) else []
    return " · ".join([*told, counted(roles, "role"), counted(len(found.practices.get(iso3, ())), "practice")])


def _grids(iso3: str, records: Sequence[Record], found: Lookup) -> Iterator[Grid]:
    """The tables of a country: the editions first, then what it did in them, then what else there is."""
    by_table: dict[str, list[Record]] = {}
    for record in records:
        by_table.setdefault(record.table, []).append(record)
    of_block = {block["participation_id"]: block for block in found.blocks.get(iso3, ())}
    yield _grid(iso3, found, Named("participations", "Through the editions"), _BLOCKS, list(of_block.values()))
    for table, (caption, columns) in _OF_BLOCKS.items():
        joined = [{**_edition_columns(of_block, one.row), **one.row} for one in by_table.get(table, ())]
        yield _grid(iso3, found, Named(table, caption), columns, joined)
    yield _identity(iso3, by_table.get("country_identities", ()), found)
    yield _practices(found.practices.get(iso3, ()), found.rows)
    for known in found.rows.schema.tables:
        if known.name in by_table and known.name not in _TOLD_ALREADY:
            yield _other(iso3, known, [one.row for one in by_table[known.name]], found)
    yield _saved(found.saved.get(iso3, ()), found.rows)


def _edition_columns(blocks: Mapping[str, Row], row: Row) -> Row:
    block = blocks[row["participation_id"]]
    return {name: block[name] for name in ("edition", "edition_first", "edition_last")}


def _grid(iso3: str, found: Lookup, named: Named, columns: Sequence[Told], rows: Sequence[Row]) -> Grid:
    """A table of rows of the table that ``named`` is named after, each with the way to its evidence."""
    key = found.rows.schema.keys[named.id]

    def evidence(row: Row) -> str:
        return evidence_of(iso3, named.id, record_id(key, row))

    places = _block_place if named.id == "participations" else nowhere
    return grid(named, columns, rows, evidence, found.rows.meanings(named.id), places)


def _block_place(block: Row) -> str:
    """The place of a block, to which the heat map and the line lead."""
    place: str = block["participation_id"]
    return place


def _identity(iso3: str, printed: Sequence[Record], found: Lookup) -> Grid:
    """What each source prints, a column each."""
    order = {source: at for at, source in enumerate(found.sources)}
    ordered = sorted(printed, key=lambda one: order.get(one.row["source"], len(order)))
    ways = [(one.row, evidence_of(iso3, one.table, one.id)) for one in ordered]
    heads = [Heading("What"), *(Heading(found.sources.get(row["source"], row["source"])) for row, _ in ways)]
    rows = [GridRow([Value(told.label), *(told.value(row, way) for row, way in ways)]) for told in _IDENTITY]
    return Grid("identity", "Identity", heads, rows if ways else (), "What each source prints, side by side.")


def _practices(practices: Sequence[Row], rows: ReleaseRows) -> Grid:
    """The practices of a country; each leads to its own page, which has the evidence."""
    return grid(
        Named("practices", "Practices"),
        _PRACTICES,
        practices,
        lambda row: f"{links.practice(row['practice_id'])}#evidence",
        rows.meanings("practices"),
    )


def _other(iso3: str, table: Table, rows: Sequence[Row], found: Lookup) -> Grid:
    """A table that only some source fills, with all its columns: memberships, indicators and what others may add."""
    columns = [
        Told(column.name, titled(column.name), is_number=column.kind in _NUMBERS)
        for column in sorted(found.rows.columns(table.name), key=lambda column: column.name == "source")
        if column.name not in _NOT_SHOWN
    ]
    named = Named(table.name, titled(table.name), found.rows.description(table.name))
    return _grid(iso3, found, named, columns, rows)


def _saved(pages: Sequence[Row], rows: ReleaseRows) -> Grid:
    return grid(
        Named("saved", "Saved pages"),
        _SAVED,
        sorted(pages, key=lambda row: (page_name(row), row["page_id"])),
        lambda row: links.saved_page(row["page_id"]),
        rows.meanings("pages"),
    )


def _roundtable(roundtable_id: str | None) -> str | None:
    return links.roundtable(roundtable_id) if roundtable_id is not None else None
