"""The rooms of the program and what they import, read from the code."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOUSE = ("schemas", "extractors", "warehouse", "pipeline")
Arrows = Mapping[str, set[str]]
"""What each room imports."""


def modules(folder: str) -> list[Path]:
    """The modules in a folder and below it."""
    return sorted((ROOT / folder).rglob("*.py"))


def all_modules() -> list[Path]:
    """The modules of the whole program."""
    return [module for top in HOUSE for module in modules(top)]


def imported(module: Path) -> Iterator[str]:
    """The dotted names of all that a module imports, with what it takes from packages of ours."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, rooms: Iterable[str]) -> bool:
    """Whether a dotted name is that of a room or of something in it."""
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def dotted(path: Path) -> str:
    """The dotted name of a module or folder: ``extractors.values.dates``."""
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


def room_of(module: Path) -> str:
    """The room of a module: its folder, or of what stands beside rooms the module itself."""
    stands_beside_rooms = any(child.is_dir() and any(child.glob("*.py")) for child in module.parent.iterdir())
    return dotted(module if stands_beside_rooms else module.parent)


def sizes() -> Mapping[str, int]:
    """How many modules each room has, ``__init__`` not counted."""
    return Counter(room_of(module) for module in all_modules() if module.stem != "__init__")


def arrows(name_of: Callable[[Path], str] = room_of) -> dict[str, set[str]]:
    """The rooms that each room imports, itself left out; with ``dotted`` the same of modules."""
    rooms = {dotted(module): name_of(module) for module in all_modules()}
    found: dict[str, set[str]] = {room: set() for room in rooms.values()}
    for module in all_modules():
        mine = name_of(module)
        theirs = (rooms.get(name) or rooms.get(name.rpartition(".")[0]) for name in imported(module))
        found[mine] |= {room for room in theirs if room and room != mine}
    return found


def reachable(start: str, arrows_of: Arrows) -> set[str]:
    """All rooms that a room leads to, by any number of arrows."""
    return arrows_of[start].union(*(reachable(room, arrows_of) for room in arrows_of[start]))


def without_detours(arrows_of: Arrows) -> dict[str, set[str]]:
    """The arrows that are left when one that others lead to as well is left out (the transitive reduction)."""
    return {
        room: targets - set[str]().union(*(reachable(target, arrows_of) for target in targets))
        for room, targets in arrows_of.items()
    }
