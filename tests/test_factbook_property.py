"""A profile is made up, printed in both forms, and read: what is read is what was made up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from schemas.tables import Dataset
from tests.comparing import accounting, rows
from tests.generators import STEADY, seeds
from tests.places import PLACES
from tests.truth import Place
from tests.written_profiles import (
    BODIES,
    COORDINATES,
    DISPLACED,
    GOVERNMENT,
    ISSUES,
    NAME,
    PEOPLE,
    Field,
    Profile,
    dataset,
    flat,
    listed,
)

ENTITIES = {"é": "&eacute;", "ô": "&#244;", "'": "&#39;", "ü": "&#xFC;"}
NOTES = (
    "<strong>note:</strong> the list is old, some bodies, such as the LCBC (Africa), are gone",
    "<strong>note 1: </strong>as of 2019<br><br><strong>note 2:</strong> 5,000 (2018 est.)",
    "note - counted by hand: 12",
)
OWN_NOT = ("NGOs", "national committees")


@dataclass(frozen=True)
class Body:
    """A body as it is meant, with its qualifiers."""

    name: str
    qualifiers: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        return " ".join([self.name, *(f"({qualifier})" for qualifier in self.qualifiers)])


@dataclass(frozen=True)
class Amount:
    """A figure as it is meant. ``estimated`` is None if no year is printed."""

    value: Decimal
    year: int | None
    estimated: bool | None

    def printed(self, unit: str = "") -> str:
        when = "" if self.year is None else f" ({self.year}{' est.' if self.estimated else ''})"
        return f"{self.value:,}{unit}{when}"


@dataclass(frozen=True)
class Truth:
    """What a profile says."""

    place: Place
    long: str | None
    degrees: tuple[int, int, str, int, int, str]
    bodies: tuple[Body, ...]
    population: Amount | None
    migration: Amount | None
    displaced: dict[str, Amount]
    remittances: tuple[Amount, ...]


def words(most: int = 3) -> st.SearchStrategy[str]:
    letters = "ABCdeéfgôü&'-9"
    word = st.text(letters, min_size=1, max_size=8).filter(
        lambda text: text.strip("-'&9") == text and text.isprintable()
    )
    return st.lists(word, min_size=1, max_size=most).map(" ".join).filter(lambda text: "note" not in text.casefold())


def amounts(values: st.SearchStrategy[Decimal], years: st.SearchStrategy[int | None]) -> st.SearchStrategy[Amount]:
    marked = st.tuples(values, years, st.booleans())
    return marked.map(lambda parts: Amount(parts[0], parts[1], None if parts[1] is None else parts[2]))


YEARS = st.integers(1990, 2026)
COUNTS = amounts(st.integers(0, 1_500_000_000).map(Decimal), st.none() | YEARS)
RATES = amounts(st.decimals(-99, 99, places=2), st.none() | YEARS)
QUALIFIERS = st.sampled_from(OWN_NOT) | st.lists(words(), min_size=1, max_size=3).map(", ".join)
BODY = st.builds(Body, words(), st.lists(QUALIFIERS, max_size=2).map(tuple)).filter(lambda body: body.name != "none")


@st.composite
def shares(draw: st.DrawFn) -> tuple[Amount, ...]:
    """Shares of the output, of several years, in any order."""
    years = draw(st.lists(YEARS, max_size=4, unique=True))
    return tuple(Amount(draw(st.decimals(0, 60, places=1)), year, draw(st.booleans())) for year in years)


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    latitude = (draw(st.integers(0, 89)), draw(st.integers(0, 59)), draw(st.sampled_from("NS")))
    longitude = (draw(st.integers(0, 179)), draw(st.integers(0, 59)), draw(st.sampled_from("EW")))
    place = draw(st.sampled_from(PLACES))
    return Truth(
        place=place,
        long=draw(st.sampled_from((None, place.official_name))),
        degrees=(*latitude, *longitude),
        bodies=tuple(draw(st.lists(BODY, max_size=8))),
        population=draw(st.none() | COUNTS),
        migration=draw(st.none() | RATES),
        displaced=draw(st.dictionaries(st.sampled_from(("refugees", "IDPs", "stateless persons")), COUNTS)),
        remittances=draw(shares()),
    )


class Ink:
    """How a text is printed: with entities, odd spaces and markup that change nothing of what it says."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def text(self, text: str) -> str:
        written = "".join(map(self.sign, text.replace("&", "&amp;")))
        return self.rng.choice(("", "<br>", " ", "<p>")) + written + self.rng.choice(("", " ", "&nbsp;", "<br/>"))

    def sign(self, sign: str) -> str:
        if sign == " ":
            return self.rng.choice((" ", " ", " ", "&nbsp;", "\u00a0", "  ", "\n"))
        return ENTITIES.get(sign, sign) if self.rng.random() < 0.7 else sign

    def coordinates(self, degrees: tuple[int, int, str, int, int, str]) -> str:
        (north, north_minutes, ns, east, east_minutes, ew) = degrees
        minutes = (f"{one:02d}" if self.rng.random() < 0.8 else str(one) for one in (north_minutes, east_minutes))
        return f"{north} {next(minutes)} {ns}, {east} {next(minutes)} {ew}"

    def noted(self, parts: dict[str, str]) -> Field:
        return {**parts, "note": self.rng.choice(NOTES)} if self.rng.random() < 0.4 else parts


