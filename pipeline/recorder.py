"""The line of a run in the ledger, whatever becomes of the run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.acquire.archive.archive import ArchiveInUse
from pipeline.failures import failure_sentence
from pipeline.stages import Stages
from warehouse import ledger
from warehouse.lock import BusyError


@dataclass(slots=True)
class Recorder:
    """Writes the line of one run of a data folder. ``now`` gives the time in UTC without a zone.

    ``as_of`` is the time up to which captures count, as the ledger has it, None if all do. Used around the run:
    where that ends by an error, the line says so, as far as the ledger can be written, and the error goes on.
    """

    data: Path
    stages: Stages
    now: Callable[[], datetime]
    as_of: str | None = None
    _tried: bool = False

    def write(self, entry: ledger.Entry) -> None:
        """Write the line, with the seconds of the stages and ``as_of``. Raises OSError if the disk refuses."""
        self._tried = True
        ledger.append(self.data, replace(entry, seconds=dict(self.stages.seconds), as_of=self.as_of))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error is not None and not self._tried:
            with suppress(OSError):
                self.write(ledger.Entry(self.now(), _outcome_of_error(error), None, message=_message(error)))


def _outcome_of_error(error: BaseException) -> str:
    if isinstance(error, BusyError | ArchiveInUse):
        return "busy"
    return "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"


def _message(error: BaseException) -> str:
    if isinstance(error, OSError):
        return failure_sentence(error)
    return str(error) or ("Interrupted." if isinstance(error, KeyboardInterrupt) else type(error).__name__)
