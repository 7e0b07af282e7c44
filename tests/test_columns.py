"""Records kept by column are a sequence of records to whoever reads them."""

from __future__ import annotations

from schemas.columns import by_column
from schemas.extraction import Claim

ROWS = [Claim(1, "frame", "Peru", 1), Claim(2, "unclaimed", "Lima", 3, "/city")]


def test_records_come_out_as_they_went_in() -> None:
    kept = by_column(Claim, ROWS)
    assert list(kept) == ROWS
    assert (len(kept), kept[0], kept[-1], list(kept[1:])) == (2, ROWS[0], ROWS[-1], ROWS[1:])
    assert kept.columns == ((1, 2), ("frame", "unclaimed"), ("Peru", "Lima"), (1, 3), (None, "/city"))


def test_what_is_kept_by_column_stays_as_it_is() -> None:
    kept = by_column(Claim, ROWS)
    assert by_column(Claim, kept) is kept


def test_no_records_have_as_many_columns() -> None:
    none = by_column(Claim, [])
    assert (len(none), list(none), len(none.columns)) == (0, [], len(Claim._fields))
