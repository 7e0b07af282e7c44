"""Teasers made up in thousands, with the truth of which of them show one practice.

A practice is written once and then copied with what sites and saved pages do to copies: another case, other spaces,
quotes and dashes, a cut text, lost list items, a lost title, a slip of the pen, an acronym or a suffix at the title, a
stray character, swapped words. Beside it stand practices that look alike and are others: another numeral, country,
people or word in the title or in the text, another text under one title, one placeholder under several titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import NamedTuple

from tests.truth import Teaser

PEOPLE = (
    "nurses", "masons", "bakers", "tailors", "sailors", "welders", "gardeners", "drivers", "cooks", "weavers",
    "fishers", "shepherds", "tutors", "porters", "carpenters", "beekeepers", "dancers", "clerks", "miners", "pilots",
)  # fmt: skip
PLACES = (
    "ferry landing", "bus station", "grain market", "old post office", "parish hall", "football ground", "fire house",
    "public library", "railway yard", "town bakery", "lock keeper's house", "swimming pool", "seed store", "mill pond",
    "customs shed", "upper school", "tram depot", "salt works", "wool exchange", "harbour chapel",
)  # fmt: skip
THINGS = (
    "wage book", "sewing machine", "bicycle", "dictionary", "tool box", "seed bag", "telephone card", "tax form",
    "rain coat", "first aid kit", "savings book", "radio set", "work permit", "wall map", "boat licence",
    "school report", "bus pass", "letter box", "cooking pot", "lease",
)  # fmt: skip
SENTENCES = (
    "{People} meet at the {place} on market days and lend each other a {thing} without a fee.",
    "Whoever arrives with a {thing} from home has it checked by {people} at the {place}.",
    "The town pays two {people} who keep the {place} open until the last train has left.",
    "A {thing} is handed out at the {place}; {people} explain it in four languages.",
    "Every spring {number} {people} move into the {place} and teach there for {number} weeks.",
    "It was begun by {people} who had lost a {thing} on the way, “and found it at the {place}”.",
    "The {place} charges nothing, for {people} pay into a common box each month.",
    "Of those who asked for a {thing}, one in {number} had been sent by {people} of the next valley.",
    "Letters are read aloud at the {place} by {people} – nobody has to show a {thing}.",
    "When the {place} was flooded, {people} carried the {thing} of each family to dry ground.",
    "After {number} years the {people} handed the keys of the {place} to the families themselves.",
    "The programme lasts {number} days, ends at the {place} and gives each of the {people} a {thing}.",
    "Children of {people} draw what they remember of home and hang it up in the {place}.",
    "A list at the {place} shows which {people} need help with a {thing} and on which evening.",
    "The law of the province lets {people} use the {place} as an address, so that a {thing} can be issued.",
)
ITEMS = (
    "a {thing} for each family", "two evenings a week with {people}", "a bed near the {place}",
    "repairs of every {thing} by {people}", "a key to the {place}",
)  # fmt: skip
FIRST_WORDS = (
    "Open", "Shared", "Floating", "Rolling", "Quiet", "Common", "Early", "Painted", "Patient", "Borrowed", "Wooden",
    "Second-Hand", "Travelling", "Neighbourly", "Windy", "Careful",
)  # fmt: skip
HEAD_WORDS = (
    "Counter", "Workshop", "Register", "Kitchen", "Archive", "Bench", "Fair", "Shelter", "Choir", "Garden", "Wardrobe",
    "Calendar", "Ledger", "Bridge", "Almanac", "Lantern", "Depot", "Studio",
)  # fmt: skip
PLACEHOLDERS = ("Details will follow.", "More information will be added here soon.", "Text in preparation.")
NAMES = ("Ms. Lena Fjord", "Mr. Tariq Adan", "Dr. Ana Bosque", "Ms. Mei Tanaka")
STRAY = "ëíìîÂÃ¿#"
SUFFIXES = (
    " - project", ": pilot", " – pilot project", " (programme)", ", an initiative", " - Initiative", ": a pilot",
    " (pilot)", " - proyecto", " – projet pilote",
)  # fmt: skip
SIBLINGS_IN_TITLE = (
    ("{}, Phase 1", "{}, Phase 2"),
    ("{} 2019", "{} 2020"),
    ("{} (2015 - 2018)", "{} (2019 - 2022)"),
    ("{} II", "{} III"),
    ("First {}", "Second {}"),
    ("{}: primera fase", "{}: segunda fase"),
    ("{}, troisième édition", "{}, quatrième édition"),
    ("{} em três etapas", "{} em quatro etapas"),
    ("{}", "{} 2"),
    ("{}", "{}, Part IV"),
    ("{} of Uganda", "{} of Nepal"),
    ("{}", "{} in Chile"),
    ("{} from Kenya to Jordan", "{} from Jordan to Kenya"),
    ("{} for Ghanaian Crews", "{} for Togolese Crews"),
    ("{} before Departure", "{} after Return"),
    ("{} for Emigrants", "{} for Immigrants"),
    ("Urban {}", "Rural {}"),
    ("{} for Women", "{} for Men"),
    ("{} for Miners", "{} for Minors"),
    ("Micro {}", "Macro {}"),
    ("{} of the Council", "{} of Counsel"),
    ("{} Plan A", "{} Plan B"),
    ("Orchard {}", "Quarry {}"),
    ("{}", "{}: Evaluation"),
)
SIBLINGS_IN_TEXT = (
    ("in Uganda", "in Nepal"),
    ("since 2014", "since 2015"),
    ("in two towns", "in ten towns"),
    ("on arrival", "on departure"),
    ("for men", "for women"),
)


class Generated(NamedTuple):
    """A teaser, the number of the practice that it shows, and what was done to it (``""`` for nothing)."""

    teaser: Teaser
    practice: int
    kind: str


class _Practice(NamedTuple):
    """A practice as it was written. ``alike`` says that its text or its title is another one's, too."""

    title: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    author: str
    alike: bool = False


