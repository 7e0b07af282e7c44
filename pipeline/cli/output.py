"""What a user sees: tables on a terminal, JSON where the output is piped or asked for. Messages go to stderr."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pipeline.acquire import fetch


def wants_json(asked: bool) -> bool:
    """Whether to print JSON: when asked for, or when nobody looks at the output."""
    return asked or sys.stdout is None or not sys.stdout.isatty()


def say(message: str) -> None:
    """A message for people, on stderr."""
    click.echo(message, err=True)


@dataclass(frozen=True, slots=True)
class Log:
    """Messages of a command on stderr: sentences, or JSON lines with the id of the run. ``now`` is in UTC."""

    as_json: bool
    run: str
    now: Callable[[], datetime]

    def say(self, level: str, message: str, **fields: object) -> None:
        """Tell one thing; ``level`` is ``info``, ``warning`` or ``error``. The fields are for machines only."""
        if not self.as_json:
            say(message if level == "info" else f"{level.capitalize()}: {message}")
            return
        line = {"time": f"{self.now().isoformat()}Z", "run": self.run, "level": level, "message": message, **fields}
        say(_json(line))


def print_document(content: object) -> None:
    """One JSON document on stdout."""
    print_text(_json(content, indent=1))


def print_lines(rows: Iterable[Mapping[str, object]]) -> None:
    """JSON lines on stdout, one a row, as long as somebody reads them."""
    for row in rows:
        if not print_text(_json(row)):
            return


def print_text(text: str) -> bool:
    """A text on stdout; false where nobody reads any more, which is no fault: ``| head`` has seen enough.

    Raises ClickException where stdout can't be written, such as on a full disk.
    """
    try:
        click.echo(text)
    except BrokenPipeError:
        drop_output()
        return False
    except OSError as error:
        drop_output()
        raise click.ClickException(f"The output can't be written: {error.strerror}.") from None
    return True


def drop_output() -> None:
    """Send what is still buffered nowhere: else Python tries once more when it ends, and complains."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """A table on the terminal."""
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console().print(table)


def _cell(value: object) -> Text:
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, list | tuple):
        return Text(", ".join(str(one) for one in value))
    return Text(str(value))


def _json(content: object, indent: int | None = None) -> str:
    return json.dumps(_finite(content), ensure_ascii=False, default=_plain, allow_nan=False, indent=indent)


def _finite(value: object) -> object:
    """The same with null for infinite numbers and for what is no number, and with texts for keys: JSON has no other."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value


def _plain(value: object) -> object:
    """A value that JSON has no form for. An exact amount stays a number where a float holds it exactly."""
    if isinstance(value, Decimal):
        return float(value) if Decimal(str(float(value))) == value else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return value.hex()
    if is_dataclass(value) and not isinstance(value, type):
        return _finite(asdict(value))
    return str(value)


class Bar:
    """A progress bar on stderr, where that is a terminal."""

    def __init__(self, what: str) -> None:
        self._progress = _progress(what, TimeRemainingColumn())
        self._task = self._progress.add_task(what, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        """Start the bar; the result moves it to so many done, of so many."""
        self._progress.start()
        return self._move

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()

    def _move(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)


class FetchBar:
    """A progress bar of a fetch, with its own account of the time left: pages done before take none."""

    def __init__(self, what: str) -> None:
        self._progress = _progress(what, TextColumn("{task.fields[said]}"))
        self._task = self._progress.add_task(what, total=None, said="")

    def __enter__(self) -> Callable[[fetch.Progress], None]:
        """Start the bar; the result moves it to where the fetch is."""
        self._progress.start()
        return self._move

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()

    def _move(self, at: fetch.Progress) -> None:
        self._progress.update(self._task, completed=at.done, total=at.total, said=how_far(at))


def how_far(at: fetch.Progress) -> str:
    """What the bar of a fetch says beside the number of pages, such as ``3 changed, 0 errors, 0:01:20 left``."""
    left = "" if at.seconds_left is None else f", {timedelta(seconds=round(at.seconds_left))} left"
    return f"{at.changed} changed, {at.errors} errors{left}"


def _progress(what: str, last: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), last)
    watched = sys.stderr is not None and sys.stderr.isatty()
    return Progress(*columns, console=console, disable=not watched)
