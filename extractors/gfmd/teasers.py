"""Teasers of practices, as country and listing pages show them: title, ``Submitted by NAME on``, text.

Any of it may be missing, and in text nothing but blank lines and the shape of lines tells teasers apart. What told
them apart without an error on 35 of them: the line before ``Submitted by`` is a title; no blank line before means a
list item; an end in ``. : ; ! ? …`` or over 130 characters means body; else it is a title if a body follows after one
blank; two blanks and prose is an untitled teaser. A line shaped like a person's name after the text and before the
next title or the end is the author. In HTML, headings, links and containers tell where a teaser begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.gfmd.nesting import shared_depth
from extractors.gfmd.posted import read_posted_day
from extractors.gfmd.practice_links import is_more_link, is_site_link, practice_url, without_more
from extractors.gfmd.vocabulary import SUBMITTED_BY
from extractors.names import has_honorific, is_anonymous, is_name
from extractors.text import CLIPPED, is_clipped, without_mark
from schemas.document import Line
from schemas.extraction import Issue, Practice, Span

_BODY_END = (".", ":", ";", "!", "?", "…")
_BODY_LENGTH = 130
_TITLE_LENGTH = 300


class Teasers(NamedTuple):
    """The practices that a page shows, what is doubtful about their division, and the lines that belong to none.

    ``links`` are the numbers of lines that are only links of the site, such as tags; ``others`` of those that have
    neither the shape of a teaser nor a link to a practice.
    """

    practices: tuple[Practice, ...]
    issues: tuple[Issue, ...]
    links: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Draft:
    """A teaser while its lines are read."""

    lines: list[Line] = field(default_factory=list)
    title: Line | None = None
    submitted: Line | None = None
    author: Line | None = None
    body: list[Line] = field(default_factory=list)
    doubtful: list[Line] = field(default_factory=list)


def read_teasers(lines: Sequence[Line], *, cut: bool) -> Teasers:
    """Divide the lines into teasers. ``cut`` says that the page ends within them, so that the last may be cut short."""
    links = frozenset(line.number for line in lines if _is_tag(line))
    lines = [line for line in lines if line.number not in links]
    drafts: list[_Draft] = []
    scene = _Scene(lines)
    row = 0
    for i, line in enumerate(lines):
        if not drafts or (scene.starts(i) and not _is_subheading(drafts[-1], line)) or _leaves(drafts[-1], line, row):
            row = (_container(drafts[-1]) if drafts else 0) or row
            drafts.append(_Draft())
        _take(drafts[-1], line, scene, i)
    for draft in drafts:
        _find_author(draft, cut=cut and draft is drafts[-1])
    shown: list[_Draft] = []
    others: set[int] = set()
    for draft in drafts:
        if _is_teaser(draft, scene):
            shown.append(draft)
        else:
            others.update(line.number for line in draft.lines)
    practices = tuple(_practice(draft, cut=cut and draft is drafts[-1]) for draft in shown)
    issues = tuple(_unsure(line) for draft in shown for line in draft.doubtful)
    return Teasers(practices, issues, links, frozenset(others))


def _is_tag(line: Line) -> bool:
    """Whether a line is only a link to another page of the site, such as a tag under a teaser; an author's is not."""
    return is_site_link(line.href) and not (line.heading or is_body(line.text) or is_name(line.text))


def _is_subheading(draft: _Draft, line: Line) -> bool:
    """Whether a heading stands within a teaser: its title is a link and this is none, or one article holds both."""
    if draft.title is None or not line.heading or practice_url(line.href):
        return False
    same_article = line.article is not None and line.article == draft.title.article
    linked = practice_url(draft.title.href) is not None and shared_depth(draft.title.path, line.path) >= _container(
        draft
    )
    return same_article or (linked and bool(draft.body))