def generated_teasers(rng: Random, count: int) -> list[Generated]:
    """So many teasers in a random order, of practices with one to six copies each."""
    found: list[Generated] = []
    for number, practice in enumerate(_practices(rng)):
        if len(found) >= count:
            break
        found += [_copy(rng, practice, number) for _ in range(rng.choice((1, 2, 3, 3, 4, 6)))]
    del found[count:]
    rng.shuffle(found)
    return found


def _practices(rng: Random) -> Iterator[_Practice]:
    """Practices without end. Titles and first sentences are different, but where they are meant to be alike."""
    written: set[str] = set()
    while True:
        practice = _written(rng)
        telling = {practice.title, practice.paragraphs[0].partition(".")[0]}
        if not written & telling:
            written |= telling
            yield from rng.choice(_KINDS)(rng, practice)


def _written(rng: Random) -> _Practice:
    sentences = [_filled(rng, text) for text in rng.sample(SENTENCES, rng.randrange(2, 5))]
    items = tuple(_filled(rng, text) for text in rng.sample(ITEMS, 3)) if rng.random() < 0.3 else ()
    paragraphs = [" ".join(sentences[:2]), *sentences[2:]]
    if items:
        paragraphs.append("Those who come find three things there:")
    return _Practice(_title(rng), tuple(paragraphs), items, rng.choice(NAMES))


def _filled(rng: Random, text: str) -> str:
    people = rng.choice(PEOPLE)
    place, thing, number = rng.choice(PLACES), rng.choice(THINGS), rng.choice(("three", "seven", "twelve", "twenty"))
    return text.format(People=people.capitalize(), people=people, place=place, thing=thing, number=number)


