"""What building the web site costs: ``python -m benchmarks.web_site --pages 2000 --rounds 3``.

The release is made once, of made-up pages: 2,000 give some 240 countries and 6,000 practices. Each round builds its
site in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.pages import write_pages
from benchmarks.processes import Cost, cost_of

_FOLDER = Path("build") / "bench-site"
_MEGA = 1_000_000


def main() -> None:
    """Make the release where there is none, build its site in rounds, and print the figures."""
    parser = argparse.ArgumentParser(description="Measure how long the web site takes to build.")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    folder = _FOLDER / str(asked.pages)
    _release(folder, asked.pages)
    print(_told([_built(folder) for _ in range(asked.rounds)], folder / "site"))


def _release(folder: Path, pages: int) -> None:
    if not (folder / "data" / "current").exists():
        write_pages(folder / "pages", pages, seed=1)
        cost_of((sys.executable, "-m", "pipeline", "run", "--data", str(folder / "data"), str(folder / "pages")))


def _built(folder: Path) -> Cost:
    out = ("--out", str(folder / "site"))
    return cost_of((sys.executable, "-m", "pipeline", "site", "--data", str(folder / "data"), *out))


def _told(costs: Sequence[Cost], site: Path) -> str:
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return (
        f"{len(files):,} files, {size / _MEGA:.0f} MB; {median(cost.cpu for cost in costs):.1f} s of processor, "
        f"{median(cost.wall for cost in costs):.1f} s on the clock, "
        f"{max(cost.memory for cost in costs) / _MEGA:.0f} MB of memory"
    )


if __name__ == "__main__":
    main()
