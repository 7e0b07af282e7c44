"""What is run beside each other: the program in its forms of use, the floor, and the peers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.agreement import differences
from benchmarks.pages import FORMS, write_pages
from benchmarks.processes import Cost, cost_of

Command = Sequence[str]


class Contender(NamedTuple):
    """A name, the form of the pages that it reads, and the command for a folder of pages and one for what it writes."""

    name: str
    form: str
    command: Callable[[Path, Path], Command]


PROGRAM = "this program, one worker"
PARSEL = "parsel + pandas"
SOUP = "BeautifulSoup (lxml) + pandas + DuckDB"


def _program(workers: int) -> Callable[[Path, Path], Command]:
    return lambda pages, out: (
        *(sys.executable, "-m", "pipeline", "run", "--workers", str(workers), "--data", str(out), "--json", str(pages)),
    )


def _peer(module: str) -> Callable[[Path, Path], Command]:
    return lambda pages, out: (sys.executable, "-m", f"benchmarks.peers.{module}", str(pages), str(out))


CONTENDERS = (
    Contender("floor: read + bare Lexbor parse", "html", _peer("floor")),
    Contender(PARSEL, "html", _peer("with_parsel")),
    Contender(SOUP, "html", _peer("with_soup")),
    Contender(PROGRAM, "html", _program(1)),
    Contender("this program, two workers", "html", _program(2)),
    Contender("this program, text pages", "text", _program(1)),
    Contender("this program, WARC", "warc", _program(1)),
)


class Measured(NamedTuple):
    """What a contender costs on all pages, and on a single one: mostly its start."""

    all: Cost
    single: Cost


class Grounds(NamedTuple):
    """Where pages of each form and what is made of them are, and how many pages of each form there are."""

    folder: Path
    counts: Mapping[str, int]

    def of_form(self, form: str) -> Path:
        """The folder of the pages in a form."""
        return self.folder / f"pages.{form}"

    def single(self, form: str) -> Path:
        """The folder of a single page in a form."""
        return self.folder / f"single.{form}"

    def out(self, contender: Contender) -> Path:
        """The folder that a contender writes to."""
        return self.folder / f"out.{CONTENDERS.index(contender)}"


def prepared(folder: Path, pages: int, seed: int) -> Grounds:
    """Grounds with fresh pages of every form that a contender reads."""
    shutil.rmtree(folder, ignore_errors=True)
    grounds = Grounds(folder, {})
    files = {form: write_pages(grounds.of_form(form), pages, seed, form) for form in FORMS}
    for form in FORMS:
        write_pages(grounds.single(form), 1, seed, form)
    return grounds._replace(counts={**files, "warc": pages})


def measured(contender: Contender, grounds: Grounds) -> Measured:
    """What a contender costs, each time from nothing written to all written. Raises CommandFailed."""
    out = grounds.out(contender)
    pages = (grounds.single(contender.form), grounds.of_form(contender.form))
    single, whole = (_cost_on(contender, folder, out) for folder in pages)
    return Measured(whole, single)


def _cost_on(contender: Contender, pages: Path, out: Path) -> Cost:
    shutil.rmtree(out, ignore_errors=True)
    return cost_of(contender.command(pages, out))


def disagreements(grounds: Grounds) -> list[str]:
    """Where the peers read something else of the same pages than the program did, after all have run."""
    of_name = {contender.name: grounds.out(contender) for contender in CONTENDERS}
    release = of_name[PROGRAM] / "current" / "parquet"
    return [f"{name}: {row}" for name in (PARSEL, SOUP) for row in differences(release, of_name[name])]