def _is_teaser(draft: _Draft, scene: _Scene) -> bool:
    """Whether the lines are a teaser: they name an author, link to a practice, or hold running text.

    Where titles are links, a heading that is none and has no author is that of something else, such as a side column.
    """
    if draft.submitted or draft.author or any(practice_url(line.href) for line in draft.lines):
        return True
    beside = scene.is_linked and draft.title is not None and draft.title.heading
    return not beside and any(is_body(line.text) for line in draft.body)


def _take(draft: _Draft, line: Line, scene: _Scene, i: int) -> None:
    """Give the line its part in the teaser; doubtful is what may as well be the title of the next one."""
    if not draft.lines and (scene.is_title(i) or scene.heads_a_row(i)):
        draft.title = line
    elif practice_url(line.href) and not line.heading and draft.lines:
        pass  # a link that leads on: it tells the address, and no text
    elif scene.is_submission(i) and draft.submitted is None:
        draft.submitted = line
    else:
        below_head = not draft.body and draft.lines
        draft.body.append(line)
        if not (below_head or line.item or scene.is_marked) and line.gap > 0 and scene.may_be_title(i):
            draft.doubtful.append(line)
    draft.lines.append(line)


def _find_author(draft: _Draft, *, cut: bool) -> None:
    """Take a name that stands alone after the text as the author, where no ``Submitted by`` names one.

    At the end of a cut page the next title may look like a name: there it must have an honorific or be clipped.
    """
    last = draft.body[-1] if len(draft.body) > 1 else None
    listed = last is not None and last.item and not draft.lines[0].item
    if last is None or draft.submitted or listed or not is_name(last.text):
        return
    if not cut or has_honorific(last.text) or is_clipped(last.text):
        draft.author = draft.body.pop()
        draft.doubtful = [line for line in draft.doubtful if line is not last]


