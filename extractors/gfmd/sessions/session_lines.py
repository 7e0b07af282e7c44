"""A line under ``RT Participation`` in its words: the people, roles, venues, titles and joints that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.gfmd.sessions.persons import Person, find_people
from extractors.gfmd.sessions.roles import RoleWord, role_words
from extractors.gfmd.sessions.venues import Venue, find_venues
from extractors.text import QUOTES, plain_dashes

_QUOTATION = re.compile(f"[{QUOTES}]([^{QUOTES}]{{1,500}})[{QUOTES}]")
_JOINT = re.compile(r"[,;/&+]|\band\b|\bor\b|\bas well as\b", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]{0,300}\)")


class Title(NamedTuple):
    """A quoted title in a line, with its marks from ``start`` to ``end``."""

    text: str
    start: int
    end: int


class Joint(NamedTuple):
    """A mark or word that joins two parts of a line, such as a comma or "and"."""

    text: str
    start: int
    end: int


class Words(NamedTuple):
    """A line, or a part of one, with all that it names, each in order.

    ``spoken`` is the line with plain dashes and with its titles and people blanked, each letter at its place.
    ``is_odd`` says that a quotation is not closed: then no title can be told for certain from what stands around it.
    """

    spoken: str
    is_odd: bool
    people: tuple[Person, ...]
    roles: tuple[RoleWord, ...]
    venues: tuple[Venue, ...]
    titles: tuple[Title, ...]
    joints: tuple[Joint, ...]

    def within(self, start: int, end: int) -> Words:
        """What the line names from ``start`` on and before ``end``."""
        return self._replace(
            people=tuple(one for one in self.people if start <= one.start < end),
            roles=tuple(one for one in self.roles if start <= one.start < end),
            venues=tuple(one for one in self.venues if start <= one.start < end),
            titles=tuple(one for one in self.titles if start <= one.start < end),
            joints=tuple(one for one in self.joints if start <= one.start < end),
        )

    def outside_brackets(self, start: int, end: int) -> Words:
        """What the line names between two places, less what stands in brackets that open and close there."""
        asides = [match.span() for match in _BRACKET.finditer(self.spoken, start, end)]
        between = self.within(start, end)
        return between._replace(
            roles=tuple(one for one in between.roles if not _is_in(one.start, asides)),
            venues=tuple(one for one in between.venues if not _is_in(one.start, asides)),
            joints=tuple(one for one in between.joints if not _is_in(one.start, asides)),
        )


def read_words(text: str) -> Words:
    """What a line names. Words within a title or a person's office name nothing else.

    ``Team member in RT 2.1 "Work abroad"`` names the role team_member, the venue RT 2.1 and the title Work abroad.
    """
    is_odd = sum(map(text.count, QUOTES)) % 2 == 1
    titles = () if is_odd else _quoted_titles(text)
    outside = _blanked(text, [(title.start + 1, title.end - 1) for title in titles])
    people = find_people(outside)
    spoken = _blanked(plain_dashes(outside), [(person.start, person.end) for person in people])
    roles = role_words(spoken)
    leads = [*([0] if roles else []), *(role.end for role in roles), *(title.end for title in titles)]
    joints = tuple(Joint(match[0], *match.span()) for match in _JOINT.finditer(spoken))
    return Words(spoken, is_odd, people, roles, find_venues(spoken, leads), titles, joints)


def _quoted_titles(text: str) -> tuple[Title, ...]:
    """The quoted titles of a text. Two quotations around a word without a space are one title with quotes in it."""
    spans: list[tuple[int, int]] = []
    for start, end in (match.span() for match in _QUOTATION.finditer(text)):
        around = text[spans[-1][1] : start] if spans else ""
        if around[:1].isalnum() and around[-1:].isalnum():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(Title(text[start + 1 : end - 1].strip(), start, end) for start, end in spans)


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with what stands in some places blanked; the blanks are no space, so that words around do not join."""
    kept, end = [], 0
    for start, after in spans:
        kept.append(text[end:start] + "\0" * (after - start))
        end = after
    return "".join([*kept, text[end:]])


def _is_in(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