def profile(truth: Truth, ink: Ink) -> Profile:
    """The truth as a profile prints it."""
    names = {"conventional long form": truth.long or "none", "conventional short form": truth.place.short_name}
    fields: dict[tuple[str, str], dict[str, str]] = {
        ("Geography", COORDINATES): {"text": ink.coordinates(truth.degrees)},
        (GOVERNMENT, NAME): names,
        (GOVERNMENT, BODIES): {"text": ", ".join(body.printed for body in truth.bodies) or "none"},
        (ISSUES, DISPLACED): {name: amount.printed() for name, amount in truth.displaced.items()},
        ("Economy", "Remittances"): {
            f"Remittances {share.year}": share.printed("% of GDP") for share in truth.remittances
        },
    }
    if truth.population:
        fields[PEOPLE, "Population"] = {"total": truth.population.printed(), "male": "7"}
    if truth.migration:
        fields[PEOPLE, "Net migration rate"] = {"text": truth.migration.printed(" migrant(s)/1,000 population")}
    made: dict[str, dict[str, Field]] = {}
    for (section, field), parts in fields.items():
        inked = {name: ink.text(said) for name, said in parts.items()}
        made.setdefault(section, {})[field] = ink.noted(inked)
    return made


def expected_figures(truth: Truth) -> list[tuple[object, ...]]:
    """Name, position, value, year and mark of each figure."""
    names = {"refugees": "refugees", "IDPs": "internally_displaced_persons", "stateless persons": "stateless_persons"}
    singles = {"population": truth.population, "net_migration_rate": truth.migration}
    singles |= {names[label]: amount for label, amount in truth.displaced.items()}
    shares = sorted(truth.remittances, key=lambda share: -(share.year or 0))
    found = [(name, 1, one.value, one.year, one.estimated) for name, one in singles.items() if one]
    found += [("remittances", at, one.value, one.year, one.estimated) for at, one in enumerate(shares, 1)]
    return sorted(found, key=lambda figure: figure[:2])


def figures(found: Dataset) -> list[tuple[object, ...]]:
    read = [
        tuple(row[name] for name in ("name", "position", "value", "year", "estimated"))
        for row in rows(found, "indicators")
    ]
    return sorted(read, key=lambda figure: (str(figure[0]), int(str(figure[1]))))


def point(truth: Truth) -> tuple[float, float]:
    north, north_minutes, ns, east, east_minutes, ew = truth.degrees
    latitude, longitude = north + north_minutes / 60, east + east_minutes / 60
    return latitude * (-1 if ns == "S" else 1), longitude * (-1 if ew == "W" else 1)


@settings(STEADY, max_examples=80)
@given(truth=truths(), rng=seeds())
def test_both_forms_of_a_profile_give_the_truth(truth: Truth, rng: Random) -> None:
    printed = profile(truth, Ink(rng))
    note(repr(printed))
    for payload in (flat(printed), listed(printed)):
        found = dataset(payload)
        assert accounting(found) == []
        assert rows(found, "issues") == []
        (country,) = rows(found, "country_identities")
        assert (country["iso3"], country["name"], country["official_name"]) == (
            truth.place.iso3,
            truth.place.short_name,
            truth.long,
        )
        assert (country["latitude"], country["longitude"]) == point(truth)
        assert [(row["organization"], row["qualifier"], row["is_state"]) for row in rows(found, "memberships")] == [
            (body.name, "; ".join(body.qualifiers) or None, not {*body.qualifiers} & {*OWN_NOT})
            for body in truth.bodies
        ]
        assert figures(found) == expected_figures(truth)


@settings(STEADY, max_examples=80)
@given(truth=truths(), rng=seeds())
def test_both_forms_together_give_each_row_once(truth: Truth, rng: Random) -> None:
    printed = profile(truth, Ink(rng))
    note(repr(printed))
    alone, together = dataset(flat(printed)), dataset(flat(printed), listed(printed))
    for table in ("countries", "country_identities", "memberships", "indicators", "issues"):
        assert rows(together, table) == rows(alone, table)
    assert len(rows(together, "evidence")) == 2 * len(rows(alone, "evidence"))
