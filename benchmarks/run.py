"""Measure and write the page: ``python -m benchmarks.run --pages 1000 --rounds 5``, or ``make bench``.

Everything is run once in each round, so that what else the machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from benchmarks.contenders import CONTENDERS, Grounds, Measured, disagreements, measured, prepared
from benchmarks.one_page import costs, of_one_page
from benchmarks.processes import Cost, cost_of
from benchmarks.report import Figures, written

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_FOLDER = Path("build") / "bench"
_PARTS = ("extraction", "rooms", "stages", "parsel")
_MOST_SHOWN = 5


def main() -> None:
    """Make up pages, run all in rounds, compare what they read, and write the figures into the page."""
    asked = _asked()
    load = os.getloadavg()[0]
    grounds = prepared(_FOLDER, asked.pages, asked.seed)
    figures = _measured(grounds, asked.rounds, load)
    differing = disagreements(grounds)
    if differing:
        sys.exit("\n".join((f"{len(differing)} rows differ, nothing is written:", *differing[:_MOST_SHOWN])))
    asked.out.write_text(written(_PAGE, figures), encoding="utf-8")
    print(f"All read the same blocks, roles, meetings and practices. The figures are in {asked.out}.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the program beside other libraries.")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_PAGE)
    return parser.parse_args()


def _measured(grounds: Grounds, rounds: int, load: float) -> Figures:
    html = sorted(grounds.of_form("html").iterdir())
    single = of_one_page(html[0], grounds.folder)
    runs: dict[str, list[Measured]] = defaultdict(list)
    parts = []
    pairs: dict[str, list[tuple[Cost, Cost]]] = defaultdict(list)
    for number in range(1, rounds + 1):
        for contender in CONTENDERS:
            runs[contender.name].append(measured(contender, grounds))
            print(f"round {number}: {contender.name}: {runs[contender.name][-1].all.cpu:.2f} s")
        parts.append(_parts(grounds))
        for one in single:
            pairs[one.name].append(costs(one))
    sizes = sum(path.stat().st_size for path in html)
    return Figures(grounds.counts, sizes, load, runs, parts, [(one, pairs[one.name]) for one in single])


def _parts(grounds: Grounds) -> Mapping[str, Mapping[str, float]]:
    out = grounds.folder / "out.parts"
    shutil.rmtree(out, ignore_errors=True)
    where = (str(grounds.of_form("html")), str(out))
    return {
        part: json.loads(cost_of((sys.executable, "-m", "benchmarks.parts", part, *where)).output) for part in _PARTS
    }


if __name__ == "__main__":
    main()
