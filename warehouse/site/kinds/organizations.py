"""The bodies that countries are members of, as the sources print them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warehouse.site import links
from warehouse.site.blocks import Page
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.kinds.lists import ListPage
from warehouse.site.records import evidence_of
from warehouse.site.release import ReleaseRows, Row
from warehouse.site.wording import counted

_LIST = (
    Told("organization", "Organization", leads=lambda row: links.organization(row["organization"])),
    Told("countries", "Countries", is_number=True),
)
_MEMBERS = (
    Told("name", "Country", leads=lambda row: links.country(row["iso3"])),
    Told("qualifier", "Qualifier"),
    Told("is_state", "The state is the member"),
    Told("source", "Source"),
    Told("text", "As printed"),
)
_SILENT = "No page of this release lists memberships."


def pages(rows: ReleaseRows) -> Iterator[Page]:
    """The list of organizations, and a page for each. Names are as printed: two spellings are two organizations."""
    names = {row["iso3"]: row["name"] for row in rows.of("countries")}
    members = {
        organization: sorted(
            ({**row, "name": names[row["iso3"]]} for row in of_one), key=lambda row: (row["name"], row["source"])
        )
        for organization, of_one in sorted(rows.by("memberships", "organization").items(), key=_by_name)
    }
    listed = [
        {"organization": organization, "countries": len({row["iso3"] for row in of_one})}
        for organization, of_one in members.items()
    ]
    meanings = rows.meanings("memberships")
    found = grid(Named("organizations", "Organizations"), _LIST, listed, nowhere, meanings) if listed else None
    lead = f"{counted(len(listed), 'name')} as printed: two spellings are two entries." if listed else _SILENT
    menu = links.MENU
    content = ListPage(lead, found)
    yield Page(menu["organizations"].href, "list.html", "Organizations", "organizations", content, (menu["overview"],))
    for organization, of_one in members.items():
        yield _page(organization, of_one, rows)


def _page(organization: str, members: Sequence[Row], rows: ReleaseRows) -> Page:
    lead = f"{counted(len(members), 'entry', 'entries')} in the lists of countries."
    shown = grid(Named("members", "Members"), _MEMBERS, members, _evidence, rows.meanings("memberships"))
    crumbs = (links.MENU["overview"], links.MENU["organizations"])
    path = links.organization(organization)
    return Page(path, "list.html", organization, "organizations", ListPage(lead, shown), crumbs)


def _evidence(row: Row) -> str:
    return evidence_of(row["iso3"], "memberships", f"{row['source']}/{row['iso3']}/{row['position']}")


def _by_name(members: tuple[str, Sequence[Row]]) -> tuple[str, str]:
    """The place of an organization in the list: by its letters, whatever their case."""
    return members[0].casefold(), members[0]
