"""Countries made up by hypothesis: any subset of editions, any evidence, any optional part absent.

The structure is drawn by hypothesis, so that it shrinks; wording comes from a seeded generator.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests import generators_lines as lines
from tests import prose
from tests.places import PLACES
from tests.truth import YEARS, Answer, BlockTruth, CountryTruth, Part, Place, Printed, Status, Teaser, Title

CERTAIN_KINDS = ("exact", "misspelt", "wrong_code", "guest", "untitled", "unknown")
ROLE_KINDS = (*CERTAIN_KINDS, "cut")
NO_LINES: tuple[Status, ...] = ("none", "blank", "absent")
ASKED_FOR: tuple[Status, ...] = ("none", "blank")
UNLISTED: tuple[Status, ...] = ("absent", "absent", "blank")


STEADY = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""How property tests draw: the same examples in every run, however long one takes."""


def seeds() -> st.SearchStrategy[Random]:
    """A generator for wording, which need not shrink."""
    return st.randoms(use_true_random=True)


@st.composite
def editions_attended(draw: st.DrawFn) -> list[int]:
    """Any subset of the reference editions, in order."""
    return sorted(draw(st.sets(st.sampled_from(YEARS), min_size=1)))


def _role_line(rng: Random, year: int, kind: str) -> Printed:
    titles = lines.titles_of(year)
    if kind == "unknown":
        return lines.role(rng, year, rng.choice(lines.UNKNOWN_TITLES))
    if kind == "untitled" or not titles:
        return lines.untitled_role(rng)
    title: Title = rng.choice(titles)
    if kind == "wrong_code":
        return lines.wrong_code(rng, title)
    if kind == "guest":
        return lines.guest(rng, title)
    short = lines.cut_short(rng, title) if kind == "cut" else None
    if short is not None:
        return lines.role(rng, year, short, title, certain=False)
    return lines.role(rng, year, lines.misspelt(rng, title) if kind == "misspelt" else title.title, title)


def _without_repeats(found: list[Printed]) -> tuple[Printed, ...]:
    return tuple({line.text: line for line in found}.values())


def roles_part(rng: Random, year: int, kinds: list[str]) -> Part:
    """The roundtable part with one line of each kind, or without any."""
    if not kinds:
        return Part(rng.choice(ASKED_FOR))
    return Part("listed", _without_repeats([_role_line(rng, year, kind) for kind in kinds]), rng.random() < 0.8)


def money_part(rng: Random, year: int, count: int) -> Part:
    """The contributions of a block."""
    if not count:
        return Part(rng.choice(NO_LINES))
    makers = lines.money_makers(year)
    found = [rng.choice(makers)(rng, year) for _ in range(count)]
    return Part("listed", _without_repeats(found), rng.random() < 0.8)


def meetings_part(rng: Random, year: int, count: int) -> Part:
    """The thematic meetings of a block; one in five is on a day that tells nothing."""
    if not count:
        return Part(rng.choice(UNLISTED))
    found = []
    for _ in range(count):
        mute = lines.undated_by_rule(rng, year) if rng.random() < 0.2 else None
        found.append(mute or lines.true_meeting(rng, year))
    return Part("listed", _without_repeats(found), rng.random() < 0.8)


@st.composite
def blocks(draw: st.DrawFn, year: int, kinds: tuple[str, ...] = ROLE_KINDS) -> BlockTruth:
    """One block of true lines."""
    rng = draw(seeds())
    roles = draw(st.lists(st.sampled_from(kinds), max_size=3))
    prep: Answer = draw(st.sampled_from(("yes", "absent", "no")))
    return BlockTruth(
        edition=year,
        delegate=draw(st.booleans()),
        money=money_part(rng, year, draw(st.integers(0, 2))),
        roles=roles_part(rng, year, roles),
        prep=prep,
        summit=draw(st.sampled_from(("yes", "yes", "yes", "no"))),
        meetings=meetings_part(rng, year, draw(st.integers(0, 2))),
    )


@st.composite
def places(draw: st.DrawFn) -> Place:
    """A real country; the minutes of its coordinates and the presence of its official name vary."""
    place = draw(st.sampled_from(PLACES))
    minutes = st.integers(0, 59)
    north, east = place.latitude, place.longitude
    return place._replace(
        latitude=(north[0], draw(minutes), north[2]),
        longitude=(east[0], draw(minutes), east[2]),
        official_name=draw(st.sampled_from((place.official_name, place.official_name, None))),
    )


