"""From Markdown to the lines that a browser would show of it, by way of HTML (https://spec.commonmark.org).

Tools that make Markdown of a page put blank lines between its lines, or none; and they wrap lines, or do not. So the
end of a line within a paragraph is a space where the page is wrapped there, and else ends a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from extractors.document_space import ends_in_line_end, fold_space, text_lines
from extractors.html import read_html
from extractors.markdown_cells import has_joined_cells
from extractors.markdown_head import READER_HEAD, ReaderHead, reader_head
from extractors.markdown_structure import with_sections, with_whole_rows
from extractors.wrapped import unwrap
from extractors.wrapped_join import Joined, joint
from extractors.wrapped_lines import Printed, is_full
from schemas.document import Document, Line
from schemas.shapes import Shapes
from schemas.snapshot import Refusal

_FENCE_OF_DIV = re.compile(r"^ {0,3}:{3,}.*$", re.M)
_ATTRIBUTES = re.compile(r"(?<=[\])])\{[^{}\n]{1,300}\}|(?<=\S) \{[.#][^{}\n]{0,300}\}$", re.M)
_SPAN = re.compile(r"\[([^\[\]\n]{1,500})\]\{[.#][^{}\n]{0,300}\}")
_DEFINITION = re.compile(r"^ {0,3}: {1,3}(?=\S)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?: [^()\n]{0,300})?\)")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_CELLS = re.compile(r"[^|\\]\|(?:\s|\Z)|\A\|\s")
_DEEPEST = 100
_OPTIONS = {"html": True, "maxNesting": _DEEPEST}
_LONGEST = 500_000
"""Characters; a parser of Markdown takes some ten seconds for a million of the worst."""
_FEWEST_ROWS = 3
_NARROWEST, _WIDEST = 60, 100


def read_markdown(text: str, encoding: str, bounds: tuple[int, int, int], shapes: Shapes) -> Document | Refusal:
    """Render Markdown as a document, or refuse it: as ``too_large``, ``too_deep``, ``empty`` or ``wrapped``.

    ``bounds`` are those of HTML: depth, lines and nodes; ``shapes`` is what the source knows of its lines. Lines are
    counted as rendered, behind those of the head of a reader. Raises ``MemoryError``.
    """
    if len(text) > _LONGEST:
        return Refusal(
            "too_large", f"The page has {len(text):,} characters of Markdown; at most {_LONGEST:,} are read."
        )
    source = text_lines(text)
    head = reader_head(source)
    body = _plain_markdown(source[head.lines :] if head else source)
    parser = _parser(is_of_pandoc=_FENCE_OF_DIV.search(text) is not None)
    tokens = parser.parse(body)
    if any(token.level >= _DEEPEST for token in tokens):
        return Refusal("too_deep", f"The quotes and lists of the page nest more than {_DEEPEST} deep.")
    refusal = _end_lines(tokens, body.split("\n"), shapes)
    if refusal:
        return refusal
    page = read_html(parser.renderer.render(with_sections(tokens), parser.options, {}), encoding, *bounds)
    if isinstance(page, Refusal):
        return page
    if any(token.type == "table_open" for token in tokens) and has_joined_cells(page, shapes):
        return Refusal("wrapped", "Several lines of the page stand on one in a table; save it again as HTML.")
    page = replace(page, container="markdown", ends_in_line=not ends_in_line_end(text))
    return _with_head(page, head, source) if head else page


def _parser(*, is_of_pandoc: bool) -> MarkdownIt:
    """A parser that knows tables, and no code by its indent: what is indented on a page is none.

    The Markdown of pandoc has ``...`` for an ellipsis, and straight quotes for curly ones, unless they are escaped
    (https://pandoc.org/MANUAL.html#extension-smart).
    """
    parser = MarkdownIt("commonmark", {**_OPTIONS, "typographer": is_of_pandoc}).enable("table").disable("code")
    return parser.enable(["replacements", "smartquotes"]) if is_of_pandoc else parser


def _plain_markdown(lines: Sequence[str]) -> str:
    """The text without what only pandoc's own Markdown has: fences of divisions, attributes, marks of definitions."""
    text = "\n".join(_without_definitions(with_whole_rows(lines)))
    if not (":::" in text or "{" in text):
        return text
    return _ATTRIBUTES.sub("", _SPAN.sub(r"\1", _FENCE_OF_DIV.sub("", text)))


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


def _end_lines(tokens: Sequence[Token], source: Sequence[str], shapes: Shapes) -> Refusal | None:
    """Let line ends within paragraphs end lines, unless the page is wrapped there; a Refusal where that is unsure.

    A table that was wrapped is no table any more: its rows would be read as lines.
    """
    broken = [token for token in tokens if any(child.type == "softbreak" for child in token.children or ())]
    paragraphs = [list(_lines_of(token, source)) for token in broken]
    lines = [line for paragraph in paragraphs for line in paragraph]
    if sum(_CELLS.search(line.raw) is not None for line in lines) >= _FEWEST_ROWS:
        return Refusal("wrapped", "The rows of a table are wrapped. Save the page again without wrapping its lines.")
    joined = unwrap(lines, shapes)
    if isinstance(joined, Refusal):
        return joined
    joints = _plain_joints(paragraphs, shapes) if joined is None else _joints(joined)
    for token in broken:
        _end_lines_of(token, joints)
    return None


def _joints(joined: Sequence[Joined]) -> Mapping[int, str]:
    return {number: between for one in joined for number, between in one.joints.items()}


def _plain_joints(paragraphs: Sequence[Sequence[Printed]], shapes: Shapes) -> Mapping[int, str]:
    """The joints of a page on which too few lines are broken to tell a width: spaces, as Markdown has it.

    Where fixed texts or records stand close together the page prints each line by itself: then only those lines count
    as broken that are as long as wrapped ones.
    """
    pairs = [pair for paragraph in paragraphs for pair in pairwise(paragraph)]
    own = [pair for pair in pairs if _are_two(*pair, shapes)]
    widest = max((line.breakable_width for paragraph in paragraphs for line in paragraph), default=0)
    return {
        line.number: joint(line.text, below.text)
        for line, below in pairs
        if not own or ((line, below) not in own and _is_long(line, below, widest))
    }


def _are_two(line: Printed, below: Printed, shapes: Shapes) -> bool:
    return shapes.is_whole(line.text) or shapes.begins(below.text) or shapes.may_begin(below.text)


def _is_long(line: Printed, below: Printed, widest: int) -> bool:
    return _NARROWEST <= line.width <= _WIDEST and is_full(line, below, widest)


def _lines_of(token: Token, source: Sequence[str]) -> Iterator[Printed]:
    """The physical lines of a paragraph, counted from 0."""
    first, end = token.map or (0, 0)
    for number in range(first, min(end, len(source))):
        raw = source[number].strip()
        indent = len(source[number]) - len(source[number].lstrip())
        trailing = len(source[number]) - indent - len(raw)
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


def _with_head(page: Document, head: ReaderHead, source: Sequence[str]) -> Document:
    """The document with the lines of the head before its own, and with what the head says."""
    shown = [text for line in source[: head.lines] if (text := fold_space(line))]
    above = tuple(Line(number, text, region=READER_HEAD) for number, text in enumerate(shown, 1))
    own = tuple(replace(line, number=line.number + len(above)) for line in page.lines)
    return replace(
        page,
        lines=(*above, *own),
        canonical=page.canonical or head.address,
        title=page.title or head.title,
        captured_at=head.captured_at,
    )
