"""What a site shows beside the release: what only the data folder and the sources know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.asking import Candidate
from warehouse.ledger import Entry

Printing = Callable[[object], Callable[[str], bool]]
"""What gives, of a value, what tells whether a line prints it."""


def printing_nothing(_value: object) -> Callable[[str], bool]:
    """What tells of no line that it prints a value, where nobody can tell."""
    return lambda _line: False


@dataclass(frozen=True, slots=True)
class Beside:
    """The release before, the run that published this one, and titles that the reference lacks.

    Each is None where nobody knows it, and the site says so. ``printing`` tells whether a line prints a value.
    """

    before: Path | None = None
    run: Entry | None = None
    candidates: Sequence[Candidate] | None = None
    printing: Printing = printing_nothing


NOTHING_BESIDE = Beside()
