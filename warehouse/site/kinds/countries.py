"""The list of all countries, with what there is of each: the numbers behind the map."""

from __future__ import annotations

from warehouse.site import links
from warehouse.site.answers import Answer
from warehouse.site.blocks import Page
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.kinds.lists import ListPage
from warehouse.site.release import ReleaseRows
from warehouse.site.wording import counted

_COLUMNS = (
    Told("name", "Country", leads=lambda row: links.country(row["iso3"])),
    Told("iso3", "ISO3"),
    Told("official_name", "Official name as printed"),
    Told("editions", "Editions", is_number=True),
    Told("roles", "Roles", is_number=True),
    Told("contributions", "Contributions", is_number=True),
    Told("practices", "Practices", is_number=True),
)


def page(rows: ReleaseRows, measures: Answer) -> Page:
    """The list of countries, of the answer to the question ``measures``."""
    names = {row["iso3"]: row["official_name"] for row in rows.of("countries")}
    listed = [{**row, "official_name": names[row["iso3"]]} for row in measures.rows]
    named = Named("countries", "Countries", "", measures.sql)
    content = ListPage(
        f"{counted(len(listed), 'country', 'countries')} with a saved page in this release.",
        grid(named, _COLUMNS, listed, nowhere, rows.meanings("countries")),
    )
    return Page(links.MENU["countries"].href, "list.html", "Countries", "countries", content, (links.MENU["overview"],))