def _answerable(block: BlockTruth, says_yes: bool) -> BlockTruth:
    """A page that prints no ``Yes`` prints no ``No`` either."""
    if says_yes:
        return block
    return replace(block, prep="absent" if block.prep == "no" else block.prep, summit="yes")


@st.composite
def countries(draw: st.DrawFn, kinds: tuple[str, ...] = ROLE_KINDS, with_teasers: bool = True) -> CountryTruth:
    """A country with all that its page says."""
    says_yes = draw(st.booleans())
    found = tuple(_answerable(draw(blocks(year, kinds)), says_yes) for year in draw(editions_attended()))
    shown = draw(teasers(strict_first=found[-1].meetings.status != "absent")) if with_teasers else ()
    return CountryTruth(draw(places()), found, shown, draw(st.booleans()), says_yes)


@st.composite
def evident_countries(draw: st.DrawFn, place: Place) -> CountryTruth:
    """A country of which only the evidence for its editions matters: fewer choices, so that thousands are quick."""
    rng = draw(seeds())
    found = []
    for year in draw(editions_attended()):
        kind = draw(st.sampled_from(("nothing", "nothing", "nothing", "meeting", "money", *ROLE_KINDS)))
        block = BlockTruth(year)
        if kind == "meeting":
            block = replace(block, meetings=meetings_part(rng, year, rng.randrange(1, 3)))
        elif kind == "money":
            block = replace(block, money=money_part(rng, year, 1))
        elif kind != "nothing":
            block = replace(block, roles=roles_part(rng, year, [kind, *rng.sample(ROLE_KINDS, rng.randrange(2))]))
        found.append(block)
    return CountryTruth(place, tuple(found))


@st.composite
def contradicted_countries(draw: st.DrawFn, place: Place) -> CountryTruth:
    """Blocks whose only evidence is one roundtable each, of any edition, true or not."""
    rng = draw(seeds())
    found = []
    for year in draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=7, unique=True).map(sorted)):
        told = draw(st.sampled_from((None, year, year, *YEARS)))
        titles = lines.titles_of(told) if told is not None else []
        part = Part("listed", (lines.role(rng, year, (title := rng.choice(titles)).title, title),)) if titles else None
        found.append(BlockTruth(year, roles=part or Part("none")))
    return CountryTruth(place, tuple(found))


@st.composite
def teasers(draw: st.DrawFn, strict_first: bool) -> tuple[Teaser, ...]:
    """Teasers that can be told apart in text. The first has ``Submitted by`` where a list stands before it."""
    rng = draw(seeds())
    kinds = draw(st.lists(st.sampled_from(("named", "anonymous", "silent", "after", "untitled")), max_size=4))
    if kinds and (strict_first or kinds[0] == "untitled"):
        kinds[0] = "named"
    titles = rng.sample(prose.TITLES, len(kinds))
    texts = rng.sample(prose.PARAGRAPHS, 2 * len(kinds))
    return tuple(
        _teaser(rng, kind, titles[at], texts[2 * at : 2 * at + 2], number=4000 + at) for at, kind in enumerate(kinds)
    )


def _teaser(rng: Random, kind: str, title: str, texts: list[str], number: int) -> Teaser:
    paragraphs = tuple(texts[: rng.randrange(1, 3)]) if kind != "untitled" else (texts[0],)
    items: tuple[str, ...] = ()
    if kind in {"named", "anonymous"} and rng.random() < 0.3:
        paragraphs = (*paragraphs[:1], prose.ENDINGS[0])
        items = tuple(rng.sample(prose.ITEMS, 2))
    elif kind != "untitled" and rng.random() < 0.4:
        paragraphs = (*paragraphs, rng.choice(prose.ENDINGS))
    teaser = Teaser(title if kind != "untitled" else None, paragraphs, items, number=number)
    if kind == "named":
        return replace(
            teaser, author=rng.choice(prose.NAMES), anonymous=False, day=date(2018, 11, rng.randrange(1, 29))
        )
    if kind == "anonymous":
        return replace(teaser, anonymous=True, day=date(2019, 1, rng.randrange(1, 29)))
    if kind == "after":
        return replace(teaser, author=rng.choice(prose.CUT_NAMES + prose.NAMES + prose.BARE_NAMES), author_after=True)
    return teaser
