"""The data files that stand beside the code: tables as CSV, lists of words as TOML."""

from __future__ import annotations

import csv
import tomllib
from importlib import resources
from typing import Any


def csv_rows(room: str, name: str) -> list[dict[str, str]]:
    """The rows of a table in a room, each by the names of its columns.

    ``csv_rows("extractors.values", "aliases.csv")`` gives ``[{"alias": "Turkey", "iso3": "TUR", …}, …]``. Raises
    FileNotFoundError where the room has no such file.
    """
    with resources.files(room).joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def toml_table(room: str, name: str) -> dict[str, Any]:
    """What a TOML file in a room holds: ``toml_table("extractors.reading", "web_archives.toml")``.

    Raises FileNotFoundError if the room has no such file.
    """
    return tomllib.loads(resources.files(room).joinpath(name).read_text(encoding="utf-8"))
