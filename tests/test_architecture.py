"""The arrows between the rooms: who may import whom, and who alone may use which library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("schemas", "extractors", "warehouse", "pipeline")
MAY_IMPORT = {
    "schemas": {"schemas"},
    "extractors": {"extractors", "schemas"},
    "warehouse": {"warehouse", "schemas"},
    "pipeline": {"pipeline", "extractors", "warehouse", "schemas"},
}
ONLY_USERS = {
    "selectolax": ("extractors/html",),
    "markdown_it": ("extractors/markdown",),
    "httpx": ("pipeline/acquire/fetch",),
    "tenacity": ("pipeline/acquire/fetch",),
    "warcio": ("pipeline/acquire/",),
    "duckdb": ("warehouse/",),
    "pyarrow": ("warehouse/",),
    "pycountry": (
        "extractors/countries.py",
        "extractors/currencies.py",
        "extractors/gfmd/copies/misspelling.py",
        "warehouse/checks.py",
    ),
    "click": ("pipeline/cli/",),
    "rich": ("pipeline/cli/",),
}
VAGUE = {"utils", "util", "helpers", "helper", "base", "common", "misc", "manager"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    for module in modules(room):
        ours = set(imported(module)) & {*ROOMS, "tests"}
        assert ours <= MAY_IMPORT[room], f"{module.relative_to(ROOT)} imports {sorted(ours - MAY_IMPORT[room])}"


@pytest.mark.parametrize("library", sorted(ONLY_USERS))
def test_a_library_is_used_only_where_it_belongs(library: str) -> None:
    for room in ROOMS:
        for module in modules(room):
            path = module.relative_to(ROOT).as_posix()
            if library in imported(module):
                assert path.startswith(ONLY_USERS[library]), f"{path} imports {library}"


def test_a_source_is_reached_only_through_the_table_of_sources() -> None:
    users = {
        module.relative_to(ROOT).as_posix()
        for module in modules("pipeline")
        if "extractors.gfmd" in module.read_text(encoding="utf-8")
    }
    assert {u for u in users if not u.startswith("pipeline/acquire/fetch")} <= {"extractors/gfmd/reference/check.py"}


def test_origins_are_told_without_containers_and_containers_are_read_without_the_network_and_the_archive() -> None:
    above = {
        "origins": ("captures", "containers", "saved", "archive", "fetch"),
        "containers": ("saved", "archive", "fetch"),
    }
    for room, rooms_above in above.items():
        forbidden = tuple(f"from pipeline.acquire.{name}" for name in rooms_above)
        for module in (ROOT / "pipeline" / "acquire" / room).glob("*.py"):
            lines = module.read_text(encoding="utf-8").splitlines()
            assert not [line for line in lines if line.startswith(forbidden)], module.name


def test_duckdb_is_opened_in_one_place() -> None:
    opening = [m for room in ROOMS for m in modules(room) if "duckdb.connect(" in m.read_text(encoding="utf-8")]
    assert opening == [ROOT / "warehouse" / "connection.py"]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [module for room in ROOMS for module in modules(room) if module.stem in VAGUE]


def test_nothing_runs_when_a_module_is_imported() -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.If)
    for room in ROOMS:
        for module in modules(room):
            for node in ast.parse(module.read_text(encoding="utf-8")).body:
                runs = not isinstance(node, allowed) and not (
                    isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                )
                adds_commands = module.name == "__init__.py" and module.parent.name == "cli"
                assert not runs or adds_commands, f"{module.relative_to(ROOT)}:{node.lineno} runs on import"
