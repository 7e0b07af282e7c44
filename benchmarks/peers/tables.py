"""The rows that the pages gave, as data frames: each row once, each practice once with its countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from benchmarks.peers.lines import Field, Row, newest_captures, participation, practice_key

Rows = defaultdict[str, list[Row]]
_KEYS = {
    "countries": ["iso3"],
    "participations": ["participation_id"],
    "roundtable_roles": ["participation_id", "position", "role"],
    "meeting_attendances": ["participation_id", "position"],
}


def add_block(rows: Rows, iso3: str, block: int, fields: Sequence[Field]) -> None:
    """Add what one block of a country says."""
    row, roles, meetings = participation(iso3, block, fields)
    rows["participations"].append(row)
    rows["roundtable_roles"] += roles
    rows["meeting_attendances"] += meetings


def add_country(rows: Rows, country: Mapping[str, Sequence[str]]) -> str:
    """Add what the fields of a country say, and give its ISO3 code."""
    iso3 = country["ISO3 Code"][0]
    rows["countries"].append({"iso3": iso3, **{label: "".join(values) for label, values in country.items()}})
    return iso3


def tables_of(folder: Path, read_page: Callable[[str, Rows], None]) -> Mapping[str, pd.DataFrame]:
    """What a peer reads of all pages of a folder, of each address the one that was saved last."""
    rows: Rows = defaultdict(list)
    for path in newest_captures(folder):
        read_page(path.read_text(encoding="utf-8"), rows)
    return data_frames(rows)


def data_frames(rows: Rows) -> Mapping[str, pd.DataFrame]:
    """All tables, in the order of their keys."""
    found = {
        name: pd.DataFrame(rows[name]).drop_duplicates(keys).sort_values(keys).reset_index(drop=True)
        for name, keys in _KEYS.items()
        if rows[name]
    }
    teasers = pd.DataFrame(rows["teasers"])
    teasers["practice_id"] = teasers["title"].map(practice_key)
    shown = teasers[["practice_id", "iso3"]].drop_duplicates().sort_values(["practice_id", "iso3"])
    longest = teasers.assign(length=teasers["summary"].str.len()).sort_values(["practice_id", "length", "url"])
    practices = longest.drop_duplicates("practice_id", keep="last").drop(columns=["iso3", "length"])
    return found | {"practices": practices.reset_index(drop=True), "practice_countries": shown.reset_index(drop=True)}
