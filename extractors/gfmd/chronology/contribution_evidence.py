"""What contributions say about the edition of their block: the weakest evidence, for a block that has no other.

What a contribution was for counts before the month when it was paid: ``EUR 40,000 paid in January 2010 for the Athens
Summit`` is of 2009. Where a line names a forum in words that are not understood, such as ``to the Greek Chairmanship``,
its month says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.gfmd.chronology.session_evidence import by_days
from extractors.gfmd.chronology.weighing import CONTRIBUTION
from extractors.gfmd.facts import Block, Contribution, ContributionTime, EditionEvidence
from extractors.gfmd.reference.known import reference
from extractors.gfmd.reference.named_editions import NamedEdition


def contribution_evidence(block: Block) -> Iterator[EditionEvidence]:
    """What each line under ``Financial Contribution`` says about the edition."""
    for contribution in block.contributions:
        yield from _left_over_evidence(contribution)
        yield from _time_evidence(contribution.span.first, contribution.time)


def _left_over_evidence(contribution: Contribution) -> Iterator[EditionEvidence]:
    """Money that an edition left over is given to a later one."""
    line, sources = contribution.span.first, contribution.time.left_by
    later = tuple(year for year in reference().years if sources and year > sources[0])
    if later:
        yield EditionEvidence(
            "contribution", line, later, f"money is left over from {_editions_in_words(sources)}", CONTRIBUTION
        )


def _time_evidence(line: int, time: ContributionTime) -> Iterator[EditionEvidence]:
    """The editions that a contribution names, or else its date.

    The place or number of a summit tells, whenever the money was paid; a year is possible only where no date differs.
    """
    dated = tuple(by_days("contribution", line, time.paid_on, CONTRIBUTION)) if time.paid_on else ()
    if not time.named:
        yield from (found for found in dated if not _may_be_of_another_forum(time, found))
        return
    editions = _editions_of_names(time.named)
    named = sorted({edition for one in time.named for edition in one.editions})
    reason = f"the contribution names {_editions_in_words(named)}"
    is_sure = not all(one.by_year for one in time.named)
    differing = [found for found in dated if not {*found.editions} & {*editions}]
    if differing and not is_sure:
        yield differing[0]._replace(editions=(), reason=f"{reason}, but {differing[0].reason}")
    else:
        yield EditionEvidence("contribution", line, editions, reason, CONTRIBUTION)


def _may_be_of_another_forum(time: ContributionTime, dated: EditionEvidence) -> bool:
    """Whether a line says what forum its money is for in words that don't surely mean the one of its date.

    ``EUR 5,000 in January 2010 to the Greek Chairmanship`` and ``for the Athens event`` are of 2009.
    """
    return not {*time.cities} <= {*dated.editions} if time.cities else time.names_forum


def _editions_of_names(named: Sequence[NamedEdition]) -> tuple[int, ...]:
    """The editions that all names of a text can mean: "GFMD 2011 in Geneva" is not that of 2024."""
    by_year = {edition for one in named if one.by_year for edition in one.editions}
    by_summit = {edition for one in named if not one.by_year for edition in one.editions}
    return tuple(sorted(by_year & by_summit if by_year and by_summit else by_year | by_summit))


def _editions_in_words(editions: Sequence[int]) -> str:
    return " or ".join(str(year) for year in editions)
