"""What the pieces of a part made, kept from run to run: a file for each part, a *pack*.

A part is made anew wherever anything that it is made of changed. Most of its pieces, a few keys or an address each, did
not: what these make is taken from the pack of the part that stood at the same place in an earlier run. A pack has it by
the sha256 of all that decides it, and so is never out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from extractors.sources import SCHEMA
from pipeline.cache.encoding import decoded_records, encoded_records
from pipeline.cache.files import KeptFiles
from pipeline.parts.parts import Made, Message
from schemas.columns import Columns, by_column
from warehouse.parts.compression import compressed, decompressed

_RECORDS = {table.name: table.record for table in SCHEMA.tables}
Piece = TypeVar("Piece")


class Place(NamedTuple):
    """Where packs are kept, and the place of a part, such as ``("gfmd", "units", "00f3")``: its step and first key."""

    packs: KeptFiles
    names: tuple[str, ...]


def made_by_pieces(
    pieces: Iterable[Piece], decided_by: Callable[[Piece], Iterable[bytes]], make: Callable[[Piece], Made], place: Place
) -> Made:
    """What all pieces of a part make together; only what the pack of its place does not have is made.

    ``decided_by`` gives all that decides what a piece makes, beside the program. Afterwards the pack has what these
    pieces made, and nothing else.
    """
    name = place.packs.key(*place.names)
    known = _pack(place.packs.recall(name))
    pack: dict[bytes, bytes] = {}
    made: list[Made] = []
    for piece in pieces:
        digest = _digest(decided_by(piece))
        kept = known.get(digest)
        made.append(_by_column(make(piece)) if kept is None else _decoded(kept))
        pack[digest] = _encoded(made[-1]) if kept is None else kept
    if pack.keys() != known.keys():
        place.packs.keep(name, compressed(encoded_records(pack)))
    return joined(made)


def joined(every: Iterable[Made]) -> Made:
    """The rows of all, by column, and the messages of all, in their order."""
    columns: dict[str, tuple[list[Any], ...]] = {}
    messages: list[Message] = []
    for made in every:
        for table, found in made.rows.items():
            of_made = by_column(_RECORDS[table], found).columns
            for values, more in zip(columns.setdefault(table, tuple([] for _ in of_made)), of_made, strict=True):
                values.extend(more)
        messages += made.messages
    return Made({table: Columns(_RECORDS[table], found) for table, found in columns.items()}, messages)


def _pack(content: bytes | None) -> Mapping[bytes, bytes]:
    """What is in a pack, by digests; nothing where there is no pack, or none that this program wrote."""
    try:
        found = {} if content is None else decoded_records(decompressed(content))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _digest(decided_by: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for content in decided_by:
        digest.update(len(content).to_bytes(8))
        digest.update(content)
    return digest.digest()


def _by_column(made: Made) -> Made:
    """The same, with rows as they are encoded and joined: so it is done once for both."""
    return Made({table: by_column(_RECORDS[table], found) for table, found in made.rows.items()}, made.messages)


def _encoded(made: Made) -> bytes:
    rows = {table: tuple(by_column(_RECORDS[table], found).columns) for table, found in made.rows.items() if found}
    return encoded_records((rows, made.messages))


def _decoded(kept: bytes) -> Made:
    rows, messages = decoded_records(kept)
    return Made({table: Columns(_RECORDS[table], found) for table, found in rows.items()}, messages)
