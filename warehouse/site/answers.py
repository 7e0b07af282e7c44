"""Questions in SQL that pages show beside their answers, so that readers can ask them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from warehouse.query import query

_MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a question, by column, and its SQL."""

    sql: str
    rows: Sequence[Mapping[str, Any]]


def answer(release: Path, name: str) -> Answer:
    """The answer of a release to the question in the file ``sql/<name>.sql``. Raises BadQueryError."""
    sql = files("warehouse.site").joinpath("sql", f"{name}.sql").read_text("utf-8").strip()
    found = query(release, sql, limit=_MOST_ROWS)
    return Answer(sql, [dict(zip(found.columns, row, strict=True)) for row in found.rows])
