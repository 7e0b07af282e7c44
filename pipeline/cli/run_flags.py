"""The flags of a run, and of every command that reads pages: as they were given, and as what they ask for."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pipeline.cli.errors import WrongUseError
from pipeline.cli.options import Decorator, bundle, time_span, workers_option
from pipeline.spans import Span

if TYPE_CHECKING:
    from pipeline.order import Order

_WALL_FOR_PROCESSOR = 6.0
"""Seconds on the clock for each second of processor time: other programs want the processor too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The flags that bound a page, and what is kept of pages, as they were given."""

    max_page_bytes: int
    max_page_depth: int
    max_page_seconds: int
    max_page_memory: int
    cache_size: int

    def applied_to(self, order: Order) -> Order:
        """The same order with these bounds."""
        from pipeline.engine.worker import ProcessBounds
        from schemas.bounds import Bounds

        return replace(
            order,
            page_bounds=Bounds(payload_bytes=self.max_page_bytes, depth=self.max_page_depth),
            process_bounds=ProcessBounds(
                cpu_seconds=self.max_page_seconds,
                wall_seconds=_WALL_FOR_PROCESSOR * self.max_page_seconds,
                memory_bytes=self.max_page_memory * 2**20,
            ),
            cache_mebibytes=self.cache_size,
        )


@dataclass(frozen=True, slots=True)
class RunFlags:
    """The flags of a run, as they were given."""

    engine: str
    ray_address: str | None
    parts: str | None
    workers: int
    no_duckdb: bool
    strict: bool
    accept: tuple[str, ...]
    reason: str | None
    bounds: Path | None
    limits: Limits
    log_format: str
    ping: str | None
    as_of: Span | None

    @contextmanager
    def order(self, data: Path, pages: tuple[Path, ...] = ()) -> Iterator[Order]:
        """The run that is asked for, with its engine for as long as the block lasts.

        Raises WrongUseError where flags do not go together, and NoEngineError.
        """
        order = self._order_without_engine(data, pages)
        if self.engine == "local":
            if self.ray_address is not None:
                raise WrongUseError("--ray-address is of --engine ray: give both, or neither.")
            yield order
            return
        from pipeline.engine.ray_engine import ray_engine
        from pipeline.nodes import unfit_for

        with ray_engine(self.ray_address, self.workers, unfit_for()) as engine:
            yield replace(order, engine=engine)

    def _order_without_engine(self, data: Path, pages: tuple[Path, ...]) -> Order:
        from pipeline.order import Order
        from warehouse.files.layout import PARTITIONED, WITH_DATABASE

        reason = (self.reason or "").strip()
        if bool(self.accept) != bool(reason):
            raise WrongUseError(
                "Say with --accept CHECK --reason TEXT which check may fail and why: the ledger keeps it."
            )
        order = Order(data, pages, self.workers, self.strict, self.accept, self.bounds)
        order = replace(order, user=user_name() if reason else "", reason=reason, parts=self.parts)
        order = replace(order, layout=PARTITIONED if self.no_duckdb else WITH_DATABASE)
        return self.limits.applied_to(replace(order, as_of=self.as_of.last if self.as_of else None))


def web_address(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The value of an option, if it is an address of the web."""
    try:
        parts = urlsplit(value or "http://none")
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise click.BadParameter("give a whole address that begins with http:// or https://")
    return value


def cluster_address(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The value of an option, if it is a host and a port."""
    if value is None:
        return None
    host, _, port = value.rpartition(":")
    if not host or "/" in host or not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise click.BadParameter("give the host and the port of the cluster's head, such as 10.0.0.1:6379")
    return value


def location_of_parts(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The value of an option as the location of a store of parts: the whole path of a folder, or an address."""
    from warehouse.parts.location import UnusableStoreError, bucket_at

    if value is None:
        return None
    location = value if "://" in value else str(Path(value).absolute())
    try:
        bucket_at(location)
    except UnusableStoreError as error:
        raise click.BadParameter(str(error)) from error
    return location


def past_span(context: click.Context, option: click.Parameter, value: str | None) -> Span | None:
    """The value of an option as the span of time that it means, which must have begun."""
    span = time_span(context, option, value)
    if span is not None and span.first > utc_now():
        raise click.BadParameter("that is in the future; give a date up to today")
    return span


def _limit(name: str, allowed: click.IntRange, default: int, text: str) -> Decorator:
    return click.option(name, type=allowed, default=default, show_default=True, help=text)


# The options that bound a page and what is kept of pages, handed to the command as ``limits``.
limit_options = bundle(
    Limits,
    "limits",
    _limit("--max-page-bytes", click.IntRange(1, 2**30), 5 * 2**20, "Size of a page at most."),
    _limit("--max-page-depth", click.IntRange(1, 2**16), 512, "Nesting of elements at most."),
    _limit("--max-page-seconds", click.IntRange(1, 86_400), 20, "Processor time for a page."),
    _limit("--max-page-memory", click.IntRange(16, 2**20), 1024, "MiB of memory for a page."),
    click.option(
        "--cache-size",
        type=click.IntRange(0, 2**30),
        default=4096,
        envvar="PROFILES_CACHE_SIZE",
        show_default=True,
        show_envvar=True,
        help="MiB at most that are kept of what pages gave; 0 keeps nothing and reads every page.",
    ),
)
# The options of a run, handed to the command as ``run_flags``.
run_options = bundle(
    RunFlags,
    "run_flags",
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="What reads and unites the pages: processes of this machine, or a Ray cluster (country-profiles[ray]).",
    ),
    click.option(
        "--ray-address",
        metavar="HOST:PORT",
        callback=cluster_address,
        help="The cluster.  [default: one of this machine, for this run]",
    ),
    click.option(
        "--parts",
        metavar="LOCATION",
        callback=location_of_parts,
        help="Where tasks leave what they make for others: a folder that all machines share, or "
        "s3://BUCKET/PREFIX?region=REGION.  [default: in the data folder]",
    ),
    workers_option,
    click.option(
        "--no-duckdb",
        is_flag=True,
        help="Leave the release as Parquet files in parts, without a DuckDB file; every command reads it all the same.",
    ),
    click.option(
        "--as-of",
        metavar="DATE",
        callback=past_span,
        help="Only captures up to the end of this year, month, day or time (UTC) count.",
    ),
    click.option("--strict", is_flag=True, help="Refuse the release when any page is quarantined."),
    click.option(
        "--accept",
        multiple=True,
        metavar="CHECK",
        help="Publish although this check fails; needs --reason. Repeatable.",
    ),
    click.option("--reason", metavar="TEXT", help="Why it is accepted; the ledger keeps it, with your user name."),
    click.option(
        "--bounds",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A TOML file with bounds of checks, by name.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Form of messages on stderr.",
    ),
    click.option(
        "--ping",
        metavar="URL",
        callback=web_address,
        help="Call URL after a success, and URL with /fail added to its path after a failure.",
    ),
    limit_options,
)


def user_name() -> str:
    """The name of the user who runs the program, or else the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}"


def utc_now() -> datetime:
    """The time in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
