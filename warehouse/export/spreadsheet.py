"""One workbook with a sheet a table, for Excel and LibreOffice: text stays text, and the same rows give the same bytes.

The first two sheets tell what is in the others: ``about`` where the data is from, ``columns`` what each column means.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from warehouse.columns import Column
from warehouse.database import sql_type
from warehouse.describing.datapackage import DESCRIPTION, TITLE
from warehouse.disk import replacing
from warehouse.export.content import Content, ExportError, Selection
from warehouse.export.values import array_text, is_exact, json_value

WORKBOOK = "profiles.xlsx"
# https://support.microsoft.com/office/excel-specifications-and-limits
MOST_ROWS = 1_048_576
MOST_UNITS = 32_767
_NAME_LENGTH = 31
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900, so that earlier days are a day off.
# The time that a workbook says it was made at: always the same, or its bytes would not be.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 # XlsxWriter takes no zone
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

Write = Callable[..., object]
"""Writes a value to a sheet, at a row and a column, from 0."""


def write_workbook(selection: Selection, folder: Path) -> tuple[Path, ...]:
    """Write ``profiles.xlsx``; what was written.

    A text that is too long for a cell is cut, and the sheet ``about`` says which. Raises ExportError for a table with
    more rows than a sheet has, and OSError.
    """
    for content in selection.contents:
        if content.count >= MOST_ROWS:
            raise ExportError(
                f"{content.name} has {content.count} rows, and a sheet holds {MOST_ROWS - 1}: name the tables that you "
                "want with --table, or take CSV or Parquet."
            )
    whole = io.BytesIO()
    with tempfile.TemporaryDirectory() as passing:
        _write(selection, whole, passing)
    with replacing(folder / WORKBOOK) as file:
        file.write(whole.getbuffer())
    return (folder / WORKBOOK,)


def _write(selection: Selection, file: io.BytesIO, passing: str) -> None:
    """Write the workbook; its sheets are in files of the folder ``passing`` until it is put together."""
    workbook = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": passing})
    try:
        _fill(workbook, selection)
        workbook.close()
    except FileCreateError as failure:
        raise failure.args[0] from None


def _fill(workbook: xlsxwriter.Workbook, selection: Selection) -> None:
    workbook.use_zip64()
    workbook.set_properties({"title": TITLE, "created": _MADE})
    bold = workbook.add_format({"bold": True})
    forms = {
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "timestamp": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    about, meanings = workbook.add_worksheet("about"), workbook.add_worksheet("columns")
    cut: list[str] = []
    for content in selection.contents:
        sheet = workbook.add_worksheet(content.name[:_NAME_LENGTH])
        _write_head(sheet, [column.name for column in content.definition.columns], bold)
        cut += _write_rows(sheet, content, forms)
    _write_head(meanings, ["table", "column", "type", "meaning"], bold)
    _write_texts(meanings, _meanings(selection), first=1)
    _write_texts(about, _about(selection, cut), first=0)


def _write_head(sheet: Worksheet, names: Sequence[str], bold: Format) -> None:
    for number, name in enumerate(names):
        sheet.write_string(0, number, name, bold)
    sheet.freeze_panes(1, 0)


def _write_texts(sheet: Worksheet, rows: Iterator[tuple[str, ...]], first: int) -> None:
    for number, row in enumerate(rows, first):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)


def _write_rows(sheet: Worksheet, content: Content, forms: dict[str, Format]) -> Iterator[str]:
    """Write the rows of a table below its head; the places of texts that had to be cut."""
    columns = content.definition.columns
    writes = [_writer(column, forms) for column in columns]
    for number, row in enumerate(content.rows(), 1):
        cells = [array_text(value) if isinstance(value, list) else value for value in row]
        for place, (cell, fitting) in enumerate(zip(cells, map(_fitting, cells), strict=True)):
            if fitting is not None:
                writes[place](sheet, number, place, fitting)
            if fitting != cell:
                yield f"{content.name}.{columns[place].name}, row {number + 1}"


def _fitting(cell: object) -> object:
    return shortened(cell) if isinstance(cell, str) else cell


def shortened(text: str) -> str:
    """A text as far as a cell holds it: 32,767 units of UTF-16, of which an emoji takes two; the same text if all."""
    if len(text) * 2 <= MOST_UNITS:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= MOST_UNITS * 2:
        return text
    return units[: (MOST_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _writer(column: Column, forms: dict[str, Format]) -> Write:
    kinds: dict[str, Write] = {"integer": Worksheet.write_number, "float": Worksheet.write_number}
    kinds |= {"boolean": Worksheet.write_boolean, "decimal": _write_amount, "string": Worksheet.write_string}
    kind = "string" if column.many else column.kind
    if kind in kinds:
        return kinds[kind]
    return lambda sheet, row, place, value: _write_time(sheet, row, place, value, forms[column.kind])


def _write_amount(sheet: Worksheet, row: int, place: int, value: Decimal) -> None:
    """An exact amount as a number, or as text where a number of a spreadsheet would lose a digit."""
    if is_exact(value):
        sheet.write_number(row, place, float(value))
    else:
        sheet.write_string(row, place, str(value))


def _write_time(sheet: Worksheet, row: int, place: int, value: date, form: Format) -> None:
    """A date or time as such, or as text where spreadsheets know no such day."""
    day = value.date() if isinstance(value, datetime) else value
    if day >= _FIRST_DAY:
        sheet.write_datetime(row, place, value, form)
    else:
        sheet.write_string(row, place, str(json_value(value)))


def _about(selection: Selection, cut: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield TITLE, DESCRIPTION
    yield "Release", selection.release
    for origin in selection.origins:
        yield "Source", origin.title, origin.home, origin.licence
    yield "Empty cells", "The pages do not say."
    yield "Lists", 'As JSON, such as ["BEL", "PHL"].'
    yield "Times", "In UTC, to the millisecond."
    for content in selection.contents:
        yield content.name, content.definition.description, f"{content.count} rows"
    for place in cut:
        yield "Cut", f"{place}: the text is longer than a cell holds; CSV and Parquet files have all of it."


def _meanings(selection: Selection) -> Iterator[tuple[str, ...]]:
    for content in selection.contents:
        for column in content.definition.columns:
            yield content.name, column.name, sql_type(column), column.description
