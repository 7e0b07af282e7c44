"""What is doubtful about the division of a page into teasers: each doubt is an issue ``teaser_boundary_unsure``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.practices.shape import is_body
from extractors.gfmd.teasers.drafts import Draft
from schemas.document import Line, span_of
from schemas.extraction import Issue


def doubts(drafts: Sequence[Draft]) -> Iterator[Issue]:
    """The doubts about these teasers, which are all of a page, in its order."""
    for draft in drafts:
        yield from _doubtful_title_issues(draft)
        yield from (_doubtful_title_issue(line) for line in draft.doubtful)
    yield from (_unsigned_heading_issue(draft) for draft in _unsigned_among_signed(drafts))
    yield from (_rule_issue(draft.lines) for draft in _untitled_below_odd_rules(drafts))
    yield from (_rule_issue([line]) for draft in drafts for line in draft.body[1:] if line.after_rule and not line.path)


def _doubtful_title_issues(draft: Draft) -> Iterator[Issue]:
    """A title above ``Submitted by`` may in text be the end of the teaser before, by its shape."""
    title, submission = draft.title, draft.submission
    named = submission is not None and (submission.author is not None or submission.is_open)
    if title and named and not (title.path or title.text.endswith("?")) and is_body(title.text):
        message = f"{title.text[:80]!r} has the shape of text; it was taken as a title, for 'Submitted by' follows it."
        yield _uncertain_teaser(message, [title])


def _doubtful_title_issue(line: Line) -> Issue:
    message = f"{line.text[:80]!r} may be the title of a further practice; it was kept in the text of the one before."
    return _uncertain_teaser(message, [line])


def _unsigned_among_signed(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The teasers that nothing signs on a page that signs most: each may be a heading within the text above it.

    Its title is sure where two blank lines, a rule, a link or an element of its own set it off, or where the author of
    the teaser above closes that one.
    """
    unsigned = sum(not _has_signature(draft) for draft in drafts)
    if 2 * unsigned > len(drafts):
        return
    for above, draft in pairwise(drafts):
        title = draft.title
        if title and not (_has_signature(draft) or above.author or _is_apart(draft, title, above.lines[-1])):
            yield draft


def _is_apart(draft: Draft, title: Line, above: Line) -> bool:
    if title.gap > 1 or title.after_rule or title.article != above.article:
        return True
    return shared_depth(above.path, title.path) < draft.container


def _has_signature(draft: Draft) -> bool:
    return bool(draft.submission or draft.author or draft.url)


def _unsigned_heading_issue(draft: Draft) -> Issue:
    title = draft.lines[0].text[:80]
    message = f"{title!r} may be a heading within the practice above, for nothing signs it; it was taken as a title."
    return _uncertain_teaser(message, draft.lines)


def _untitled_below_odd_rules(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The teasers that only a rule parts from the one above, on a page that parts other teasers without one."""
    if any(draft.title and not draft.lines[0].after_rule for draft in drafts[1:]):
        yield from (draft for draft in drafts[1:] if draft.title is None and draft.lines[0].after_rule)


def _rule_issue(lines: Sequence[Line]) -> Issue:
    message = f"A rule stands above {lines[0].text[:80]!r}, and not above other practices: it may part two or none."
    return _uncertain_teaser(message, lines)


def _uncertain_teaser(message: str, lines: Sequence[Line]) -> Issue:
    return Issue("warning", "teaser_boundary_unsure", message, span_of(lines))
