"""What a user sees: tables on a terminal, JSON where the output is piped or asked for. Messages go to stderr."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_ANY_WIDTH = 1_000_000


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
        say(_json_text(line))


def print_result(as_json: bool, result: object, show: Callable[[], None]) -> None:
    """A result as one JSON document where that is asked for or piped, else as ``show`` prints it for people."""
    if wants_json(as_json):
        print_document(result)
    else:
        show()


def print_results(as_json: bool, results: Iterable[Mapping[str, object]], show: Callable[[], None]) -> None:
    """Results as JSON lines where that is asked for or piped, else as ``show`` prints them for people."""
    if wants_json(as_json):
        print_lines(results)
    else:
        show()


def print_document(content: object) -> None:
    """One JSON document on stdout."""
    print_text(_json_text(content, indent=1))


def print_lines(rows: Iterable[Mapping[str, object]]) -> None:
    """JSON lines on stdout, one a row, as long as somebody reads them."""
    for row in rows:
        if not print_text(_json_text(row)):
            return


def print_text(text: str) -> bool:
    """A text on stdout; false where nobody reads any more, which is no fault: ``| head`` has seen enough.

    Raises ClickException if stdout can't be written, such as on a full disk.
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


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on the terminal."""
    from rich.console import Console

    Console().print(_table(columns, rows))


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], console: Console | None = None) -> None:
    """Rows on the terminal: as a table where they fit its width, else one below the other, a line a value."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Column, Table
    from rich.text import Text

    console = console or Console()
    table = _table(columns, rows)
    if Measurement.get(console, console.options.update(max_width=_ANY_WIDTH), table).maximum <= console.width:
        console.print(table)
        return
    for number, row in enumerate(rows, start=1):
        console.print(Text(f"Row {number}", style="bold"))
        record = Table.grid(Column(no_wrap=True), Column(overflow="fold"), padding=(0, 1))
        for column, value in zip(columns, row, strict=True):
            record.add_row(Text(f"  {column}"), _cell(value))
        console.print(record)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    from rich.table import Column, Table
    from rich.text import Text

    headers = (Column(Text(column)) for column in columns)
    table = Table(*headers, header_style="bold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: object) -> Text:
    from rich.text import Text

    if value is None:
        return Text("–", style="dim")
    if isinstance(value, list | tuple):
        return Text(", ".join(str(one) for one in value))
    return Text(str(value))


def _json_text(content: object, indent: int | None = None) -> str:
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
