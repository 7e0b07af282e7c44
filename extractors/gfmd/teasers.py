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

from extractors.gfmd.frame import is_frame_text
from extractors.gfmd.nesting import shared_depth
from extractors.gfmd.posted import Submission, is_posted_day, read_posted_day, read_submission
from extractors.gfmd.practice_links import is_site_link, practice_url, without_more
from extractors.gfmd.teaser_scene import Scene, is_body
from extractors.names import has_honorific, is_anonymous, is_name
from extractors.text import CLIPPED, is_clipped, without_mark
from schemas.document import Line
from schemas.extraction import Issue, Practice, Span

_STOPS = (".", ":", ";", "!", "?", "…")
_DAY_LENGTH = 40


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
    """A teaser while its lines are read. ``head`` are the lines between title and text: who submitted it, and when."""

    lines: list[Line] = field(default_factory=list)
    title: Line | None = None
    head: list[Line] = field(default_factory=list)
    submission: Submission | None = None
    author: Line | None = None
    body: list[Line] = field(default_factory=list)
    doubtful: list[Line] = field(default_factory=list)
    url: str | None = None


def read_teasers(lines: Sequence[Line], *, cut: bool) -> Teasers:
    """Divide the lines into teasers. ``cut`` says that the page ends within them, so that the last may be cut short."""
    links = frozenset(line.number for line in lines if _is_tag(line))
    frame = frozenset(line.number for line in lines if line.heading and is_frame_text(line.text))
    lines = [line for line in lines if line.number not in links | frame]
    drafts: list[_Draft] = []
    scene = Scene(lines)
    row = 0
    for i, line in enumerate(lines):
        draft = drafts[-1] if drafts else None
        if draft is None or (scene.starts(i) and not _is_within(draft, line, scene)) or _leaves(draft, line, row):
            row = (_container(draft) if draft else 0) or row
            drafts.append(_Draft())
        _take(drafts[-1], line, scene, i)
    for draft in drafts:
        _find_author(draft, cut=cut and draft is drafts[-1])
    if cut and drafts:
        _find_lone_title(drafts[-1])
    shown = [draft for draft in drafts if _is_teaser(draft, scene, cut=cut and draft is drafts[-1])]
    kept = {line.number for draft in shown for line in draft.lines}
    return Teasers(
        practices=tuple(_practice(draft, cut=cut and draft is drafts[-1]) for draft in shown),
        issues=tuple(issue for draft in shown for issue in _doubts(draft)),
        links=links,
        others=frozenset(line.number for line in lines if line.number not in kept) | frame,
    )


def _is_tag(line: Line) -> bool:
    """Whether a line is only links to other pages of the site, such as tags under a teaser; an author's is not."""
    linked = bool(line.links) and all(is_site_link(link) for link in line.links)
    return linked and not (line.heading or is_body(line.text) or is_name(line.text))


def _is_within(draft: _Draft, line: Line, scene: Scene) -> bool:
    """Whether what looks like a title stands within a teaser: one article or one row of the list holds both.

    A heading that links to a practice is always a title; another is none below one that does.
    """
    if draft.title is None or (line.heading and practice_url(line.href)):
        return False
    if line.article is not None and line.article == draft.title.article:
        return line.heading
    holder = _container(draft)
    held = shared_depth(draft.lines[0].path, line.path) >= holder
    if line.heading:
        return practice_url(draft.title.href) is not None and bool(draft.body) and held
    return practice_url(line.href) is not None and bool(draft.body) and held and holder > scene.row_depth > 0


def _is_teaser(draft: _Draft, scene: Scene, *, cut: bool) -> bool:
    """Whether the lines are a teaser: they name an author, link to a practice, or hold running text.

    Where titles are links, a heading that is none and has no author is that of something else, such as a side column.
    A page that is cut right after a title shows a teaser all the same.
    """
    if draft.submission or draft.author or draft.url:
        return True
    if all(is_frame_text(line.text) for line in draft.lines):
        return False
    if cut and draft.title and len(draft.lines) == 1:
        return True
    beside = scene.is_linked and draft.title is not None and draft.title.heading
    return not beside and any(is_body(line.text) for line in draft.body)


