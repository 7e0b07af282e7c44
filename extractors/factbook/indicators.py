"""Figures on people who moved, and what they are measured against. Which field gives which is ``indicators.csv``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.data_files import csv_rows
from extractors.factbook.records import INDICATORS, Indicator
from extractors.reading.json_fields import Leaf, texts_of
from extractors.uniting.newest_page import PrintedRecord
from extractors.values.yearly_figures import label_of_figures, read_yearly_figure
from schemas.extraction import Issue


class _Wanted(NamedTuple):
    """A row of ``indicators.csv``: where an indicator stands. No ``subfield`` is the field itself."""

    name: str
    section: str
    field: str
    subfield: str
    unit: str


def read_indicators(leaves: Sequence[Leaf], source: str, iso3: str) -> Iterator[PrintedRecord]:
    """The figures of a profile, by name; of several years the newest first."""
    for wanted in _wanted():
        read = [(read_yearly_figure(one.text, wanted.unit, one.subfield), one) for one in _leaves(wanted, leaves)]
        newest_first = sorted(read, key=lambda figure: -(figure[0].year or 0))
        for position, ((value, year, estimated), leaf) in enumerate(newest_first, 1):
            record = Indicator(source, iso3, wanted.name, position, value, wanted.unit, year, estimated, leaf.text)
            issue = _unread(record, leaf) if value is None else None
            yield PrintedRecord(INDICATORS, record, leaf.line.span, issue)


def _leaves(wanted: _Wanted, leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves that print an indicator. A field without subfields says by itself what its total would."""
    found = list(texts_of(leaves, wanted.section, wanted.field))
    if wanted.subfield == "total" and not any(leaf.subfield for leaf in found):
        return found
    return [leaf for leaf in found if label_of_figures(leaf.subfield) == wanted.subfield]


def _unread(record: Indicator, leaf: Leaf) -> Issue:
    message = f"{record.text[:80]!r} gives no figure that could be read whole for {record.name}."
    return Issue("warning", "figure_unreadable", message, leaf.line.span)


@cache
def _wanted() -> tuple[_Wanted, ...]:
    return tuple(_Wanted(**row) for row in csv_rows("extractors.factbook", "indicators.csv"))
