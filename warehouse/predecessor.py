"""Which release a new one is compared with: the last one as of the same time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse import ledger
from warehouse.release import RELEASES, current


def predecessor(data: Path, as_of: str | None) -> Path | None:
    """The folder of the release that one as of a time, or of now, follows, or None if there is none.

    That is the current release, unless it is as of another time: what pages said in 2012 is no loss against what they
    say now, and no measure for it. Then it is the last one as of the same time. ``as_of`` is as the ledger has it.
    Raises OSError if the ledger can't be read.
    """
    now = current(data)
    if now is None:
        return None
    made = [entry for entry in ledger.read(data) if entry.release is not None]
    if _is_as_of(now.name, as_of, made):
        return now
    same = [entry.release for entry in made if entry.as_of == as_of]
    found = [data / RELEASES / str(name) for name in same[-1:]]
    return next((folder for folder in found if folder.is_dir()), None)


def _is_as_of(release: str, as_of: str | None, made: Sequence[ledger.Entry]) -> bool:
    """Whether a release was last made as of a time; one that the ledger does not know is of now."""
    times = [entry.as_of for entry in made if entry.release == release]
    return (times[-1] if times else None) == as_of
