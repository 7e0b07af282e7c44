"""From the text of a page to its lines: physical ones, or those of a page that a tool wrapped, joined again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.reading.link_list import LINK_LIST, Unmarked, link_list, spanning_links
from extractors.reading.markdown.starred_headings import is_of_debian_html2text
from extractors.reading.space import drop_unseen, text_lines
from extractors.reading.wrapped.columns import has_barred_rows, has_centred_labels
from extractors.reading.wrapped.join import Joined
from extractors.reading.wrapped.lines import Printed, words_go_on
from extractors.reading.wrapped.page import unwrap
from extractors.text import begins_with_list_mark
from schemas.document import Line
from schemas.shapes import Shapes
from schemas.snapshot import Refusal

_FEWEST_DOUBLED = 3
_ODD_SPACES = tuple(
    character for character in map(chr, range(0x3001)) if character.isspace() and character not in " \n\xa0"
)
_BOTH_DOUBLED = 3
"""Blank lines between two that one stood between, if one was put behind every line."""
_TAB = 8
_SHORTEST_BROKEN = 12
_BETWEEN_CELLS = "   "
_FEWEST_ROWS = 3
_HEADING_COLUMNS = frozenset({0, 2, 4, 6})
"""Where lynx and elinks print headings of the levels 2 to 5; text stands at column 3, and list items have marks."""


class TextLines(NamedTuple):
    """The lines of a text that are not blank, whether they were wrapped, and whether a list of links ends the page."""

    lines: tuple[Line, ...]
    is_wrapped: bool = False
    ends_in_list: bool = False


def read_text(text: str, bound: int, shapes: Shapes) -> TextLines | Refusal:
    """The lines of a page of text. The refusal's reason is ``too_large``, ``empty`` or ``wrapped``.

    ``bound`` is how many lines there may be at most, ``shapes`` what the source knows of their shapes.
    """
    physical = _physical_lines(text)
    found = _lines(physical, bound)
    if len(found) > bound:
        return Refusal("too_large", f"The page has over {bound:,} lines.")
    if not found:
        return Refusal("empty", "The page is empty.")
    if is_of_debian_html2text(physical):
        return Refusal("wrapped", "The text has no blank lines between its paragraphs. Save the page again as HTML.")
    lines = _evened(found, text)
    listed = link_list(lines)
    if listed is None:
        return _content(lines, physical, {}, shapes)
    content = _content(lines[: listed.start], physical, listed.unmarked, shapes)
    if isinstance(content, Refusal):
        return content
    links = tuple(line._replace(region=LINK_LIST) for line in lines[listed.start :])
    return TextLines((*_with_sure_links(content.lines, physical), *links), content.is_wrapped, ends_in_list=True)


def _physical_lines(text: str) -> list[str]:
    """Split the text at its line ends. White space is plain spaces then, or no-break ones; what prints nothing goes.

    Each replacement is one scan in C of the whole page, which costs less than folding line by line.
    """
    text = "\n".join(text_lines(drop_unseen(text)))
    for space in _ODD_SPACES:
        text = text.replace(space, " ")
    return text.split("\n")


def _lines(physical: Sequence[str], bound: int) -> list[Line]:
    """The lines that are not blank, up to the first one over the bound."""
    lines: list[Line] = []
    gap = 0
    for number, printed in enumerate(physical, start=1):
        text = printed.strip()
        if not text:
            gap += 1
            continue
        if "  " in text or "\xa0" in text:
            text = " ".join(text.split())
        lines.append(Line(number, text, gap, item=begins_with_list_mark(text)))
        gap = 0
        if len(lines) > bound:
            break
    return lines


def _evened(lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    """The lines with blank ones counted once where the file doubles them: behind every line end (CR CR LF), or each."""
    every = 2 * text.count("\r\r\n") > text.count("\n") > 0
    gaps = [line.gap for line in lines[1:]]
    each = 1 not in gaps and gaps.count(2) >= _FEWEST_DOUBLED
    if not (every or each):
        return tuple(lines)
    return tuple(line._replace(gap=(line.gap - every) // 2) for line in lines)


def _content(
    lines: Sequence[Line], physical: Sequence[str], unmarked: Mapping[int, Unmarked], shapes: Shapes
) -> TextLines | Refusal:
    """The lines of a page without its list of links, whose marks are in ``unmarked``."""
    refusal = _refused_table(lines, physical, unmarked, shapes)
    if refusal:
        return refusal
    joined = _unwrapped(lines, physical, unmarked, shapes)
    if isinstance(joined, Refusal):
        return joined
    if joined is None and _unwrapped(_without_every_second(lines), physical, unmarked, shapes) is not None:
        return Refusal("wrapped", "Blank lines stand between the lines that a tool wrapped. Save the page again.")
    if joined is not None:
        return TextLines(tuple(_joined_line(one, unmarked) for one in joined), is_wrapped=True)
    return TextLines(tuple(_linked(line, unmarked) for line in lines) if unmarked else tuple(lines))


def _refused_table(
    lines: Sequence[Line], physical: Sequence[str], unmarked: Mapping[int, Unmarked], shapes: Shapes
) -> Refusal | None:
    """The refusal of a page whose table can't be read line by line."""
    if _shows_columns(physical) and has_centred_labels(_printed(lines, physical, unmarked)):
        return Refusal("wrapped", "The text shows a table whose labels stand amid their values. Save it again as HTML.")
    if _shows_bars(physical) and has_barred_rows(_printed(lines, physical, unmarked), shapes):
        return Refusal("wrapped", "The text shows a table with bars between its cells. Save the page again as HTML.")
    return None


