"""What a run is asked to do, and the report of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.engine.engine import Engine
from pipeline.engine.pool import DEFAULT_BOUNDS as DEFAULT_PROCESS_BOUNDS
from pipeline.engine.worker import ProcessBounds
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from warehouse.checks import Finding
from warehouse.files.layout import WITH_DATABASE, Layout

DEFAULT_CACHE_MEBIBYTES = 4096
"""Enough for what a hundred thousand pages gave (docs/scale.md)."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked to do. Without pages it reads the archive of the data folder.

    With ``as_of`` (UTC) only captures up to that time count, so that the release says what the pages said then.
    What an earlier run kept is used again, and at most ``cache_mebibytes`` are kept for later ones; 0 does neither.
    ``layout`` is that of the release's files. ``engine`` has the pages read and united, if not ``workers`` processes
    of this machine do.
    ``parts`` is where tasks leave what they made: the path of a folder or the address of an object store, or None for a
    folder in ``data``.
    ``user`` accepts that the checks named in ``accept`` fail, and ``reason`` says why.
    """

    data: Path
    pages: tuple[Path, ...] = ()
    workers: int = 1
    strict: bool = False
    accept: tuple[str, ...] = ()
    bounds_file: Path | None = None
    page_bounds: Bounds = DEFAULT_BOUNDS
    process_bounds: ProcessBounds = DEFAULT_PROCESS_BOUNDS
    as_of: datetime | None = None
    cache_mebibytes: int = DEFAULT_CACHE_MEBIBYTES
    user: str = ""
    reason: str = ""
    layout: Layout = WITH_DATABASE
    engine: Engine | None = None
    parts: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``outcome`` is published, unchanged or refused; ``rows`` counts the records of every table.

    ``checks`` is how many checks were run, and ``bounds`` has the bounds that it was told to use; ``findings`` are
    the checks that failed. ``passed_over`` counts what in WARC and ZIP files gives nothing, by reason; ``seconds`` says
    how long each stage took, and ``as_of`` up to which time captures counted, None if all did. ``pages_from_cache`` is
    how many pages gave what an earlier run kept of them.
    """

    outcome: str
    message: str
    release: str | None = None
    pages: int = 0
    quarantined: int = 0
    lines_unclaimed: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)
    checks: int = 0
    bounds: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)
    staging: Path | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    as_of: str | None = None
    pages_from_cache: int = 0
