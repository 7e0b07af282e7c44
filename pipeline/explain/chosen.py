"""Which release is meant: by its id, by the day when it was current, by ``current``, or by a folder."""

from __future__ import annotations

from pathlib import Path

from pipeline.explain.explain import NotFoundError, named_release, require_not_gone
from pipeline.spans import span_of
from warehouse import ledger
from warehouse.manifest import MANIFEST
from warehouse.release import RELEASES, current


def chosen_release(data: Path, asked: str) -> Path:
    """The folder of a release of ``data``, or of another data folder or release folder named by its path.

    ``3f2a`` is a release by the beginning of its id, ``2026-10`` the one that was current at the end of that month,
    ``current`` the one that is now. Raises NotFoundError if there is none, and OSError if the ledger can't be read.
    """
    folder = Path(asked)
    if "/" in asked or folder.is_dir():
        return _release_in(folder)
    if "-" in asked:
        return _release_at(data, asked)
    return named_release(data, asked)


def _release_in(folder: Path) -> Path:
    if (folder / MANIFEST).is_file():
        return folder.resolve()
    release = current(folder) if folder.is_dir() else None
    if release is None:
        raise NotFoundError(f"{folder} is neither a release nor a data folder with a current one.")
    return release.resolve()


def _release_at(data: Path, asked: str) -> Path:
    """The release that was current at the end of a span of time. Those as of a past time do not count."""
    try:
        end = span_of(asked).last
    except ValueError:
        raise NotFoundError(
            f"{asked[:80]!r} is no release: give the beginning of an id, 'current', a date like 2026-10, or a folder."
        ) from None
    made = [one for one in ledger.read(data) if one.release is not None and one.as_of is None and one.when <= end]
    if not made:
        raise NotFoundError(f"No release of {data} was current at the end of {asked}; see 'profiles releases'.")
    require_not_gone(data, [str(made[-1].release)])
    return data / RELEASES / str(made[-1].release)
