"""``profiles captures``: what the archive holds, and which captures count."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pipeline.cli.bars import bar
from pipeline.cli.errors import reported_errors
from pipeline.cli.options import data_option, example, json_option
from pipeline.cli.output import print_lines, print_rows, print_text, say, wants_json
from pipeline.cli.running import Limits, limit_options

if TYPE_CHECKING:
    from pipeline.explain.captures import HeldAddress, HeldCapture


@click.command(epilog=example("profiles captures peru"))
@click.argument("asked", metavar="[SLUG|URL]", required=False)
@data_option
@json_option
@click.option("--workers", type=click.IntRange(1, 256), default=None, help="Worker processes.  [default: one a core]")
@limit_options
def captures(asked: str | None, data: Path, as_json: bool, workers: int | None, limits: Limits) -> None:
    """List what the archive holds of an address, and which of its captures count now.

    SLUG is the last part of a country's address, like sri-lanka, and means its further pages too. Each capture comes
    with what it gives: blocks of editions, and practices. Without SLUG or URL: all addresses, with the number of their
    captures.
    """
    from pipeline.explain.captures import held_addresses, held_captures
    from pipeline.order import Order

    order = limits.applied_to(Order(data, workers=workers or os.cpu_count() or 1))
    with reported_errors():
        if asked is None:
            _show_addresses(held_addresses(order), as_json=wants_json(as_json))
            return
        with bar("Reading pages") as progress:
            found = held_captures(order, asked, progress)
    _show_captures(found, as_json=wants_json(as_json))


def _show_addresses(found: Iterable[HeldAddress], *, as_json: bool) -> None:
    if as_json:
        print_lines(asdict(address) for address in found)
        return
    columns = ("address", "kind", "captures", "pages", "contents", "first", "last")
    rows = [(*astuple(address)[:-2], _second(address.first), _second(address.last)) for address in found]
    print_rows(columns, rows)
    say(f"Addresses: {len(rows)}. Name one by its SLUG or URL to see its captures.")


def _show_captures(found: Iterable[HeldCapture], *, as_json: bool) -> None:
    if as_json:
        print_lines(_fields_of_capture(capture) for capture in found)
        return
    for url, of_address in groupby(found, key=lambda capture: capture.url):
        captures_of_it = list(of_address)
        print_text(url)
        columns = ("time", "digest", "bytes", "outcome", "from", *captures_of_it[0].gives, "counts")
        print_rows(columns, [_row_of_capture(capture) for capture in captures_of_it])


def _fields_of_capture(capture: HeldCapture) -> Mapping[str, object]:
    fields = asdict(capture)
    return {**fields, **fields.pop("gives")}


def _row_of_capture(capture: HeldCapture) -> tuple[object, ...]:
    """A capture as a line of the table. The beginning of its digest and the name of the web archive tell it apart."""
    return (
        _second(capture.captured_at),
        capture.digest.partition(":")[2][:8] if capture.digest else None,
        capture.size,
        capture.outcome,
        urlsplit(capture.came_from).netloc or capture.came_from,
        *capture.gives.values(),
        f"{'yes' if capture.counts else 'no'}: {capture.why}",
    )


def _second(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
