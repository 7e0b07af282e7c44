"""Markdown as tools write it, mended to what the standard knows, before it is parsed.

pandoc's own Markdown has fences of divisions, attributes and lists of definitions (https://pandoc.org/MANUAL.html);
other tools break rows of tables and headings over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from extractors.reading.wrapped.join import joint
from extractors.reading.wrapped.lines import is_open

FENCE_OF_DIV = re.compile(r"^ {0,3}:{3,}.*$", re.MULTILINE)
"""A line that opens or closes a division in the Markdown of pandoc."""
_COLUMNS = re.compile(r"^ {0,8}(?:-{3,} {1,9}-{3,}[- ]{0,300}|\+-{3,}[-+]{0,300}\+) *$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"(?<=[\])])\{[^{}\n]{1,300}\}|(?<=\S) \{[.#][^{}\n]{0,300}\}$", re.MULTILINE)
_OF_ADDRESS = re.compile(r"^( {0,3}\[[^\[\]]{1,500}\]: {1,3}\S{1,2000}) {1,3}\{[^{}\n]{1,300}\}$", re.MULTILINE)
"""A link's address in the list below a page, with attributes: ``[Peru]: /pfp/ppd/peru {rel="bookmark"}``."""
_SPAN = re.compile(r"\[([^\[\]\n]{1,500})\]\{[.#][^{}\n]{0,300}\}")
_DEFINITION = re.compile(r"^ {0,3}: {1,3}(?=\S)")
_DASH = re.compile(r"(?<=[ \n])--(?=[^\s-])|(?<=[^\s-])--(?=\s)")
"""An en dash as pandoc writes it, where the parser leaves it: with a space on one side only."""
_HEADING = re.compile(r" {0,3}#{1,6} ")
_LIST_MARK = re.compile(r"\s{0,9}(?=[-*+] )")
_LIST_DASH = re.compile(r"\s{0,9}(?=- \S)")
_DELIMITER = frozenset("|:- ")
_LINE_END = "  "
NO_MARK = "\u2060"
"""A sign without width, which reading HTML drops: behind it a dash begins no list."""
_WRITTEN_ENDS = ("\\", _LINE_END)
_MOST_LINES_OF_HEADING = 4
_LOOKED_AHEAD = 8
_LONGEST_SEEN = 2_000


def has_columns(text: str) -> bool:
    """Whether a table is printed as columns side by side, below ``-----  -----`` or ``+----+----+``."""
    return _COLUMNS.search(text) is not None


def plain_markdown(lines: Sequence[str]) -> str:
    """The text in Markdown as the standard has it: without fences, attributes and marks of definitions."""
    whole = _with_whole_headings(list(_with_whole_rows(list(_with_first_rows(lines)))))
    text = "\n".join(_with_plain_dashes(list(_with_plain_breaks(_without_definitions(whole)))))
    if ":::" in text:
        text = _DASH.sub("–", FENCE_OF_DIV.sub("", text))
    return _ATTRIBUTES.sub("", _OF_ADDRESS.sub(r"\1", _SPAN.sub(r"\1", text))) if "{" in text else text


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


def _with_plain_dashes(lines: Sequence[str]) -> Iterator[str]:
    """The lines, of which none begins a list within a quotation: ``"From Agenda to Action`` above ``- Plans"``.

    Tools that wrap lines do not look at what a line begins with then.
    """
    said = ""
    for place, line in enumerate(lines):
        dash = _LIST_DASH.match(line) if is_open(said) and not said.startswith("- ") else None
        if dash and not is_open(f"{said} {_text_up_to_mark(lines, place)}"):
            yield f"{line[: dash.end()]}{NO_MARK}{line[dash.end() :]}"
        else:
            yield line
            said = "" if _LIST_MARK.match(line) or not line.strip() else said
        said = f"{said} {line.strip()}".lstrip()[:_LONGEST_SEEN]


def _text_up_to_mark(lines: Sequence[str], place: int) -> str:
    """The text of a line and of the few below it, up to a blank one or one with a list mark."""
    ahead = lines[place + 1 : place + _LOOKED_AHEAD]
    return " ".join((lines[place], *takewhile(lambda line: line.strip() and not _LIST_MARK.match(line), ahead)))


def _with_whole_headings(lines: Sequence[str]) -> Iterator[str]:
    """The lines with those of a heading joined that is broken within its link.

    pandoc writes ``## <a href="/1">Harbour`` above ``Clinics</a>``, and html2text ``### [Harbour`` above
    ``Clinics](/1)``.
    """
    held: list[str] = []
    for line in lines:
        held.append(line)
        is_open = _HEADING.match(held[0]) is not None and _has_open_link(" ".join(held))
        if not is_open or not line.strip() or len(held) == _MOST_LINES_OF_HEADING:
            yield from held if is_open else [" ".join(held)]
            held = []
    yield from held


def _has_open_link(text: str) -> bool:
    return ("<a " in text and "</a>" not in text) or text.count("[") > text.count("]")


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
