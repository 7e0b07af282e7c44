"""Whether a machine of a cluster can read the pages of a run as the machine that started it would."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, partial

from pipeline.acquire.items import Item, Place
from pipeline.engine.shards import Unfit
from pipeline.provenance import program_digest, reference_digest


def unfit_for() -> Unfit:
    """Tells why a machine can't read pages for this one: it has another program or reference, or not the files."""
    return partial(machine_unfit, _own_digests())


def machine_unfit(digests: tuple[str, str], items: Sequence[Item]) -> str | None:
    """Why this machine can't read pages for one whose program and reference have these digests; None if it can."""
    if digests != _own_digests():
        return "has another version of this program: install the same one on all machines of the cluster."
    paths = dict.fromkeys(item.file.path if isinstance(item, Place) else item.path for item in items)
    lacking = next((path for path in paths if not os.access(path, os.R_OK)), None)
    if lacking is None:
        return None
    return f"can't read {lacking}: the pages must be in a folder that all machines share, under the same path."


@cache
def _own_digests() -> tuple[str, str]:
    return program_digest(), reference_digest()
