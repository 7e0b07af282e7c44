"""What a diff tells: all that changed between two releases, each change with its cause."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.sources import SCHEMA
from schemas.tables import Dataset, Schema
from tests.releases import SITE, Made, block, causes, changes, changing, country, diff_of, release
from warehouse.diff.causes import Changed, Facts, attribution_of
from warehouse.diff.compare import compared
from warehouse.diff.differing import write_parquet_files
from warehouse.diff.model import Attribution, Diff
from warehouse.release import DamagedError

PERU = country("Republic of Peru", "PER", block("USD 1,000 for travel"), block("USD 2,000 for rooms"))
PERU_PAID_MORE = PERU.replace("1,000", "1,500")
CHILE = country("Republic of Chile", "CHL", block("EUR 300"))
TEASER = """
Library Buses

Submitted by Ms. Ann Otieno

Buses full of books drive to the villages whose people work abroad, and teach their children to read and to write.
"""
KENYA = country("Republic of Kenya", "KEN", block(), teasers=TEASER)
BOTH = {"peru": PERU, "chile": CHILE}
NEW_PROGRAM = Made(BOTH, program="newer", otherwise=changing("contributions", currency="XXX"))
NEW_REFERENCE = Made(BOTH, reference="newer", otherwise=changing("contributions", currency="XXX"))


def test_a_release_has_no_difference_to_itself(tmp_path: Path) -> None:
    with diff_of(tmp_path, Made(BOTH), Made(BOTH)) as found:
        assert found.empty
        assert not (found.changed or found.groups or found.pages or found.following)
        assert len(found.identical) == len(SCHEMA.tables)
        assert list(found.rows()) == []


def test_the_same_content_of_another_program_is_no_difference(tmp_path: Path) -> None:
    with diff_of(tmp_path, Made(BOTH), Made(BOTH, program="newer")) as found:
        assert (found.empty, found.changed) == (True, ("program",))


def test_a_value_is_told_column_by_column_with_the_page_that_changed(tmp_path: Path) -> None:
    with diff_of(tmp_path, Made(BOTH), Made({**BOTH, "peru": PERU_PAID_MORE})) as found:
        told = {change.column: change for change in changes(found, "contributions")}
    assert told.keys() == {"amount", "amount_usd", "text"}
    amount = told["amount"]
    assert (amount.tier, amount.kind, amount.id) == ("revised", "changed", "PER-01/1")
    assert (float(amount.old), float(amount.new)) == (1000, 1500)
    assert (amount.cause, amount.others, amount.pages) == ("page", (), (f"{SITE}peru",))
    assert amount.part == "participation"


def test_pages_that_come_and_go_are_the_cause_of_their_rows(tmp_path: Path) -> None:
    old, new = Made({"peru": PERU, "chile": CHILE}), Made({"peru": PERU, "kenya": KENYA}, program="newer")
    with diff_of(tmp_path, old, new) as found:
        assert causes(found, "participations") == {("page_added", ()), ("page_removed", ())}
        assert [(page.address, page.state) for page in found.pages] == [
            (f"{SITE}chile", "removed"), (f"{SITE}kenya", "added")
        ]  # fmt: skip
        assert found.groups[0].tier == "lost"


@pytest.mark.parametrize(("new", "cause"), [(NEW_PROGRAM, "program"), (NEW_REFERENCE, "reference")])
def test_the_same_pages_are_not_the_cause(tmp_path: Path, new: Made, cause: str) -> None:
    with diff_of(tmp_path, Made(BOTH), new) as found:
        assert causes(found, "contributions") == {(cause, ())}
        assert {change.column for change in found.changes()} == {"currency"}


def test_each_change_has_its_own_cause(tmp_path: Path) -> None:
    """The page of Peru changed in one line, and the program reads all currencies otherwise."""
    new = NEW_PROGRAM._replace(pages={**BOTH, "peru": PERU_PAID_MORE})
    with diff_of(tmp_path, Made(BOTH), new) as found:
        told = {(change.id, change.column): Attribution(change.cause, change.others) for change in found.changes()}
    assert told["CHL-01/1", "currency"] == ("program", ())
    assert told["PER-01/1", "amount"] == ("page", ("program",))
    assert told["PER-02/1", "currency"] == ("program", ("page",)), "its own line is the same, lines near it are not"


def test_a_change_in_other_lines_of_a_page_is_the_cause_only_if_the_program_is_not(tmp_path: Path) -> None:
    pages = {"peru": PERU.replace("Republic of Peru\nISO3", "The Republic of Peru\nISO3")}
    with diff_of(tmp_path, Made({"peru": PERU}), NEW_PROGRAM._replace(pages=pages)) as found:
        assert causes(found, "contributions") == {("program", ("page",))}
        assert causes(found, "countries") == {("page", ("program",))}


def test_a_block_above_the_others_is_why_all_of_them_moved(tmp_path: Path) -> None:
    """Participations are numbered: the lines of the first are those of the second now."""
    grown = country("Republic of Peru", "PER", block(), block("USD 1,000 for travel"), block("USD 2,000 for rooms"))
    with diff_of(tmp_path, Made({"peru": PERU}), Made({"peru": grown}, program="newer")) as found:
        assert causes(found, "contributions") == {("page", ("program",))}
        assert causes(found, "participations") == {("page", ("program",))}


def test_of_program_and_reference_the_rows_that_a_row_names_tell(tmp_path: Path) -> None:
    titled = {"peru": country("Republic of Peru", "PER", block(roundtable="Team Member in RT 1.2 - Remittances"))}

    def otherwise(dataset: Dataset) -> Dataset:
        meetings, roles = list(dataset["meetings"]), list(dataset["roundtable_roles"])
        roundtables = [
            row._replace(title="Other") if row.roundtable_id == "2008-1.2" else row for row in dataset["roundtables"]
        ]
        roles = [row._replace(roundtable_id="2008-1.2") for row in roles]
        amounts = [row._replace(delegate=None) for row in dataset["participations"]]
        return {
            **dataset,
            "meetings": meetings,
            "roundtables": roundtables,
            "roundtable_roles": roles,
            "participations": amounts,
        }

    new = Made(titled, "newer", "newer", otherwise)
    with diff_of(tmp_path, Made(titled), new) as found:
        assert causes(found, "roundtables") == {("reference", ())}
        assert causes(found, "roundtable_roles") == {("reference", ("program",))}
        assert causes(found, "participations") == {("program", ("reference",))}


def test_a_page_that_can_not_be_used_any_more_is_named_with_the_reason(tmp_path: Path) -> None:
    new = Made({**BOTH, "peru": "<form><input type=password></form>"})
    with diff_of(tmp_path, Made(BOTH), new) as found:
        (page,) = found.pages
        assert (page.address, page.state) == (f"{SITE}peru", "quarantined")
        assert page.reason is not None
        assert causes(found, "participations") == causes(found, "countries") == {("page", ())}
    with diff_of(tmp_path / "back", new, Made(BOTH)) as found:
        assert [page.state for page in found.pages] == ["usable_again"]
        assert causes(found, "participations") == {("page", ())}


def test_rows_that_only_follow_are_one_line(tmp_path: Path) -> None:
    """A line more at the head of a page moves all others: nothing but the page changed."""
    moved = {"peru": f"Home\n{PERU}"}
    with diff_of(tmp_path, Made({"peru": PERU}), Made(moved)) as found:
        assert {change.table for change in found.changes()} <= {"pages", "page_lines", "issues"}
        assert [change.new["text"] for change in changes(found, "page_lines")] == ["Home"]
        assert {one.table for one in found.following} >= {"evidence", "page_lines"}
        assert {one.of for one in found.following} == {"pages"}


def test_a_practice_with_another_id_is_one_practice_and_takes_its_terms_along(tmp_path: Path) -> None:
    renamed = {"kenya": KENYA.replace("Library Buses", "Buses of Books")}
    with diff_of(tmp_path, Made({"kenya": KENYA}), Made(renamed)) as found:
        told = {change.column: change for change in changes(found, "practices")}
        assert {"practice_id", "title"} <= told.keys()
        assert told["title"].old_id != told["title"].id
        assert (told["title"].old, told["title"].new) == ("Library Buses", "Buses of Books")
        assert changes(found, "practice_countries") == []
        assert ("practice_countries", "practices", 2) in found.following


def test_what_matters_most_comes_first(tmp_path: Path) -> None:
    def otherwise(dataset: Dataset) -> Dataset:
        rows = [row._replace(purpose=None, currency="XXX", earmarked=True) for row in dataset["contributions"]]
        return {**dataset, "contributions": rows}

    new = Made({"peru": PERU}, "newer", otherwise=otherwise)
    with diff_of(tmp_path, Made({"peru": PERU}), new) as found:
        assert [(group.tier, group.column, group.count) for group in found.groups] == [
            ("lost", "purpose", 2), ("revised", "currency", 2), ("added", "earmarked", 2)
        ]  # fmt: skip


def test_columns_of_one_release_alone_and_keys_that_are_none_are_told(tmp_path: Path) -> None:
    old, new = (
        release(tmp_path / "old", Made({"peru": PERU})),
        release(tmp_path / "new", Made({"peru": PERU_PAID_MORE})),
    )
    by_kind = [
        table if table.name != "contributions" else type(table)(table.name, table.record, ("kind",))
        for table in SCHEMA.tables
    ]
    with compared(Schema(tuple(by_kind)), old, new) as found:
        assert [remark.split(":")[0] for remark in found.remarks] == ["contributions"] * 2
        assert found.differing["contributions"] == {"added": 1, "removed": 1}, "compared by whole rows"


def test_a_damaged_release_is_told_in_a_sentence(tmp_path: Path) -> None:
    old, new = (
        release(tmp_path / "old", Made({"peru": PERU})),
        release(tmp_path / "new", Made({"peru": PERU_PAID_MORE})),
    )
    file = new / "parquet" / "contributions.parquet"
    file.chmod(0o644)
    file.write_bytes(b"PAR1 no more")
    with pytest.raises(DamagedError, match="profiles verify"), compared(SCHEMA, old, new):
        pass


NOTHING, BOTH_MADE = Changed(False, False, frozenset({"added"})), Changed(True, True, frozenset({"changed"}))


@pytest.mark.parametrize(
    ("old", "new", "changed", "attribution"),
    [
        ({"same"}, {"same"}, BOTH_MADE, ("program", ("reference",))),
        ({"near"}, {"near"}, BOTH_MADE, ("program", ("reference", "page"))),
        ({"touched"}, {"touched"}, BOTH_MADE, ("page", ("program", "reference"))),
        ({"same"}, {"same", "added"}, BOTH_MADE, ("page_added", ("program", "reference"))),
        ({"refused"}, {"refused"}, BOTH_MADE, ("program", ("reference",))),
        ({"refused"}, set(), NOTHING, ("page_removed", ())),
        ({"removed", "touched"}, {"touched"}, NOTHING, ("page", ())),
        ({"same"}, {"same"}, NOTHING, ("page_added", ())),
    ],
)
def test_what_is_known_of_the_pages_decides(
    old: set[str], new: set[str], changed: Changed, attribution: tuple[str, tuple[str, ...]]
) -> None:
    facts = Facts("changed", False, frozenset(old), frozenset(new), frozenset(), False)
    assert attribution_of(facts, changed) == attribution


def rows_in(release: Path, table: str) -> Counter[str]:
    """The rows of a table of a release, each as one text."""
    return Counter(map(repr, duckdb.read_parquet(str(release / "parquet" / f"{table}.parquet")).fetchall()))


def applied(old: Path, found: Diff, table: str) -> Counter[str]:
    """The old rows of a table without those that are gone or changed, and with the new ones."""
    rows = rows_in(old, table)
    for row in found.rows():
        if row.table == table:
            rows.subtract([repr(tuple(row.old.values()))] if row.old else [])
            rows.update([repr(tuple(row.new.values()))] if row.new else [])
    return +rows


LINES = PERU.split("\n")


@settings(max_examples=6, deadline=None)
@given(cut=st.integers(5, len(LINES) - 5), doubled=st.integers(5, len(LINES) - 5), program=st.booleans())
def test_a_diff_leads_from_one_release_to_the_other(
    tmp_path_factory: pytest.TempPathFactory, cut: int, doubled: int, program: bool
) -> None:
    folder = tmp_path_factory.mktemp("diff")
    changed = [line for at, line in enumerate(LINES) for line in [line] * (1 + (at == doubled)) if at != cut]
    new = Made({"peru": "\n".join(changed), "kenya": KENYA}, "newer" if program else "program")
    with diff_of(folder, Made(BOTH), new) as found:
        old_release, new_release = (next((folder / side / "releases").iterdir()) for side in ("old", "new"))
        for table in SCHEMA.tables:
            assert applied(old_release, found, table.name) == rows_in(new_release, table.name)
        write_parquet_files(found, folder / "rows")
        for table_name in found.differing:
            assert_file_leads_on(folder / "rows", table_name, old_release, new_release)


def assert_file_leads_on(folder: Path, table: str, old: Path, new: Path) -> None:
    """The file of rows that differ has what the old release loses and what the new one gains."""
    rows: Any = duckdb.read_parquet(str(folder / f"{table}.parquet"))
    columns = ", ".join(f'"{column}"' for column in rows.columns if not column.startswith("diff_"))
    gone, come = (
        Counter(map(repr, rows.filter(f"diff_side = '{side}'").project(columns).fetchall())) for side in ("old", "new")
    )
    assert rows_in(old, table) - gone + come == rows_in(new, table)
