"""Whole runs over pages that change: a data folder with all that earlier runs kept gives what an empty one gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from benchmarks.pages import write_pages
from pipeline.order import Order, Report
from pipeline.run import run
from tests.kept_parts import kept_in, ranges_in

TEXTS, SAVED = 580, 60
"""Together they tell more than is united in memory. Of some addresses there are several pages in the saved form."""
LEFT_OUT = 20
"""So many pages come later."""
OF_EACH_KIND = 4
ROUNDS = 3
DAMAGED_IN = 2
ACCEPTED = ("settled_years_changed",)
"""A line that says what another one said may well be of an early year."""
NOON = datetime.fromisoformat("2026-01-02T12:00:00")


@dataclass
class Pages:
    """A folder of pages to which anything may happen, and what is not in it at the time."""

    folder: Path
    chance: Random
    elsewhere: dict[str, bytes] = field(default_factory=dict)

    def some(self) -> Sequence[Path]:
        return self.chance.sample(sorted(self.folder.iterdir()), OF_EACH_KIND)

    def remove(self, pages: Sequence[Path]) -> None:
        for page in pages:
            self.elsewhere[page.name] = page.read_bytes()
            page.unlink()

    def add(self) -> None:
        for name in self.chance.sample(sorted(self.elsewhere), OF_EACH_KIND):
            (self.folder / name).write_bytes(self.elsewhere.pop(name))

    def cut(self) -> None:
        for page in self.some():
            content = page.read_bytes()
            page.write_bytes(content[: self.chance.randrange(len(content))])

    def change(self) -> None:
        """Have a line of some pages say what another one said."""
        for page in self.some():
            lines = page.read_bytes().splitlines(keepends=True)
            lines[self.chance.randrange(len(lines))] = self.chance.choice(lines)
            page.write_bytes(b"".join(lines))

    def change_all_ways(self) -> None:
        self.add()
        self.remove(self.some())
        self.cut()
        self.change()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def change_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: Sequence[Callable[[Path], None]] = (cut_off, change_a_bit, empty, Path.unlink)


def damage_a_fifth(cache: Path, chance: Random) -> None:
    files = sorted(path for path in cache.rglob("*") if path.is_file())
    for path in chance.sample(files, len(files) // 5):
        chance.choice(DAMAGES)(path)


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    folder, chance = tmp_path / "pages", Random(15)
    write_pages(folder, TEXTS, 15, "text")
    write_pages(folder, SAVED, 16, "html")
    made = Pages(folder, chance)
    made.remove(chance.sample(sorted(folder.iterdir()), LEFT_OUT))
    return made


def released(order: Order) -> Report:
    report = run(order, now=lambda: NOON, progress=lambda *_: None)
    assert report.outcome in {"published", "unchanged"}, report.message
    return report


def test_what_earlier_runs_kept_changes_no_release(pages: Pages, tmp_path: Path) -> None:
    order = Order(tmp_path / "data", (pages.folder,), workers=2, accept=ACCEPTED, user="mira", reason="Made up.")
    releases, ranges = [released(order).release], set(ranges_in(kept_in(order.data)))
    assert ranges
    for number in range(1, ROUNDS + 1):
        pages.change_all_ways()
        if number == DAMAGED_IN:
            damage_a_fifth(order.data / "cache", pages.chance)
        report = released(order)
        afresh = Order(tmp_path / str(number), (pages.folder,), workers=2, cache_mebibytes=0)
        assert report.release == released(afresh).release
        assert 0 < report.pages_from_cache < report.pages
        assert not ranges.issuperset(ranges_in(kept_in(order.data)))
        ranges.update(ranges_in(kept_in(order.data)))
        releases.append(report.release)
    assert len(set(releases)) == ROUNDS + 1
    assert any((order.data / "cache" / "packs").glob("*/*"))
    assert list(released(order).seconds) == ["reading"]
