"""What goes wrong, as a sentence for the user and an exit code: 1 refused or damaged, 2 wrong use or unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


class RefusedError(click.ClickException):
    """The result was refused or differs, or what is stored is damaged."""

    exit_code = 1


class WrongUseError(click.ClickException):
    """The command was used wrongly, or its input can't be read."""

    exit_code = 2


@contextmanager
def reported_errors() -> Iterator[None]:
    """Turn the errors that a user can do something about into sentences."""
    from pipeline.acquire.saved import UnreadableInput
    from pipeline.asking import NotFoundError
    from warehouse.checks import BoundsError, IncomparableError
    from warehouse.lock import BusyError
    from warehouse.query import BadQueryError
    from warehouse.release import DamagedError

    try:
        yield
    except (UnreadableInput, NotFoundError, BoundsError, BadQueryError) as error:
        raise WrongUseError(str(error)) from None
    except (BusyError, DamagedError, IncomparableError) as error:
        raise RefusedError(str(error)) from None
    except OSError as error:
        raise WrongUseError(f"{error.filename or 'A file'}: {error.strerror or error}.") from None
