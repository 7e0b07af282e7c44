"""What a site shows beside the release: what only the data folder and the sources know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.asking import Candidate
from warehouse.ledger import Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """The release before, the run that published this one, and titles that the reference lacks.

    Each is None where nobody knows it, and the site says so.
    """

    before: Path | None = None
    run: Entry | None = None
    candidates: Sequence[Candidate] | None = None


NOTHING_BESIDE = Beside()
