"""The lines of a page, each with the labels that it opens with: labels are read once for each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractors.gfmd.site.vocabulary import Labelled, labelled
from schemas.document import Line


class Field(NamedTuple):
    """A label of a practice's own page by its meaning, and the value beside it: ``link``, and ``""`` for none."""

    label: str
    value: str


class PageLine(NamedTuple):
    """A line and the label of a country's page that it opens with, which is None if the line is a value.

    ``field`` is the same for the labels of a practice's own page, once they are read.
    """

    line: Line
    opening: Labelled | None
    field: Field | None = None

    @property
    def text(self) -> str:
        """The text of the whole line, the label included."""
        return self.line.text


def page_lines(lines: Iterable[Line]) -> tuple[PageLine, ...]:
    """The lines in the same order, each with its label: ``Delegate`` and then ``Yes`` give one label and None."""
    return tuple(PageLine(line, labelled(line.text)) for line in lines)


def without_labels(lines: Iterable[PageLine]) -> list[Line]:
    """The lines alone, in the same order, for what has no labels: teasers and the pages of practices."""
    return [one.line for one in lines]


def labels_at(lines: Sequence[PageLine]) -> list[tuple[int, Labelled]]:
    """The labels among some lines, each with the index of its line."""
    return [(i, one.opening) for i, one in enumerate(lines) if one.opening]
