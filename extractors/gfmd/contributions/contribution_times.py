"""For which edition a contribution is, as far as its line says: editions that it names, and when it was paid.

Seen: ``The Kingdom of Belgium contributed financially to the 2010 GFMD budget.``, ``SEK 1,000,000 in January 2014``,
``left-over from GFMD 2012``, which names an earlier edition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.data_files import any_listed
from extractors.gfmd.contributions.left_over import comes_from, is_source
from extractors.gfmd.facts import ContributionTime, Days
from extractors.gfmd.reference.named_editions import NamedEdition, editions_by_cities, names_of_editions
from extractors.gfmd.sessions.own_dates import other_time
from extractors.values.dates import find_date

_ROOM = "extractors.gfmd.contributions"
_ANY_YEAR = re.compile(r"(?<![0-9.,])20[0-9]{2}(?![0-9]|[.,][0-9])")


def read_contribution_time(text: str, *, left_over: bool) -> ContributionTime:
    """The editions that a contribution names, and when it was paid; ``text`` has plain dashes.

    ``EUR 5,000 paid in January 2010 for the Athens Summit`` names 2009, and was paid in January 2010. Nothing is said
    by a line of money that is owed or promised, or that came from the edition named. Of money that is ``left_over`` the
    editions are given that left it.
    """
    named = names_of_editions(text)
    if left_over:
        sources = {edition for one in named if is_source(text, one.start) for edition in one.editions}
        return ContributionTime(left_by=tuple(sorted(sources)))
    if _names_other_time(text) or any(comes_from(text, one.start) for one in named):
        return ContributionTime()
    paid_on = _paid_on(text, named)
    if named or paid_on is None:
        return ContributionTime(named, paid_on)
    return ContributionTime((), paid_on, editions_by_cities(text), _some_forum().search(text) is not None)


def _names_other_time(text: str) -> bool:
    return other_time().search(text) is not None or _money_of_other_time().search(text) is not None


def _paid_on(text: str, named: Sequence[NamedEdition]) -> Days | None:
    """The days of the first date; None without one, and where no edition is named but several years are printed."""
    if not named and len(set(_ANY_YEAR.findall(text))) > 1:
        return None
    printed = find_date(text)
    return (printed.first, printed.last) if printed else None


@cache
def _money_of_other_time() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'money_of_other_time')})\b", re.IGNORECASE)


@cache
def _some_forum() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'some_forum')})\b", re.IGNORECASE)
