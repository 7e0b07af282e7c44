"""The tables and lists that stand beside the code, and what must hold for those of fields."""

from __future__ import annotations

from collections import Counter

import pytest

from extractors.data_files import csv_rows, toml_table
from extractors.reading.json_fields import ignored_leaves, known_fields, named_leaf
from schemas.document import Line


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    assert {tuple(row) for row in csv_rows("extractors.values", "calendar_words.csv")} == {
        ("word", "kind", "value", "language")
    }


@pytest.mark.parametrize("read", [csv_rows, toml_table])
def test_a_file_that_a_room_lacks_is_told(read: object) -> None:
    assert callable(read)
    with pytest.raises(FileNotFoundError):
        read("extractors.values", "no_such_file")


def test_no_field_is_listed_twice() -> None:
    counts = Counter((row["section"], row["field"]) for row in csv_rows("extractors.factbook", "fields.csv"))
    assert [field for field, count in counts.items() if count > 1] == []


def test_the_part_of_each_indicator_is_known() -> None:
    fields = known_fields("extractors.factbook")
    for row in csv_rows("extractors.factbook", "indicators.csv"):
        assert (row["subfield"] or "text") in fields[row["section"], row["field"]]


@pytest.mark.parametrize(
    ("pointer", "owner"),
    [
        ("/Economy/Trade/text", "ignored:Economy / Trade"),
        ("/Economy/Trade/exports/text", "ignored:Economy / Trade"),
        ("/Economy", "ignored:Economy"),
        ("/Economy/Debt/text", "ignored:Economy / Debt"),
        ("/Economy/Debt/owed abroad 2020/text", "ignored:Economy / Debt"),
        ("/Economy/Debt/note", "ignored:Economy / Debt"),
        ("/Economy/Debt/owed at home/text", None),
        ("/Economy/Pets/text", None),
        ("/Sport/Trade/text", None),
    ],
)
def test_a_leaf_is_ignored_where_its_field_and_part_are_known(pointer: str, owner: str | None) -> None:
    known = {
        ("Economy", ""): frozenset[str](),
        ("Economy", "Trade"): frozenset[str](),
        ("Economy", "Debt"): frozenset({"text", "owed abroad"}),
    }
    assert ignored_leaves([named_leaf(Line(7, "any", pointer=pointer))], known).get(7) == owner
