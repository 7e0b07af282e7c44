"""Whether a machine of a cluster can do the tasks of a run as the machine that started it would."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeline.acquire.containers.zip_members import Member
from pipeline.acquire.items import Place
from pipeline.acquire.page_files import PageFile
from pipeline.engine.batches import Unfit
from pipeline.provenance import made_by


def unfit_for() -> Unfit:
    """Tells why a machine can't do tasks for this one: it has another program, other libraries, or not the files."""
    return partial(machine_unfit, made_by())


def machine_unfit(made: str, items: Sequence[object]) -> str | None:
    """Why this machine can't work for one whose program, data and libraries have this digest; None if it can."""
    if made != made_by():
        return "has another version of this program or of a library: install all from one lock file on all machines."
    paths = dict.fromkeys(path for item in items for path in _files_of(item))
    lacking = next((path for path in paths if not os.access(path, os.R_OK)), None)
    if lacking is None:
        return None
    return f"can't read {lacking}: the pages must be in a folder that all machines share, under the same path."


def _files_of(item: object) -> Iterator[Path]:
    """The files that an item is read from; what comes with all its bytes has none."""
    match item:
        case Place():
            yield item.file.path
        case PageFile() | Member():
            yield item.path