def _unwrapped(
    lines: Sequence[Line], physical: Sequence[str], unmarked: Mapping[int, Unmarked], shapes: Shapes
) -> tuple[Joined, ...] | Refusal | None:
    return unwrap(_printed(lines, physical, unmarked), shapes) if _may_be_wrapped(lines, physical) else None


def _without_every_second(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines as they were if a blank one was put behind every line, be it blank or not; none if it was not."""
    gaps = [line.gap for line in lines[1:]]
    if _BOTH_DOUBLED not in gaps or any(gap % 2 == 0 for gap in gaps):
        return ()
    return [line._replace(gap=line.gap // 2) for line in lines]


def _with_sure_links(lines: Sequence[Line], physical: Sequence[str]) -> Iterator[Line]:
    """The lines less the links of headings of which only some are links: those would hide that the others are headings.

    Text browsers print headings by themselves and at columns of their own.
    """
    gaps_below = [*(line.gap for line in lines[1:]), 1]
    columns = [
        _indent(line, physical) if line.gap and gap_below and not line.item else None
        for line, gap_below in zip(lines, gaps_below, strict=False)
    ]
    plain = {column for line, column in zip(lines, columns, strict=True) if not line.links} & _HEADING_COLUMNS
    for line, column in zip(lines, columns, strict=True):
        yield line._replace(links=(), href=None) if line.links and column in plain else line


def _indent(line: Line, physical: Sequence[str]) -> int:
    printed = physical[line.number - 1]
    return len(printed) - len(printed.lstrip())


def _shows_columns(physical: Sequence[str]) -> bool:
    """Whether some lines may have cells side by side, as a quick look tells."""
    return sum(_BETWEEN_CELLS in line.strip() for line in physical) >= _FEWEST_ROWS


def _shows_bars(physical: Sequence[str]) -> bool:
    """Whether some lines may have cells between bars, as a quick look tells."""
    return sum("|" in line for line in physical) >= _FEWEST_ROWS


def _may_be_wrapped(lines: Sequence[Line], physical: Sequence[str]) -> bool:
    """Whether some line may go on in the next one, as a quick look tells: most pages are not wrapped."""
    return any(
        (line.item and not below.item and _indent(below, physical) > _indent(line, physical))
        or words_go_on(line.text, below.text)
        for line, below in pairwise(lines)
        if not below.gap and len(line.text) >= _SHORTEST_BROKEN
    )


def _printed(lines: Sequence[Line], physical: Sequence[str], unmarked: Mapping[int, Unmarked]) -> list[Printed]:
    """The lines with the columns that they take."""
    found = []
    for line in lines:
        whole = physical[line.number - 1].expandtabs(_TAB)
        raw = whole.strip()
        indent = len(whole) - len(whole.lstrip())
        shown = unmarked[line.number].text if line.number in unmarked else line.text
        found.append(Printed(line.number, indent, raw, len(whole) - indent - len(raw), shown, line.gap))
    return found


def _joined_line(joined: Joined, unmarked: Mapping[int, Unmarked]) -> Line:
    last = joined.last if joined.last > joined.first else None
    line = Line(joined.first, joined.text, joined.gap, item=begins_with_list_mark(joined.text), last=last)
    held = [unmarked[number] for number in range(joined.first, joined.last + 1) if number in unmarked]
    if not held:
        return line
    opens = held[0].opens and joined.first in unmarked
    return _with_links(line, Unmarked(joined.text, tuple(link for one in held for link in one.links), opens))


def _linked(line: Line, unmarked: Mapping[int, Unmarked]) -> Line:
    found = unmarked.get(line.number)
    return _with_links(line._replace(text=found.text), found) if found and found.text else line


def _with_links(line: Line, found: Unmarked) -> Line:
    links = spanning_links(found)
    return line._replace(links=links, href=links[0] if len(links) == 1 else None)
