"""The history of a record: what it was at each time, over the releases of a data folder or over archived captures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.acquire.warc.captures import Sighting
from pipeline.acquire.warc.presences import presences
from pipeline.explain.captures import CapturedPage, captured_pages
from pipeline.explain.explain import (
    NotFoundError,
    asking,
    current_release,
    named_table,
    no_record,
    record_with_id,
    released,
    require_column,
)
from pipeline.order import Order
from pipeline.stages import Progress
from pipeline.transform.dataset import assemble
from schemas.asking import Ask, quoted
from schemas.extraction import AnyExtraction
from schemas.tables import Table
from warehouse import ledger
from warehouse.release import RELEASES

Record = Mapping[str, object]


class Behind(NamedTuple):
    """A page that a record rests on: its address, or else its path, and since when it is known to be so (UTC)."""

    page: str
    captured_at: datetime | None
    page_id: str


class Moment(NamedTuple):
    """What a record was at a time (UTC), in a release where one is named; None where there was no such record."""

    when: datetime
    release: str | None
    record: Record | None
    behind: tuple[Behind, ...]


class Spell(NamedTuple):
    """The first and the last of the moments in a row at which a value was the same; ``there`` is false for no record.

    ``value`` is that of the column, or the whole record, and ``changed`` has the columns that differ from before.
    """

    first: Moment
    last: Moment
    there: bool
    value: object
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A value over time: ``first_seen`` and ``last_seen`` are the first and the last moment at which it is there.

    ``last_changed`` is the moment since which it is as it was last seen, None where it was never otherwise. What it was
    in the releases ``gone``, which are not there any more, is not known.
    """

    table: str
    id: str
    column: str | None
    over: Literal["releases", "captures"]
    first_seen: Moment
    last_changed: Moment | None
    last_seen: Moment
    spells: tuple[Spell, ...]
    gone: tuple[str, ...] = ()


class Asked(NamedTuple):
    """The record, and the column of it, whose history is asked for."""

    table: Table
    record_id: str
    column: str | None


def asked_for(table_name: str, record_id: str, column: str | None) -> Asked:
    """What is asked for. Raises NotFoundError for a table or a column that there is not."""
    table = named_table(table_name)
    if not table.key:
        raise NotFoundError(f"The rows of {table.name} have no key by which one could be found again.")
    if column is not None:
        require_column(table, table.columns, column)
    return Asked(table, record_id, column)


def history_over_releases(data: Path, asked: Asked) -> History:
    """The history over the releases that were current, those as of a past time left out.

    Raises NotFoundError if no release has the record, and BadQueryError if one can't be read.
    """
    found = _history(data, asked, "releases", _over_releases(data, asked))
    return replace(found, gone=tuple(one for one in released(data) if not (data / RELEASES / one).is_dir()))


def history_over_captures(order: Order, asked: Asked, progress: Progress) -> History:
    """The history over the captures in the archive of all pages that the record ever rested on in a release.

    At each capture the pages are read as they were then. Raises what ``history_over_releases`` does, NotFoundError
    where the archive has none of the pages, and UnreadableInput.
    """
    moments = _over_releases(order.data, asked)
    urls = sorted({one.page for moment in moments for one in moment.behind if "://" in one.page})
    if not urls:
        _history(order.data, asked, "releases", moments)
    pages = captured_pages(order, urls, progress)
    if not pages:
        raise NotFoundError(f"The archive in {order.data} has none of the pages of {asked.record_id!r}.")
    return _history(order.data, asked, "captures", list(_over_captures(pages, asked)))


def _over_releases(data: Path, asked: Asked) -> list[Moment]:
    made = [one for one in ledger.read(data) if one.release is not None and one.as_of is None]
    known: dict[str, Moment] = {}
    for entry in made:
        name = str(entry.release)
        if name not in known and (data / RELEASES / name).is_dir():
            known[name] = _moment_of_release(data / RELEASES / name, asked, entry.when)
    return [known[str(one.release)]._replace(when=one.when) for one in made if one.release in known]


