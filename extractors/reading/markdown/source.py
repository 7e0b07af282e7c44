"""Markdown as tools write it, mended to what the standard knows, before it is parsed.

pandoc's own Markdown has fences of divisions, attributes and lists of definitions (https://pandoc.org/MANUAL.html);
other tools break rows of tables and headings over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from extractors.reading.wrapped.join import joint

FENCE_OF_DIV = re.compile(r"^ {0,3}:{3,}.*$", re.MULTILINE)
"""A line that opens or closes a division in the Markdown of pandoc."""
_COLUMNS = re.compile(r"^ {0,8}(?:-{3,} {1,9}-{3,}[- ]{0,300}|\+-{3,}[-+]{0,300}\+) *$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"(?<=[\])])\{[^{}\n]{1,300}\}|(?<=\S) \{[.#][^{}\n]{0,300}\}$", re.MULTILINE)
_SPAN = re.compile(r"\[([^\[\]\n]{1,500})\]\{[.#][^{}\n]{0,300}\}")
_DEFINITION = re.compile(r"^ {0,3}: {1,3}(?=\S)")
_DASH = re.compile(r"(?<=[ \n])--(?=[^\s-])|(?<=[^\s-])--(?=\s)")
"""An en dash as pandoc writes it, where the parser leaves it: with a space on one side only."""
_HEADING = re.compile(r" {0,3}#{1,6} ")
_LIST_MARK = re.compile(r"\s{0,9}(?=[-*+] )")
_DELIMITER = frozenset("|:- ")
_LINE_END = "  "
NO_MARK = "\u2060"
"""A sign without width, which reading HTML drops: behind it a dash begins no list."""
_WRITTEN_ENDS = ("\\", _LINE_END)
_MOST_LINES_OF_HEADING = 4


def has_columns(text: str) -> bool:
    """Whether a table is printed as columns side by side, below ``-----  -----`` or ``+----+----+``."""
    return _COLUMNS.search(text) is not None


def plain_markdown(lines: Sequence[str]) -> str:
    """The text in Markdown as the standard has it: without fences, attributes and marks of definitions."""
    whole = _with_whole_headings(list(_with_whole_rows(list(_with_first_rows(lines)))))
    text = "\n".join(_with_plain_breaks(_without_definitions(whole)))
    if ":::" in text:
        text = _DASH.sub("–", FENCE_OF_DIV.sub("", text))
    return _ATTRIBUTES.sub("", _SPAN.sub(r"\1", text)) if "{" in text else text


def _without_definitions(lines: Iterable[str]) -> Iterator[str]:
    """The lines with each definition, such as ``:   Republic of Peru``, and what is indented below it as paragraphs."""
    indent = 0
    for line in lines:
        mark = _DEFINITION.match(line)
        if mark:
            indent = mark.end()
            yield ""
        elif line.strip() and line[:indent].strip():
            indent = 0
        yield line[indent:]


def _with_plain_breaks(lines: Iterable[str]) -> Iterator[str]:
    r"""The lines, of which none below a line end that is written out (``Geneva.\``) begins a list by its dash."""
    above = ""
    for line in lines:
        mark = _LIST_MARK.match(line) if above.endswith(_WRITTEN_ENDS) and above.strip() else None
        yield f"{line[: mark.end()]}{NO_MARK}{line[mark.end() :]}" if mark else line
        above = line


def _with_whole_headings(lines: Sequence[str]) -> Iterator[str]:
    """The lines with those of a heading joined that is broken within its link.

    pandoc writes ``## <a href="/1">Harbour`` above ``Clinics</a>``.
    """
    held: list[str] = []
    for line in lines:
        held.append(line)
        is_open = _HEADING.match(held[0]) is not None and "</a>" not in line and "<a " in held[0]
        if not is_open or not line.strip() or len(held) == _MOST_LINES_OF_HEADING:
            yield from [" ".join(held)] if "</a>" in line else held
            held = []
    yield from held


def _with_first_rows(lines: Sequence[str]) -> Iterator[str]:
    """The lines, of which the first row of a table shows its last cell where that is empty: ``Official Name|   ``."""
    for line, below in pairwise((*lines, "")):
        has_empty_cell = _is_delimiter(below) and line.rstrip().endswith("|") and not line.startswith("|")
        yield f"| {line.rstrip()} |" if has_empty_cell else line


def _is_delimiter(line: str) -> bool:
    return "---" in line and "|" in line and set(line) <= _DELIMITER


def _with_whole_rows(lines: Sequence[str]) -> Iterator[str]:
    """The lines with those of a table joined that ``html2text`` wrapped: there each whole line ends in two spaces.

    Below ``---|---`` these are ``RT Participation| Co-Chair in RT 1.2 "Empowering`` and ``migrants"  ``.
    """
    in_table: bool | None = None
    row = ""
    for place, line in enumerate(lines):
        if not line.strip():
            in_table = None
        elif in_table is None and _is_delimiter(line):
            in_table = _ends_lines_in_spaces(lines, place)
        below = line.lstrip()
        row = f"{row}{joint(row, below)}{below}" if row else line
        if in_table and not row.endswith(_LINE_END) and place + 1 < len(lines) and lines[place + 1].strip():
            continue
        yield row
        row = ""


def _ends_lines_in_spaces(lines: Sequence[str], first: int) -> bool:
    """Whether most lines from this one up to the next blank one end in two spaces."""
    rows = list(takewhile(str.strip, islice(lines, first, None)))
    return 2 * sum(line.endswith(_LINE_END) for line in rows) > len(rows)
