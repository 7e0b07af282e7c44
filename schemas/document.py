"""A page as people read it: numbered lines, in order, whatever form it was saved in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from schemas.extraction import Span


class Cell(NamedTuple):
    """The cell of a table that a line stands in: ordinals of its table and row on the page, and its column from 0."""

    table: int
    row: int
    column: int


class Line(NamedTuple):
    """One line that is not blank.

    ``number`` counts physical lines in text and rendered lines in HTML, from 1. In text LF, CRLF, CR, vertical tab, NEL
    (U+0085) and the line and paragraph separators (U+2028, U+2029) end a line, and so does a form feed between two
    words: where such a character stands, more lines are counted than an editor shows. ``text`` has edge space dropped
    and no-break and repeated spaces folded to one; a list mark (``•``, ``-``) is kept. ``gap`` is the number of
    blank lines before it: as found in text; in HTML 0 within a list, a table row, a definition list or after
    ``<br>``, else 1, or as many as breaks in a row or preformatted text leave. The rest is what only HTML knows:

    * ``after_rule``: a rule (``<hr>``) stands before it.
    * ``item``: it stands in a list item. ``heading``: it stands in ``h1`` to ``h6``. ``term``: it stands in ``dt``.
      ``strong``: all of it stands in ``strong``, ``b`` or ``th``.
    * ``region``: the name of the ``nav``, ``header``, ``footer`` or ``aside`` element around it, where that element is
      outside the content (an article's own header or footer is content); ``archive banner`` for what a web archive
      inserted.
    * ``href``: the target of a link that spans the whole line, as printed. ``links``: the targets of the links that
      make up the whole line, but for commas and the like between them.
    * ``when``: the day in a ``<time datetime>`` on the line, as stated there, in whatever zone.
    * ``path``: the ordinals of the block elements around it, outermost first, so that lines of one
      ``<article>``, ``<li>`` or ``<div>`` share a prefix.
    * ``article``: the ordinal of the innermost ``<article>`` around it.
    * ``cell``: the cell of the innermost table around it.

    ``is_cut`` is true for the last line of a page whose bytes end within it: it may be half of a line.
    ``last`` is the number of the last physical line of one that was put together from several; else None. ``pointer``
    is the JSON Pointer (RFC 6901) of a leaf of JSON.
    """

    number: int
    text: str
    gap: int = 0
    item: bool = False
    heading: bool = False
    term: bool = False
    strong: bool = False
    region: str | None = None
    href: str | None = None
    links: tuple[str, ...] = ()
    when: date | None = None
    path: tuple[int, ...] = ()
    article: int | None = None
    after_rule: bool = False
    cell: Cell | None = None
    is_cut: bool = False
    last: int | None = None
    pointer: str | None = None

    @property
    def span(self) -> Span:
        """The physical lines that it is printed on."""
        return Span(self.number, self.last or self.number)


def span_of(lines: Sequence[Line]) -> Span:
    """The physical lines from the first to the last of these, which are in order and not none."""
    return Span(lines[0].number, lines[-1].span.last)


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of one page, and what its container says of the whole.

    ``container`` is ``text``, ``html``, ``markdown`` or ``json``; ``encoding`` names the decoding used; ``language``
    is ``<html lang>``, ``canonical`` the ``<link rel=canonical>`` and ``base`` the ``<base href>``; ``title`` is the
    text of ``<title>``, which is no line of the page. ``ends_in_line`` says that the bytes end within a line, which may
    then be cut, ``is_wrapped`` that a tool had wrapped the lines of a text, which are joined here. ``captured_at`` is
    the time of the capture in UTC, without a zone, where the page itself tells it.
    """

    container: str
    encoding: str
    lines: tuple[Line, ...]
    language: str | None = None
    canonical: str | None = None
    base: str | None = None
    title: str | None = None
    ends_in_line: bool = False
    is_wrapped: bool = False
    captured_at: datetime | None = None