def _moment_of_release(release: Path, asked: Asked, when: datetime) -> Moment:
    """What a record was in a release; not there in one that is older than its table."""
    with asking(release) as ask:
        record = _record_in(ask, asked)
        if record is None:
            return Moment(when, release.name, None, ())
        pages = ask(
            "SELECT DISTINCT coalesce(url, path) AS page, fetched_at, page_id FROM pages "
            f"WHERE page_id = {quoted(record.get('page_id'))} OR page_id IN (SELECT page_id FROM evidence "
            f"WHERE table_name = {quoted(asked.table.name)} AND record_id = {quoted(asked.record_id)}) ORDER BY ALL",
        )
    return Moment(when, release.name, record, tuple(_behind(page) for page in pages))


def _record_in(ask: Ask, asked: Asked) -> Record | None:
    """A record of a release; None where that has not even its table."""
    name = quoted(asked.table.name)
    held = ask(f"SELECT table_name FROM information_schema.tables WHERE table_name = {name}")  # quoted
    return record_with_id(ask, asked.table, asked.record_id) if held else None


def _behind(page: Mapping[str, object]) -> Behind:
    when = page["fetched_at"]
    return Behind(str(page["page"]), when if isinstance(when, datetime) else None, str(page["page_id"]))


def _over_captures(pages: Sequence[CapturedPage], asked: Asked) -> Iterator[Moment]:
    sightings = [Sighting(page.url, page.seen_at, page.extraction.page.page_id, None) for page in pages]
    by_id = {page.extraction.page.page_id: page.extraction for page in pages}
    for when in sorted({page.seen_at for page in pages}):
        shown = presences(sightings, when)
        yield _moment_of_pages([_seen_since(by_id[page_id], one.since) for page_id, one in shown.items()], asked, when)


def _seen_since(extraction: AnyExtraction, since: datetime) -> AnyExtraction:
    return replace(extraction, page=replace(extraction.page, fetched_at=since))


def _moment_of_pages(extractions: Iterable[AnyExtraction], asked: Asked, when: datetime) -> Moment:
    """What a record was where these pages were all that there was."""
    dataset = assemble(extractions)
    table = asked.table
    records = {"/".join(str(getattr(row, part)) for part in table.key): row for row in dataset.get(table.name, ())}
    row = records.get(asked.record_id)
    if row is None:
        return Moment(when, None, None, ())
    of_record = (table.name, asked.record_id)
    ids = {one.page_id for one in dataset.get("evidence", ()) if (one.table_name, one.record_id) == of_record}
    pages = [page for page in dataset.get("pages", ()) if page.page_id in ids]
    behind = sorted(Behind(page.url or page.path, page.fetched_at, page.page_id) for page in pages)
    return Moment(when, None, row._asdict(), tuple(behind))


def _history(data: Path, asked: Asked, over: Literal["releases", "captures"], moments: Sequence[Moment]) -> History:
    there = [moment for moment in moments if moment.record is not None]
    if not there:
        with asking(current_release(data)) as ask:
            raise NotFoundError(no_record(ask, asked.table, asked.record_id))
    spells = _spells(moments, asked)
    changed = [one.first for one in spells if one.there][1:]
    return History(
        table=asked.table.name,
        id=asked.record_id,
        column=asked.column,
        over=over,
        first_seen=there[0],
        last_changed=changed[-1] if changed else None,
        last_seen=there[-1],
        spells=spells,
    )


def _spells(moments: Sequence[Moment], asked: Asked) -> tuple[Spell, ...]:
    """The moments in a row at which nothing of what is asked for differs."""
    spells: list[Spell] = []
    before: Record = {}
    for (there, _), group in groupby(moments, key=lambda moment: (moment.record is not None, _value(moment, asked))):
        same = list(group)
        record = same[0].record or {}
        changed = tuple(column for column in record if before and record[column] != before.get(column))
        spells.append(Spell(same[0], same[-1], there, _value(same[0], asked), changed))
        before = record or before
    return tuple(spells)


def _value(moment: Moment, asked: Asked) -> object:
    if moment.record is None or asked.column is None:
        return moment.record
    return moment.record.get(asked.column)
