"""What a user sees: tables on a terminal, JSON where the output is piped or asked for. Messages go to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text


def wants_json(asked: bool) -> bool:
    """Whether to print JSON: when asked for, or when nobody looks at the output."""
    return asked or not sys.stdout.isatty()


def say(message: str) -> None:
    """A message for people, on stderr."""
    click.echo(message, err=True)


def print_document(content: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(content, ensure_ascii=False, default=_plain, indent=1))


def print_lines(rows: Iterable[Mapping[str, object]]) -> None:
    """JSON lines on stdout, one a row."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=_plain))


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


def _plain(value: object) -> Any:
    """A value that JSON has no form for. An exact amount stays a number where a float holds it exactly."""
    if isinstance(value, Decimal):
        return float(value) if Decimal(str(float(value))) == value else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Bar:
    """A progress bar on stderr, where that is a terminal."""

    def __init__(self, what: str) -> None:
        self._progress = Progress(
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
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
