"""Fixed texts of the site and beginnings of its records, by which wrapped lines are told from whole ones.

They are asked of texts that are no lines yet, so that the labels in them are read again when the lines are there.
"""

from __future__ import annotations

import re

from extractors.gfmd.contributions.contributions import is_contribution_line
from extractors.gfmd.practices.layout import practice_label
from extractors.gfmd.practices.signatures import is_posted_day
from extractors.gfmd.practices.terms import holds_terms, split_terms
from extractors.gfmd.sessions.meetings import is_meeting_line
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import read_sessions
from extractors.gfmd.site.frame import is_likes
from extractors.gfmd.site.vocabulary import SUBMITTED_BY, SUBSCRIPTION, answer, is_bare, is_negative, labelled
from extractors.values.money import opens_with_amount
from extractors.values.names import has_honorific
from schemas.shapes import Shapes

_AFTER_ROLE = r"(?: (?:in|for|at|of|on|during|to)\b| ?[,:;/(]|\Z)"
_ROLE = re.compile(
    r"(?:(?:General|Government(?:al)?|Vice|Deputy) )?(?:Team ?-? ?members?|Co ?-? ?chair\w{0,6}|Chair\w{0,6}|Moderator"
    r"|Rapporteur|Co-?ordinator|Co ?-? ?convener|Convener|Resource person|Panell?ist|Speaker|Discussant)"
    rf"(?: ?(?:/|and|&) ?[\w-]{{1,20}})?{_AFTER_ROLE}",
    re.IGNORECASE,
)
_IN_SESSION = re.compile(
    r".{0,12}?\b(?:in|for|at|of)(?: the)? (?:GFMD )?(?:RTs?|round ?tables?|clusters?|working sessions?"
    r"|thematic (?:meeting|workshop)s?|common space|business|summit)\b",
    re.IGNORECASE,
)
_TAKES_PART = re.compile(
    r"(?:Attended|Participated in|Took part in|Member of the GFMD|In ?-? ?kind)\b"
    r"|(?:The )?(?:Government|Kingdom|Republic|Federation|Commonwealth|State|Principality) of (?:\w{1,20} ){1,6}?"
    r"(?:contributed|financed|funded|hosted)\b|(?:\w{1,20} ){1,4}(?:hosted|contributed)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)


def _is_fixed_line(text: str) -> bool:
    """Whether a text is a label without a value, such as ``Delegate``, an answer, a negative or a count of likes."""
    found, field = labelled(text), practice_label(text)
    if (found and is_bare(found)) or (field and not field.value):
        return True
    return _is_fixed_value(text)


def _is_fixed_value(text: str) -> bool:
    """Whether a text is ``Yes``, ``No Participation``, ``12 liked this page.`` or the like."""
    return answer(text) is not None or is_negative(text) or is_likes(text)


def _begins_new_line(text: str) -> bool:
    """Whether a text begins with what no text goes on with.

    That is a label, a fixed line of a teaser or of the page, or a role in a session such as ``Co-Chair in RT 2.1``.
    """
    if labelled(text) or practice_label(text) or _is_fixed_value(text):
        return True
    role = _ROLE.match(text)
    in_session = role is not None and _IN_SESSION.match(text, max(role.end() - 4, 0)) is not None
    return in_session or bool(SUBMITTED_BY.fullmatch(text) or SUBSCRIPTION.fullmatch(text))


def _may_begin_record(text: str) -> bool:
    """Whether a text begins as a role, a person's line, a contribution, a meeting, a line of terms or a day does."""
    if _ROLE.match(text) or _TAKES_PART.match(text) or has_honorific(text) or opens_with_amount(text):
        return True
    is_day = text[:1].isalpha() and is_posted_day(text) and _WEEKDAY.match(text) is not None
    return holds_terms(next(iter(split_terms(text)), "")) or is_day


def _may_hold_record(text: str) -> bool:
    """Whether a text tells of a role, a session, a contribution or a meeting somewhere in it."""
    names_venue = any(session.venue != "other" for session in read_sessions(text).found)
    return names_venue or bool(read_roles(text)) or is_contribution_line(text) or is_meeting_line(text)


SHAPES = Shapes(_is_fixed_line, _begins_new_line, _may_begin_record, _may_hold_record)
