"""Titles that are shortened, cut, misspelt or reworded are never those of another edition's roundtable or meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from extractors.gfmd.reference.catalogue import (
    Candidate,
    folded,
    meetings_surely_titled,
    meetings_titled,
    roundtable_spellings,
    roundtables_titled,
    titled_among,
)
from extractors.gfmd.reference.known import reference
from tests.telling import say

ROUNDTABLES = tuple((r, title) for r in reference().roundtables for title in (r.title, *r.spellings))
THEMATIC = tuple(m for m in reference().meetings if m.kind == "thematic")
CODES = (None, "1.1", "3.1")


def editions(candidates: tuple[Candidate, ...]) -> set[int | None]:
    return {candidate.edition for candidate in candidates}


def shortened(title: str) -> Iterator[str]:
    """The title without its last words, whole words at a time."""
    words = title.split()
    for kept in range(1, len(words)):
        yield " ".join(words[:kept]).rstrip(" ,:;-–—")


def without_a_word(title: str) -> Iterator[str]:
    words = title.split()
    for left_out in range(len(words)):
        yield " ".join(words[:left_out] + words[left_out + 1 :])


def with_a_word(title: str) -> Iterator[str]:
    words = title.split()
    for place in range(1, len(words) + 1):
        yield " ".join((*words[:place], "labour", *words[place:]))


def misspelt(title: str) -> Iterator[str]:
    rng = Random(title)
    for mistakes in (1, 2, 3, 4):
        text = list(title)
        for _ in range(mistakes):
            at = rng.randrange(1, len(text))
            text[at] = rng.choice((text[at] * 2, "", rng.choice("aeinorst")))
        yield "".join(text)


def whole(title: str) -> Iterator[str]:
    yield title


def reworded(title: str) -> Iterator[str]:
    """The title with one word replaced by another of its field."""
    words = title.split()
    for place in range(len(words)):
        for other in ("mobility", "cooperation", "sustainable", "women"):
            yield " ".join((*words[:place], other, *words[place + 1 :]))


def last_words(title: str) -> Iterator[str]:
    words = title.split()
    for left_out in range(1, len(words) - 1):
        yield " ".join(words[left_out:])


def is_whole(title: str) -> bool:
    """Whether a title is, as it stands, the whole of a catalogued one."""
    return any(folded(title) == folded(other) for _, other in ROUNDTABLES)


@pytest.mark.parametrize("damage", [shortened, without_a_word, with_a_word, misspelt, last_words])
@pytest.mark.parametrize("cut", [False, True])
def test_no_damage_makes_a_title_that_of_another_edition(
    damage: Callable[[str], Iterator[str]], cut: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = linked = 0
    for roundtable, title in ROUNDTABLES:
        for text in damage(title):
            for code in {roundtable.code, *CODES}:
                found = editions(roundtables_titled(text, code, cut=cut))
                wrong = len(found) == 1 and found != {roundtable.edition}
                assert not wrong or (is_whole(text) and code != roundtable.code), (title, text, code, found)
                tried, linked = (
                    tried + (code == roundtable.code),
                    linked + (code == roundtable.code and found == {roundtable.edition}),
                )
    say(capsys, f"{damage.__name__}{' and cut' if cut else ''}: {linked} of {tried} titles with their code are linked")


@pytest.mark.parametrize("damage", [shortened, with_a_word, misspelt])
def test_no_damage_makes_a_meeting_that_of_another_edition(damage: Callable[[str], Iterator[str]]) -> None:
    for meeting in THEMATIC:
        for text in damage(meeting.title):
            for cut in (False, True):
                found = editions(meetings_titled(text, cut=cut))
                assert len(found) != 1 or found == {meeting.edition}, (meeting.title, text, found)


DAMAGES = [whole, shortened, without_a_word, with_a_word, misspelt, last_words, reworded]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_title_that_the_catalogue_lacks_is_never_linked_to_another_edition(
    damage: Callable[[str], Iterator[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    tried = 0
    for roundtable, title in ROUNDTABLES:
        others = tuple(one for one in roundtable_spellings() if one.id != roundtable.roundtable_id)
        for text in (text for text in damage(title) if not is_whole(text)):
            for code in (roundtable.code, None):
                for cut in (False, True):
                    found = editions(titled_among(folded(text), code, others, cut=cut))
                    assert len(found) != 1 or found == {roundtable.edition}, (title, text, code, cut, found)
                    tried += 1
    say(capsys, f"{damage.__name__}: {tried} titles that the catalogue lacks, none linked to another edition")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_meeting_that_the_catalogue_lacks_is_never_linked_to_another_edition(
    damage: Callable[[str], Iterator[str]],
) -> None:
    for meeting in THEMATIC:
        for text in damage(meeting.title):
            found = {one.edition for one in meetings_surely_titled(text, cut=False) if one.id != meeting.meeting_id}
            assert len(found) != 1 or found == {meeting.edition}, (meeting.title, text, found)


def test_what_is_longer_than_a_title_is_no_beginning_of_it() -> None:
    assert roundtables_titled("Migration, gender and family in the cities of", None, cut=True) == ()
    assert roundtables_titled("Protection of migrants in all situations", None, cut=True) == ()
    assert [one.id for one in roundtables_titled("Protection of migrants in all situations", "2.2", cut=True)] == [
        "2016-2.2"
    ]


@pytest.mark.parametrize(
    ("title", "code", "cut", "ids"),
    [
        ("Lowering the costs of migration", "1.1", False, {"2016-1.1"}),
        ("Lowering the costs of migration", "1.2", False, {"2016-1.1", "2011-1.2"}),
        ("Lowering the costs of migration", "4.9", False, {"2016-1.1"}),
        ("Lowering the costs of migration", "1.1", True, {"2016-1.1", "2011-1.2"}),
        ("Human capital and labor mobility: maximizing opportunities, minimizing risks", None, False, {"2007-1.1-b"}),
        ("Lowering the cost of labour migration", None, False, set()),
        ("Lowering the cost of labour migration", "2.1", False, set()),
        ("Making migration work post-2030: implementing the SDGs", "2.2", False, set()),
        ("Mainstreaming migration into development planning", "3.1", False, {"2009-1.1", "2011-3.1", "2012-theme-2"}),
        ("Protecting the rights of migrants", None, False, set()),
        ("Migrants in situations of crises", "3.1", False, set()),
        ("Migrants in situations of crises", "3.1", True, {"2016-3.1"}),
        ("Migration and Development", None, False, set()),
        ("Strengthening Coop", None, True, set()),
        ("The role of other-than government partners in strengthening the developmental contribution of temporary "
         "labor migration", "1.3", False, {"2007-1.3"}),
        ("", "1.1", True, set()),
    ],
)  # fmt: skip
def test_a_title_means_what_it_says_and_what_its_code_supports(
    title: str, code: str | None, cut: bool, ids: set[str]
) -> None:
    assert {candidate.id for candidate in roundtables_titled(title, code, cut=cut)} == ids
