"""What can be said of a line among the teasers of a page by looking at the lines around it.

In text nothing but blank lines and the shape of lines tells teasers apart. In HTML headings, links and the nesting of
elements do, whatever the elements are called.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.gfmd.nesting import shared_depth
from extractors.gfmd.practice_links import is_more_link, practice_url
from extractors.gfmd.vocabulary import SUBMITTED_BY
from extractors.names import has_honorific, is_name
from schemas.document import Line

_BODY_END = (".", ":", ";", "!", "?", "…")
_BODY_LENGTH = 130
_TITLE_LENGTH = 300


def is_body(text: str) -> bool:
    """Whether a line has the shape of running text: its end or its length. A name that is cut has not."""
    return len(text) > _BODY_LENGTH or (text.endswith(_BODY_END) and not is_name(text))


class Scene:
    """The lines of all teasers of a page.

    ``leading_on`` are the places of links that say no more than that a practice goes on elsewhere; ``is_linked`` says
    that titles are links, ``is_marked`` that mark-up tells titles at all. ``row_depth`` is how deep the element around
    all titles that are links nests.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.leading_on = frozenset(_leading_on(lines))
        self._title_links = frozenset(_title_links(lines, self.leading_on))
        self.is_linked = bool(self._title_links)
        self._is_headed = self.is_linked or _headings_are_titles(lines)
        self.is_marked = self._is_headed
        self._is_flat = bool(lines) and bool(lines[0].path) and len({line.path for line in lines}) == 1
        links = [lines[i].path for i in sorted(self._title_links)]
        self.row_depth = min((shared_depth(*pair) for pair in pairwise(links)), default=0)

    def starts(self, i: int) -> bool:
        """Whether a new teaser begins at this line, as far as the neighbouring lines tell."""
        line, above = self._lines[i], self._lines[i - 1] if i else None
        if above is None or self.is_title(i):
            return True
        if self.is_submission(i):
            return not self.is_title(i - 1) and line.gap > 1
        if above.gap > 1 and is_name(above.text) and not self.is_title(i - 1):
            return True  # the line above is an author, set off by two blank lines
        set_off = line.gap > 1 and (self._is_flat or not self.is_marked)
        return set_off and is_body(line.text) and not line.item and not self.is_submission(i - 1)

    def is_submission(self, i: int) -> bool:
        """Whether the line is a ``Submitted by``."""
        return 0 <= i < len(self._lines) and SUBMITTED_BY.fullmatch(self._lines[i].text) is not None

    def is_title(self, i: int) -> bool:
        """Whether the line is a title: by mark-up, by ``Submitted by`` below it, or by its shape and a body below."""
        line = self._lines[i]
        if self.is_submission(i) or len(line.text) > _TITLE_LENGTH:
            return False
        if i in self._title_links or (line.heading and self._is_headed):
            return True
        below = self._lines[i + 1] if i + 1 < len(self._lines) else None
        if below is None or line.heading or (line.item and not line.path):
            return False
        if self.is_submission(i + 1):
            return self._heads_submission(i)
        if line.term and not below.term:
            return True
        return self._is_title_by_shape(i, below)

    def _heads_submission(self, i: int) -> bool:
        """Whether a line right above ``Submitted by`` is a title, and not the end of the teaser before."""
        line, below = self._lines[i], self._lines[i + 1]
        if self._has_marked_title(i) or (i and self._belongs_above(i)):
            return False
        return below.gap <= 1 or not (is_body(line.text) or line.item or self._may_be_author(i))

    def _may_be_author(self, i: int) -> bool:
        """Whether a line can be the author of the teaser above: a name, where that has no ``Submitted by``."""
        if not is_name(self._lines[i].text):
            return False
        above = next((j for j in reversed(range(i)) if self.is_submission(j) or self.is_title(j)), None)
        return has_honorific(self._lines[i].text) or (above is not None and not self.is_submission(above))

    def _belongs_above(self, i: int) -> bool:
        """Whether a line of HTML shares more elements with the line above it than with the one below."""
        above, line, below = (self._lines[j].path for j in (i - 1, i, i + 1))
        return shared_depth(line, below) < shared_depth(line, above)

    def _is_title_by_shape(self, i: int, below: Line) -> bool:
        line = self._lines[i]
        if (
            line.item
            or is_body(line.text)
            or (i and line.gap == 0)
            or (has_honorific(line.text) and is_name(line.text))
        ):
            return False
        if self.is_marked and not self._is_flat:
            return False
        return (below.gap == 1 or self._is_flat) and is_body(below.text) and not below.item

    def heads_a_row(self, i: int) -> bool:
        """Whether a line without mark-up of its own is the title of the element that it opens: running text follows."""
        line = self._lines[i]
        if (
            not line.path
            or self.is_submission(i)
            or is_body(line.text)
            or has_honorific(line.text)
            or i + 1 == len(self._lines)
        ):
            return False
        return not self.is_title(i + 1) and is_body(self._lines[i + 1].text)

    def _has_marked_title(self, i: int) -> bool:
        """Whether a heading or a link is the title above, so that the ``Submitted by`` below is of its teaser."""
        for above in reversed(range(i)):
            if self.is_submission(above):
                return False
            if (self._lines[above].heading and self._is_headed) or above in self._title_links:
                return True
        return False

    def may_be_title(self, i: int) -> bool:
        """Whether a line within a text may as well be a title: it has no stop, or it asks and running text follows."""
        text = self._lines[i].text
        if i and self._lines[i - 1].text.endswith(":"):
            return False
        asks = text.endswith("?") and len(text) <= _BODY_LENGTH and i + 1 < len(self._lines)
        return not is_body(text) or (asks and self._lines[i + 1].gap == 1 and is_body(self._lines[i + 1].text))


