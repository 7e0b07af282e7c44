"""The tables and lists that stand beside the code, and what must hold for those of fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import extractors
from extractors.data_files import any_of, csv_rows, listed, meanings, toml_table
from extractors.reading.json_fields import ignored_leaves, known_fields, named_leaf
from schemas.document import Line

FOLDER = Path(extractors.__file__).parent
ROOMS = sorted(".".join(("extractors", *file.parent.relative_to(FOLDER).parts)) for file in FOLDER.rglob("words.toml"))
LISTS = [(room, name) for room in ROOMS for name in toml_table(room, "words.toml")]
SHORTEST_REASON = 15  # characters


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    assert {tuple(row) for row in csv_rows("extractors.values", "calendar_words.csv")} == {
        ("word", "kind", "value", "language")
    }


@pytest.mark.parametrize("read", [csv_rows, toml_table])
def test_a_file_that_a_room_lacks_is_told(read: object) -> None:
    assert callable(read)
    with pytest.raises(FileNotFoundError):
        read("extractors.values", "no_such_file")


def test_a_list_has_the_words_of_all_its_groups() -> None:
    assert {"al-", "d'"} <= listed("extractors.values", "articles_of_names")
    assert {"us $", "r$"} <= listed("extractors.values", "currencies")


def test_a_word_has_the_meaning_of_its_group() -> None:
    assert meanings("extractors.values", "currencies")["us $"] == "USD"


def test_a_list_that_a_room_lacks_is_told() -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        listed("extractors.values", "no_such_list")


def test_of_alternatives_the_longest_is_tried_first() -> None:
    assert any_of(["m", "million", "mn"]) == "million|mn|m"


@pytest.mark.parametrize(("room", "name"), LISTS)
def test_each_group_of_words_has_its_reason(room: str, name: str) -> None:
    groups = toml_table(room, "words.toml")[name]
    assert all(group.keys() in ({"words", "reason"}, {"means", "words", "reason"}) for group in groups)
    assert [group["words"] for group in groups if len(group["reason"]) < SHORTEST_REASON] == []


@pytest.mark.parametrize(("room", "name"), LISTS)
def test_no_word_is_in_a_list_twice(room: str, name: str) -> None:
    groups = toml_table(room, "words.toml")[name]
    assert len(listed(room, name)) == sum(
        len(words.split() if isinstance(words := group["words"], str) else words) for group in groups
    )


@pytest.mark.parametrize(("room", "name"), LISTS)
def test_each_list_is_used_by_its_room(room: str, name: str) -> None:
    modules = FOLDER.joinpath(*room.split(".")[1:]).glob("*.py")
    assert any(f'"{name}"' in module.read_text(encoding="utf-8").replace("'", '"') for module in modules)


def test_each_row_of_a_table_with_reasons_has_one() -> None:
    assert [row for row in rows_with_reason() if not row["reason"]] == []


def rows_with_reason() -> Iterator[dict[str, str]]:
    for file in FOLDER.rglob("*.csv"):
        room = ".".join(("extractors", *file.parent.relative_to(FOLDER).parts))
        yield from (row for row in csv_rows(room, file.name) if "reason" in row)


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
