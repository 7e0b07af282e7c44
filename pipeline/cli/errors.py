"""What goes wrong, as a sentence for the user and an exit code: 1 refused or damaged, 2 wrong use or unreadable."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import click

from pipeline.cli.output import Log
from pipeline.engine.interrupts import INTERRUPTED


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
    from pipeline.acquire.page_files import UnreadableInput
    from pipeline.engine.starting import NoWorkerError
    from pipeline.explain.explain import NotFoundError
    from warehouse.checks import BoundsError, UnknownCheckError
    from warehouse.connection import interruptible
    from warehouse.lock import BusyError
    from warehouse.query import BadQueryError, UnreadableReleaseError
    from warehouse.release import DamagedError

    try:
        with interruptible():
            yield
    except (BusyError, DamagedError, NoWorkerError, UnreadableReleaseError) as error:
        raise RefusedError(str(error)) from None
    except (UnreadableInput, NotFoundError, BoundsError, UnknownCheckError, BadQueryError) as error:
        raise WrongUseError(str(error)) from None
    except OSError as error:
        raise _refused_by_system(error) from None


def _refused_by_system(error: OSError) -> click.ClickException:
    from pipeline.failures import failure_sentence

    kind = WrongUseError if error.errno in _WRONG_NAMES and error.filename is not None else RefusedError
    return kind(failure_sentence(error))


@contextmanager
def reported_fetch_errors() -> Iterator[None]:
    """Do the same, also for what goes wrong in fetching; the other commands need not load what fetches."""
    from pipeline.acquire.archive.archive import ArchiveDamaged, ArchiveInUse
    from pipeline.acquire.fetch.plan import WrongRequest

    try:
        with reported_errors():
            yield
    except WrongRequest as error:
        raise WrongUseError(str(error)) from None
    except (ArchiveInUse, ArchiveDamaged) as error:
        raise RefusedError(str(error)) from None


@contextmanager
def logged_errors(log: Log) -> Iterator[None]:
    """Write the sentences to a log, and leave with their exit codes; so too where the user interrupts."""
    try:
        with reported_fetch_errors():
            yield
    except click.ClickException as error:
        log.say("error", error.format_message())
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        log.say("error", "Interrupted.")
        raise SystemExit(INTERRUPTED) from None
