"""For which edition a contribution is, as far as its line says: editions that it names, and when it was paid.

Seen: ``The Kingdom of Belgium contributed financially to the 2010 GFMD budget.``, ``SEK 1,000,000 in January 2014``,
``left-over from GFMD 2012``. Money of an earlier edition is not fresh, and the edition that it names is not that of its
block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.data_files import any_listed
from extractors.gfmd.facts import ContributionTime, Days
from extractors.gfmd.reference.named_editions import NamedEdition, editions_by_cities, names_of_editions
from extractors.gfmd.sessions.own_dates import YEAR, other_time
from extractors.text import plain_dashes
from extractors.values.dates import find_date

# "from Norway for GFMD 2014" is money of Norway, and for that edition.
_WORD = r"(?!(?:to|for|towards?)\b)[A-Za-z]+(?:['’]s?)? "
# A country's own budget is no forum's: "from the Ministry's budget for GFMD 2014".
_WORD_OF_FORUM = (
    r"(?!(?:government|ministry|department|national|state|federal|public|aid|development|foreign|own|to|for|of)\b)"
    r"[A-Za-z]+(?:['’]s)? "
)
_YEAR = r"20[0-9]{2}"
_FORUM = r"(?:GFMD|Global Forum|Chair|Summit|forum|edition|process|contribution)"
_EARLIER = r"(?:previous|earlier|last|former|preceding|prior|past)"
_EDITION = (
    rf"(?:the )?(?:(?:{_WORD}){{0,3}}?(?:GFMD|Global Forum)(?:['’]s)?(?: in)?,? {_YEAR}|{_YEAR} {_FORUM}"
    rf"|{_EARLIER} (?:[A-Za-z]+(?:['’]s)? ){{0,2}}?(?:{_FORUM}|year(?!['’]s (?:[A-Za-z]+ ){{0,3}}?budget)))"
)
# Whose budget it is may stand behind: "the 2010 budget of the Ministry".
_BY_FORUM = rf"(?:the )?(?:{_WORD_OF_FORUM}){{0,2}}?{_FORUM}"
_NOT_BY_ANOTHER = rf"(?! (?:of|at|by) (?!{_BY_FORUM}))"
_BUDGET = rf"(?:the )?(?:{_YEAR}|{_EARLIER}) budget{_NOT_BY_ANOTHER}"
_BUDGET_OF_FORUM = rf"(?:the )?(?:{_EARLIER} budget{_NOT_BY_ANOTHER}|{_YEAR} budget of {_BY_FORUM})"
_YEAR_ALONE = rf"(?:the )?{_YEAR}\b(?! (?:budget|funds?|money|resources|allocation)\b)"
_STORE = r"(?:budget|account|funds?|contributions?)"
_MOVED = r"(?:transfer(?:red|s)?|reallocated|redirected)"
_NO_RANGE = r"(?![0-9])(?! ?(?:-|to|until|till|through|on)\b)"
_FROM_EARLIER = (
    rf"\b(?:savings?|rest) (?:of|in) (?:{_EDITION}|{_BUDGET})",
    rf"\b(?:savings?|rest) from (?:the )?{_YEAR}\b",
    rf"\b(?:{_MOVED}|funds?|money) from {_YEAR_ALONE}",
    rf"\b{_MOVED}(?: [A-Za-z]+){{0,2}} from (?:{_EDITION}|{_BUDGET})",
    # A budget named by a year alone is the giver's own: "from the 2010 budget".
    rf"\bfrom (?:{_EDITION}{_NO_RANGE}|{_BUDGET_OF_FORUM})",
    rf"\bfrom (?:the )?(?:{_WORD_OF_FORUM}){{0,4}}?{_STORE} (?:of|for|in) (?:the )?(?:GFMD|Global Forum)\b",
    rf"\bfrom (?:the )?(?:{_WORD_OF_FORUM}){{0,2}}?Chair(?:['’]s)? {_STORE} (?:of|for|in) (?:the )?{_YEAR}\b",
)
_SOURCE = re.compile(
    r"\b(?:from|(?:overs?|balance|surplus|savings?|residues?|remainder|rest) of)(?: the)?"
    r"(?: [A-Za-z]+(?:['’]s)?)?,? ?\Z",
    re.IGNORECASE,
)
_COMES_FROM = re.compile(r"\bfrom\b(?:(?!\b(?:to|for|towards|in)\b).){0,60}\Z", re.IGNORECASE)
_SEEN_BEFORE = 40
_ROOM = "extractors.gfmd.contributions"


def is_left_over(text: str) -> bool:
    """Whether a line speaks of money that an earlier edition did not use up: ``transferred from the Athens Summit``."""
    plain = plain_dashes(text)
    by_summit = (one for one in names_of_editions(plain) if not one.by_year)
    return _left_over().search(plain) is not None or any(_is_source(plain, one.start) for one in by_summit)


def _is_source(text: str, start: int) -> bool:
    """Whether the edition named at ``start`` of such a line is the one that the money was left by."""
    return _SOURCE.search(text[max(0, start - _SEEN_BEFORE) : start]) is not None


def _comes_from(text: str, start: int) -> bool:
    """Whether a line says that something came from the edition named at ``start``: then it is not for that edition."""
    return _COMES_FROM.search(text[max(0, start - 2 * _SEEN_BEFORE) : start]) is not None


@cache
def _left_over() -> re.Pattern[str]:
    words = any_listed(_ROOM, "left_over")
    return re.compile("|".join((rf"\b(?:{words})", *_FROM_EARLIER)), re.IGNORECASE)


def read_contribution_time(text: str, *, left_over: bool) -> ContributionTime:
    """The editions that a contribution names, and when it was paid; ``text`` has plain dashes.

    ``EUR 5,000 paid in January 2010 for the Athens Summit`` names 2009, and was paid in January 2010. Nothing is said
    by a line of money that is owed or promised, or that came from the edition named. Of money that is ``left_over`` the
    editions are given that left it.
    """
    named = names_of_editions(text)
    if left_over:
        sources = {edition for one in named if _is_source(text, one.start) for edition in one.editions}
        return ContributionTime(left_by=tuple(sorted(sources)))
    names_other_time = other_time().search(text) or _money_of_other_time().search(text)
    if names_other_time or any(_comes_from(text, one.start) for one in named):
        return ContributionTime()
    paid_on = _paid_on(text, named)
    if named or paid_on is None:
        return ContributionTime(named, paid_on)
    return ContributionTime((), paid_on, editions_by_cities(text), _some_forum().search(text) is not None)


def _paid_on(text: str, named: Sequence[NamedEdition]) -> Days | None:
    """The days of the first date; None without one, and where no edition is named but several years are printed."""
    if not named and len(set(YEAR.findall(text))) > 1:
        return None
    printed = find_date(text)
    return (printed.first, printed.last) if printed else None


@cache
def _money_of_other_time() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'money_of_other_time')})\b", re.IGNORECASE)


@cache
def _some_forum() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_listed(_ROOM, 'some_forum')})\b", re.IGNORECASE)
