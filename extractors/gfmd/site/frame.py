"""What of a page is the site's frame and is ignored by name: navigation, pagers, switches of language, footers.

A listed text is frame wherever it stands. A number or a language code is so only beside others of its kind, or as a
link: by itself it may be a value, such as the ISO code of France.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from extractors.data_files import listed, meanings
from extractors.gfmd.site.addresses import practice_url
from extractors.gfmd.site.vocabulary import SUBSCRIPTION, labelled
from extractors.text import kept_by_text
from schemas.document import Line

_ROOM = "extractors.gfmd.site"
_IGNORED_PATTERNS = (
    (re.compile(r"(?:current )?page [0-9]{1,4}(?: of [0-9]{1,4})?", re.IGNORECASE), "pager"),
    (re.compile(r"[«‹<]{1,2} ?(?:first|previous|prev)|(?:next|last) ?[»›>]{1,2}", re.IGNORECASE), "pager"),
    (re.compile(r"read more about .{1,300}", re.IGNORECASE), "teaser link"),
    (re.compile(r"home ?[›»>/] ?.{1,300}", re.IGNORECASE), "breadcrumb"),
    (re.compile(r"(?:©|copyright\b).{0,200}", re.IGNORECASE), "footer"),
    (
        re.compile(
            r"(?:sorry, )?(?:there (?:are|is) (?:currently )?)?"
            r"no (?:results?|content|practices?|policies(?: and practices)?|items?|entries)"
            r"(?: (?:were |was )?(?:found|available|yet|to (?:show|display)|for (?:this|your) [\w ]{1,60})){1,3}\.?",
            re.IGNORECASE,
        ),
        "empty list",
    ),
)
# A page has links to itself for other languages, too.
_ALSO_OF_PRACTICES = frozenset({"pager", "languages", "navigation"})
_SINGLE_SIGN = re.compile(r"[«‹›»<>|…]{1,3}|[0-9]{1,3}")
_PAGER_TARGET = re.compile(r"[^?]{0,500}\?(?:[^=&]{1,50}=[^&]{0,200}&){0,9}page=[0-9]{1,5}(?:[&#].{0,500})?")
_FRAME_LENGTH = 200
_LIKES = re.compile(
    r"(?:(?:un)?like )?(?:you and )?[0-9][0-9,.]{0,11} (?:(?:people|persons?|others?|users?) )?(?:ha(?:ve|s) )?"
    r"liked? this page(?:, including you)?\.?|[0-9]{1,9} likes this page\.?|(?:be the first to|you) liked? this page\.?"
    r"|no(?:body| one) (?:has )?liked? this page(?: yet)?\.?",
    re.IGNORECASE,
)


class _Named(NamedTuple):
    """Under which name a line would be ignored, whether it is so even if it is no link, and the page number it is."""

    name: str
    sure: bool
    number: int | None = None


def framed_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines in regions of the site's frame, such as its navigation, that are no content."""
    content = frozenset(_content_of_regions(lines))
    return frozenset([line.number for line in lines if line.region and line.number not in content])


def ignored_lines(lines: Sequence[Line], framed: Container[int]) -> Mapping[int, str]:
    """The lines that are ignored wherever they stand on the page: their numbers, each with the name of the reason.

    Those of the numbers ``framed`` are ignored by the name of their region.
    """
    named = [None if line.number in framed else _named(line) for line in lines]
    by_words = {lines[i].number: said.name for i, said in enumerate(named) if said and _is_frame(said, lines, named, i)}
    by_region = {line.number: line.region for line in lines if line.region and line.number in framed}
    return by_words | by_region


def _is_frame(said: _Named, lines: Sequence[Line], named: Sequence[_Named | None], i: int) -> bool:
    """Whether what a line says makes it frame: by itself, as a link, or beside others of its kind."""
    if said.sure or lines[i].href is not None:
        return True
    return any(_is_beside(said, other) for other in (*named[max(i - 1, 0) : i], *named[i + 1 : i + 2]))


def _is_beside(said: _Named, other: _Named | None) -> bool:
    """Whether two neighbours are of one kind; of a pager's numbers one follows the other."""
    if other is None or other.name != said.name:
        return False
    return said.number is None or other.number is None or abs(said.number - other.number) == 1


