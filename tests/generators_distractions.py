"""True lines of participation among lines that could fool whoever dates a block: other venues, times and years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from tests import generators_lines as lines
from tests.generators import editions_attended, meetings_part, seeds
from tests.truth import EDITIONS, YEARS, BlockTruth, CountryTruth, Part, Place, Printed, Title

OTHER_VENUES = (
    "Ms. Inga Holm, Head of the Migration Unit, was a panelist in the Common Space {}",
    "Speaker in the plenary session {}",
    "Moderator of the second panel of the Common Space {}",
    "Took part in a side event on {}",
    "Mr. Bayo Ade, Minister of Labour, gave a speech in the opening session {}",
    "Speaker at the Platform for Partnerships: {}",
    "Panelist in the business meeting {}",
    "Keynote speech in the closing plenary {}",
    "Presented the report {}",
    "Speaker in the film {}",
    "Commonspace {}",
)
CITIES = {
    2007: "Brussels", 2008: "Manila", 2009: "Athens", 2010: "Puerto Vallarta", 2012: "Port Louis", 2014: "Stockholm",
    2015: "Istanbul", 2016: "Dhaka", 2017: "Berlin", 2018: "Marrakesh", 2020: "Quito", 2025: "Riohacha",
}  # fmt: skip
FUTURE = (
    "Will host the next GFMD Summit in {city} in {month} {year}",
    "Offered to host GFMD {year} in {city}",
    "Incoming Chair of GFMD {year}",
    "Announced the Summit of {month} {year} in {city}",
    "Elected host of the Summit of {day} {month} {year}",
    "To take over for the Summit in {city} on {day} {month} {year}",
)
PAST = (
    "a follow-up of GFMD {year}",
    "following the workshop of {day} {month} {year} in {city}",
    "compared to {year}",
    "building on the Summit of {month} {year}",
    "inspired by the workshop of {day} {month} {year} in {city}",
    "in the wake of that of {day} {month} {year}",
    "as mandated in {city} on {day} {month} {year}",
)
FOREIGN = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
)  # fmt: skip
NOTHING: tuple[dict[str, object], ...] = ()


def _other(rng: Random, year: int) -> int:
    return rng.choice([other for other in CITIES if other != year])


def _filled(rng: Random, pattern: str, year: int) -> str:
    return pattern.format(
        year=year, city=CITIES[year], day=rng.randrange(1, 28), month=rng.choice(lines.MONTHS[:11]), title="{}"
    )


def other_venue(rng: Random, year: int) -> Printed:
    """A title of a roundtable of another edition on a line of another venue."""
    title = rng.choice([title for title in lines.PRINTABLE if title.edition != year])
    return Printed(rng.choice(OTHER_VENUES).format(lines.quoted(rng, title.title)), NOTHING)


def other_time(rng: Random, year: int) -> Printed:
    """A line about a summit still to come, or one behind."""
    return Printed(_filled(rng, rng.choice(FUTURE), _other(rng, year)), NOTHING)


def with_past(rng: Random, year: int) -> Printed | None:
    """A true role whose line names another year too."""
    titles = lines.titles_of(year)
    if not titles:
        return None
    title = rng.choice(titles)
    text = f"Team Member in RT {title.code} {lines.quoted(rng, title.title)}".rstrip(".")
    return Printed(f"{text}, {_filled(rng, rng.choice(PAST), _other(rng, year))}", NOTHING)


def untrue_beside_sure(rng: Random, year: int) -> list[Printed]:
    """Two sure titles, and a title of another edition, misspelt and without venue or code."""
    titles = {title.code: title for title in lines.titles_of(year)}
    if len(titles) < 2:
        return []
    sure = [lines.role(rng, year, title.title, title) for title in rng.sample(sorted(titles.values()), 2)]
    other = rng.choice(
        lines.titles_of(_other(rng, year)) or [Title("", 0, "roundtable", "1.1", "Radio in the valleys")]
    )
    loose = Printed(f'Speaker on "{lines.misspelt(rng, other) if other.edition else other.title}"', NOTHING)
    return rng.sample([*sure, loose], 3)


def meeting_with_past(rng: Random, year: int) -> Printed:
    """A meeting on a true day, in figures or in Spanish, that its line compares to another year."""
    window = next(row for row in EDITIONS if row.year == year)
    day = window.meetings_from + timedelta(days=rng.randrange((window.certain_until - window.meetings_from).days))
    when = rng.choice((f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d}", _in_spanish(day)))
    own = rng.choice((f" on {when} in Lima", " in Lima"))
    tail = rng.choice(("", f", {_filled(rng, rng.choice(PAST), _other(rng, year))}"))
    return Printed(f'Attended the Thematic Workshop on "{rng.choice(lines.UNKNOWN_TITLES)}"{own}{tail}', NOTHING)


def _in_spanish(day: date) -> str:
    month = FOREIGN[day.month - 1] if day.month <= len(FOREIGN) else "diciembre"
    return f"{day.day} de {month} de {day.year}"


def paid_later(rng: Random, year: int) -> Printed | None:
    """Money for a summit that is named by its place, paid in the time of the next one."""
    if year not in CITIES or year == YEARS[-1]:
        return None
    after = YEARS[YEARS.index(year) + 1]
    month = rng.choice(lines.MONTHS[:4])
    what = rng.choice(("the {} Summit", "{}", "travel to {}", "the conference in {}")).format(CITIES[year])
    return Printed(f"EUR 4,000 paid in {month} {after} for {what}", NOTHING)


def _roles(rng: Random, year: int, kinds: list[str]) -> Part:
    makers: dict[str, Callable[[Random, int], Printed | None]] = {
        "venue": other_venue, "future": other_time, "past": with_past,
    }  # fmt: skip
    found = [line for kind in kinds if kind in makers and (line := makers[kind](rng, year))]
    found += untrue_beside_sure(rng, year) if "loose" in kinds else []
    if "true" in kinds and lines.titles_of(year):
        title = rng.choice(lines.titles_of(year))
        found.append(lines.role(rng, year, title.title, title))
    return Part("listed", tuple({line.text: line for line in found}.values())) if found else Part("none")


@st.composite
def distracted_countries(draw: st.DrawFn, place: Place) -> CountryTruth:
    """A country whose blocks print true lines among distracting ones."""
    rng = draw(seeds())
    found = []
    for year in draw(editions_attended()):
        kinds = draw(st.lists(st.sampled_from(("true", "venue", "future", "past", "loose")), max_size=3))
        block = BlockTruth(year, roles=_roles(rng, year, kinds))
        distraction = rng.random()
        if distraction < 0.2:
            block = replace(block, meetings=Part("listed", (meeting_with_past(rng, year),)))
        elif distraction < 0.3:
            block = replace(block, meetings=meetings_part(rng, year, 1))
        elif distraction < 0.5 and (money := paid_later(rng, year)):
            block = replace(block, money=Part("listed", (money,)))
        found.append(block)
    return CountryTruth(place, tuple(found))
