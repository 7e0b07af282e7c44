"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from pipeline.spans import Span, span_of

# What gives options to a command.
Decorator = Callable[[Callable[..., Any]], Callable[..., None]]


class QueryCommand(click.Command):
    """A command with SQL as its argument, which may begin with a comment, although that looks like an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a query that begins with a comment behind the options. Raises UsageError."""
        known = frozenset(name for parameter in self.get_params(ctx) for name in parameter.opts)
        return super().parse_args(ctx, _with_comment_last(args, known))


def _with_comment_last(arguments: list[str], known: Collection[str]) -> list[str]:
    r"""``['-- all\nFROM countries', '--json']`` becomes ``['--json', '--', '-- all\nFROM countries']``."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for at, argument in enumerate(options):
        spaced = any(character.isspace() for character in argument)
        if argument.startswith("--") and spaced and argument.partition("=")[0] not in known:
            return [*arguments[:at], *arguments[at + 1 :], "--", argument]
    return arguments


def _named_in_utf8(_context: click.Context, _option: click.Parameter, value: Path) -> Path:
    try:
        os.fspath(value).encode()
    except UnicodeEncodeError:
        raise click.BadParameter("give a folder whose name is UTF-8: the database knows no other names") from None
    return value


# ``--data DIR``: the data folder, from PROFILES_DATA where the option is not given.
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    callback=_named_in_utf8,
    envvar="PROFILES_DATA",
    show_default=True,
    show_envvar=True,
    help="The data folder.",
)
# ``--data DIR`` for a command that needs no data folder: scripts may give it to every command.
data_option_of_all = click.option(
    "--data",
    type=click.Path(file_okay=False),
    envvar="PROFILES_DATA",
    expose_value=False,
    help="The data folder; this command reads nothing from it.",
)
# ``--json``: JSON on stdout although it is a terminal.
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, also on a terminal.")
# ``--workers N``: how many processes read pages.
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=lambda: os.cpu_count() or 1,
    help="Worker processes.  [default: one a core]",
)


def time_span(_context: click.Context, _option: click.Parameter, value: str | None) -> Span | None:
    """The value of an option as the span of time that it means."""
    try:
        return span_of(value) if value is not None else None
    except ValueError:
        raise click.BadParameter(
            "give a date like 2019, 2019-05 or 2019-05-01, or a time like 2019-05-01T08:15Z"
        ) from None


def bundle(record: type[Any], name: str, *options: Callable[..., Any]) -> Decorator:
    """Gives a command these options, which its help lists in their order, and hands over as one what they were given.

    ``record`` has a field for each of them, and is handed over by ``name``.
    """

    def decorated(command: Callable[..., Any]) -> Callable[..., None]:
        @wraps(command)
        def with_record(**values: Any) -> None:
            given = record(**{field.name: values.pop(field.name) for field in fields(record)})
            command(**values, **{name: given})

        with_options: Callable[..., None] = with_record
        for option in reversed(options):
            with_options = option(with_options)
        return with_options

    return decorated


def example(text: str) -> str:
    """The example at the end of a command's help, kept as it is."""
    return f"\b\nExample:\n  {text}"