def _named(line: Line) -> _Named | None:
    """The name for one line. A bullet in text is never part of the frame; a link to a practice is by few words only."""
    named = _named_by_text(line.text) if line.path or not line.item else None
    if line.href is None:
        return named
    if practice_url(line.href):
        return named if named and named.name in _ALSO_OF_PRACTICES else None
    return _Named("pager", sure=True) if _is_pager_link(line.href) else named


def _content_of_regions(lines: Sequence[Line]) -> Iterator[int]:
    """The lines of headers, footers and asides that are content all the same.

    Where one of them holds a label that is no link, it holds a part of the page; else only the page's last line may
    stand there.
    """
    for region, run in groupby(lines, key=attrgetter("region")):
        if region not in ("header", "footer", "aside"):
            continue
        found = [line for line in run if line.href is None or SUBSCRIPTION.fullmatch(line.text)]
        if any(labelled(line.text) for line in found if line.href is None):
            yield from (line.number for line in found)
        else:
            yield from (line.number for line in found if SUBSCRIPTION.fullmatch(line.text))


@kept_by_text
def _named_by_text(text: str) -> _Named | None:
    folded = text.casefold().rstrip(":").rstrip()
    listed_name = meanings(_ROOM, "frame_anywhere").get(folded)
    if listed_name:
        return _Named(listed_name, sure=True)
    if _SINGLE_SIGN.fullmatch(text):
        number = int(text) if text.isdecimal() else None
        return _Named("pager", sure=False, number=number)
    name = next((name for pattern, name in _IGNORED_PATTERNS if pattern.fullmatch(text)), None)
    if name is None and folded.startswith("subscribe to ") and not SUBSCRIPTION.fullmatch(text):
        name = "newsletter"
    return _Named(name, sure=True) if name else _named_by_words(folded)


def _named_by_words(folded: str) -> _Named | None:
    """A pager or a switch of languages that stands on one line."""
    words = folded.split(" ") if len(folded) <= _FRAME_LENGTH else []
    if words and listed(_ROOM, "language_names").issuperset(words):
        return _Named("languages", sure=len(words) > 1)
    signs, further = listed(_ROOM, "pager_signs"), listed(_ROOM, "further_pager_words")
    if signs.isdisjoint(words):
        return None
    pager = all(word in signs or word in further or (word.isascii() and word.isdigit()) for word in words)
    return _Named("pager", sure=True) if pager else None


_FRAME_PATTERN = re.compile(
    r".{0,120}\bcookies?\b.{0,200}|(?:follow|like|find|join) us\b.{0,80}|by clicking .{0,200}"
    r"|displaying [0-9]{1,6} ?[-–] ?[0-9]{1,6} of [0-9]{1,6}.{0,40}|(?:tel|phone|fax|e-?mail)\b ?[.:].{0,80}"
    r"|share (?:on|this|via)\b.{0,80}",
    re.IGNORECASE,
)


def is_likes(text: str) -> bool:
    """Whether a line tells how many liked a page, as ``16 liked this page, including you.`` does."""
    return _LIKES.fullmatch(text) is not None


def without_lines(lines: Sequence[Line], left_out: Container[int]) -> list[Line]:
    """The lines without those of the numbers ``left_out``; blank lines and a rule around one that goes are kept."""
    kept: list[Line] = []
    gap, after_rule = 0, False
    for line in lines:
        gap, after_rule = max(gap, line.gap), after_rule or line.after_rule
        if line.number not in left_out:
            kept.append(line._replace(gap=gap, after_rule=after_rule) if gap != line.gap or after_rule else line)
            gap, after_rule = 0, False
    return kept


def is_frame_text(text: str) -> bool:
    """Whether a text is ignored around the content, where no part of the page stands: cookies, social links."""
    return text.casefold().rstrip(":") in listed(_ROOM, "frame_around") or _FRAME_PATTERN.fullmatch(text) is not None


def _is_pager_link(href: str) -> bool:
    """Whether a link leads to a further page of the same list."""
    return _PAGER_TARGET.fullmatch(href) is not None
