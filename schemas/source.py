"""What a source must give, so that everything else works for it without knowing its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from schemas.account import Account
from schemas.bounds import Bounds
from schemas.extraction import Extraction
from schemas.snapshot import Snapshot
from schemas.tables import Table

Rows = Iterator[tuple[str, tuple[Any, ...]]]
"""Names of tables, each with one of its records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One body that publishes country profiles.

    ``licence`` says what may be done with the content of its pages. ``extract`` reads one page and ``resolve`` settles
    what only the whole page tells; both are pure. Of the captures of an address, ``tells`` says whether one says
    anything, ``is_whole`` whether it lacks nothing, and ``fill`` takes what the newest lacks from older ones, the
    newest first. ``rows`` unites what all its addresses say into rows, each with its evidence.

    ``tables`` are its own, beside those of every release; ``views`` and ``checks`` are files, as
    ``schemas.tables.Schema`` has them. ``reference_rows`` gives the rows of its tables of reference,
    ``reference_files`` name and bytes of the files that they come from.
    """

    name: str
    title: str
    home: str
    licence: str
    extract: Callable[[Snapshot, Bounds], Extraction]
    resolve: Callable[[Extraction], Extraction]
    tells: Callable[[Extraction], bool]
    is_whole: Callable[[Extraction], bool]
    fill: Callable[[Extraction, Sequence[Extraction]], Account]
    rows: Callable[[Sequence[Account]], Rows]
    tables: tuple[Table, ...]
    views: tuple[Traversable, ...]
    checks: Traversable
    reference_rows: Callable[[], Rows]
    reference_files: Callable[[], Iterator[tuple[str, bytes]]]
