"""A participation part that is printed as one table: the labels once, and a row or a column for each edition.

Seen in reports on other sites, and never yet on this one: so such a table is read cell by cell, and its order is not
relied on. Rows without a label may name the edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import BLOCK_LABELS, Label, is_bare
from schemas.document import Line

_Cells = Mapping[tuple[int, int], Sequence[PageLine]]
"""The lines of each cell of one table, by row and column."""
_FEWEST_LABELS = 2
_FEWEST_EDITIONS = 2


class TableBlock(NamedTuple):
    """One edition of a table: the lines of each label's cell, which may be none, and those of cells without a label."""

    cells: Mapping[Label, Sequence[Line]]
    others: Sequence[Line]


class ParticipationTable(NamedTuple):
    """The editions of a table in the order printed, and the lines of its labels."""

    blocks: tuple[TableBlock, ...]
    labels: tuple[Line, ...]


def participation_table(lines: Sequence[PageLine]) -> ParticipationTable | None:
    """The table that holds the participation, or all of several, or None if each edition has labels of its own.

    Labels in one row (``Delegate | RT Participation | Attended Summit``) stand above a row for each edition; labels in
    one column stand before a column for each edition.
    """
    tables = [
        table for cells in _cells_of_each_table(lines) if (table := _table_of_rows(cells) or _table_of_columns(cells))
    ]
    if not tables:
        return None
    blocks = tuple(block for table in tables for block in table.blocks)
    return ParticipationTable(blocks, tuple(line for table in tables for line in table.labels))


def table_end(lines: Sequence[PageLine]) -> int:
    """How many lines there are up to the end of the table of the participation; 0 without a table."""
    table = participation_table(lines)
    if table is None:
        return 0
    numbers = {line.cell.table for line in table.labels if line.cell}
    return max(i for i, one in enumerate(lines, 1) if one.line.cell and one.line.cell.table in numbers)


def _cells_of_each_table(lines: Sequence[PageLine]) -> list[_Cells]:
    tables: dict[int, dict[tuple[int, int], list[PageLine]]] = {}
    for one in lines:
        if one.line.cell:
            number, row, column = one.line.cell
            tables.setdefault(number, {}).setdefault((row, column), []).append(one)
    return [tables[number] for number in sorted(tables)]


def _only_label(lines: Sequence[PageLine]) -> Label | None:
    """The label that a cell holds and nothing else."""
    found = lines[0].opening if len(lines) == 1 else None
    return found.label if found and is_bare(found) and not found.rest and found.label in BLOCK_LABELS else None


def _table_of_rows(cells: _Cells) -> ParticipationTable | None:
    """A row of labels above a row for each edition; it may stand again between them."""
    labels = {at: label for at, found in cells.items() if (label := _only_label(found))}
    head = min((row for row, _ in labels), default=None)
    columns = {column: label for (row, column), label in labels.items() if row == head}
    again = {row for row, _ in labels}
    rows = sorted({row for row, _ in cells if head is not None and row > head} - again)
    is_repeated = all(columns.get(column) is label for (_, column), label in labels.items())
    if len(columns) < _FEWEST_LABELS or not is_repeated or not rows:
        return None
    every_column = sorted({column for _, column in cells})
    blocks = [_table_block({column: cells.get((row, column), ()) for column in every_column}, columns) for row in rows]
    return ParticipationTable(tuple(blocks), tuple(cells[at][0].line for at in sorted(labels)))


def _table_of_columns(cells: _Cells) -> ParticipationTable | None:
    """A column of labels before a column for each edition."""
    rows = {row: label for (row, column), found in cells.items() if column == 0 and (label := _only_label(found))}
    columns = sorted({column for row, column in cells if row in rows and column > 0})
    if len(rows) < _FEWEST_LABELS or len(columns) < _FEWEST_EDITIONS or len(set(rows.values())) < len(rows):
        return None
    every_row = sorted({row for row, _ in cells})
    blocks = [_table_block({row: cells.get((row, column), ()) for row in every_row}, rows) for column in columns]
    return ParticipationTable(tuple(blocks), tuple(cells[row, 0][0].line for row in sorted(rows)))


def _table_block(cells: Mapping[int, Sequence[PageLine]], labels: Mapping[int, Label]) -> TableBlock:
    others = tuple(one.line for at, found in cells.items() if at not in labels for one in found)
    return TableBlock({label: without_labels(cells.get(at, ())) for at, label in labels.items()}, others)
