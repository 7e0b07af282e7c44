"""The fields of a profile, alike for the two forms in which profiles were saved.

The flat form has sections, fields and subfields by name (``/Geography/Area/land/text``). The other one, as the site's
own program read it, has lists whose entries tell their names (``/categories/1/fields/3/subfields/1/content``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.reading.json_document import pointer_names
from schemas.document import Line

_NOTE = re.compile(r"[;,]? ?\bnote(?: [0-9]{1,2})? ?(?::| -).*", re.IGNORECASE)
_CATEGORY, _FIELD, _SUBFIELD = 2, 4, 6  # how many names lead to an entry of each list


class Leaf(NamedTuple):
    """A leaf and its place. ``part`` is ``text`` for what the field itself says, else the name of the leaf."""

    section: str
    field: str
    subfield: str
    part: str
    line: Line

    @property
    def text(self) -> str:
        """What is printed, without a note behind it: one form has notes in leaves of their own, the other one not."""
        return _NOTE.sub("", self.line.text)


def leaves_of(lines: Sequence[Line]) -> list[Leaf]:
    """The leaves of a profile of either form, in order."""
    named = {line.pointer or "": line.text for line in lines}
    return [_leaf(line, pointer_names(line.pointer or ""), named) for line in lines]


def is_profile(leaves: Sequence[Leaf]) -> bool:
    """Whether the leaves are those of a profile: it has one of the sections of all profiles, with fields."""
    sections = {leaf.section for leaf in leaves if leaf.field and leaf.part == "text"}
    return bool(sections & {"Geography", "Government", "People and Society"})


def said(leaves: Sequence[Leaf], section: str, field: str) -> Iterator[Leaf]:
    """What a field and its subfields say; a field that has no more than a note says nothing."""
    place = (section, field, "text")
    return (leaf for leaf in leaves if (leaf.section, leaf.field, leaf.part) == place and leaf.text)


def _leaf(line: Line, names: Sequence[str], named: Mapping[str, str]) -> Leaf:
    if names[:1] == ("categories",):
        return _listed(line, names, named)
    section, field, *below = (*names, "", "")[: max(len(names), 2)]
    field = "" if field.isdigit() else field  # an entry of a list, such as that of pictures
    *subfields, part = below or [""]
    return Leaf(section, field.strip(), " / ".join(subfields).strip(), part, line)


def _listed(line: Line, names: Sequence[str], named: Mapping[str, str]) -> Leaf:
    """A leaf of the form with lists, whose entries have a ``title`` or ``name``.

    The content of a field that has subfields repeats what they say, so it is no text of its own.
    """

    def name(length: int, key: str) -> str:
        return named.get(f"/{'/'.join(names[:length])}/{key}", "") if len(names) > length else ""

    repeats = len(names) == _FIELD + 1 and f"/{'/'.join(names[:_FIELD])}/subfields/0/name" in named
    part = "text" if names[-1] == "content" and not repeats else names[-1]
    return Leaf(name(_CATEGORY, "title"), name(_FIELD, "name"), name(_SUBFIELD, "name"), part, line)
