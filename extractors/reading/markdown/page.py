"""From Markdown to the lines that a browser would show of it, by way of HTML (https://spec.commonmark.org).

Tools that make Markdown of a page put blank lines between its lines, or none; and they wrap lines, or do not. So the
end of a line within a paragraph is a space where the page is wrapped there, and else ends a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from extractors.reading.html.page import read_html
from extractors.reading.markdown.cells import has_joined_cells
from extractors.reading.markdown.head import READER_HEAD, ReaderHead, reader_head
from extractors.reading.markdown.lines import end_lines
from extractors.reading.markdown.source import FENCE_OF_DIV, has_columns, plain_markdown
from extractors.reading.markdown.structure import with_sections
from extractors.reading.space import ends_in_line_end, fold_space, text_lines
from schemas.document import Document, Line
from schemas.shapes import Shapes
from schemas.snapshot import Refusal

_DEEPEST = 100
_OPTIONS = {"html": True, "maxNesting": _DEEPEST}
_LONGEST = 500_000
"""Characters; a parser of Markdown takes some ten seconds for a million of the worst."""
_LEFT_EMPHASIS = re.compile(r"\*{2,9}|_{2,9}")
"""Signs of emphasis that a tool put where the standard knows none: ``No ****Participation``."""
_AGAIN = "Save the page again as HTML."


def read_markdown(text: str, encoding: str, bounds: tuple[int, int, int], shapes: Shapes) -> Document | Refusal:
    """Render Markdown as a document, or refuse it: as ``too_large``, ``too_deep``, ``empty`` or ``wrapped``.

    ``bounds`` are those of HTML: depth, lines and nodes; ``shapes`` is what the source knows of its lines. Lines are
    counted as rendered, behind those of the head of a reader. Raises ``MemoryError``.
    """
    if len(text) > _LONGEST:
        return Refusal(
            "too_large", f"The page has {len(text):,} characters of Markdown; at most {_LONGEST:,} are read."
        )
    if has_columns(text):
        return Refusal("wrapped", f"The page shows a table as columns side by side. {_AGAIN}")
    source = text_lines(text)
    head = reader_head(source)
    parser = _parser(is_of_pandoc=FENCE_OF_DIV.search(text) is not None)
    html = _html_of(plain_markdown(source[head.lines :] if head else source), parser, shapes)
    page = html if isinstance(html, Refusal) else read_html(html, encoding, *bounds)
    if isinstance(page, Refusal):
        return page
    if has_joined_cells(page, shapes):
        return Refusal("wrapped", f"Several lines of the page stand on one in a table. {_AGAIN}")
    page = replace(page, container="markdown", ends_in_line=not ends_in_line_end(text))
    return _with_head(page, head, source) if head else page


def _html_of(body: str, parser: MarkdownIt, shapes: Shapes) -> str | Refusal:
    """What the Markdown stands for, with headings that hold what follows them. A refusal is that of a page."""
    tokens = parser.parse(body)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return Refusal("too_deep", f"The quotes and lists of the page nest more than {_DEEPEST} deep.")
    _drop_left_emphasis(tokens)
    refusal = end_lines(tokens, body.split("\n"), shapes)
    return refusal or parser.renderer.render(with_sections(tokens), parser.options, {})


def _parser(*, is_of_pandoc: bool) -> MarkdownIt:
    """A parser that knows tables, and no code by its indent: what is indented on a page is none.

    The Markdown of pandoc has ``...`` for an ellipsis, and straight quotes for curly ones, unless they are escaped
    (https://pandoc.org/MANUAL.html#extension-smart).
    """
    parser = MarkdownIt("commonmark", {**_OPTIONS, "typographer": is_of_pandoc}).enable("table").disable("code")
    return parser.enable(["replacements", "smartquotes"]) if is_of_pandoc else parser


def _drop_left_emphasis(tokens: Sequence[Token]) -> None:
    for child in (child for token in tokens for child in token.children or () if child.type == "text"):
        child.content = _LEFT_EMPHASIS.sub("", child.content)


def _with_head(page: Document, head: ReaderHead, source: Sequence[str]) -> Document:
    """The document with the lines of the head before its own, and with what the head says."""
    shown = [text for line in source[: head.lines] if (text := fold_space(line))]
    above = tuple(Line(number, text, region=READER_HEAD) for number, text in enumerate(shown, 1))
    own = tuple(line._replace(number=line.number + len(above)) for line in page.lines)
    return replace(
        page,
        lines=(*above, *own),
        canonical=page.canonical or head.address,
        title=page.title or head.title,
        captured_at=head.captured_at,
    )
