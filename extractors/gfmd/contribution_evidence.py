"""What contributions say about the edition of their block: the weakest evidence, for a block that has no other.

Seen: ``The Kingdom of Belgium contributed financially to the 2010 GFMD budget.``, ``SEK 1,000,000 in January 2014``,
``left-over from GFMD 2012``, which names an earlier edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.gfmd.left_over import comes_from, is_left_over, is_source
from extractors.gfmd.named_editions import editions_at
from extractors.gfmd.reference import reference
from extractors.gfmd.session_evidence import dated_evidence
from extractors.text import plain_dashes
from schemas.extraction import Block, Contribution, EditionEvidence

# Another time than that of the contribution itself: nothing such a line names tells the edition.
_OTHER_TIME = re.compile(
    r"\b(?:since|after|following|before|until|till|prior to|as (?:in|for|at|of)|like|follow-?up|outstanding|arrears"
    r"|debts?|deficit|advances?|prepayments?|pledge[sd]?|next|upcoming|future|reimburse\w{0,5}|repa(?:y|id)\w{0,5})\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")


def contribution_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Financial Contribution`` says about the edition."""
    for contribution in block.contributions:
        yield from _of_contribution(contribution)


def _of_contribution(contribution: Contribution) -> Iterator[EditionEvidence]:
    text, line = plain_dashes(contribution.text), contribution.span.first
    named = tuple(editions_at(text))
    if is_left_over(text):
        sources = sorted({edition for start, edition in named if is_source(text, start)})
        later = tuple(year for year in reference().years if sources and year > sources[0])
        if later:
            yield EditionEvidence("contribution", line, later, f"money is left over from {_listed(sources)}")
    elif not (_OTHER_TIME.search(text) or any(comes_from(text, start) for start, _ in named)):
        yield from _named_or_dated(line, text, tuple(sorted({edition for _, edition in named})))


def _named_or_dated(line: int, text: str, named: tuple[int, ...]) -> Iterator[EditionEvidence]:
    """The editions that a contribution names, or else its date; none is possible where both are printed and differ."""
    if not named and len(set(_ANY_YEAR.findall(text))) > 1:
        return
    dated = tuple(dated_evidence("contribution", line, text))
    if not named:
        yield from dated
        return
    reason = f"the contribution names {_listed(named)}"
    differing = [found for found in dated if not {*found.editions} & {*named}]
    if differing:
        yield replace(differing[0], editions=(), reason=f"{reason}, but {differing[0].reason}")
    else:
        yield EditionEvidence("contribution", line, named, reason)


def _listed(editions: Sequence[int]) -> str:
    return " or ".join(str(year) for year in editions)
