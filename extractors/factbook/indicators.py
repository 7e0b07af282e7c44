"""Figures on people who moved, and what they are measured against. Which field gives which is ``indicators.csv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import NamedTuple

from extractors.factbook.fields import Leaf, said

_UNITS = {
    "persons": r"(?: (?:persons|people))?",
    "per 1,000 population": r" migrant(?:\(s\)|s)?/1,000 population",
    "percent of GDP": r" ?% of GDP",
}
_SCALES = {"": 1, "million": 10**6}
_TOO_MANY = 10**12  # persons, or percent
_NUMBER = r"(?:total:? )?(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,2})?)"
_SCALE = r"(?: (?P<scale>million))?"
# "(July 2025 est.)"; a bracket without "est." says that the figure was counted.
_WHEN = re.compile(r"\((?:[A-Z][a-z]{2,8} )?(?P<year>(?:19|20)[0-9]{2})(?P<estimated> est\.?)?\)")
_VALUES = {
    unit: re.compile(rf"{_NUMBER}{_SCALE}{said}(?: total)?(?: {_WHEN.pattern})?") for unit, said in _UNITS.items()
}
_LABEL_NOISE = re.compile(r"^[0-9]+|\([^()]*\)")  # "70179refugees (country of origin)"
_PARTS_WITHOUT_USE = frozenset({"male", "female"})
_SHORT = 60  # a longer text names years of other things too
_YEAR = re.compile(r" ((?:19|20)[0-9]{2})$")


class Wanted(NamedTuple):
    """A row of ``indicators.csv``: where an indicator stands. No ``subfield`` is the field itself."""

    name: str
    section: str
    field: str
    subfield: str
    unit: str


class Figure(NamedTuple):
    """One figure as printed. ``value`` is None where the text is none that can be read whole."""

    name: str
    value: Decimal | None
    unit: str
    year: int | None
    estimated: bool | None
    leaf: Leaf


def read_indicators(leaves: Sequence[Leaf]) -> list[Figure]:
    """The figures of a profile, by name; of several years the newest first."""
    return [figure for wanted in _wanted() for figure in _figures(wanted, leaves)]


def _figures(wanted: Wanted, leaves: Sequence[Leaf]) -> Sequence[Figure]:
    found = list(said(leaves, wanted.section, wanted.field))
    # A field without subfields says by itself what its total would.
    whole = all(not leaf.subfield for leaf in found)
    mine = [
        leaf for leaf in found if _label(leaf.subfield) == wanted.subfield or (whole and wanted.subfield == "total")
    ]
    figures = [_figure(wanted, leaf) for leaf in mine]
    return sorted(figures, key=lambda figure: -(figure.year or 0))


def _label(subfield: str) -> str:
    """The name of a subfield without what years and origins add: ``Remittances 2023`` is ``Remittances``."""
    return _YEAR.sub("", _LABEL_NOISE.sub("", subfield).strip())


def _figure(wanted: Wanted, leaf: Leaf) -> Figure:
    """``546,699 (2024 est.)`` is 546699 of 2024, estimated; ``less than 1% (2023 est.)`` has no value.

    Nor has one of ``Remittances 2023`` that is printed as of 2022: then the year is open too.
    """
    read = _VALUES[wanted.unit].fullmatch(leaf.text)
    told = set(_WHEN.findall(leaf.text)) if len(leaf.text) <= _SHORT else set()
    years = {year for year, _ in told} | set(_YEAR.findall(leaf.subfield))
    value = _value(read) if read and len(years) <= 1 else None
    year = int(next(iter(years))) if len(years) == 1 else None
    estimated = any(marked for _, marked in told) if len(told) == 1 else None
    return Figure(wanted.name, value, wanted.unit, year, estimated, leaf)


def _value(read: re.Match[str]) -> Decimal | None:
    """``1.5 million`` is 1500000. A number that is larger than any that can be meant is none."""
    value = Decimal(read["number"].replace(",", "")) * _SCALES[read["scale"] or ""]
    return value if abs(value) < _TOO_MANY else None


@cache
def _wanted() -> tuple[Wanted, ...]:
    text = resources.files("extractors.factbook").joinpath("indicators.csv").read_text(encoding="utf-8")
    return tuple(Wanted(**row) for row in csv.DictReader(text.splitlines()))


def is_unknown_part(leaf: Leaf) -> bool:
    """Whether a leaf is a part, on no list, of a field with figures: a new label of refugees must not go unseen."""
    parts = {wanted.subfield for wanted in _wanted() if (wanted.section, wanted.field) == (leaf.section, leaf.field)}
    known = parts | _PARTS_WITHOUT_USE | {""}
    return bool(parts) and leaf.part == "text" and _label(leaf.subfield) not in known
