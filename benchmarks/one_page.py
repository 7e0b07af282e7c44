"""Commands on a single page, beside the importing of the libraries that they need anyway.

``python -m benchmarks.one_page parse PAGE`` prints the modules of libraries that a command of the program loads.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Cost, cost_of
from pipeline.__main__ import main as run_program

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
    told = cost_of((sys.executable, "-m", "benchmarks.one_page", *arguments)).output
    return (sys.executable, "-c", _IMPORTING.format(names=json.loads(told)) + more)


def main() -> None:
    """Run the command in this process, and print as JSON the names of what it loaded, in the order of loading."""
    sys.argv[0] = "profiles"
    with redirect_stdout(io.StringIO()), suppress(SystemExit):
        run_program()
    print(json.dumps(list(_of_libraries())))


def _of_libraries() -> Iterator[str]:
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if "site-packages" in file and getattr(module, "__name__", None) == name and _is_found(name):
            yield name


def _is_found(name: str) -> bool:
    """Whether a module can be imported by its name: some are put in place by others."""
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


if __name__ == "__main__":
    main()
