"""The wiring of the site: a release, and what its data folder and the sources know beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extractors.sources import SCHEMA
from pipeline.explain.explain import candidates
from pipeline.explain.printed import printing
from warehouse import ledger
from warehouse.release import RELEASES
from warehouse.site.beside import Beside
from warehouse.site.build import Built, build_site


def build(data: Path, release: Path, out: Path) -> Built:
    """Build the site of a release of a data folder in the folder ``out``.

    Raises DamagedError and UnreadableReleaseError for a release that can't be read, NoSiteFolderError where ``out`` is
    no place for a site, and OSError that names the file where the disk refuses.
    """
    return build_site(release, SCHEMA, out, beside(data, release))


def beside(data: Path, release: Path) -> Beside:
    """What a data folder knows of a release: the one before it, the run that published it, and candidates.

    The release before is the last other one that was made as of the same time, if its folder is still there. Raises
    OSError if the ledger can't be read.
    """
    made = [entry for entry in ledger.read(data) if entry.release is not None]
    runs = [at for at, entry in enumerate(made) if entry.release == release.name and entry.outcome == "published"]
    run = made[runs[0]] if runs else None
    before = _before(data, made[: runs[0]], run.as_of) if run else None
    return Beside(before, run, candidates(release), printing)


def _before(data: Path, made: Sequence[ledger.Entry], as_of: str | None) -> Path | None:
    same = [entry for entry in made if entry.as_of == as_of]
    folder = data / RELEASES / str(same[-1].release) if same else None
    return folder if folder is not None and folder.is_dir() else None
