"""The roundtables of the catalogue: which countries took part in each, and in which role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.site import links
from warehouse.site.blocks import Grid, Link, Page
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.kinds.lists import ListPage
from warehouse.site.records import evidence_of
from warehouse.site.release import ReleaseRows, Row
from warehouse.site.wording import counted, edition_of, plain

_LIST = (
    Told("title", "Title", leads=lambda row: links.roundtable(row["roundtable_id"])),
    Told("edition", "Edition", leads=lambda row: links.edition(row["edition"])),
    Told("code", "Code"),
    Told("kind", "Kind"),
    Told("countries", "Countries", is_number=True),
    Told("co_chairs", "Co-chairs", is_number=True),
)
_MEMBERS = (
    Told("name", "Country", leads=lambda row: links.country(row["iso3"])),
    Told("role", "Role", lambda row: plain(row["role"])),
    Told("edition", "Edition of the block", edition_of),
    Told("code", "Code as printed"),
    Told("title", "Title as printed"),
    Told("match_score", "Likeness", is_number=True),
    Told("person", "Person"),
    Told("affiliation", "Office"),
)


@dataclass(frozen=True, slots=True)
class RoundtablePage:
    """What the page of a roundtable shows. ``members`` is None where no page names it."""

    facts: Sequence[tuple[str, str]]
    edition: Link
    spellings: Sequence[str]
    source: str
    outside: str | None
    members: Grid | None


def pages(rows: ReleaseRows) -> Iterator[Page]:
    """The list of roundtables, and a page for each."""
    members = _members(rows)
    yield _list(rows, members)
    meanings = rows.meanings("roundtable_roles")
    for row in rows.of("roundtables"):
        yield _page(row, members.get(row["roundtable_id"], ()), meanings)


def _members(rows: ReleaseRows) -> Mapping[str, Sequence[Row]]:
    """The roles by roundtable, each with its country and the edition of its block."""
    names = {row["iso3"]: row["name"] for row in rows.of("countries")}
    blocks = {row["participation_id"]: row for row in rows.of("participations")}
    found: dict[str, list[Row]] = {}
    for role in rows.of("roundtable_roles"):
        if role["roundtable_id"] is not None:
            block = blocks[role["participation_id"]]
            found.setdefault(role["roundtable_id"], []).append({**block, "name": names[block["iso3"]], **role})
    return {key: sorted(of_one, key=lambda row: (row["role"], row["name"])) for key, of_one in found.items()}


def _list(rows: ReleaseRows, members: Mapping[str, Sequence[Row]]) -> Page:
    listed = [
        {
            **row,
            "countries": len({one["iso3"] for one in members.get(row["roundtable_id"], ())}),
            "co_chairs": len(
                {one["iso3"] for one in members.get(row["roundtable_id"], ()) if one["role"] == "co_chair"}
            ),
        }
        for row in rows.of("roundtables")
    ]
    lead = "Roundtables, clusters and themes of the catalogue, with the countries whose pages name them."
    shown = grid(Named("roundtables", "Roundtables"), _LIST, listed, nowhere, rows.meanings("roundtables"))
    menu = links.MENU
    return Page(
        menu["roundtables"].href, "list.html", "Roundtables", "roundtables", ListPage(lead, shown), (menu["overview"],)
    )


def _page(row: Row, members: Sequence[Row], meanings: Mapping[str, str]) -> Page:
    countries = counted(len({one["iso3"] for one in members}), "country", "countries")
    named = Named("members", "Who took part", countries)
    content = RoundtablePage(
        (("In the catalogue", row["roundtable_id"]), ("Kind", row["kind"]), ("Code", row["code"])),
        Link(str(row["edition"]), links.edition(row["edition"])),
        row["spellings"],
        row["source"],
        links.outside(row["source"]),
        grid(named, _MEMBERS, members, _evidence, meanings) if members else None,
    )
    crumbs = (links.MENU["overview"], links.MENU["roundtables"])
    return Page(links.roundtable(row["roundtable_id"]), "roundtable.html", row["title"], "roundtables", content, crumbs)


def _evidence(role: Row) -> str:
    record_id = "/".join((role["participation_id"], str(role["position"]), role["role"]))
    return evidence_of(role["iso3"], "roundtable_roles", record_id)
