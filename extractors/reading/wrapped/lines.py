"""Two physical lines in a row of a page that may be wrapped: what speaks for their being one line."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.text import DASHES, begins_with_list_mark, without_mark
from extractors.values.dates import divides_date
from schemas.shapes import Shapes

_LONGEST_WORD = 24
"""A longer word, such as an address, is not broken and may stand out over the bound."""
_DEEPEST_HANGING = 8
_WRITTEN_END = 2
_MARK = re.compile(r"(?:[#@=]|[0-9]{1,3}[.)]) +")
_DASH_MARK = re.compile(rf"[{re.escape(DASHES)}] +")
_ENDS_HEAD_OF_LIST = (":", ";", ".")
# fmt: off
_NEVER_LAST = frozenset({
    "a", "an", "and", "as", "at", "by", "de", "del", "des", "du", "dr", "dr.", "e", "el", "en", "et", "for", "from",
    "in", "into", "la", "le", "les", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "new", "of", "on", "or", "san", "saint",
    "the", "to", "und", "united", "was", "were", "with", "y", "-", "–", "—", "/", "&",
})
# fmt: on
"""Words that no line ends in, as they open what follows."""
_SIGNS_NEVER_LAST = (",", "(", "/")


class Printed(NamedTuple):
    """A physical line that is not blank.

    ``raw`` is its text as printed, without the ``indent`` before it and the ``trailing`` spaces behind it; ``text`` the
    same with white space folded and without marks of links; ``gap`` counts the blank lines above it.
    """

    number: int
    indent: int
    raw: str
    trailing: int
    text: str
    gap: int

    @property
    def width(self) -> int:
        """The columns up to the end of the text."""
        return self.indent + len(self.raw)

    @property
    def breakable_width(self) -> int:
        """The columns that it need not have exceeded: up to its last word, where that is too long to be broken."""
        head, _, last = self.raw.rpartition(" ")
        return self.width if len(last) <= _LONGEST_WORD else self.indent + len(head)

    @property
    def hanging(self) -> int:
        """The column that text stands at behind a list mark; without one, that of the line."""
        mark = _MARK.match(self.raw)
        marked = begins_with_list_mark(self.raw)
        return self.indent + (mark.end() if mark else len(self.raw) - len(without_mark(self.raw)) if marked else 0)


def in_bytes(line: Printed) -> Printed:
    """The same as a tool sees it that takes each byte of UTF-8 for a character, as ``fold`` does."""
    return line._replace(raw=line.raw.encode().decode("latin-1"))


def is_full(line: Printed, below: Printed, bound: int, words: int = 1) -> bool:
    """Whether the first word of the line below, or so many of its words, would not have fitted on this line.

    A dash belongs to the word before it: pandoc begins no line with one. The spaces that end a line of Markdown belong
    to its last word.
    """
    first = below.raw.split(" ", words + 1)[: words + 1]
    kept = first if first[-1] in DASHES else first[:words]
    written_end = min(below.trailing, _WRITTEN_END) if len(first) <= words else 0
    return line.width + 1 + len(" ".join(kept)) + written_end > bound


def hangs_below(line: Printed, below: Printed) -> bool:
    """Whether a line stands at the hanging indent of the list item above it."""
    return below.indent == line.hanging > line.indent


def stands_below(line: Printed, below: Printed, text: str, shapes: Shapes) -> bool:
    """Whether two lines may be one by what stands before their words: blank lines, indents and list marks.

    ``text`` is that of the line, with what was joined to it.
    """
    if below.gap or not any(c.isalnum() for c in line.text) or _is_item(line, below, text, shapes):
        return False
    hanging = line.hanging
    deeper = hanging == line.indent and 0 < below.indent - line.indent <= _DEEPEST_HANGING
    return below.indent in (line.indent, hanging, 0) or deeper or goes_on_further_left(line, below, text)


def goes_on_further_left(line: Printed, below: Printed, text: str) -> bool:
    """Whether a line goes on at a smaller indent, as in lists that w3m finds nested too deep.

    What stands further left is mostly what follows, so only words tell.
    """
    return stands_further_left(line, below) and (is_open(text) or words_go_on(text, below.text))


def stands_further_left(line: Printed, below: Printed) -> bool:
    """Whether a line has a smaller indent than the one above it, and may go on with it."""
    return not below.gap and 0 < line.indent - below.indent <= _DEEPEST_HANGING


def _is_item(line: Printed, below: Printed, text: str, shapes: Shapes) -> bool:
    """Whether the line below begins with a list mark; a dash may be one of the text (``their`` / ``- or our``)."""
    dash = _DASH_MARK.match(below.text)
    if dash is None:
        return begins_with_list_mark(below.text) or _MARK.match(below.text) is not None or _has_same_letter(line, below)
    if hangs_below(line, below):
        return False
    said = below.text[dash.end() :]
    if shapes.begins(said) or shapes.may_begin(said):
        return True
    if is_open(text):
        return False
    follows = (said[:1].islower() or said[:1].isdigit()) and not text.endswith(_ENDS_HEAD_OF_LIST)
    return not follows or _DASH_MARK.match(line.raw) is not None


def _has_same_letter(line: Printed, below: Printed) -> bool:
    """Whether both lines begin with the letter ``o`` by itself at one column: lynx marks the items of lists in it."""
    return line.indent == below.indent and line.raw.startswith("o ") and below.raw.startswith("o ")


def is_open(text: str) -> bool:
    """Whether a quotation or a bracket is open at the end of a text."""
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”") or text.count("(") > text.count(")")


def leads_on(text: str) -> bool:
    """Whether a text ends as no line does, so that more must follow: in ``and``, ``of the`` or a comma."""
    last = text.rpartition(" ")[2].lower()
    return last in _NEVER_LAST or text.endswith(_SIGNS_NEVER_LAST)


def goes_on(text: str, below: str) -> bool:
    """Whether the words below go on with a text for sure: in small letters, or with a quotation that they close."""
    return below[:1].islower() or (is_open(text) and not is_open(f"{text} {below}"))


def words_go_on(text: str, below: str) -> bool:
    """Whether the end of a text, or the beginning of the one below it, is as those of broken lines only."""
    in_date = (text[-1:].isdigit() or below[:1].isdigit()) and divides_date(text, below)
    return goes_on(text, below) or leads_on(text) or in_date
