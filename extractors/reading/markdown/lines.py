"""The line ends within paragraphs of Markdown: where they are spaces, and where they end lines of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from markdown_it.token import Token

from extractors.reading.markdown.source import NO_MARK
from extractors.reading.space import fold_space
from extractors.reading.wrapped.join import Joined, joint
from extractors.reading.wrapped.lines import Printed, is_full, words_go_on
from extractors.reading.wrapped.page import unwrap
from schemas.shapes import Shapes
from schemas.snapshot import Refusal

_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?: [^()\n]{0,300})?\)")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_CELLS = re.compile(r"[^|\\]\|(?:\s|\Z)|\A\|\s")
_FEWEST_ROWS = 3
_NARROWEST, _WIDEST = 60, 100
_SHORTEST_BROKEN = 40
_HARD_END = 2
"""Spaces behind a line that end it."""
_Pair = tuple[Printed, Printed]
"""A line of a paragraph and the one below it."""
_AGAIN = "Save the page again as HTML."


def end_lines(tokens: Sequence[Token], source: Sequence[str], shapes: Shapes) -> Refusal | None:
    """Let line ends within paragraphs end lines, unless the page is wrapped there; a Refusal where that is unsure.

    A table that was wrapped is no table any more: its rows would be read as lines.
    """
    broken = [token for token in tokens if any(child.type == "softbreak" for child in token.children or ())]
    paragraphs = [list(_lines_of(token, source)) for token in broken]
    lines = [line for paragraph in paragraphs for line in paragraph]
    if sum(_CELLS.search(line.raw) is not None for line in lines) >= _FEWEST_ROWS:
        return Refusal("wrapped", f"The rows of a table are wrapped. {_AGAIN}")
    joined = unwrap(lines, shapes)
    if isinstance(joined, Refusal):
        return joined
    joints = _plain_joints(paragraphs, shapes) if joined is None else _joints(joined)
    if isinstance(joints, Refusal):
        return joints
    for token in broken:
        _end_lines_of(token, joints)
    return None


def _joints(joined: Sequence[Joined]) -> Mapping[int, str]:
    return {number: between for one in joined for number, between in one.joints.items()}


def _plain_joints(paragraphs: Sequence[Sequence[Printed]], shapes: Shapes) -> Mapping[int, str] | Refusal:
    """The joints of a page on which too few lines are broken to tell a width: spaces, as Markdown has it.

    Where fixed texts or records stand close together the page prints each line by itself: then only those lines count
    as broken that are as long as wrapped ones. A line that looks broken and is not as long refuses the page.
    """
    pairs = [pair for paragraph in paragraphs for pair in pairwise(paragraph)]
    widest = max((line.breakable_width for paragraph in paragraphs for line in paragraph), default=0)
    whole = _whole_lines(pairs, widest, shapes)
    unclear = next((line for line, below in whole if _may_go_on(line, below, shapes)), None)
    if unclear:
        return Refusal("wrapped", f"It is not certain that a line ends in {unclear.text[-40:]!r}. {_AGAIN}")
    kept = {line.number for line, _ in whole}
    return {line.number: joint(line.text, below.text) for line, below in pairs if line.number not in kept}


def _whole_lines(pairs: Sequence[_Pair], widest: int, shapes: Shapes) -> Sequence[_Pair]:
    """The lines, each with the one below, that the page prints by themselves; none where no two are surely so."""
    own = {line.number for line, below in pairs if _are_two(line, below, shapes)}
    if not own:
        return []
    return [pair for pair in pairs if pair[0].number in own or not _is_long(*pair, widest)]


def _may_go_on(line: Printed, below: Printed, shapes: Shapes) -> bool:
    """Whether a line that is to be one of its own looks as if it went on in the one below."""
    is_ended = line.trailing >= _HARD_END or line.raw.endswith("\\") or line.width < _SHORTEST_BROKEN
    return not is_ended and words_go_on(line.text, below.text) and not shapes.begins(below.text)


def _are_two(line: Printed, below: Printed, shapes: Shapes) -> bool:
    """Whether both are lines of their own: a fixed text or the beginning of a record, or records both, unbroken."""
    if shapes.is_whole(line.text) or shapes.begins(below.text) or shapes.may_begin(below.text):
        return True
    both = shapes.may_be_record(line.text) and shapes.may_be_record(below.text)
    return both and not words_go_on(line.text, below.text)


def _is_long(line: Printed, below: Printed, widest: int) -> bool:
    return _NARROWEST <= line.width <= _WIDEST and is_full(line, below, widest)


def _lines_of(token: Token, source: Sequence[str]) -> Iterator[Printed]:
    """The physical lines of a paragraph, counted from 0."""
    first, end = token.map or (0, 0)
    for number in range(first, min(end, len(source))):
        raw = source[number].replace(NO_MARK, "").strip()
        indent = len(source[number]) - len(source[number].lstrip())
        trailing = len(source[number]) - len(source[number].rstrip())
        said = fold_space(_ESCAPE.sub("", _LINK.sub(r"\1", raw)))
        yield Printed(number, indent, raw, trailing, said or "-", gap=int(number == first))


def _end_lines_of(token: Token, joints: Mapping[int, str]) -> None:
    """Make each line end of a paragraph a ``<br>``, or what ``joints`` puts between that line and the next."""
    number = (token.map or (0, 0))[0]
    for child in token.children or ():
        is_end = child.type in ("softbreak", "hardbreak")
        if child.type == "softbreak" and number in joints:
            child.type, child.content = "text", joints[number]
        elif child.type == "softbreak":
            child.type, child.tag = "hardbreak", "br"
        number += is_end
