"""The first page: what the data set is, and what it shows at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.site.blocks import Page
from warehouse.site.release import ReleaseRows


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows."""

    countries: int
    practices: int


def page(rows: ReleaseRows) -> Page:
    """The first page."""
    content = Overview(len(rows.of("countries")), len(rows.of("practices")))
    return Page("index.html", "overview.html", "Country profiles", "overview", content)
