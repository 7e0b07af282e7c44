"""The modules of libraries that a command of the program loads: ``python -m benchmarks.loaded_modules parse PAGE``."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from importlib.util import find_spec

from pipeline.__main__ import main as run_program


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
