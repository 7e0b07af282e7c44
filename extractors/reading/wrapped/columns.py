"""Tables that a tool printed as columns side by side and whose cells it wrapped: their lines can't be read one by one.

``RT            Team Member in RT 2.2 "Increasing the`` above ``Participation micro-impact of remittances"`` are two
cells of two lines each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.reading.wrapped.lines import Printed, goes_on
from schemas.shapes import Shapes

_BETWEEN_CELLS = re.compile(r"(?<=\S) {3,}(?=\S)")
_BAR = re.compile(r"\|? {0,3}([^|\s][^|]{0,80}[^|\s]) {0,40}\| ")
_FEWEST_ROWS = 3


def has_wrapped_cells(lines: Sequence[Printed], shapes: Shapes) -> bool:
    """Whether a page shows columns side by side, and a cell of them goes on in the line below."""
    if not any("   " in line.raw for line in lines):
        return False
    rows = Counter(column for line in lines for column in _columns(line))
    columns = [column for column, count in rows.items() if count >= _FEWEST_ROWS]
    return any(
        _is_divided_label(line, below, shapes) or any(_goes_on_at(column, line, below) for column in columns)
        for line, below in pairwise(lines)
        if columns and not below.gap
    )


def has_centred_labels(lines: Sequence[Printed]) -> bool:
    """Whether a page shows columns side by side, and a label there has values above, beside and below it.

    w3m, elinks, links and inscriptis print a label beside the middle of its values. So where values stand on both sides
    of one it is not told which of them belong to it, and which to the label above.
    """
    rows = Counter(column for line in lines for column in _columns(line))
    columns = {column for column, count in rows.items() if count >= _FEWEST_ROWS}
    return any(
        above.indent == below.indent in columns and not line.gap and not below.gap and _cell_at(above.indent, line)
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if line.indent < above.indent
    )


def has_barred_rows(lines: Sequence[Printed], shapes: Shapes) -> bool:
    """Whether a page shows a table with bars, in rows such as ``| RT Participation | Chair in RT 1.1 |``."""
    labels = (_BAR.match(line.raw) for line in lines)
    return sum(label is not None and shapes.begins(label[1]) for label in labels) >= _FEWEST_ROWS


def _columns(line: Printed) -> list[int]:
    """The columns that further cells of a line begin at; the text behind a list mark is the first."""
    return [line.indent + match.end() for match in _BETWEEN_CELLS.finditer(line.raw, line.hanging - line.indent)]


def _is_divided_label(line: Printed, below: Printed, shapes: Shapes) -> bool:
    """Whether the first cells of two lines are a fixed text together, and neither is one alone."""
    first, second = (_BETWEEN_CELLS.split(one.raw, maxsplit=1)[0] for one in (line, below))
    alone = shapes.is_whole(first) or shapes.is_whole(second)
    words = second.split(" ", 1)[0]
    return line.indent == below.indent and not alone and shapes.is_whole(f"{first} {words}")


def _goes_on_at(column: int, line: Printed, below: Printed) -> bool:
    """Whether the cell of a line at this column goes on in the cell below it."""
    cell, other = _cell_at(column, line), _cell_at(column, below)
    return bool(cell and other) and goes_on(cell, other)


def _cell_at(column: int, line: Printed) -> str:
    at = column - line.indent
    if at < 0 or at >= len(line.raw) or (at and line.raw[at - 1] != " "):
        return ""
    return line.raw[at:]
