"""The arrows between the rooms: who may import whom, and who alone may use which library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.draw_rooms import PICTURE, picture
from tests.rooms import HOUSE, ROOT, all_modules, arrows, imported, is_within, modules

SOURCES = tuple(sorted(module.parent.name for module in (ROOT / "extractors").glob("*/source.py")))
MAY_IMPORT = {
    "schemas": {"schemas"},
    "extractors/text.py": {"schemas"},
    "extractors/data_files.py": set(),
    "extractors/claims.py": {"schemas"},
    "extractors/values": {"extractors.values", "extractors.text", "extractors.data_files", "schemas"},
    "extractors/reading": {
        "extractors.reading",
        "extractors.values",
        "extractors.text",
        "extractors.data_files",
        "schemas",
    },
    "extractors/uniting": {"extractors.uniting", "schemas"},
    "extractors/matching": {"extractors.matching", "schemas"},
    "extractors/sources.py": {*(f"extractors.{source}.source" for source in SOURCES), "schemas"},
    "warehouse": {"warehouse", "schemas"},
    "pipeline": {"pipeline", "extractors.sources", "extractors.reading", "extractors.values", "warehouse", "schemas"},
}
OF_A_SOURCE = {
    "extractors.reading", "extractors.values", "extractors.matching", "extractors.uniting", "extractors.text",
    "extractors.claims", "extractors.data_files",
}  # fmt: skip
ONLY_USERS = {
    "selectolax": ("extractors/reading/html/",),
    "markdown_it": ("extractors/reading/markdown/",),
    "httpx": ("pipeline/acquire/fetch/",),
    "tenacity": ("pipeline/acquire/fetch/",),
    "warcio": ("pipeline/acquire/",),
    "duckdb": ("warehouse/",),
    "pyarrow": ("warehouse/",),
    "pycountry": (
        "extractors/values/countries.py",
        "extractors/values/currencies.py",
        "extractors/gfmd/copies/misspelling.py",
        "warehouse/checks.py",
    ),
    "click": ("pipeline/cli/",),
    "rich": ("pipeline/cli/",),
    "ray": ("pipeline/engine/ray_engine.py",),
    "xlsxwriter": ("warehouse/export/",),
    "jinja2": ("warehouse/site/",),
}
VAGUE = {"utils", "util", "helpers", "helper", "base", "common", "misc", "manager"}
MOST_MODULES = 15


def is_ours(name: str) -> bool:
    return is_within(name, (*HOUSE, "tests", "benchmarks"))


@pytest.mark.parametrize("place", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_below_it(place: str) -> None:
    found = [ROOT / place] if place.endswith(".py") else modules(place)
    for module in found:
        wrong = {name for name in imported(module) if is_ours(name) and not is_within(name, MAY_IMPORT[place])}
        assert not wrong, f"{module.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_imports_the_rooms_below_and_no_other_source(source: str) -> None:
    allowed = {*OF_A_SOURCE, f"extractors.{source}", "schemas"}
    for module in modules(f"extractors/{source}"):
        wrong = {name for name in imported(module) if is_ours(name) and not is_within(name, allowed)}
        assert not wrong, f"{module.relative_to(ROOT)} imports {sorted(wrong)}"


def test_imports_between_rooms_lead_one_way() -> None:
    TopologicalSorter(arrows()).prepare()


def test_the_picture_shows_the_rooms_as_they_are() -> None:
    is_current = PICTURE.read_text(encoding="utf-8") == picture()
    assert is_current, "docs/architecture.svg shows other rooms or imports than the code has; `make picture` renews it"


def test_all_that_the_page_on_the_rooms_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+(?:/|\.\w+))`", page)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_module_but_those_of_a_source_and_the_table_names_it() -> None:
    for module in all_modules():
        path = module.relative_to(ROOT).as_posix()
        if not path.startswith((*(f"extractors/{source}/" for source in SOURCES), "extractors/sources.py")):
            names = [name for name in imported(module) if is_within(name, (f"extractors.{s}" for s in SOURCES))]
            words = [text for text in literals(module) if any(source in text.lower() for source in SOURCES)]
            assert not names, f"{path} imports {names}"
            assert not words, f"{path} has {words}"


def literals(module: Path) -> Iterator[str]:
    """The texts in a module that are no docstrings. Descriptions of columns may give a source as an example."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    skipped = {id(node.value) for node in documented}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field":
            skipped |= {id(keyword.value) for keyword in node.keywords if keyword.arg == "description"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def test_no_room_has_more_modules_than_one_can_overlook() -> None:
    for folder in {module.parent for module in all_modules()}:
        count = len([path for path in folder.glob("*.py") if path.stem != "__init__"])
        assert count <= MOST_MODULES, f"{folder.relative_to(ROOT)} has {count} modules"


@pytest.mark.parametrize("library", sorted(ONLY_USERS))
def test_a_library_is_used_only_where_it_belongs(library: str) -> None:
    for module in all_modules():
        path = module.relative_to(ROOT).as_posix()
        if library in {name.split(".")[0] for name in imported(module)}:
            assert path.startswith(ONLY_USERS[library]), f"{path} imports {library}"


def test_duckdb_is_opened_in_one_place() -> None:
    opening = [m for m in all_modules() if "duckdb.connect(" in m.read_text(encoding="utf-8")]
    assert opening == [ROOT / "warehouse" / "connection.py"]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [module for module in all_modules() if module.stem in VAGUE]


def test_nothing_runs_when_a_module_is_imported() -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.If)
    for module in all_modules():
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            runs = not isinstance(node, allowed) and not (
                isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            )
            adds_commands = module.name == "__init__.py" and module.parent.name == "cli"
            assert not runs or adds_commands, f"{module.relative_to(ROOT)}:{node.lineno} runs on import"
