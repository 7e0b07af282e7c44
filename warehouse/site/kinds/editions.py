"""The editions: who took part in each and in which role, and who may have, where the page leaves the year open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.site import links
from warehouse.site.blocks import Grid, Page
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.kinds.lists import ListPage
from warehouse.site.records import evidence_of
from warehouse.site.release import ReleaseRows, Row
from warehouse.site.wording import counted, days, edition_of, plain, settled_by, status

_COUNTRY = Told("name", "Country", leads=lambda row: links.country(row["iso3"]))
_EDITIONS = (
    Told("label", "Edition", leads=lambda row: links.edition(row["edition"])),
    Told("number", "Number", is_number=True),
    Told("chair_iso3", "In the chair"),
    Told("host_city", "City"),
    Told("starts_on", "Days", lambda row: days(row["starts_on"], row["ends_on"])),
    Told("countries", "Countries settled", is_number=True),
    Told("open", "May belong", is_number=True),
    Told("roundtables", "Roundtables", is_number=True),
)
_SETTLED = (
    _COUNTRY,
    Told("edition_basis", "Settled by", settled_by),
    Told("attended_summit", "Summit"),
    Told("attended_prep_meetings", "Preparatory meetings"),
    Told("delegate", "Delegate"),
    Told("contribution_status", "Contributions", lambda row: status(row["contribution_status"])),
    Told("roles", "Roles", lambda row: row["roles"] or status(row["roundtable_status"])),
)
_OPEN = (
    _COUNTRY,
    Told("edition", "Edition", edition_of),
    Told("attended_summit", "Summit"),
    Told("attended_prep_meetings", "Preparatory meetings"),
    Told("contribution_status", "Contributions", lambda row: status(row["contribution_status"])),
    Told("roles", "Roles", lambda row: row["roles"] or status(row["roundtable_status"])),
)
_ROUNDTABLES = (
    Told("code", "Code", leads=lambda row: links.roundtable(row["roundtable_id"])),
    Told("title", "Title", leads=lambda row: links.roundtable(row["roundtable_id"])),
    Told("kind", "Kind"),
    Told("countries", "Countries", is_number=True),
)
_CONTRIBUTIONS = (
    _COUNTRY,
    Told("kind", "Kind", lambda row: plain(row["kind"])),
    Told("amount", "Amount", is_number=True),
    Told("currency", "Currency"),
    Told("purpose", "Purpose"),
    Told("text", "As printed"),
)
_MEETINGS = (
    Told("title", "Meeting"),
    Told("kind", "Kind"),
    Told("starts_on", "Days", lambda row: days(row["starts_on"], row["ends_on"])),
    Told("city", "City"),
    Told("country_iso3", "Country"),
    Told("meeting_id", "In the catalogue"),
)


@dataclass(frozen=True, slots=True)
class EditionPage:
    """What the page of an edition shows."""

    facts: Sequence[tuple[str, str]]
    source: str
    outside: str | None
    grids: Sequence[Grid]


def pages(rows: ReleaseRows) -> Iterator[Page]:
    """The list of editions, and a page for each."""
    blocks = _blocks(rows)
    members = Counter(
        roundtable_id for roundtable_id, _ in {(row["roundtable_id"], row["iso3"]) for row in _roles(rows)}
    )
    yield _list(rows, blocks)
    for row in rows.of("editions"):
        yield _page(row, rows, blocks, members)


def _blocks(rows: ReleaseRows) -> Sequence[Row]:
    """The blocks by the names of their countries, each with its roles in words."""
    names = {row["iso3"]: row["name"] for row in rows.of("countries")}
    roles = rows.by("roundtable_roles", "participation_id")
    blocks = [
        {**row, "name": names[row["iso3"]], "roles": _roles_told(roles.get(row["participation_id"], ()))}
        for row in rows.of("participations")
    ]
    return sorted(blocks, key=lambda block: (block["name"], block["block"]))


def _roles_told(roles: Sequence[Row]) -> str:
    """What a country did in its sessions: ``co-chair 1.1, team member 2.2``."""
    return ", ".join(" ".join(filter(None, (plain(row["role"]), row["code"]))) for row in roles)


def _roles(rows: ReleaseRows) -> Iterator[Row]:
    countries = {row["participation_id"]: row["iso3"] for row in rows.of("participations")}
    for row in rows.of("roundtable_roles"):
        yield {**row, "iso3": countries[row["participation_id"]]}


def _list(rows: ReleaseRows, blocks: Sequence[Row]) -> Page:
    settled = Counter(block["edition"] for block in blocks)
    tables = Counter(row["edition"] for row in rows.of("roundtables"))
    listed = [
        {
            **row,
            "countries": settled[row["edition"]],
            "open": len(_open(blocks, row["edition"])),
            "roundtables": tables[row["edition"]],
        }
        for row in rows.of("editions")
    ]
    lead = "The editions, from the reference of the program, with the countries whose pages tell that they took part."
    content = ListPage(lead, grid(Named("editions", "Editions"), _EDITIONS, listed, nowhere, rows.meanings("editions")))
    return Page(links.MENU["editions"].href, "list.html", "Editions", "editions", content, (links.MENU["overview"],))


def _open(blocks: Sequence[Row], edition: int) -> list[Row]:
    """The blocks whose open range has an edition in it."""
    return [
        block
        for block in blocks
        if block["edition"] is None
        and block["edition_first"] is not None
        and block["edition_first"] <= edition <= block["edition_last"]
    ]


def _page(row: Row, rows: ReleaseRows, blocks: Sequence[Row], members: Mapping[str, int]) -> Page:
    edition = row["edition"]
    facts = (
        ("Days", str(days(row["starts_on"], row["ends_on"]))),
        ("In the chair", ", ".join(row["chair_iso3"])),
        ("Meetings belong to it", f"{row['meetings_from']} to {row['meetings_until']}"),
    )
    source = row["source"]
    content = EditionPage(facts, source, links.outside(source), list(_grids(edition, rows, blocks, members)))
    crumbs = (links.MENU["overview"], links.MENU["editions"])
    return Page(links.edition(edition), "edition.html", row["label"], "editions", content, crumbs)


def _grids(edition: int, rows: ReleaseRows, blocks: Sequence[Row], members: Mapping[str, int]) -> Iterator[Grid]:
    meanings = rows.meanings("participations")
    settled = [block for block in blocks if block["edition"] == edition]
    still_open = _open(blocks, edition)
    lead = counted(len(settled), "country", "countries")
    yield grid(Named("took-part", "Who took part", lead), _SETTLED, settled, _evidence, meanings)
    if still_open:
        lead = "The pages leave open whether it was this edition or another one of the range."
        yield grid(Named("may-have", "Who may have taken part", lead), _OPEN, still_open, _evidence, meanings)
    given = _contributions(rows, settled)
    if given:
        named = Named("contributions", "Contributions")
        yield grid(named, _CONTRIBUTIONS, given, _contribution, rows.meanings("contributions"))
    tables = [
        {**row, "countries": members[row["roundtable_id"]]}
        for row in rows.of("roundtables")
        if row["edition"] == edition
    ]
    if tables:
        yield grid(Named("roundtables", "Roundtables"), _ROUNDTABLES, tables, nowhere, rows.meanings("roundtables"))
    meetings = [row for row in rows.of("meetings") if row["edition"] == edition]
    if meetings:
        yield grid(Named("meetings", "Meetings"), _MEETINGS, meetings, nowhere, rows.meanings("meetings"))


def _contributions(rows: ReleaseRows, blocks: Sequence[Row]) -> list[Row]:
    """The contributions in these blocks, each with its country."""
    given = rows.by("contributions", "participation_id")
    return [
        {**one, "name": block["name"], "iso3": block["iso3"]}
        for block in blocks
        for one in given.get(block["participation_id"], ())
    ]


def _contribution(row: Row) -> str:
    return evidence_of(row["iso3"], "contributions", f"{row['participation_id']}/{row['position']}")


def _evidence(block: Row) -> str:
    return evidence_of(block["iso3"], "participations", block["participation_id"])