def _leading_on(lines: Sequence[Line]) -> Iterator[int]:
    """The links to practices that are no titles and no text, by their words or because they say their title again."""
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
        shared = len(urls[text]) > 1 and not (line.heading or is_body(line.text) or _opens_a_teaser(lines, i))
        if is_more_link(line.text) or shared or titles.get(url) == text:
            yield i
        titles.setdefault(url, text)


def _opens_a_teaser(lines: Sequence[Line], i: int) -> bool:
    below = lines[i + 1] if i + 1 < len(lines) else None
    return below is not None and (SUBMITTED_BY.fullmatch(below.text) is not None or is_body(below.text))


def _title_links(lines: Sequence[Line], leading_on: frozenset[int]) -> Iterator[int]:
    """The links that are titles: of each practice the first, where headings link only headings.

    A link below a heading and its text is that heading's, and no title.
    """
    links = [i for i, line in enumerate(lines) if i not in leading_on and practice_url(line.href)]
    among_headings = any(lines[i].heading for i in links)
    seen: set[str | None] = set()
    for i in links:
        url = practice_url(lines[i].href)
        if url not in seen and (lines[i].heading or not (among_headings or _is_below_heading(lines, i))):
            yield i
        seen.add(url)


def _is_below_heading(lines: Sequence[Line], i: int) -> bool:
    """Whether a heading that is no link stands above, with text or an author between the two."""
    between = 0
    for above in reversed(range(i)):
        if practice_url(lines[above].href):
            return False
        if lines[above].heading:
            return between > 0
        between += is_body(lines[above].text) or SUBMITTED_BY.fullmatch(lines[above].text) is not None
    return False


def _headings_are_titles(lines: Sequence[Line]) -> bool:
    """Whether headings are the titles of teasers, and not headings above all of them or within their texts.

    They are where most ``Submitted by`` have a heading of their own above, right there or before a text: a plain line
    right above is the title itself.
    """
    headings = [i for i, line in enumerate(lines) if line.heading]
    submissions = [i for i, line in enumerate(lines) if SUBMITTED_BY.fullmatch(line.text)]
    if not headings or not submissions:
        return bool(headings)
    headed = sum(
        bisect(headings, before) < bisect(headings, at) and (lines[at - 1].heading or is_body(lines[at - 1].text))
        for before, at in pairwise((-1, *submissions))
    )
    return 2 * headed > len(submissions)
