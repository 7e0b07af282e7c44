"""Copies of web archives, read as the pages that they show: links as they were, what the archive prints by name."""

from __future__ import annotations

from dataclasses import replace

from extractors.reading.web_archives import ARCHIVE_BANNER, is_banner_line, original_link
from schemas.document import Document, Line


def as_before_rewriting(document: Document, rewritten_to: str) -> Document:
    """A copy with its links as they were before an archive rewrote them to addresses below ``rewritten_to``.

    The line ``The Wayback Machine - https://web.archive.org/…`` is in the region of the archive's banner.
    """

    def before(href: str | None) -> str | None:
        return original_link(href, rewritten_to) if href else href

    def of_page(line: Line) -> Line:
        if is_banner_line(line.text):
            return line._replace(region=ARCHIVE_BANNER)
        if not line.href and not line.links:
            return line
        links = tuple(original_link(link, rewritten_to) for link in line.links)
        return line._replace(href=before(line.href), links=links)

    lines = tuple(of_page(line) for line in document.lines)
    return replace(document, lines=lines, canonical=before(document.canonical), base=before(document.base))
