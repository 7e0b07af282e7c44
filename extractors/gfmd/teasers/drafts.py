"""The division of lines into teasers, and the part that each line has in its own: title, signature, text, author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.practices.shape import is_body
from extractors.gfmd.practices.signatures import Submission, is_posted_day, read_submission
from extractors.gfmd.site.addresses import practice_url
from extractors.gfmd.site.frame import is_frame_text
from extractors.gfmd.teasers.surroundings import Scene
from extractors.text import is_clipped
from extractors.values.names import has_honorific, is_name
from schemas.document import Line

_DAY_LENGTH = 40


@dataclass(slots=True)
class Draft:
    """A teaser while its lines are read. ``head`` are the lines between title and text: who submitted it, and when.

    ``doubtful`` are the lines of its text that may as well be the title of the next one.
    """

    lines: list[Line] = field(default_factory=list)
    title: Line | None = None
    head: list[Line] = field(default_factory=list)
    submission: Submission | None = None
    author: Line | None = None
    body: list[Line] = field(default_factory=list)
    doubtful: list[Line] = field(default_factory=list)
    url: str | None = None

    @property
    def container(self) -> int:
        """The depth of the element that holds title, signature and the first of the text; 0 while it is not known."""
        if not self.body or self.body[0] is self.lines[0]:
            return 0
        return min(shared_depth(self.lines[0].path, line.path) for line in (*self.head[:1], self.body[0]))


def drafts_of(lines: Sequence[Line], scene: Scene, *, cut: bool) -> list[Draft]:
    """Divide the lines into teasers. ``cut`` says that the page ends within them, so that the last may be cut short."""
    drafts: list[Draft] = []
    row = 0
    for i, line in enumerate(lines):
        draft = drafts[-1] if drafts else None
        if (
            draft is None
            or (scene.starts(i) and not _is_within_teaser(draft, line, scene))
            or _is_outside_container(draft, line, row)
        ):
            row = (draft.container if draft else 0) or row
            drafts.append(Draft())
        _take_line(drafts[-1], line, scene, i)
    for draft in drafts:
        _find_author(draft, cut=cut and draft is drafts[-1])
    if cut and drafts:
        _find_lone_title(drafts[-1])
    return drafts


def is_teaser(draft: Draft, scene: Scene, *, cut: bool) -> bool:
    """Whether the lines are a teaser: something signs them, they link to a practice, or they hold running text.

    Where titles are links, a heading that is none and has no author is that of something else, such as a side column.
    A page that is cut right after a title shows a teaser all the same.
    """
    if draft.submission or draft.url:
        return True
    if all(is_frame_text(line.text) for line in draft.lines if line is not draft.author):
        return False
    if draft.author:
        return True
    if cut and draft.title and len(draft.lines) == 1:
        return True
    beside = scene.is_linked and draft.title is not None and draft.title.heading
    return not beside and any(is_body(line.text) for line in draft.body)


def _is_within_teaser(draft: Draft, line: Line, scene: Scene) -> bool:
    """Whether what looks like a beginning stands within a teaser: one article or one row of the list holds both.

    A heading that links to a practice is always a title; another is none below one that does.
    """
    if draft.title is None or (line.heading and practice_url(line.href)):
        return False
    if line.article is not None and line.article == draft.title.article:
        return line.heading or line.after_rule
    in_container = shared_depth(draft.lines[0].path, line.path) >= draft.container
    if line.heading:
        return practice_url(draft.title.href) is not None and bool(draft.body) and in_container
    in_own_row = in_container and draft.container > (scene.depth if line.after_rule else scene.row_depth) > 0
    return in_own_row and bool(draft.body) and (line.after_rule or practice_url(line.href) is not None)


def _is_outside_container(draft: Draft, line: Line, row: int) -> bool:
    """Whether the line stands outside the container of the teaser, as HTML tells it.

    ``row`` is the depth of the containers of the teasers before, which holds for an untitled one too.
    """
    anchor = draft.lines[0]
    if anchor.article is not None or line.article is not None:
        return anchor.article != line.article
    return shared_depth(anchor.path, line.path) < (draft.container or min(row, len(anchor.path)) * bool(draft.body))


def _take_line(draft: Draft, line: Line, scene: Scene, i: int) -> None:
    """Give the line its part in the teaser."""
    url = practice_url(line.href)
    if not draft.lines and i not in scene.leading_on and (scene.is_title(i) or scene.heads_a_row(i)):
        draft.title, draft.url = line, url
    elif i in scene.leading_on:
        draft.url = draft.url or url
    elif scene.signs(i) and draft.submission is None:
        draft.head.append(line)
        draft.submission = read_submission(line.text, line.when) or Submission(None, is_open=False)
    elif not draft.body and (draft.title or draft.submission) and _continues_head(draft, line):
        _take_into_head(draft, line)
    else:
        _take_into_body(draft, line, scene, i)
    draft.lines.append(line)


def _take_into_head(draft: Draft, line: Line) -> None:
    draft.head.append(line)
    if draft.submission and draft.submission.is_open:
        draft.submission = read_submission(" ".join(one.text for one in draft.head), line.when)


def _take_into_body(draft: Draft, line: Line, scene: Scene, i: int) -> None:
    is_first = not draft.body and bool(draft.lines)
    draft.body.append(line)
    if line.item or scene.is_marked or scene.is_signed_below or line.gap == 0 or not scene.may_be_title(i):
        return
    if not is_first or scene.is_above_text(i):
        draft.doubtful.append(line)


def _continues_head(draft: Draft, line: Line) -> bool:
    """Whether a line goes on with who submitted a practice and when: markup may part what the site prints as one."""
    if is_posted_day(line.text) or (line.when and len(line.text) <= _DAY_LENGTH and not is_body(line.text)):
        return True
    if draft.submission is None:
        return False
    if draft.submission.is_open:
        submission = read_submission(f"Submitted by {line.text}")
        return submission is not None and submission.author is not None and is_name(submission.author)
    return line.text.casefold() == "on"


def _find_author(draft: Draft, *, cut: bool) -> None:
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


def _find_lone_title(draft: Draft) -> None:
    """Take a line as a title that a cut page ends in: what would show that it is one was not reached."""
    if draft.title is None and draft.body == draft.lines and len(draft.lines) == 1 and not is_body(draft.lines[0].text):
        draft.title = draft.body.pop()
