"""What a fetch takes for a good page: the marks of its kind among its lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from extractors.gfmd.kinds import is_practice_page, prints_country_labels
from extractors.gfmd.vocabulary import SUBMITTED_BY
from schemas.document import Line


def shows_kind(kind: str, lines: Sequence[Line], asked: str) -> bool:
    """Whether a page shows what its kind does; further pages of a country may show no more than teasers.

    ``asked`` is the address of the page. Of listings nothing particular is expected.
    """
    if kind == "practice":
        return is_practice_page(lines)
    if kind == "country":
        return prints_country_labels(lines) or (page_number(asked) > 0 and any(signed(lines)))
    return True


def page_number(url: str) -> int:
    """The ``N`` of ``?page=N`` in an address; 0 where it says none."""
    said = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def signed(lines: Sequence[Line]) -> Iterator[str]:
    """The lines before each ``Submitted by``: the titles of the teasers that say who wrote them."""
    return (before.text for before, line in itertools.pairwise(lines) if SUBMITTED_BY.fullmatch(line.text))
