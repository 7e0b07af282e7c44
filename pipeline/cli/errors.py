"""What goes wrong, as a sentence for the user and an exit code: 1 refused or damaged, 2 wrong use or unreadable."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import click

from pipeline.cli.output import Log
from pipeline.engine.interrupts import INTERRUPTED, interruptible


class RefusedError(click.ClickException):
    """The result was refused or differs, or what is stored is damaged."""

    exit_code = 1


class WrongUseError(click.ClickException):
    """The command was used wrongly, or its input can't be read."""

    exit_code = 2


# What the system says where a name is wrong, not the machine: no such file, no folder, a name that no file can have.
_WRONG_NAMES = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP})


@contextmanager
def reported_errors() -> Iterator[None]:
    """Turn the errors that a user can do something about into sentences."""
    try:
        with interruptible():
            yield
    except (SystemExit, KeyboardInterrupt, click.ClickException):
        raise
    except _refusals() as error:
        raise RefusedError(str(error)) from None
    except _wrong_uses() as error:
        raise WrongUseError(str(error)) from None
    except OSError as error:
        raise _refused_by_system(error) from None


def _refusals() -> tuple[type[Exception], ...]:
    """The errors of what is refused or damaged. Asked for only where something went wrong: they take time to load."""
    from pipeline.acquire.archive.archive import ArchiveDamaged, ArchiveInUse
    from pipeline.engine.pool import NoWorkerError
    from warehouse.lock import BusyError
    from warehouse.parts.store import DamagedPartError
    from warehouse.query import UnreadableReleaseError
    from warehouse.release import DamagedError

    of_files = (DamagedError, DamagedPartError, UnreadableReleaseError, ArchiveDamaged)
    return (BusyError, NoWorkerError, ArchiveInUse, *of_files)


def _wrong_uses() -> tuple[type[Exception], ...]:
    """The errors of what is asked wrongly or can't be read."""
    from pipeline.acquire.fetch.plan import WrongRequest
    from pipeline.acquire.page_files import UnreadableInput
    from pipeline.engine.engine import NoEngineError
    from pipeline.explain.explain import NotFoundError
    from warehouse.checks import BoundsError, UnknownCheckError
    from warehouse.export.content import ExportError
    from warehouse.parts.location import UnusableStoreError
    from warehouse.query import BadQueryError
    from warehouse.site.folder import NoSiteFolderError

    asked = (UnreadableInput, NoEngineError, NotFoundError, BoundsError, UnknownCheckError, BadQueryError, WrongRequest)
    return (*asked, ExportError, NoSiteFolderError, UnusableStoreError)


def _refused_by_system(error: OSError) -> click.ClickException:
    from pipeline.failures import failure_sentence

    kind = WrongUseError if error.errno in _WRONG_NAMES and error.filename is not None else RefusedError
    return kind(failure_sentence(error))


@contextmanager
def logged_errors(log: Log) -> Iterator[None]:
    """Write the sentences to a log, and leave with their exit codes; so too where the user interrupts."""
    try:
        with reported_errors():
            yield
    except click.ClickException as error:
        log.say("error", error.format_message())
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        log.say("error", "Interrupted.")
        raise SystemExit(INTERRUPTED) from None
