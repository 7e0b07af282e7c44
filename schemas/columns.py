"""Many records of one type, kept by column: what is the same for thousands of lines is then done in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Generic, TypeVar, overload

Record = TypeVar("Record", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Columns(Sequence[Record], Generic[Record]):
    """The records of a named tuple by column; who reads them as a sequence meets the records."""

    record: type[Record]
    columns: tuple[Sequence[Any], ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Columns[Record]: ...

    def __getitem__(self, at: int | slice) -> Record | Columns[Record]:
        cells = (column[at] for column in self.columns)
        return Columns(self.record, tuple(cells)) if isinstance(at, slice) else self.record(*cells)

    def __iter__(self) -> Iterator[Record]:
        return starmap(self.record, zip(*self.columns, strict=True))


def by_column(record: type[Record], rows: Sequence[Record]) -> Columns[Record]:
    """These records by column: ``[(1, "a"), (2, "b")]`` becomes ``(1, 2)`` and ``("a", "b")``."""
    if isinstance(rows, Columns):
        return rows
    width = len(record._fields)  # type: ignore[attr-defined]  # a named tuple has them
    return Columns(record, tuple(zip(*rows, strict=True)) or ((),) * width)
