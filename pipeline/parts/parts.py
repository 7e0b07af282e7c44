"""A part: what one task makes of some pages or of some keys, kept in a store under a name that tells all it is made of.

So a part is made once: by whoever comes to it first, of this machine or another, in this run or an earlier one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.sources import SCHEMA
from pipeline.cache.encoding import decoded_records, encoded_records, encoded_values
from pipeline.cache.files import KeptFiles
from schemas.tables import Dataset
from schemas.uniting import Told
from warehouse.parts.compression import compressed, decompressed
from warehouse.parts.store import DamagedPartError, Part, PartStore
from warehouse.parts.tables import packed_table, table_file

_TOLD = "told.bin"


class Sizes(NamedTuple):
    """How much is in memory at once: the ``pages`` of a task, and the ``told`` bytes that one is given.

    A shard has on average fewer pages than that, and at least half as many. A key that a step was told more about is
    given all the same. Where shards tell so few bytes as ``together`` in all, their pages are united without tasks.
    """

    pages: int = 256
    told: int = 2 * 2**20
    together: int = 4 * 2**20


DEFAULT_SIZES = Sizes()


Message = tuple[str, str, str, str, bytes]
"""What a step of a source is told: the source, the step, the key, the place, and what is said of it, encoded."""


class Made(NamedTuple):
    """What a task makes: rows by table, and what later steps are told."""

    rows: Dataset
    messages: Sequence[Message]


class Done(NamedTuple):
    """A part that is there, and what it tells later steps, encoded: so that who asked for it need not read it."""

    part: Part
    told: bytes = b""

    def messages(self) -> Iterator[Message]:
        """What the part tells later steps."""
        if self.told:
            yield from decoded_records(decompressed(self.told))


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where parts are kept, and by what they are made: the digest of the program, its data and its libraries.

    ``packs`` is where it is kept what the pieces of parts made, None where nothing is to be kept.
    """

    store: PartStore
    made_by: str
    packs: KeptFiles | None = None

    def part(self, decided_by: Iterable[bytes], make: Callable[[], Made]) -> Done:
        """The part that is decided by these bytes; it is made if it is not there whole.

        Raises UnusableStoreError, and OSError that names the file where the disk refuses.
        """
        name = self._name(decided_by)
        known = self._sound_part(name)
        if known is not None:
            return known
        files = dict(_files(make()))
        return Done(self.store.keep(name, files), files.get(_TOLD, b""))

    def _name(self, decided_by: Iterable[bytes]) -> str:
        digest = hashlib.sha256(self.made_by.encode())
        for content in decided_by:
            digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()

    def _sound_part(self, name: str) -> Done | None:
        """The part of a name; None where it is not there, or damaged: then it counts as not there from now on."""
        part = self.store.recall(name)
        if part is None:
            return None
        try:
            contents = {file: part.read(file) for file in part.files}
        except DamagedPartError:
            part.discard()
            return None
        return Done(part, contents.get(_TOLD, b""))


def messages_of(source: str, told: Iterable[Told]) -> Iterator[Message]:
    """What steps of a source are told, as it travels. What several are told in a row is encoded once."""
    last: object = None
    what = encoded_records(last)
    for one in told:
        if one.what is not last:
            last, what = one.what, encoded_records(one.what)
        yield source, one.step, one.key, one.place, what


def _files(made: Made) -> Iterator[tuple[str, bytes]]:
    """The files of a part: the rows of each table that has some, and what is told, if anything is."""
    for table in SCHEMA.tables:
        rows = made.rows.get(table.name)
        if rows:
            yield table_file(table), packed_table(table, rows)
    messages = sorted(made.messages)  # equal bytes, whatever order they were made in
    if messages:
        yield _TOLD, compressed(encoded_values(messages))
