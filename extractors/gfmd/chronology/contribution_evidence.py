"""What contributions say about the edition of their block: the weakest evidence, for a block that has no other.

Seen: ``The Kingdom of Belgium contributed financially to the 2010 GFMD budget.``, ``SEK 1,000,000 in January 2014``,
``left-over from GFMD 2012``, which names an earlier edition. What a contribution was for counts before the month when
it was paid: ``EUR 40,000 paid in January 2010 for the Athens Summit`` is of 2009. Where a line names a forum in words
that are not understood, such as ``to the Greek Chairmanship``, its month says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.gfmd.chronology.session_evidence import dated_evidence
from extractors.gfmd.chronology.weighing import CONTRIBUTION
from extractors.gfmd.contributions.left_over import comes_from, is_left_over, is_source
from extractors.gfmd.facts import Block, Contribution, EditionEvidence
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.named_editions import NamedEdition, editions_by_cities, names_of_editions
from extractors.gfmd.sessions.own_dates import OTHER_TIME
from extractors.text import plain_dashes

# Money that is owed, promised or paid back is of another time than the contribution itself.
_MONEY_OF_OTHER_TIME = re.compile(
    r"\b(?:outstanding|arrears|debts?|deficit|advances?|prepayments?|pledge[sd]?|reimburse\w{0,5}|repa(?:y|id)\w{0,5})\b",
    re.IGNORECASE,
)
# Words that say that the money is for a certain forum, where nothing else tells which: "the Greek Chairmanship".
_SOME_FORUM = re.compile(
    r"\b(?:chair(?:s|man|manship|ship)?|presiden\w{2,4}|pr[ée]siden\w{2,4}|hosts?|hosted|summits?|forums?|foro|cumbre|sommet"
    r"|c[iú]meira|c[úu]pula|editions?|edici[óo]n|[ée]dition|edi[çc][ãa]o|meetings?|conferences?|events?"
    r"|GFMD ?(?:[0-9]{1,2}|[IVX]{1,5}))\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")


def contribution_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Financial Contribution`` says about the edition."""
    for contribution in block.contributions:
        yield from _of_contribution(contribution)


def _of_contribution(contribution: Contribution) -> Iterator[EditionEvidence]:
    text, line = plain_dashes(contribution.text), contribution.span.first
    named = names_of_editions(text)
    if is_left_over(text):
        yield from _left_over(line, text, named)
    elif not (_is_of_other_time(text) or any(comes_from(text, one.start) for one in named)):
        yield from _named_or_dated(line, text, named)


def _left_over(line: int, text: str, named: Sequence[NamedEdition]) -> Iterator[EditionEvidence]:
    """Money that an edition left over is given to a later one."""
    sources = sorted({edition for one in named if is_source(text, one.start) for edition in one.editions})
    later = tuple(year for year in reference().years if sources and year > sources[0])
    if later:
        yield EditionEvidence("contribution", line, later, f"money is left over from {_listed(sources)}", CONTRIBUTION)


def _is_of_other_time(text: str) -> bool:
    return OTHER_TIME.search(text) is not None or _MONEY_OF_OTHER_TIME.search(text) is not None


def _named_or_dated(line: int, text: str, named: Sequence[NamedEdition]) -> Iterator[EditionEvidence]:
    """The editions that a contribution names, or else its date.

    The place or number of a summit tells, whenever the money was paid; a year is possible only where no date differs.
    """
    if not named and len(set(_ANY_YEAR.findall(text))) > 1:
        return
    dated = tuple(dated_evidence("contribution", line, text))
    if not named:
        yield from (found for found in dated if not _may_be_of_another_forum(text, found))
        return
    editions = _meant(named)
    reason = f"the contribution names {_listed(sorted({edition for one in named for edition in one.editions}))}"
    is_sure = not all(one.by_year for one in named)
    differing = [found for found in dated if not {*found.editions} & {*editions}]
    if differing and not is_sure:
        yield replace(differing[0], editions=(), reason=f"{reason}, but {differing[0].reason}")
    else:
        yield EditionEvidence("contribution", line, editions, reason, CONTRIBUTION)


def _may_be_of_another_forum(text: str, dated: EditionEvidence) -> bool:
    """Whether a line says what forum its money is for in words that don't surely mean the one of its date.

    ``EUR 5,000 in January 2010 to the Greek Chairmanship`` and ``for the Athens event`` are of 2009.
    """
    cities = set(editions_by_cities(text))
    return not cities <= {*dated.editions} if cities else _SOME_FORUM.search(text) is not None


def _meant(named: Sequence[NamedEdition]) -> tuple[int, ...]:
    """The editions that all names of a text can mean: "GFMD 2011 in Geneva" is not that of 2024."""
    by_year = {edition for one in named if one.by_year for edition in one.editions}
    by_summit = {edition for one in named if not one.by_year for edition in one.editions}
    return tuple(sorted(by_year & by_summit if by_year and by_summit else by_year | by_summit))


def _listed(editions: Sequence[int]) -> str:
    return " or ".join(str(year) for year in editions)
