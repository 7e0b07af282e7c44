"""Cases that are kept in files under ``cases``: what pages print, and what must come of it."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"


def lines_of(name: str) -> list[str]:
    """The lines of a file, each a case."""
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


def rows_of(name: str) -> list[tuple[str | None, ...]]:
    """The rows of a table below its head, each a case. An empty cell is None, but in the first column."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [(first, *(cell or None for cell in cells)) for first, *cells in list(csv.reader(file))[1:]]
