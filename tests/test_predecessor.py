"""A new release is compared with the last one as of the same time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from warehouse.ledger import LEDGER, Entry, append
from warehouse.predecessor import predecessor
from warehouse.release import CURRENT, RELEASES

THEN, EARLIER = "2012-12-31T23:59:59Z", "2010-12-31T23:59:59Z"


def made(data: Path, *runs: tuple[str | None, str | None]) -> None:
    """A data folder after runs that made a release, or none, as of a time; the last one made is current."""
    for release, as_of in runs:
        outcome = "published" if release else "refused"
        append(data, Entry(datetime(2026, 1, 1), outcome, release, as_of=as_of))
        if release:
            (data / RELEASES / release).mkdir(parents=True, exist_ok=True)
            (data / CURRENT).unlink(missing_ok=True)
            (data / CURRENT).symlink_to(Path(RELEASES) / release)


def names(data: Path) -> list[str | None]:
    """What a run as of now and as of two times would be compared with."""
    found = [predecessor(data, as_of) for as_of in (None, THEN, EARLIER)]
    return [folder.name if folder is not None else None for folder in found]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], [None, None, None]),
        ([("a", None)], ["a", None, None]),
        ([("a", None), ("b", THEN)], ["a", "b", None]),
        ([("a", None), ("b", THEN), ("c", EARLIER), (None, THEN)], ["a", "b", "c"]),
        ([("a", None), ("b", THEN), ("c", None), ("d", THEN)], ["c", "d", None]),
        ([("a", THEN)], [None, "a", None]),
        ([("a", THEN), ("a", None)], ["a", "a", None]),
    ],
)
def test_the_last_one_as_of_the_same_time_counts(
    tmp_path: Path, runs: list[tuple[str | None, str | None]], expected: list[str | None]
) -> None:
    made(tmp_path, *runs)
    assert names(tmp_path) == expected


def test_a_release_that_the_ledger_does_not_know_is_of_now(tmp_path: Path) -> None:
    made(tmp_path, ("a", None))
    (tmp_path / LEDGER).unlink()
    assert names(tmp_path) == ["a", None, None]


def test_one_whose_folder_is_gone_is_no_measure(tmp_path: Path) -> None:
    made(tmp_path, ("a", None), ("b", THEN))
    (tmp_path / RELEASES / "a").rmdir()
    assert names(tmp_path) == [None, "b", None]
