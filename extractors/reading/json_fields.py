"""The leaves of JSON by section, field and subfield, whether those are names of objects or of entries of lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extractors.data_files import csv_rows
from extractors.reading.json_document import pointer_names
from extractors.values.yearly_figures import label_of_figures
from schemas.document import Line

KnownFields = Mapping[tuple[str, str], frozenset[str]]
"""Section and field of what a source knows, with the labels of their known parts; none where any part is known.

A section without a field stands for its own name and number.
"""


class Leaf(NamedTuple):
    """A leaf and its place. ``part`` is ``text`` for what the field itself says, else the name of the leaf."""

    section: str
    field: str
    subfield: str
    part: str
    text: str
    line: Line


def named_leaf(line: Line) -> Leaf:
    """A leaf of objects within objects: ``/Geography/Area/land/text`` is the text of the subfield ``land`` of ``Area``.

    What stands in a list is of no field.
    """
    names = pointer_names(line.pointer or "")
    section, field, *below = (*names, "", "")[: max(len(names), 2)]
    field = "" if field.isdigit() else field
    *subfields, part = below or [""]
    return Leaf(section, field.strip(), " / ".join(subfields).strip(), part, line.text, line)


def listed_leaf(line: Line, texts: Mapping[str, str]) -> Leaf:
    """A leaf of lists within lists whose entries tell their ``title`` or ``name``; ``texts`` has all, by pointer.

    ``/categories/1/fields/3/subfields/1/content`` is the text of a subfield. The content of a field that has subfields
    repeats what they say, so it is no text of its own.
    """
    above, _, part = (line.pointer or "").rpartition("/")
    section, field, subfield = (*_names_of_entries(above, texts), "", "", "")[:3]
    is_text = part == "content" and f"{above}/subfields/0/name" not in texts
    return Leaf(section, field, subfield, "text" if is_text else part, line.text, line)


def _names_of_entries(pointer: str, texts: Mapping[str, str]) -> Iterator[str]:
    """``/categories/1/fields/3`` leads through two entries of lists; one that tells no name gives an empty one."""
    parts = pointer.split("/")
    entries = ("/".join(parts[: at + 1]) for at, part in enumerate(parts) if part.isdigit())
    return (texts.get(f"{entry}/title") or texts.get(f"{entry}/name", "") for entry in entries)


@cache
def known_fields(room: str) -> KnownFields:
    """The fields that the file ``fields.csv`` of a room lists, with the columns ``section``, ``field`` and ``parts``.

    ``parts`` are the known labels of subfields, such as ``text; male; female``, where ``text`` is the field itself.
    Raises FileNotFoundError if the room has no such file.
    """
    return {
        (row["section"], row["field"]): frozenset(row["parts"].replace("; ", ";").split(";")) - {""}
        for row in csv_rows(room, "fields.csv")
    }


def ignored_leaves(leaves: Iterable[Leaf], known: KnownFields) -> dict[int, str]:
    """The owner of each leaf of a known field, by the number of its line; none for an unknown part of such a field.

    It is ``ignored:Geography / Climate``, or ``ignored:Geography`` for a leaf of the section itself, listed without a
    field.
    """
    return {
        leaf.line.number: f"ignored:{leaf.section} / {leaf.field}" if leaf.field else f"ignored:{leaf.section}"
        for leaf in leaves
        if (leaf.section, leaf.field) in known and _is_known_part(leaf, known[leaf.section, leaf.field])
    }


def _is_known_part(leaf: Leaf, parts: frozenset[str]) -> bool:
    return not parts or leaf.part != "text" or (label_of_figures(leaf.subfield) or "text") in parts


def texts_of(leaves: Sequence[Leaf], section: str, field: str) -> Iterator[Leaf]:
    """The leaves that say what a field and its subfields say, less those that are empty."""
    place = (section, field, "text")
    return (leaf for leaf in leaves if (leaf.section, leaf.field, leaf.part) == place and leaf.text)
