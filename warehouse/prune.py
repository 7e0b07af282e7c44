"""Removing old releases: set aside in one step, then deleted, so that none is ever there by half."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse import ledger
from warehouse.disk import sync
from warehouse.files.layout import DATABASE
from warehouse.lock import exclusive, unread
from warehouse.release import RELEASES, STAGING, current

_SET_ASIDE = "pruned-"
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Pruned:
    """The ids of releases, the newest last: those removed, those kept, and of the latter those that are in use."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]
    in_use: tuple[str, ...]


def prune(data: Path, keep: int, when: datetime) -> Pruned:
    """Remove all but the newest ``keep`` releases, of which the current one always is one, and note it in the ledger.

    A release that is being read stays. What an earlier call that was killed had set aside is removed, too. ``when`` is
    in UTC. Raises ValueError where ``keep`` is below 1 or no release is current, BusyError where a run has the data
    folder, and OSError where the disk refuses: a release is then whole, or gone.
    """
    if keep < 1 or current(data) is None:
        raise ValueError("the current release is always kept, and there must be one")
    with exclusive(data):
        aside = data / STAGING
        earlier = _delete_set_aside(aside)
        old = _old_releases(data, keep)
        gone = [path.name for path in old if _set_aside(path, aside)]
        _delete_set_aside(aside)
        removed = (*(name for name in earlier if name not in gone), *gone)
        if removed:
            message = f"All but the newest {keep} releases were removed: {', '.join(removed)}."
            ledger.append(data, ledger.Entry(when, "pruned", None, removed=removed, message=message))
        in_use = tuple(path.name for path in old if path.name not in gone)
        return Pruned(removed, tuple(path.name for path in _by_age(data)), in_use)


def _delete_set_aside(aside: Path) -> list[str]:
    """Delete the releases that were set aside; their ids."""
    aside.mkdir(exist_ok=True)
    folders = sorted(aside.glob(f"{_SET_ASIDE}*"))
    for folder in folders:
        shutil.rmtree(folder)
    return [folder.name.removeprefix(_SET_ASIDE) for folder in folders]


def _old_releases(data: Path, keep: int) -> list[Path]:
    """The releases that are neither current nor among the newest, the newest last."""
    now = current(data)
    others = [path for path in _by_age(data) if path != now]
    return others[: max(0, len(others) - (keep - 1))]


def _by_age(data: Path) -> list[Path]:
    """All releases in the order in which they were last made; first those, by time, that the ledger does not know."""
    order = {entry.release: number for number, entry in enumerate(ledger.read(data)) if entry.release is not None}
    found = [path for path in (data / RELEASES).iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
    return sorted(found, key=lambda path: (order.get(path.name, -1), path.stat().st_mtime_ns, path.name))


def _set_aside(release: Path, aside: Path) -> bool:
    """Take a release away from the others in one step; false where somebody reads it."""
    with unread(release, release / DATABASE) as free:
        if free:
            release.rename(aside / f"{_SET_ASIDE}{release.name}")
            sync(release.parent)
    return free
