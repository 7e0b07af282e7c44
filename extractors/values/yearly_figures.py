"""Figures of a year as statistics print them: ``546,699 (2024 est.)``, ``1.5 million (July 2025)``, ``2.1% of GDP``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_UNITS = {
    "persons": r"(?: (?:persons|people))?",
    "per 1,000 population": r" migrant(?:\(s\)|s)?/1,000 population",
    "percent of GDP": r" ?% of GDP",
}
_SCALES = {"": 1, "million": 10**6}
_TOO_LARGE = 10**12  # no unit has figures like that
_NUMBER = r"(?:total:? )?(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,2})?)"
_SCALE = r"(?: (?P<scale>million))?"
# "(July 2025 est.)"; a bracket without "est." says that the figure was counted.
_WHEN = re.compile(r"\((?:[A-Z][a-z]{2,8} )?(?P<year>(?:19|20)[0-9]{2})(?P<estimated> est\.?)?\)")
_FIGURES = {
    unit: re.compile(rf"{_NUMBER}{_SCALE}{printed}(?: total)?(?: {_WHEN.pattern})?") for unit, printed in _UNITS.items()
}
_LABEL_NOISE = re.compile(r"^[0-9]+|\([^()]*\)")  # "70179refugees (country of origin)"
_LABEL_YEAR = re.compile(r" ((?:19|20)[0-9]{2})$")
_SHORT = 60  # a longer text names years of other things too


class YearlyFigure(NamedTuple):
    """A figure. ``value`` is None if the text is none that can be read whole.

    ``year`` is None if none or several are printed; ``estimated`` is None if no year stands behind the figure.
    """

    value: Decimal | None
    year: int | None
    estimated: bool | None


def read_yearly_figure(printed: str, unit: str, label: str) -> YearlyFigure:
    """A figure in a unit of ``_UNITS``, below a label that may end in its year.

    ``546,699 (2024 est.)`` is 546699 of 2024, estimated; ``less than 1% (2023 est.)`` has no value. Nor has one below
    ``Remittances 2023`` that is printed as of 2022: then the year is open too. Raises KeyError for an unknown unit.
    """
    read = _FIGURES[unit].fullmatch(printed)
    marked = set(_WHEN.findall(printed)) if len(printed) <= _SHORT else set()
    years = {year for year, _ in marked} | set(_LABEL_YEAR.findall(label))
    value = _value(read) if read and len(years) <= 1 else None
    year = int(next(iter(years))) if len(years) == 1 else None
    estimated = any(mark for _, mark in marked) if len(marked) == 1 else None
    return YearlyFigure(value, year, estimated)


def _value(read: re.Match[str]) -> Decimal | None:
    """``1.5 million`` is 1500000. A number that is larger than any that can be meant is none."""
    value = Decimal(read["number"].replace(",", "")) * _SCALES[read["scale"] or ""]
    return value if abs(value) < _TOO_LARGE else None


def label_of_figures(printed: str) -> str:
    """A label without its year and what counts and asides add: ``Remittances 2023`` is ``Remittances``."""
    return _LABEL_YEAR.sub("", _LABEL_NOISE.sub("", printed).strip())