def _title(rng: Random) -> str:
    head = f"{rng.choice(FIRST_WORDS)} {rng.choice(HEAD_WORDS)}"
    place, thing, people = (rng.choice(words).title().replace("'S", "'s") for words in (PLACES, THINGS, PEOPLE))
    return rng.choice((f"{head} of {people} at the {place}", f"{head} for a {thing} at the {place}"))


def _alone(rng: Random, practice: _Practice) -> Iterator[_Practice]:
    _ = rng
    yield practice


def _siblings_by_title(rng: Random, practice: _Practice) -> Iterator[_Practice]:
    """Two practices of one text, told apart by a word of the title."""
    for title in rng.choice(SIBLINGS_IN_TITLE):
        yield practice._replace(title=title.format(practice.title), alike=True)


def _siblings_by_text(rng: Random, practice: _Practice) -> Iterator[_Practice]:
    """Two practices of one title, told apart by a word near the beginning of the text."""
    for words in rng.choice(SIBLINGS_IN_TEXT):
        first = f"It has been done {words} by the same {len(practice.title)} families."
        yield practice._replace(paragraphs=(first, *practice.paragraphs), alike=True)


def _namesakes(rng: Random, practice: _Practice) -> Iterator[_Practice]:
    """Two practices of one title with other texts."""
    yield practice._replace(alike=True)
    yield _written(rng)._replace(title=practice.title, alike=True)


def _placeholders(rng: Random, practice: _Practice) -> Iterator[_Practice]:
    """A practice that has a title, and a placeholder for a text."""
    yield practice._replace(paragraphs=(rng.choice(PLACEHOLDERS),), items=(), alike=True)


_KINDS = (_alone, _alone, _siblings_by_title, _siblings_by_text, _namesakes, _placeholders)


def _copy(rng: Random, practice: _Practice, number: int) -> Generated:
    """A copy of a practice, with up to one thing done to its title and up to one to all of it or to its text."""
    teaser = Teaser(practice.title, practice.paragraphs, practice.items, practice.author, anonymous=False)
    changes = CHANGES_OF_TITLE if practice.alike else CHANGES_OF_TITLE + CHANGES_OF_UNLIKE_TITLE
    done = []
    for change in (rng.choice((None, *changes)), rng.choice((None, *CHANGES))):
        changed = change(rng, teaser) if change else None
        if change and changed:
            teaser = changed
            done.append(change.__name__)
    return Generated(teaser, number, " and ".join(sorted(done)))


def _everywhere(teaser: Teaser, change: Callable[[str], str]) -> Teaser:
    title = None if teaser.title is None else change(teaser.title)
    texts, items = (tuple(map(change, part)) for part in (teaser.paragraphs, teaser.items))
    return replace(teaser, title=title, paragraphs=texts, items=items)


def _retitled(teaser: Teaser, title: str) -> Teaser:
    return replace(teaser, title=title)


def other_case(rng: Random, teaser: Teaser) -> Teaser | None:
    return _everywhere(teaser, rng.choice((str.upper, str.lower, str.swapcase)))


def other_spaces(rng: Random, teaser: Teaser) -> Teaser | None:
    kinds = (" ", " ", " ", "  ", "\u00a0")
    return _everywhere(teaser, lambda text: re.sub(" ", lambda _: rng.choice(kinds), text))


def other_marks(rng: Random, teaser: Teaser) -> Teaser | None:
    _ = rng
    marks = str.maketrans({"“": '"', "”": '"', "–": "-", "'": "’"})
    return _everywhere(teaser, lambda text: text.translate(marks))


def cut_text(rng: Random, teaser: Teaser) -> Teaser | None:
    """Cut by the site: within a word or after one, marked in one of three ways."""
    text = teaser.paragraphs[0]
    if len(text) <= _SHORTEST_CUT:
        return None
    kept = text[: rng.randrange(_SHORTEST_CUT, len(text))].rstrip(" .,;!?”")
    return replace(teaser, paragraphs=(kept + rng.choice(("…", " …", "...")),), items=())


