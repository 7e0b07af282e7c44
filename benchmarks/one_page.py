"""Commands on a single page, beside the importing of the libraries that they need anyway."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Cost, cost_of

_IMPORTING = "import importlib\nfor name in {names!r}: importlib.import_module(name)\n"
_OPENING = (
    "import duckdb\nwith duckdb.connect({path!r}) as connection: connection.execute('CREATE TABLE t AS SELECT 1')\n"
)


class OnePage(NamedTuple):
    """A command on one page and what it is compared with; ``bound`` is how many times as long it may take."""

    name: str
    command: Sequence[str]
    beside: Sequence[str]
    bound: float
    out: Path


def of_one_page(page: Path, folder: Path) -> tuple[OnePage, ...]:
    """``profiles parse`` and ``profiles run`` on one page; what they write goes below ``folder``."""
    data, database = folder / "one", folder / "one.duckdb"
    parse = ("parse", str(page))
    run = ("run", "--data", str(data), "--workers", "1", str(page))
    opening = _OPENING.format(path=str(database))
    return (
        OnePage("`profiles parse`, importing its libraries", _program(parse), _importing(parse), 1.3, data),
        OnePage("`profiles run`, importing and opening DuckDB", _program(run), _importing(run, opening), 1.5, data),
    )


def costs(one: OnePage) -> tuple[Cost, Cost]:
    """What the command costs, and what it is compared with. Raises CommandFailed."""
    for made in (one.out, one.out.with_suffix(".duckdb")):
        shutil.rmtree(made, ignore_errors=True)
        made.unlink(missing_ok=True)
    return cost_of(one.command), cost_of(one.beside)


def _program(arguments: Sequence[str]) -> Sequence[str]:
    return (sys.executable, "-m", "pipeline", *arguments)


def _importing(arguments: Sequence[str], more: str = "") -> Sequence[str]:
    """A command that imports all that the program loads for these arguments, and nothing of the program."""
    told = cost_of((sys.executable, "-m", "benchmarks.loaded_modules", *arguments)).output
    return (sys.executable, "-c", _IMPORTING.format(names=json.loads(told)) + more)
