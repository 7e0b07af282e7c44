"""What saved pages say, page by page and in this process: nothing is written and no socket is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.sources import SCHEMA
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import UnreadableInput, find_pages
from pipeline.transform.dataset import assemble, read_snapshot
from schemas.extraction import AnyExtraction, Claim
from schemas.tables import Dataset

_LINES_OF_RECORDS = frozenset({"evidence", "page_lines"})  # told with each record


def parsed_records(paths: Sequence[Path]) -> Iterator[Mapping[str, object]]:
    """The records of each page by itself: table, path, page id, the lines it comes from, and the record.

    Raises UnreadableInput for a path that can't be read, and where there is no page.
    """
    for extraction in _extractions(paths):
        dataset = assemble([extraction])
        lines = _lines_of_records(dataset)
        for table in SCHEMA.tables:
            if table.kind == "reference" or table.name in _LINES_OF_RECORDS:
                continue
            for record in sorted(dataset.get(table.name, ()), key=repr):
                fields = record._asdict()
                key = "/".join(str(fields[column]) for column in table.key)
                yield {
                    "table": table.name,
                    "path": extraction.page.path,
                    "page_id": extraction.page.page_id,
                    "lines": lines[table.name, key] or _own_lines(fields),
                    "record": fields,
                }


def _lines_of_records(dataset: Dataset) -> Mapping[tuple[str, str], list[list[int]]]:
    lines: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for found in sorted(dataset.get("evidence", ())):
        lines[found.table_name, found.record_id].append([found.first_line, found.last_line])
    return lines


def _own_lines(fields: Mapping[str, Any]) -> list[list[int]]:
    """The lines that a record names itself, as issues and repairs do."""
    first = fields.get("first_line", fields.get("line"))
    return [[first, fields.get("last_line", first)]] if first is not None else []


def inspected_lines(paths: Sequence[Path]) -> Iterator[Mapping[str, object]]:
    """Every line of the pages with its owner, the last physical line of one that was wrapped, and the pointer of JSON.

    Raises UnreadableInput for a path that can't be read, and where there is no page.
    """
    for extraction in _extractions(paths):
        if extraction.refusal:
            yield _row_of_claim(
                extraction, Claim(0, f"refused:{extraction.refusal.reason}", extraction.refusal.message, 0)
            )
        for claim in extraction.claims:
            yield _row_of_claim(extraction, claim)


def _row_of_claim(extraction: AnyExtraction, claim: Claim) -> Mapping[str, object]:
    row = {
        "path": extraction.page.path,
        "line": claim.line,
        "last_line": claim.last_line,
        "owner": claim.owner,
        "text": claim.text,
    }
    return row if claim.pointer is None else {**row, "pointer": claim.pointer}


def _extractions(paths: Sequence[Path]) -> Iterator[AnyExtraction]:
    none = True
    for file in find_pages(paths).files:
        for snapshot in read_snapshots(file):
            none = False
            yield read_snapshot(snapshot)
    if none:
        given = ", ".join(map(str, paths))
        raise UnreadableInput(f"There is no page in {given}; docs/saving.md names all forms that pages are read in.")
