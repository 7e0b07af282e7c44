"""The lines of an HTML page, put together from its text as elements open and close around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extractors.reading.html.display import AS_USUAL, Shown, element_named
from extractors.reading.html.known_parts import (
    LONGEST_PART,
    Part,
    Place,
    Spacing,
    Surroundings,
    Walked,
    known_part,
    may_be_kept,
    moved_lines,
)
from extractors.reading.html.scope import Scope, scope_within
from extractors.reading.space import ends_lines_in_html, fold_space, html_pieces
from extractors.text import begins_with_list_mark
from schemas.document import Cell, Line

_IN_LISTS = frozenset({"li", "dt", "dd", "td", "th"})
_AROUND_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl", "table", "thead", "tbody", "tfoot"})
_MOST_OF_PAGE = frozenset({"html", "body", "main"})
_SHORTEST = 3_000  # characters of markup
_PATH_KEPT = 64
_NO_BREAK_SPACE = "\u00a0"


class Most(NamedTuple):
    """How deep elements may nest, and how many lines, and elements and pieces of text, a page may have."""

    depth: int
    lines: int
    nodes: int


class LinesOnPage:
    """Collects lines while a page is walked: open, text and close in document order.

    Only block elements, ``<br>`` and preformatted line ends end a line. ``displays`` and ``roles`` are what attributes
    say of elements, by ``mem_id``. ``nodes`` counts the elements and pieces of text that were met.
    """

    def __init__(self, displays: Mapping[int, Shown], roles: Mapping[int, str], most: Most) -> None:
        self.lines: list[Line] = []
        self.nodes = 0
        self._most = most
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
        self._walked: list[Walked] = []

    def opens(self, node: LexborNode, tag: str) -> bool:
        """Open an element, unless it is not shown or, like ``<br>``, has no inside. True asks for ``close`` later."""
        is_shown, is_block, is_preformatted, is_of_table = element_named(tag)
        display, line_ends = self._displays.get(node.mem_id, AS_USUAL) if self._displays else AS_USUAL
        if not is_shown or display == "none":
            return False
        if tag == "br":
            self._break()
            return False
        if display is not None:
            is_block = display == "block"
        if is_block:
            self._open_block(tag, is_of_table=is_of_table)
        self._open.append((tag, is_block, self._scope, self._preformatted))
        role = self._roles.get(node.mem_id, tag) if self._roles else tag
        self._scope = scope_within(self._scope, node, role, self._ordinal)
        if is_preformatted or line_ends is not None:
            self._preformatted = is_preformatted if line_ends is None else line_ends
        if tag == "time":
            self._when = self._when or _stated_day(node.attrs.get("datetime"))
        elif tag == "hr":
            self._ruled = True
        return True

    def close(self) -> None:
        """Close the element opened last."""
        tag, is_block, self._scope, self._preformatted = self._open.pop()
        if not is_block:
            return
        if self._parts or self._space_shown or self._when:
            self.end_line()
        self._blocks.pop()
        self._path = None
        if tag in _IN_LISTS:
            self._new_item = False
        elif tag != "tr":
            self._apart = True
            if tag == "table" and self._cells:
                self._cells.pop()
        if self._walked and self._walked[-1].depth > len(self._open):
            self._keep_part()

    def add_known(self, node: LexborNode) -> bool:
        """Add the lines of the element that was opened last and close it, where its markup is known; else False.

        Then what a walk through it finds is kept when it is closed.
        """
        if not self._may_be_looked_up(node):
            return False
        markup = node.html or ""
        if len(markup) > LONGEST_PART:
            return False
        known = known_part(markup, self._surroundings())
        place = Place(len(self.lines), self._ordinal, tuple(self._blocks[:_PATH_KEPT]), self._scope.article)
        if known.part is not None and self._has_room_for(known.part):
            self._add_part(known.part, place)
            return True
        if may_be_kept(markup):
            self._walked.append(Walked(len(self._open), known, place, self.nodes, len(markup)))
        return False

    def _may_be_looked_up(self, node: LexborNode) -> bool:
        """Whether looking for the element opened last is allowed, and likely to be less than walking it.

        An element that is alone within another has all that the other has, and of a short one nothing is looked up.
        """
        tag, is_block, *_ = self._open[-1]
        if not is_block or tag in _MOST_OF_PAGE or (self._walked and self._walked[-1].length < _SHORTEST):
            return False
        if self._preformatted or self._cells or self._scope.href is not None:
            return False
        return node.next is not None or node.prev is not None

    def _surroundings(self) -> Surroundings:
        scope = self._scope if self._scope.article is None else self._scope._replace(article=0)
        return Surroundings(scope, len(self._open), len(self._blocks), self._spacing())

    def _spacing(self) -> Spacing:
        return Spacing(self._blank, self._apart, self._new_item, self._new_row, self._ruled)

    def _has_room_for(self, part: Part) -> bool:
        """Whether the page stays within its bounds with this part; else a walk tells which one it passes."""
        return self.nodes + part.nodes <= self._most.nodes and len(self.lines) + len(part.lines) <= self._most.lines

    def _add_part(self, part: Part, place: Place) -> None:
        self.lines.extend(moved_lines(part, place))
        self.nodes += part.nodes
        self._ordinal += part.blocks
        self._blank, self._apart, self._new_item, self._new_row, self._ruled = part.below
        _, _, self._scope, self._preformatted = self._open.pop()
        self._blocks.pop()
        self._path = None
        self._when = None

    def _keep_part(self) -> None:
        """Keep what the walk through the element that was closed last has found."""
        _, known, place, nodes, _ = self._walked.pop()
        lines = tuple(self.lines[place.lines :])
        known.part = Part(place, lines, self._spacing(), self.nodes - nodes, self._ordinal - place.ordinal)

    def add_text(self, text: str) -> None:
        """Add text as it stands in the page, white space included. Some of its own characters may end lines."""
        if not self._preformatted and not ends_lines_in_html(text):
            self._add(text)
            return
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

    def _open_block(self, tag: str, *, is_of_table: bool) -> None:
        if self._parts or self._space_shown or self._when:
            self.end_line()
        self._ordinal += 1
        self._blocks.append(self._ordinal)
        self._path = None
        if is_of_table:
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
        elif self._cells:
            self._cells[-1] = self._cells[-1]._replace(column=self._cells[-1].column + 1)

    def _break(self) -> None:
        """End the line as ``<br>`` does; each further one leaves a blank line."""
        count = len(self.lines)
        self.end_line()
        self._blank += len(self.lines) == count

    def _append(self, text: str) -> None:
        scope, *others = self._scopes
        if self._path is None:
            self._path = tuple(self._blocks[:_PATH_KEPT])
        # By position: so many lines of a page are made nowhere else.
        line = Line(
            len(self.lines) + 1,
            text,
            self._blank_lines_before(scope),
            scope.item or begins_with_list_mark(text),
            scope.heading,
            scope.term,
            scope.strong and (not others or all(other.strong for other in others)),
            scope.region,
            scope.href if not others or all(other.href == scope.href for other in others) else None,
            self._links() if others or scope.href is not None else (),
            self._when,
            self._path,
            scope.article,
            self._ruled,
            self._cells[-1] if self._cells and self._cells[-1].column >= 0 else None,
        )
        self.lines.append(line)
        self._apart = self._new_item = self._new_row = self._ruled = False
        self._blank = 0

    def _links(self) -> tuple[str, ...]:
        """The links that make up the line, where nothing else does but signs between them."""
        if self._unlinked and any(c.isalnum() for c in self._unlinked):
            return ()
        return tuple(dict.fromkeys([scope.href for scope in self._scopes if scope.href is not None]))

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
