"""Only the captures that count are read: one of each address, and older ones where that one does not do."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from pipeline.acquire.items import Item, snapshot_at
from pipeline.acquire.page_files import find_pages
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES
from pipeline.stages import Progress
from pipeline.transform.dataset import read_snapshot
from pipeline.transform.newest import read_newest
from pipeline.transform.present import Read, capture_read
from tests.listing import listed
from tests.local_site import json_lines
from tests.test_acquire_warc import Write, pieces, response, revisit, url
from tests.test_cli_fetch import profiles
from tests.test_copies import WHOLE, until

TEXT = {"content_type": "text/plain; charset=UTF-8"}
LOGIN = b"<html><p>Please tell us who you are.</p><form><input type=password></form></html>"


def page(day: int, text: str = WHOLE, name: str = "iceland") -> Write:
    """A capture on a day of January that says so, so that no two payloads are the same."""
    return response(url(name), text.replace("gas.", f"gas of day {day}.").encode(), day, **TEXT)


def folder(path: Path, *writes: Write, compressed: bool = True) -> Path:
    """A folder with each record in a WARC file of its own, in reverse order of their names."""
    path.mkdir(exist_ok=True)
    for number, piece in enumerate(pieces(*writes, compressed=compressed)):
        (path / f"{99 - number}.warc").write_bytes(piece)
    return path


class Reader:
    """Reads pages in this process and counts them, round by round."""

    def __init__(self) -> None:
        self.rounds: list[int] = []
        self.told: list[tuple[int, int]] = []

    def __call__(self, items: Sequence[Item], progress: Progress) -> Generator[Read, None, None]:
        self.rounds.append(len(items))
        for done, item in enumerate(items, 1):
            yield capture_read(read_snapshot(snapshot_at(item, MAX_PAGE_BYTES)))
            progress(done, len(items))

    def days(self, path: Path) -> list[int]:
        """The days of January of the captures that count, as read from a folder."""
        histories = listed(find_pages([path]).files).histories
        found = read_newest(histories, self, lambda done, total: self.told.append((done, total)))
        return [one.page.fetched_at.day for _, one in found if one.page.fetched_at]


def test_of_many_captures_of_each_address_one_is_read(tmp_path: Path) -> None:
    names = ("iceland", "peru", "chile")
    writes = [page(day, name=name) for name in names for day in range(1, 21)]
    reader = Reader()
    assert reader.days(folder(tmp_path / "in", *writes)) == [20, 20, 20]
    assert reader.rounds == [3]


def test_older_captures_are_read_as_far_as_newer_ones_can_not_be_used(tmp_path: Path) -> None:
    refused = [response(url("iceland"), LOGIN + b" " * day, day, **TEXT) for day in range(10, 15)]
    reader = Reader()
    days = reader.days(folder(tmp_path / "in", *(page(day) for day in range(1, 10)), *refused))
    assert days == [14, 13, 12, 11, 10, 9]
    assert reader.rounds == [1, 1, 2, 4]
    assert reader.told[-1] == (8, 8)


def test_a_cut_capture_is_read_with_the_newest_whole_one_and_no_other(tmp_path: Path) -> None:
    cut = until(WHOLE, "gas.") + "\n\nRope Yard"
    reader = Reader()
    assert reader.days(folder(tmp_path / "in", page(1), page(3), page(5, cut), page(7, cut), page(9, cut))) == [9, 3]


def test_a_revisit_makes_an_older_payload_the_newest(tmp_path: Path) -> None:
    again = revisit(url("iceland"), digest_of(page(1)), 9)
    assert Reader().days(folder(tmp_path / "in", page(1), page(5), again)) == [9]
    assert Reader().days(folder(tmp_path / "without", page(1), page(5))) == [5]


def digest_of(write: Write) -> str:
    (piece,) = pieces(write, compressed=False)
    return next(line.split(b": ")[1] for line in piece.split(b"\r\n") if b"Payload-Digest" in line).decode()


def test_answers_that_show_no_page_say_nothing_about_it(tmp_path: Path) -> None:
    gone = response(url("iceland"), b"gone", 9, "404 Not Found")
    assert Reader().days(folder(tmp_path / "in", page(1), gone)) == [1]


@pytest.mark.parametrize("compressed", [True, False])
def test_neither_files_nor_their_order_matter(tmp_path: Path, compressed: bool) -> None:
    writes = [page(1), page(5), response(url("iceland"), LOGIN, 7, **TEXT), page(3, name="peru")]
    counting = {
        tuple(sorted(Reader().days(folder(tmp_path / str(number), *order, compressed=compressed))))
        for number, order in enumerate(itertools.permutations(writes))
    }
    assert counting == {(3, 5, 7)}


def test_a_damaged_record_of_an_address_is_tried_and_told(tmp_path: Path) -> None:
    folder(tmp_path / "in", page(1))
    (damaged,) = pieces(page(9), compressed=False)
    (tmp_path / "in" / "00.warc").write_bytes(damaged[:-40])
    reader = Reader()
    histories = listed(find_pages([tmp_path / "in"]).files).histories
    refusals = [one.refusal and one.refusal.reason for _, one in read_newest(histories, reader, print)]
    assert refusals == ["damaged_warc", None]


def test_a_run_rests_on_the_captures_that_count_and_holds_the_refused_ones(tmp_path: Path) -> None:
    pages = folder(tmp_path / "in", page(1), page(5), response(url("iceland"), LOGIN, 9, **TEXT))
    done = profiles("run", pages, "--workers", "1", data=tmp_path)
    assert done.returncode == 0, done.stderr
    asked = "SELECT p.fetched_at, q.reason FROM pages p LEFT JOIN quarantine q USING (page_id) ORDER BY 1"
    found = json_lines(profiles("sql", asked, data=tmp_path).stdout)
    assert [(str(row["fetched_at"])[:10], row["reason"]) for row in found] == [
        ("2024-01-05", None),
        ("2024-01-09", "not_a_profile"),
    ]
    held = json_lines(profiles("quarantine", "list", data=tmp_path).stdout)
    assert [row["reason"] for row in held] == ["not_a_profile"]
