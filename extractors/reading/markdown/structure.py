"""What the structure of Markdown tells beyond its lines: headings hold what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

_OPENING = re.compile(r"<(?:div|section|article|main|aside|header|footer|nav|details|table|dl)(?=[\s>])", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:div|section|article|main|aside|header|footer|nav|details|table|dl)\s{0,9}>", re.IGNORECASE)


class _Section(NamedTuple):
    """A heading's element that is open: the heading's tag, and how deep the HTML around it nests."""

    level: str
    depth: int


def with_sections(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each heading and what follows it in an element of their own.

    It ends at the next heading of its level or a higher one, and with the element of HTML that it stands in.
    """
    found: list[Token] = []
    sections: list[_Section] = []
    depth = 0
    for place, token in enumerate(tokens):
        ended = 0
        if token.type == "html_block":
            depth += _opened_by(token)
            ended = sum(section.depth > depth for section in sections)
        elif token.type == "heading_open" and token.level == 0:
            wrapper = [found.pop()] if _stands_alone(tokens, place) and found else []
            ended = sum(section.level >= token.tag for section in sections)
            found += [*_closing(ended), _element("<div>"), *wrapper]
            sections = [*sections[: len(sections) - ended], _Section(token.tag, depth - len(wrapper))]
            ended = 0
        found += _closing(ended)
        del sections[len(sections) - ended :]
        found.append(token)
    return [*found, *_closing(len(sections))]


def _opened_by(token: Token) -> int:
    """How many more elements are open behind a piece of HTML than before it."""
    return len(_OPENING.findall(token.content)) - len(_CLOSING.findall(token.content))


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Whether an element of HTML holds this heading and nothing else."""
    around = (*tokens[max(place - 1, 0) : place], *tokens[place + 3 : place + 4])
    return [_opened_by(token) for token in around if token.type == "html_block"] == [1, -1]


def _closing(count: int) -> list[Token]:
    return [_element("</div>")] * count


def _element(tag: str) -> Token:
    return Token("html_block", "", 0, content=f"{tag}\n")