def _take(draft: _Draft, line: Line, scene: Scene, i: int) -> None:
    """Give the line its part in the teaser; doubtful is what may as well be the title of the next one."""
    url = practice_url(line.href)
    if not draft.lines and i not in scene.leading_on and (scene.is_title(i) or scene.heads_a_row(i)):
        draft.title, draft.url = line, url
    elif i in scene.leading_on:
        draft.url = draft.url or url
    elif scene.is_submission(i) and draft.submission is None:
        draft.head.append(line)
        draft.submission = read_submission(line.text, line.when)
    elif not draft.body and (draft.title or draft.submission) and _continues_head(draft, line):
        draft.head.append(line)
        if draft.submission and draft.submission.author is None:
            draft.submission = read_submission(" ".join(one.text for one in draft.head), line.when)
    else:
        below_head = not draft.body and draft.lines
        draft.body.append(line)
        if not (below_head or line.item or scene.is_marked) and line.gap > 0 and scene.may_be_title(i):
            draft.doubtful.append(line)
    draft.lines.append(line)


def _continues_head(draft: _Draft, line: Line) -> bool:
    """Whether a line goes on with who submitted a practice and when: markup may part what the site prints as one."""
    if is_posted_day(line.text) or (line.when and len(line.text) <= _DAY_LENGTH and not is_body(line.text)):
        return True
    if draft.submission is None:
        return False
    if draft.submission.author is None:
        said = read_submission(f"Submitted by {line.text}")
        return said is not None and said.author is not None and is_name(said.author)
    return line.text.casefold() == "on"


def _find_author(draft: _Draft, *, cut: bool) -> None:
    """Take a name that stands alone after the text as the author, where no ``Submitted by`` names one.

    At the end of a cut page the next title may look like a name: there it must have an honorific or be clipped.
    """
    last = draft.body[-1] if len(draft.body) > 1 else None
    if last is None or draft.submission or not is_name(last.text):
        return
    if (last.item and not draft.lines[0].item) or (last.gap == 0 and not last.path):
        return  # the last item of a list
    if not cut or has_honorific(last.text) or is_clipped(last.text):
        draft.author = draft.body.pop()
        draft.doubtful = [line for line in draft.doubtful if line is not last]


def _find_lone_title(draft: _Draft) -> None:
    """Take a line as a title that a cut page ends in: what would show that it is one was not reached."""
    if draft.title is None and draft.body == draft.lines and len(draft.lines) == 1 and not is_body(draft.lines[0].text):
        draft.title = draft.body.pop()


def _leaves(draft: _Draft, line: Line, row: int) -> bool:
    """Whether the line stands outside the container of the teaser, as HTML tells it.

    ``row`` is the depth of the containers of the teasers before, which holds for an untitled one too.
    """
    anchor = draft.lines[0]
    if anchor.article is not None or line.article is not None:
        return anchor.article != line.article
    return shared_depth(anchor.path, line.path) < (_container(draft) or min(row, len(anchor.path)) * bool(draft.body))


def _container(draft: _Draft) -> int:
    """The depth of the element that holds title, submission and the first of the text; 0 while that is not known."""
    if not draft.body or draft.body[0] is draft.lines[0]:
        return 0
    return min(shared_depth(draft.lines[0].path, line.path) for line in (*draft.head[:1], draft.body[0]))


def _practice(draft: _Draft, *, cut: bool) -> Practice:
    said = draft.submission.author if draft.submission else draft.author.text if draft.author else None
    anonymous = is_anonymous(said) if said else None
    body = [without_more(without_mark(line.text)) for line in draft.body]
    return Practice(
        span=Span(draft.lines[0].number, draft.lines[-1].number),
        title=without_mark(draft.title.text) if draft.title else None,
        summary="\n".join(body) or None,
        submitted_by=None if anonymous else said,
        anonymous=anonymous,
        submitted_on=next((day for line in draft.head if (day := read_posted_day(line.text) or line.when)), None),
        truncated=is_truncated(body, cut=cut and draft.author is None),
        url=draft.url,
    )


def is_truncated(body: Sequence[str], *, cut: bool) -> bool:
    """Whether the site, or the end of a cut page, cut the text short: an ellipsis, a colon, or no stop at a cut end."""
    if not body:
        return cut
    return body[-1].endswith((*CLIPPED, ":")) or (cut and not body[-1].endswith(_STOPS))


def _doubts(draft: _Draft) -> Iterator[Issue]:
    """Lines that may be titles, and a title in text that may be the end of the teaser before, by its shape."""
    title = draft.title
    if title and draft.submission and not (title.path or title.text.endswith("?")) and is_body(title.text):
        message = f"{title.text[:80]!r} has the shape of text; it was taken as a title, for 'Submitted by' follows it."
        yield Issue("warning", "teaser_boundary_unsure", message, Span(title.number, title.number))
    yield from (_unsure(line) for line in draft.doubtful)


def _unsure(line: Line) -> Issue:
    message = f"{line.text[:80]!r} may be the title of a further practice; it was kept in the text of the one before."
    return Issue("warning", "teaser_boundary_unsure", message, Span(line.number, line.number))
