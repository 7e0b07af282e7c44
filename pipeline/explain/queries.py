"""A user's own SQL, answered in a process that can be killed: DuckDB does not let go of all that it begins."""

from __future__ import annotations

import math
import os
from functools import partial
from pathlib import Path

from pipeline.engine.pool import run_pages
from pipeline.engine.worker import ProcessBounds
from schemas.snapshot import Refusal
from warehouse.query import Answer, BadQueryError, query

_SECONDS_TO_LET_GO = 2.0
_MEMORY_BYTES = 4 * 2**30
# Each thread of DuckDB takes address space for its stack and its heap, used or not.
_MEMORY_BYTES_PER_CORE = 2**28


def answer_to(sql: str, release: Path, limit: int, seconds: float = 60.0) -> Answer:
    """Answer one question from a release, with at most ``limit`` rows and within ``seconds``.

    Raises BadQueryError for SQL that is wrong, reaches outside the release, or takes too long or too much memory,
    UnreadableReleaseError among them where the release can't be read.
    """
    task = partial(_answer_query, release=release, limit=limit, seconds=seconds)
    ((_, answer),) = run_pages(task, [sql], workers=1, bounds=_bounds(seconds, os.cpu_count() or 1))
    if isinstance(answer, Refusal):
        raise BadQueryError(_refusal_sentence(answer, seconds))
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer_query(sql: str, release: Path, limit: int, seconds: float) -> Answer | BadQueryError:
    """The answer, or the error that says why there is none: the task of the process."""
    try:
        return query(release, sql, limit, seconds)
    except BadQueryError as error:
        return error


def _bounds(seconds: float, cores: int) -> ProcessBounds:
    wall_seconds = seconds + _SECONDS_TO_LET_GO
    memory_bytes = _MEMORY_BYTES + _MEMORY_BYTES_PER_CORE * cores
    return ProcessBounds(math.ceil(wall_seconds * (cores + 1)), wall_seconds, memory_bytes)


def _refusal_sentence(refusal: Refusal, seconds: float) -> str:
    sentences = {
        "too_slow": f"the query took longer than {seconds:g} seconds",
        "too_much_memory": "the answer takes too much memory; ask for less, such as by LIMIT or a sum",
    }
    return sentences.get(refusal.reason, "the query could not be carried out, and ended its process")
