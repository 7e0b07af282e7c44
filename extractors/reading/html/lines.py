"""The lines of an HTML page, put together from its text as elements open and close around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from selectolax.lexbor import LexborNode

from extractors.reading.html.display import AS_USUAL, BLOCKS, NOT_SHOWN, PREFORMATTED, Shown
from extractors.reading.html.scope import Scope, scope_within
from extractors.reading.space import fold_space, html_pieces
from extractors.text import begins_with_list_mark
from schemas.document import Cell, Line

_IN_LISTS = frozenset({"li", "dt", "dd", "td", "th"})
_AROUND_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl", "table", "thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_PATH_KEPT = 64
_NO_BREAK_SPACE = "\u00a0"


class LinesOnPage:
    """Collects lines while a page is walked: open, text and close in document order.

    Only block elements, ``<br>`` and preformatted line ends end a line. ``displays`` and ``roles`` are what attributes
    say of elements, by ``mem_id``.
    """

    def __init__(self, displays: Mapping[int, Shown], roles: Mapping[int, str]) -> None:
        self.lines: list[Line] = []
        self._displays = displays
        self._roles = roles
        self._open: list[tuple[str, bool, Scope, bool]] = []
        self._scope = Scope()
        self._preformatted = False
        self._blocks: list[int] = []
        self._path: tuple[int, ...] | None = None
        self._ordinal = 0
        self._parts: list[str] = []
        self._unlinked = ""
        self._scopes: list[Scope] = []
        self._when: date | None = None
        self._blank = 0
        self._space_shown = False
        self._apart = False
        self._new_item = False
        self._new_row = False
        self._ruled = False
        self._cells: list[Cell] = []

    def opens(self, node: LexborNode, tag: str) -> bool:
        """Open an element, unless it is not shown or, like ``<br>``, has no inside. True asks for ``close`` later."""
        display, line_ends = self._displays.get(node.mem_id, AS_USUAL) if self._displays else AS_USUAL
        if tag in NOT_SHOWN or display == "none" or tag.startswith("-"):
            return False
        if tag == "br":
            self._break()
            return False
        is_block = tag in BLOCKS if display is None else display == "block"
        if is_block:
            self._open_block(tag)
        self._ruled = self._ruled or tag == "hr"
        self._open.append((tag, is_block, self._scope, self._preformatted))
        role = self._roles.get(node.mem_id, tag) if self._roles else tag
        self._scope = scope_within(self._scope, node, role, self._ordinal)
        self._preformatted = (self._preformatted or tag in PREFORMATTED) if line_ends is None else line_ends
        if tag == "time":
            self._when = self._when or _stated_day(node.attrs.get("datetime"))
        return True

    def close(self) -> None:
        """Close the element opened last."""
        tag, is_block, self._scope, self._preformatted = self._open.pop()
        if not is_block:
            return
        self.end_line()
        self._blocks.pop()
        self._path = None
        if tag == "table" and self._cells:
            self._cells.pop()
        if tag in _IN_LISTS:
            self._new_item = False
        elif tag != "tr":
            self._apart = True

    def add_text(self, text: str) -> None:
        """Add text as it stands in the page, white space included."""
        for place, piece in enumerate(self._pieces(text)):
            if place:
                self._break()
            self._add(piece)

    def _pieces(self, text: str) -> list[str]:
        """The pieces of a text that line ends part; those of its source count where it is preformatted."""
        pieces = html_pieces(text)
        if not self._preformatted:
            return pieces
        return [line for piece in pieces for line in piece.split("\n")]

    def end_line(self) -> None:
        """End the line that text was added to last, if there is any."""
        if self._parts:
            text = fold_space("".join(self._parts))
            if text:
                self._append(text)
            self._parts.clear()
            self._unlinked = ""
            self._scopes.clear()
        elif self._space_shown:
            self._blank += 1
        self._space_shown = False
        self._when = None

    def _add(self, text: str) -> None:
        if text and not text.isspace():
            self._parts.append(text)
            if self._scope.href is None:
                self._unlinked += text
            if not self._scopes or self._scopes[-1] is not self._scope:
                self._scopes.append(self._scope)
        elif self._parts:
            self._parts.append(text)
        elif _NO_BREAK_SPACE in text:
            self._space_shown = True

    def _open_block(self, tag: str) -> None:
        self.end_line()
        self._ordinal += 1
        self._blocks.append(self._ordinal)
        self._path = None
        self._find_cell(tag)
        if tag in _IN_LISTS:
            self._new_item = True
        elif tag == "tr":
            self._new_row = True
        elif tag not in _AROUND_LISTS:
            self._apart = True

    def _find_cell(self, tag: str) -> None:
        """Follow the cells of the innermost table; a row begins before its first one."""
        if tag == "table":
            self._cells.append(Cell(self._ordinal, self._ordinal, -1))
        elif tag == "tr" and self._cells:
            self._cells[-1] = self._cells[-1]._replace(row=self._ordinal, column=-1)
        elif tag in _CELLS and self._cells:
            self._cells[-1] = self._cells[-1]._replace(column=self._cells[-1].column + 1)

    def _break(self) -> None:
        """End the line as ``<br>`` does; each further one leaves a blank line."""
        count = len(self.lines)
        self.end_line()
        self._blank += len(self.lines) == count

    def _append(self, text: str) -> None:
        scope = self._scopes[0]
        one_link = all(other.href == scope.href for other in self._scopes[1:])
        if self._path is None:
            self._path = tuple(self._blocks[:_PATH_KEPT])
        line = Line(
            len(self.lines) + 1,
            text,
            gap=self._blank_lines_before(scope),
            item=scope.item or begins_with_list_mark(text),
            heading=scope.heading,
            term=scope.term,
            strong=all(other.strong for other in self._scopes),
            region=scope.region,
            href=scope.href if one_link else None,
            links=self._links(),
            when=self._when,
            path=self._path,
            article=scope.article,
            after_rule=self._ruled,
            cell=self._cells[-1] if self._cells and self._cells[-1].column >= 0 else None,
        )
        self.lines.append(line)
        self._apart = self._new_item = self._new_row = self._ruled = False
        self._blank = 0

    def _links(self) -> tuple[str, ...]:
        """The links that make up the line, where nothing else does but signs between them."""
        hrefs = dict.fromkeys(scope.href for scope in self._scopes if scope.href is not None)
        return () if any(c.isalnum() for c in self._unlinked) else tuple(hrefs)

    def _blank_lines_before(self, scope: Scope) -> int:
        if scope.heading or self._new_row:
            return max(1, self._blank)
        return 0 if self._new_item else max(int(self._apart), self._blank)


def _stated_day(printed: str | None) -> date | None:
    """Read the day of the ``datetime`` of a ``<time>``, in its own zone; a week, a duration or a slip as unknown."""
    stated = (printed or "").strip()
    if "W" in stated:
        return None
    try:
        return datetime.fromisoformat(stated).date()
    except ValueError:
        return None