class _Scene:
    """The lines of all teasers of a page, and what can be said of a line by looking at its neighbours."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._title_links = frozenset(_first_links(lines))
        self.is_linked = bool(self._title_links)
        self.is_marked = self.is_linked or any(line.heading for line in lines)
        self._is_flat = bool(lines) and bool(lines[0].path) and len({line.path for line in lines}) == 1

    def starts(self, i: int) -> bool:
        """Whether a new teaser begins at this line, as far as the neighbouring lines tell."""
        line = self._lines[i]
        if i and self._lines[i - 1].gap > 1 and is_name(self._lines[i - 1].text) and not self.is_submission(i):
            return True
        untitled = self.is_submission(i) and i > 0 and not self.is_title(i - 1) and line.gap > 1
        return self.is_title(i) or untitled or (line.gap > 1 and is_body(line.text) and not line.item)

    def is_submission(self, i: int) -> bool:
        """Whether the line is a ``Submitted by``."""
        return 0 <= i < len(self._lines) and SUBMITTED_BY.fullmatch(self._lines[i].text) is not None

    def is_title(self, i: int) -> bool:
        """Whether the line is a title: by mark-up, by ``Submitted by`` below it, or by its shape and a body below."""
        line = self._lines[i]
        if self.is_submission(i) or len(line.text) > _TITLE_LENGTH:
            return False
        if line.heading or i in self._title_links:
            return True
        below = self._lines[i + 1] if i + 1 < len(self._lines) else None
        if below is None or (line.item and not line.path):
            return False
        if self.is_submission(i + 1):
            return below.gap <= 1 and not self._has_marked_title(i)
        if line.item:
            return False
        if (
            (self.is_marked and not self._is_flat)
            or is_body(line.text)
            or (i and line.gap == 0)
            or (has_honorific(line.text) and is_name(line.text))
        ):
            return False
        return (below.gap == 1 or self._is_flat) and is_body(below.text) and not below.item

    def heads_a_row(self, i: int) -> bool:
        """Whether a line without mark-up of its own is the title of the element that it opens: running text follows."""
        line = self._lines[i]
        if not line.path or is_body(line.text) or has_honorific(line.text) or i + 1 == len(self._lines):
            return False
        return not self.is_title(i + 1) and is_body(self._lines[i + 1].text)

    def _has_marked_title(self, i: int) -> bool:
        """Whether a heading or a link is the title above, so that the ``Submitted by`` below is of its teaser."""
        for above in reversed(range(i)):
            if self.is_submission(above):
                return False
            if self._lines[above].heading or above in self._title_links:
                return True
        return False

    def may_be_title(self, i: int) -> bool:
        """Whether a line within a text may as well be a title: it has no stop, or it asks and running text follows."""
        text = self._lines[i].text
        if i and self._lines[i - 1].text.endswith(":"):
            return False
        asks = text.endswith("?") and len(text) <= _BODY_LENGTH and i + 1 < len(self._lines)
        return not is_body(text) or (asks and self._lines[i + 1].gap == 1 and is_body(self._lines[i + 1].text))


def _first_links(lines: Sequence[Line]) -> Iterator[int]:
    """The lines that are the first link to their practice and say more than that it leads on: titles."""
    seen: set[str] = set()
    for i, line in enumerate(lines):
        url = practice_url(line.href)
        if url and url not in seen and not is_more_link(line.text):
            seen.add(url)
            yield i


def _apart(line: Line, below: Line) -> bool:
    return line.article != below.article


def _leaves(draft: _Draft, line: Line, row: int) -> bool:
    """Whether the line stands outside the container of the teaser, as HTML tells it.

    ``row`` is the depth of the containers of the teasers before, which holds for an untitled one too.
    """
    anchor = draft.lines[0]
    if anchor.article is not None or line.article is not None:
        return _apart(anchor, line)
    return shared_depth(anchor.path, line.path) < (_container(draft) or min(row, len(anchor.path)) * bool(draft.body))


def _container(draft: _Draft) -> int:
    """The depth of the element that holds title, submission and the first of the text; 0 while that is not known."""
    if not draft.body or draft.body[0] is draft.lines[0]:
        return 0
    return min(shared_depth(draft.lines[0].path, line.path) for line in (draft.submitted, draft.body[0]) if line)


def is_body(text: str) -> bool:
    """Whether a line has the shape of running text: its end or its length. A name that is cut has not."""
    return len(text) > _BODY_LENGTH or (text.endswith(_BODY_END) and not is_name(text))


def _practice(draft: _Draft, *, cut: bool) -> Practice:
    submission = SUBMITTED_BY.fullmatch(draft.submitted.text) if draft.submitted else None
    author = (submission[1] or "").strip() if submission else draft.author.text if draft.author else None
    anonymous = None if not author else is_anonymous(author)
    body = [without_more(without_mark(line.text)) for line in draft.body]
    posted = read_posted_day(submission[2] or "") if submission else None
    if posted is None:
        posted = next((line.when.date() for line in draft.lines if line.when), None)
    return Practice(
        span=Span(draft.lines[0].number, draft.lines[-1].number),
        title=without_mark(draft.title.text) if draft.title else None,
        summary="\n".join(body) or None,
        submitted_by=None if anonymous else author or None,
        anonymous=anonymous,
        submitted_on=posted,
        truncated=is_truncated(body, cut=cut and draft.author is None),
        url=next((url for line in draft.lines if (url := practice_url(line.href))), None),
    )


def is_truncated(body: Sequence[str], *, cut: bool) -> bool:
    """Whether the site, or the end of a cut page, cut the text short: an ellipsis, a colon, or no stop at a cut end."""
    if not body:
        return cut
    return body[-1].endswith((*CLIPPED, ":")) or (cut and not body[-1].endswith(_BODY_END))


def _unsure(line: Line) -> Issue:
    message = f"{line.text[:80]!r} may be the title of a further practice; it was kept in the text of the one before."
    return Issue("warning", "teaser_boundary_unsure", message, Span(line.number, line.number))
