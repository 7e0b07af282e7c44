"""Truth to Markdown, as the tools write it that make Markdown of pages."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping

from tests.rendering import Entry, entries_of
from tests.truth import CountryTruth, Teaser

_SPECIAL = re.compile(r"([\\*_\[\]<>`|])")
_OPENING = re.compile(r"^([-+#]|[0-9]+[.)])(?= )")


def escaped(text: str) -> str:
    """The text with a backslash before all that Markdown would take for its own."""
    return _OPENING.sub(r"\\\1", _SPECIAL.sub(r"\\\1", text))


def _values(entry: Entry) -> list[str]:
    return [f"- {value}" if entry.style == "dashes" else value for value in entry.values]


def _in_paragraphs(entry: Entry) -> Iterator[str]:
    """html2text: each line a paragraph, lists behind two spaces."""
    yield escaped(entry.label)
    if entry.style == "bullets":
        yield "\n".join(f"  * {escaped(value)}" for value in entry.values)
    else:
        yield from (escaped(value) for value in _values(entry))


def _in_lines(entry: Entry) -> Iterator[str]:
    """Readers for language models: every line by itself, without blank lines."""
    mark = "* " if entry.style == "bullets" else ""
    yield "\n".join([escaped(entry.label), *(mark + escaped(value) for value in _values(entry))])


def _in_headings(entry: Entry) -> Iterator[str]:
    """Labels as headings, values wrapped at 72 columns with a hanging indent."""
    yield f"#### {escaped(entry.label)}"
    mark, rest = ("-   ", "    ") if entry.style == "bullets" else ("", "")
    wrapped = [
        textwrap.fill(
            escaped(value), 72, initial_indent=mark, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )
        for value in _values(entry)
    ]  # fmt: skip
    yield ("\n" if mark else "\n\n").join(wrapped)


def _in_definitions(entry: Entry) -> Iterator[str]:
    """A label with its definition, as pandoc and markdownify write it."""
    mark = "* " if entry.style == "bullets" else ""
    values = ("\n" if mark else "\n\n").join(mark + escaped(value) for value in _values(entry))
    yield escaped(entry.label) + (f"\n:   {values}".replace("\n", "\n    ").replace("\n    :", "\n:") if values else "")


def _in_cells(entry: Entry) -> Iterator[str]:
    """A row of a table, with ``<br>`` between values."""
    yield f"| {escaped(entry.label)} | {'<br>'.join(escaped(value) for value in _values(entry))} |"


STYLES: Mapping[str, Callable[[Entry], Iterator[str]]] = {
    "paragraphs": _in_paragraphs,
    "lines": _in_lines,
    "headings": _in_headings,
    "definitions": _in_definitions,
    "cells": _in_cells,
}
_BETWEEN = {"lines": "\n", "cells": "\n"}
_ABOVE = {"cells": "|   |   |\n| --- | --- |\n"}


def _teaser(teaser: Teaser) -> Iterator[str]:
    title = escaped(teaser.title or "")
    yield f"## [{title}](/pfp/ppd/{teaser.number})" if teaser.number is not None else f"## {title}"
    if teaser.submitted_line is not None:
        yield escaped(teaser.submitted_line)
    yield from (escaped(paragraph) for paragraph in teaser.paragraphs)
    if teaser.items:
        yield "\n".join(f"* {escaped(item)}" for item in teaser.items)
    if teaser.author_after and teaser.author:
        yield escaped(teaser.author)


def page_markdown(country: CountryTruth, style: str) -> str:
    """A whole page in one style; all its teasers have titles."""
    parts = [part for entry in entries_of(country) for part in STYLES[style](entry) if part]
    fields = _ABOVE.get(style, "") + _BETWEEN.get(style, "\n\n").join(parts)
    teasers = [part for teaser in country.teasers for part in _teaser(teaser)]
    last = f"[Subscribe to {country.place.short_name}](/taxonomy/term/9/feed)"
    return (
        "\n\n".join(
            [
                "* [Home](/)\n* [Countries](/countries)",
                fields,
                *teasers,
                last,
                "Global Forum on Migration and Development",
            ]
        )
        + "\n"
    )
