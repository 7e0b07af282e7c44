"""A page that is a sentence and a table, whatever it lists."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.site.blocks import Grid


@dataclass(frozen=True, slots=True)
class ListPage:
    """What such a page shows. ``grid`` is None where there is nothing to list."""

    lead: str
    grid: Grid | None
