"""Which links and headings of HTML are the titles of teasers, whatever the elements are called."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from extractors.gfmd.practices.shape import is_body
from extractors.gfmd.site.addresses import practice_url
from extractors.gfmd.site.leading_on import is_more_link
from schemas.document import Line


def leading_on(lines: Sequence[Line], signing: Container[int]) -> Iterator[int]:
    """The links to practices that are no titles and no text, by their words or because they say their title again.

    ``signing`` are the places of the lines that sign teasers, as in all functions of this module.
    """
    titles: dict[str, str] = {}
    urls: dict[str, set[str]] = {}
    for line in lines:
        if url := practice_url(line.href):
            urls.setdefault(line.text.casefold(), set()).add(url)
    for i, line in enumerate(lines):
        url = practice_url(line.href)
        if url is None:
            continue
        text = line.text.casefold()
        shared = len(urls[text]) > 1 and not (line.heading or is_body(line.text) or _opens_a_teaser(lines, i, signing))
        if is_more_link(line.text) or shared or titles.get(url) == text:
            yield i
        titles.setdefault(url, text)


def _opens_a_teaser(lines: Sequence[Line], i: int, signing: Container[int]) -> bool:
    return i + 1 in signing or (i + 1 < len(lines) and is_body(lines[i + 1].text))


def title_links(lines: Sequence[Line], leading: Container[int], signing: Container[int]) -> Iterator[int]:
    """The links that are titles: of each practice the first, where headings link only headings.

    A link below a heading and its text is that heading's, and no title.
    """
    links = [i for i, line in enumerate(lines) if i not in leading and practice_url(line.href)]
    among_headings = any(lines[i].heading for i in links)
    seen: set[str | None] = set()
    for i in links:
        url = practice_url(lines[i].href)
        if url not in seen and (lines[i].heading or not (among_headings or _is_below_heading(lines, i, signing))):
            yield i
        seen.add(url)


def _is_below_heading(lines: Sequence[Line], i: int, signing: Container[int]) -> bool:
    """Whether a heading that is no link stands above, with text or an author between the two."""
    between = 0
    for above in reversed(range(i)):
        if practice_url(lines[above].href):
            return False
        if lines[above].heading:
            return between > 0
        between += is_body(lines[above].text) or above in signing
    return False


def headings_are_titles(lines: Sequence[Line], signing: frozenset[int]) -> bool:
    """Whether headings are the titles of teasers, and not headings above all of them or within their texts.

    They are where most ``Submitted by`` have a heading of their own above, right there or before a text: a plain line
    right above is the title itself.
    """
    headings = [i for i, line in enumerate(lines) if line.heading]
    if not headings or not signing:
        return bool(headings)
    headed = sum(
        bisect(headings, before) < bisect(headings, at) and (lines[at - 1].heading or is_body(lines[at - 1].text))
        for before, at in pairwise((-1, *sorted(signing)))
    )
    return 2 * headed > len(signing)
