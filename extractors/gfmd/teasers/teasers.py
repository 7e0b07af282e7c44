"""Teasers of practices, as country and listing pages show them: title, ``Submitted by NAME on``, text.

Any of it may be missing, and in text nothing but blank lines and the shape of lines tells teasers apart. What told
them apart without an error on 35 of them: the line before ``Submitted by`` is a title; no blank line before means a
list item; an end in ``. : ; ! ? …`` or over 130 characters means body; else it is a title if a body follows after one
blank; two blanks and prose is an untitled teaser. A line shaped like a person's name after the text and before the
next title or the end is the author. In HTML, headings, links, rules and containers tell where a teaser begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.gfmd.facts import Practice
from extractors.gfmd.practices.shape import is_body
from extractors.gfmd.practices.signatures import read_posted_day
from extractors.gfmd.practices.truncation import teaser_is_truncated
from extractors.gfmd.site.addresses import is_site_link
from extractors.gfmd.site.frame import is_frame_text, without_lines
from extractors.gfmd.site.leading_on import without_more
from extractors.gfmd.teasers.doubts import doubts
from extractors.gfmd.teasers.drafts import Draft, drafts_of, is_teaser
from extractors.gfmd.teasers.surroundings import Scene
from extractors.text import without_mark
from extractors.values.names import is_anonymous, is_name
from schemas.document import Line, span_of
from schemas.extraction import Issue

_PRINTED_RULE = re.compile(r"([-_=*~–—─━])(?: ?\1){2,}")


class Teasers(NamedTuple):
    """The practices that a page shows, what is doubtful about their division, and the lines that belong to none.

    ``ignored`` are the numbers of lines that are only links of the site, such as tags, or a rule between teasers, each
    with the name for it; ``others`` of those that have neither the shape of a teaser nor a link to a practice.
    """

    practices: tuple[Practice, ...]
    issues: tuple[Issue, ...]
    ignored: Mapping[int, str]
    others: frozenset[int]


def read_teasers(lines: Sequence[Line], *, cut: bool) -> Teasers:
    """Divide the lines into teasers. ``cut`` says that the page ends within them, so that the last may be cut short."""
    ignored = dict(_ignored_lines(lines))
    frame = frozenset(line.number for line in lines if line.heading and is_frame_text(line.text))
    content = [line for line in _without_rules(lines, ignored) if line.number not in ignored.keys() | frame]
    scene = Scene(content)
    drafts = drafts_of(content, scene, cut=cut)
    last = drafts[-1] if cut and drafts else None
    shown = [draft for draft in drafts if is_teaser(draft, scene, cut=draft is last)]
    kept = {line.number for draft in shown for line in draft.lines}
    return Teasers(
        practices=tuple(_practice_of_teaser(draft, cut=draft is last) for draft in shown),
        issues=tuple(doubts(shown)),
        ignored=ignored,
        others=frozenset(line.number for line in content if line.number not in kept) | frame,
    )


_RULE = "rule"


def _without_rules(lines: Sequence[Line], ignored: Mapping[int, str]) -> Sequence[Line]:
    """The lines but the printed rules; the line below one knows that it stands there."""
    rules = frozenset(number for number, name in ignored.items() if name == _RULE)
    ruled = [line._replace(after_rule=True) if line.number in rules else line for line in lines]
    return without_lines(ruled, rules)


def _ignored_lines(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if _is_tag(line):
            yield line.number, "link of the site"
        elif _PRINTED_RULE.fullmatch(line.text):
            yield line.number, _RULE


def _is_tag(line: Line) -> bool:
    """Whether a line is only links to other pages of the site, such as tags under a teaser; an author's is not."""
    linked = bool(line.links) and all(is_site_link(link) for link in line.links)
    return linked and not (line.heading or is_body(line.text) or is_name(line.text))


def _practice_of_teaser(draft: Draft, *, cut: bool) -> Practice:
    author = draft.submission.author if draft.submission else draft.author.text if draft.author else None
    anonymous = is_anonymous(author) if author else None
    texts = [without_more(without_mark(line.text)) for line in draft.body]
    return Practice(
        span=span_of(draft.lines),
        title=without_mark(draft.title.text) if draft.title else None,
        summary="\n".join(texts) or None,
        submitted_by=None if anonymous else author,
        anonymous=anonymous,
        submitted_on=next((day for line in draft.head if (day := read_posted_day(line.text) or line.when)), None),
        truncated=teaser_is_truncated(draft.body, texts, cut=cut and draft.author is None),
        url=draft.url,
    )
