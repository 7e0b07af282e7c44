"""The list of links that text browsers print below a page, and the marks by which the text refers to it.

lynx and elinks print ``[3]Harbour Clinics`` in the text and below it, under ``References``, ``3. https://…``; w3m
prints ``[3] https://…``. Neither the marks nor the list are text of the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractors.text import without_mark
from schemas.document import Line

LINK_LIST = "link list"
"""The region of the lines of such a list."""
_HEADINGS = frozenset({"references", "references:"})
_PARTS = frozenset({"visible links", "visible links:", "hidden links", "hidden links:"})
_ENTRY = re.compile(r"(?:\[([0-9]{1,5})\]|([0-9]{1,5})\.) (\S+)")
_MARK = re.compile(r"\[([0-9]{1,5})\]")
_LOCAL = re.compile(r"file://(?:localhost)?(?=/)")
_FEWEST_MARKED = 1 / 3
"""Of the numbers of a list: links without a text, such as pictures, have no mark."""
_LONGEST_LINK = 130
_ENDS_OF_SENTENCES = (".", ";", ":")


class Unmarked(NamedTuple):
    """The text of a line without marks of links, the addresses they stand for, and whether one stands before it all."""

    text: str
    links: tuple[str, ...] = ()
    opens: bool = False


class LinkList(NamedTuple):
    """A list of links: where its heading is among the lines of the page, and the lines above that hold marks.

    Each of those is given without its marks, by its number.
    """

    start: int
    unmarked: Mapping[int, Unmarked]


def link_list(lines: Sequence[Line]) -> LinkList | None:
    """The list of links that ends a page, or None if there is none, or where the text has no marks for most of it.

    ``• [2]Meetings`` is ``• Meetings`` with one address.
    """
    start = _heading_at(lines)
    if start is None:
        return None
    addresses = [_LOCAL.sub("", entry[3]) for line in lines[start:] if (entry := _ENTRY.fullmatch(line.text))]
    found = [(i, match) for i in range(start) for match in _MARK.finditer(lines[i].text)]
    marks = _in_order([int(match[1]) for _, match in found], len(addresses))
    if len(marks) < _FEWEST_MARKED * len(addresses):
        return None
    by_line: dict[int, list[re.Match[str]]] = {}
    for place in marks:
        i, match = found[place]
        by_line.setdefault(i, []).append(match)
    unmarked = {lines[i].number: _unmarked(lines[i].text, matches, addresses) for i, matches in by_line.items()}
    return LinkList(start, unmarked)


def _heading_at(lines: Sequence[Line]) -> int | None:
    """Where the heading of a list stands that ends the page, and whose numbers rise from 1."""
    numbers: list[int] = []
    at = len(lines) - 1
    while at >= 0 and ((entry := _ENTRY.fullmatch(lines[at].text)) or lines[at].text.casefold() in _PARTS):
        numbers += [int(entry[1] or entry[2])] if entry else []
        at -= 1
    rises = numbers == list(range(len(numbers), 0, -1))
    return at if numbers and rises and at >= 0 and lines[at].text.casefold() in _HEADINGS else None


def _in_order(numbers: Sequence[int], last: int) -> list[int]:
    """The places of 1, 2, 3 … up to ``last``, each behind the one before; numbers that are missing are passed over.

    So a note ``[1]`` in the text, behind the mark ``[1]``, is none.
    """
    places: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        places.setdefault(number, []).append(place)
    taken: list[int] = []
    for number in range(1, last + 1):
        mine = places.get(number, [])
        at = bisect_left(mine, taken[-1] if taken else 0)
        taken += mine[at : at + 1]
    return taken


def _unmarked(text: str, matches: Sequence[re.Match[str]], addresses: Sequence[str]) -> Unmarked:
    pieces, end = [], 0
    for match in matches:
        pieces.append(text[end : match.start()])
        end = match.end()
    pieces.append(text[end:])
    links = tuple(addresses[int(match[1]) - 1] for match in matches)
    return Unmarked("".join(pieces).strip() or text, links, opens=without_mark(text).startswith(matches[0][0]))


def spanning_links(found: Unmarked) -> tuple[str, ...]:
    """The links that make up a whole line, as far as its text tells: no sentence, and nothing before the first one."""
    is_sentence = len(found.text) > _LONGEST_LINK or found.text.endswith(_ENDS_OF_SENTENCES)
    return found.links if found.opens and not is_sentence else ()
