"""How the practices of all pages are united in steps, none of which sees them all.

Each copy belongs to a *unit*: that of its address, or of its wording where it has none. Units are *looked up* by rare
words and beginnings, and those that may be one are *compared*. Links between units of one practice make *components*,
within which copies are grouped to practices.

| step | key | what it is told |
|---|---|---|
| ``country_practices`` | country | what each of its pages shows, to complete the end of cut ones |
| ``units`` | unit | its copies |
| ``shared_keys`` | title, head or run of words | the units that have it |
| ``beginnings`` | text | the units that have it |
| ``candidates`` | unit | its wordings, and the units to which it is compared |
| ``comparisons`` | unit | its wordings, and those of the units that are compared to it |
| ``links`` | unit | the units of the same practice |
| ``linked_units`` | unit | its copies, its links, and the name of its component |
| ``components`` | component | its units with their copies and links |
| ``practices`` | id that the smallest title and text give | the practices that would have it |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from extractors.gfmd.copies.candidates import (
    COMMON,
    look_up_keys,
    texts_to_begin_with,
    unit_letters,
    units_may_be_one,
)
from extractors.gfmd.copies.practice_rows import blank
from extractors.gfmd.copies.practices import (
    Link,
    LinkedUnit,
    UnitedPractice,
    rows_of_twins,
    united_practices,
    verdict_on,
)
from extractors.gfmd.copies.shown import Shown, with_known_stubs
from extractors.gfmd.copies.units import NamedUnit, Worded, each_once, with_units, worded
from extractors.matching.components import smallest_of_components
from extractors.matching.neighbours import beginnings, pairs_sharing
from schemas.uniting import Given, Step, Survey, Told, given_in_memory


class _OwnCopies(NamedTuple):
    """The copies of a unit, in order of their places."""

    copies: tuple[Worded, ...]


class _InComponent(NamedTuple):
    """The component that a unit belongs to, named after the smallest of its units."""

    name: str


def practices_told(iso3: str | None, page_id: str, shown: Sequence[Shown]) -> Iterator[Told]:
    """The practices that the page of a country, or another page, shows: to complete the last one or as they are."""
    if iso3 is None:
        yield from copies_told(shown)
    elif shown:
        yield Told("country_practices", iso3, page_id, tuple(shown))


def copies_told(shown: Iterable[Shown]) -> Iterator[Told]:
    """What copies of practices tell the steps, each to its unit."""
    for unit, one in with_units(shown):
        yield Told("units", unit, (one.shown if isinstance(one, Worded) else one).page.page_id, one)


def practices_of(shown: Iterable[Shown]) -> list[tuple[Shown, ...]]:
    """The copies of each practice among a few; a copy that says nothing is in none."""
    given = given_in_memory(PRACTICE_STEPS[:-1], copies_told(shown))
    return [told.what.copies for told in given if isinstance(told, Told)]


def _unite_country_practices(_iso3: str, shown: Sequence[Sequence[Shown]]) -> Iterator[Given]:
    return copies_told(with_known_stubs(list(chain.from_iterable(shown))))


def _unite_units(name: str, told: Sequence[Shown | Worded]) -> Iterator[Given]:
    """What a unit is looked up by, and its copies; those that say nothing give an issue and are left out."""
    copies = each_once(list(worded(told)))
    yield from (("issues", blank(one.shown)) for one in copies if not one.copy.says_something)
    telling = tuple(one for one in copies if one.copy.says_something)
    if telling:
        yield from _unit_told(name, telling)


def _unit_told(name: str, copies: tuple[Worded, ...]) -> Iterator[Told]:
    wordings = tuple(dict.fromkeys(one.copy for one in copies))
    letters = unit_letters(wordings)
    for key in look_up_keys(wordings):
        yield Told("shared_keys", key, name, letters)
    for text in texts_to_begin_with(wordings):
        yield Told("beginnings", text, name, letters)
    yield Told("candidates", name, name, NamedUnit(name, copies[0].address, wordings))
    yield Told("linked_units", name, name, _OwnCopies(copies))


def _survey_shared_keys(told: Iterator[Told]) -> Iterator[Told]:
    return _to_compare(pairs_sharing(told, attrgetter("key"), COMMON))


def _survey_beginnings(told: Iterator[Told]) -> Iterator[Told]:
    return _to_compare(beginnings(told, attrgetter("key")))


def _to_compare(pairs: Iterable[tuple[Told, Told]]) -> Iterator[Told]:
    """That the first unit of each pair is to be compared to the second, whose own wordings are needed for that, too.

    Each is told once. What was told is held in memory: some hundred bytes for each pair.
    """
    told: set[int] = set()
    for one, other in pairs:
        if one.place == other.place or not units_may_be_one(one.what, other.what):
            continue
        for name in (one.place, other.place):
            pair = int(name + other.place, 16)
            if pair not in told:
                told.add(pair)
                yield Told("candidates", name, other.place, other.place)


def _unite_candidates(_name: str, told: Sequence[NamedUnit | str]) -> Iterator[Told]:
    """The wordings of a unit, to each unit to which it is compared."""
    unit = next(one for one in told if isinstance(one, NamedUnit))
    for other in sorted({one for one in told if isinstance(one, str)}):
        yield Told("comparisons", other, unit.name, unit)


def _unite_comparisons(name: str, units: Sequence[NamedUnit]) -> Iterator[Told]:
    """The links between a unit and those that are compared to it."""
    unit = next(one for one in units if one.name == name)
    for other in (one for one in units if one is not unit):
        verdict = verdict_on(other, unit)
        if verdict.same:
            yield Told("links", name, other.name, None)
            yield Told("linked_units", name, other.name, Link(other.name, verdict))


def _survey_links(told: Iterator[Told]) -> Iterator[Told]:
    """The component of each unit that has a link."""
    for unit, smallest in smallest_of_components((int(link.key, 16), int(link.place, 16)) for link in told):
        component = _InComponent(f"{smallest:032x}")
        yield Told("linked_units", f"{unit:032x}", component.name, component)


def _unite_linked_units(name: str, told: Sequence[_OwnCopies | Link | _InComponent]) -> Iterator[Told]:
    """A unit with its links, to its component; without any it is a practice by itself."""
    copies = next(one.copies for one in told if isinstance(one, _OwnCopies))
    unit = LinkedUnit(name, copies, tuple(one for one in told if isinstance(one, Link)))
    component = next((one.name for one in told if isinstance(one, _InComponent)), None)
    if component is None:
        return _unite_components(name, [unit])
    return iter([Told("components", component, name, unit)])


def _unite_components(_name: str, units: Sequence[LinkedUnit]) -> Iterator[Told]:
    for practice in united_practices(units):
        yield Told("practices", practice.key_id, practice.twin_id, practice)


def _unite_practices(_key_id: str, practices: Sequence[UnitedPractice]) -> Iterator[Given]:
    return rows_of_twins(practices)


PRACTICE_STEPS = (
    Step("country_practices", _unite_country_practices),
    Step("units", _unite_units),
    Survey("shared_keys", _survey_shared_keys),
    Survey("beginnings", _survey_beginnings),
    Step("candidates", _unite_candidates),
    Step("comparisons", _unite_comparisons),
    Survey("links", _survey_links),
    Step("linked_units", _unite_linked_units),
    Step("components", _unite_components),
    Step("practices", _unite_practices),
)
