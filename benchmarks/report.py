"""The measured figures as tables of Markdown, put between the marks of ``docs/benchmarks.md``."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.contenders import CONTENDERS, PARSEL, PROGRAM, SOUP, Measured
from benchmarks.one_page import OnePage
from benchmarks.processes import Cost

BEGINNING, END = "<!-- measured: beginning -->", "<!-- measured: end -->"
_LIBRARIES = ("selectolax", "lxml", "parsel", "beautifulsoup4", "pandas", "pyarrow", "duckdb", "rapidfuzz")
_STAGES = {
    "reading": "reading: handing out pages, receiving records",
    "uniting": "uniting",
    "building": "staging: Parquet and DuckDB",
    "checking": "gates",
    "publishing": "verifying and publishing",
}
_ROOMS = (  # the part of the extraction that a room belongs to, the first that fits
    ("parse and lines", ("extractors.reading",)),
    ("sections: frame, labels, blocks, teasers", ("site", "page", "participation", "teasers", "identity")),
    ("records: roles, meetings, money, practices", ("sessions", "contributions", "practices")),
    ("records: matching with the catalogue, dating", ("reference", "chronology", "extractors.matching")),
    ("values: names, dates, addresses, money", ("extractors.values",)),
)
_REST = "everything else"
_PEER_EXTRACTION = f"{PARSEL}, its extraction alone"


class Figures(NamedTuple):
    """All that was measured, in rounds.

    ``counts`` has the pages of each form and ``bytes`` those of all HTML pages; ``parts`` are the answers of
    ``benchmarks.parts``.
    """

    counts: Mapping[str, int]
    bytes: int
    load: float
    runs: Mapping[str, Sequence[Measured]]
    parts: Sequence[Mapping[str, Mapping[str, float]]]
    one_page: Sequence[tuple[OnePage, Sequence[tuple[Cost, Cost]]]]


def written(page: Path, figures: Figures) -> str:
    """The text of the page with new figures between its marks. Raises ValueError where it has no such marks."""
    text = page.read_text(encoding="utf-8")
    before, after = text.partition(BEGINNING), text.partition(END)
    if not before[1] or not after[1]:
        raise ValueError(f"{page} lacks the marks {BEGINNING} and {END}")
    return f"{before[0]}{BEGINNING}\n\n{_tables(figures)}\n\n{END}{after[2]}"


def _tables(figures: Figures) -> str:
    return "\n\n".join(
        (
            _machine(figures),
            "### End to end",
            _runs(figures),
            _targets(figures),
            "### Where the time goes",
            _parts(figures),
            "### One page",
            _one_page(figures),
        )
    )


def _machine(figures: Figures) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    pages, rounds = figures.counts["html"], len(figures.parts)
    return (
        f"{_processor()}, {_cores()} cores, {_memory():.0f} GB, {platform.system()} {platform.release()}, "
        f"{platform.python_implementation()} {platform.python_version()}; {libraries}. "
        f"{pages:,} pages of {figures.bytes / pages / 1000:.0f} kB on average; {rounds} rounds, "
        f"load of the machine before them {figures.load:.1f}."
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return next((line.partition(": ")[2] for line in told.splitlines() if line.startswith("model name")), "unknown")


def _cores() -> int:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return sum(line.startswith("processor") for line in told.splitlines())


def _memory() -> float:
    told = Path("/proc/meminfo").read_text(encoding="utf-8")
    return int(told.split()[1]) / 2**20


def _runs(figures: Figures) -> str:
    heads = ("", "processor, ms a page", "start, s", "each further page, ms", "clock, s", "peak memory, MB")
    rows = []
    for contender in CONTENDERS:
        found, count = figures.runs[contender.name], figures.counts[contender.form]
        rows.append(
            (
                contender.name,
                _spread(1000 * one.all.cpu / count for one in found),
                _spread(one.single.cpu for one in found),
                f"{_each_further(found, count):.2f}",
                _spread((one.all.wall for one in found), 1),
                f"{statistics.median(one.all.memory for one in found) / 2**20:.0f}",
            )
        )
    return _table(heads, rows)


def _each_further(found: Sequence[Measured], count: int) -> float:
    """The milliseconds of processor that a page takes beyond the first one."""
    return 1000 * (_cpu([one.all for one in found]) - _cpu([one.single for one in found])) / max(count - 1, 1)


def _targets(figures: Figures) -> str:
    """The targets of speed, each with the ratio of medians that was reached."""
    names, count = (PROGRAM, PARSEL, SOUP), figures.counts["html"]
    ours, parsel, soup = (_cpu([one.all for one in figures.runs[name]]) for name in names)
    further = [_each_further(figures.runs[name], count) for name in names]
    extraction = _of_parts(figures, "extraction", "extraction")
    rows = [
        ("extraction in one process, of all of parsel + pandas", "at most 0.8", f"{extraction / parsel:.2f}", ""),
        ("end to end, of parsel + pandas", "at most 1.2", f"{ours / parsel:.2f}", f"{further[0] / further[1]:.2f}"),
        ("BeautifulSoup + pandas, of end to end", "at least 5", f"{soup / ours:.2f}", f"{further[2] / further[0]:.2f}"),
    ]
    return _table(("target", "bound", "measured", "of each further page"), rows)


def _cpu(costs: Sequence[Cost]) -> float:
    return statistics.median(cost.cpu for cost in costs)


def _of_parts(figures: Figures, group: str, name: str) -> float:
    return statistics.median(part[group].get(name, 0.0) for part in figures.parts)


def _parts(figures: Figures) -> str:
    rows = [("reading files", _part(figures, "extraction", "reading"))]
    rows += [("extraction", _part(figures, "extraction", "extraction"))]
    rows += [(f"· {name}", _spread(each)) for name, each in _rooms(figures).items()]
    rows += [("pickling and unpickling records", _part(figures, "extraction", "pickling"))]
    rows += [(f"main process, {shown}", _part(figures, "stages", name)) for name, shown in _STAGES.items()]
    rows += [(_PEER_EXTRACTION, _part(figures, "parsel", "extraction"))]
    return _table(("part", "processor, ms a page"), rows)


def _part(figures: Figures, group: str, name: str) -> str:
    return _spread(1000 * part[group].get(name, 0.0) / figures.counts["html"] for part in figures.parts)


def _rooms(figures: Figures) -> Mapping[str, Sequence[float]]:
    """The milliseconds a page of each part of the extraction, a figure a round, by the rooms that were at work."""
    names = (*(name for name, _ in _ROOMS), _REST)
    found: dict[str, list[float]] = {name: [0.0] * len(figures.parts) for name in names}
    for at, part in enumerate(figures.parts):
        for room, seconds in part["rooms"].items():
            found[_part_of(room)][at] += 1000 * seconds / figures.counts["html"]
    return found


def _part_of(room: str) -> str:
    of_source = room.removeprefix("extractors.gfmd.").partition(".")[0]
    return next((name for name, rooms in _ROOMS if of_source in rooms or room.startswith(_whole(rooms))), _REST)


def _whole(rooms: Iterable[str]) -> tuple[str, ...]:
    return tuple(room for room in rooms if room.startswith("extractors."))


def _one_page(figures: Figures) -> str:
    rows = []
    for one, rounds in figures.one_page:
        ours, beside = ([pair[side] for pair in rounds] for side in (0, 1))
        ratio = statistics.median(cost.wall for cost in ours) / statistics.median(cost.wall for cost in beside)
        rows.append(
            (
                one.name,
                *(_spread(cost.wall for cost in costs) for costs in (ours, beside)),
                f"{ratio:.2f} (under {one.bound})",
                f"{_cpu(ours) / _cpu(beside):.2f}",
            )
        )
    return _table(("", "clock, s", "beside it, s", "ratio", "ratio of processor"), rows)


def _spread(values: Iterable[float], digits: int = 2) -> str:
    """The median with the least and the most: ``2.31 (2.28 to 2.40)``."""
    found = sorted(values)
    middle, least, most = (f"{value:.{digits}f}" for value in (statistics.median(found), found[0], found[-1]))
    return f"{middle} ({least} to {most})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    shown = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in shown)