def lost_items(rng: Random, teaser: Teaser) -> Teaser | None:
    if not teaser.items:
        return None
    return replace(teaser, items=teaser.items[: rng.randrange(len(teaser.items))])


def slip_in_title(rng: Random, teaser: Teaser) -> Teaser | None:
    return None if teaser.title is None else _retitled(teaser, _with_slip(rng, teaser.title))


def slip_in_text(rng: Random, teaser: Teaser) -> Teaser | None:
    return replace(teaser, paragraphs=(_with_slip(rng, teaser.paragraphs[0]), *teaser.paragraphs[1:]))


def lost_title(rng: Random, teaser: Teaser) -> Teaser | None:
    _ = rng
    return replace(teaser, title=None, author=None, anonymous=None)


def cut_title(rng: Random, teaser: Teaser) -> Teaser | None:
    if teaser.title is None or teaser.title.count(" ") < 3:
        return None
    words = teaser.title.split(" ")
    return _retitled(teaser, " ".join(words[: rng.randrange(2, len(words))]) + "…")


def acronym(rng: Random, teaser: Teaser) -> Teaser | None:
    """An acronym of the title, of all its words or without the joining ones, behind it or before it."""
    if teaser.title is None or not _is_long(teaser):
        return None
    words = teaser.title.split()
    letters = "".join(word[0] for word in words if rng.choice((True, word not in _JOINING))).upper()
    return _retitled(
        teaser, rng.choice(("{0} ({1})", "{0} - {1}", "{1}: {0}", "{0} {1}")).format(teaser.title, letters)
    )


def suffix(rng: Random, teaser: Teaser) -> Teaser | None:
    if teaser.title is None or not _is_long(teaser):
        return None
    return _retitled(teaser, teaser.title + rng.choice(SUFFIXES))


def stray_character(rng: Random, teaser: Teaser) -> Teaser | None:
    if teaser.title is None or not _is_long(teaser):
        return None
    words = teaser.title.split(" ")
    at, stray = rng.randrange(len(words)), rng.choice(STRAY)
    words[at] = rng.choice((stray + words[at], words[at] + stray, f"{stray} {words[at]}"))
    return _retitled(teaser, " ".join(words))


def swapped_words(rng: Random, teaser: Teaser) -> Teaser | None:
    if teaser.title is None or not _is_long(teaser):
        return None
    words = teaser.title.split(" ")
    telling = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_TELLING]
    if len(telling) < 2:
        return None
    one, other = rng.sample(telling, 2)
    words[one], words[other] = words[other], words[one]
    return _retitled(teaser, " ".join(words))


def _is_long(teaser: Teaser) -> bool:
    """Whether the text says enough to know a practice by it, whatever is done to its title."""
    return len(" ".join(teaser.paragraphs)) > _LONG


def _with_slip(rng: Random, text: str) -> str:
    """One letter lost, doubled or swapped with the next within a long word, not at its ends."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_SLIPPED and word.isalpha()]
    if not long:
        return text
    at = rng.choice(long)
    word = words[at]
    place = rng.randrange(1, len(word) - 2)
    a, b = word[place], word[place + 1]
    words[at] = word[:place] + rng.choice((b, a + a + b, b + a)) + word[place + 2 :]
    return " ".join(words)


_JOINING = frozenset({"of", "at", "the", "for", "a"})
_SHORTEST_CUT = 90
_SHORTEST_TELLING = 4
_SHORTEST_SLIPPED = 6
_LONG = 100

CHANGES = (other_case, other_spaces, other_marks, cut_text, lost_items, slip_in_text)
CHANGES_OF_TITLE = (suffix, stray_character)
CHANGES_OF_UNLIKE_TITLE = (slip_in_title, lost_title, cut_title, acronym, swapped_words)
"""What would make a copy of one practice a copy of the one that looks like it, or of neither."""
