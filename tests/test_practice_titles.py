"""The same long text under near titles is one practice; a numeral, a place or a further word in a title makes two."""

from __future__ import annotations

import pytest

from extractors.gfmd.copies.matching import copy_of, judge
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.facts import Practice
from schemas.extraction import Span
from tests.merged_practices import merge_practices
from tests.test_practices import page

LONG = "Retired dockers show apprentices how ropes are spliced. Each pair works on one rope until it holds a ton."
SHORT = "The ministry will add a text here."

NEAR = {
    "an acronym behind": ("Splicing Lessons of the Old Docks", "Splicing Lessons of the Old Docks (SLOD)"),
    "an acronym of every word": ("Splicing Lessons of the Old Docks", "Splicing Lessons of the Old Docks - SLOTOD"),
    "an acronym before": ("Splicing Lessons of the Old Docks", "SLOD: Splicing Lessons of the Old Docks"),
    "an acronym within": ("Old Docks Splicing (ODS) by Night", "Old Docks Splicing by Night"),
    "an acronym of the last words": ("Day of the Old Docks Splicing", "Day of the Old Docks Splicing (ODS)"),
    "an acronym of a word with a hyphen": ("Second-Hand Rope Exchange", "Second-Hand Rope Exchange (SHRE)"),
    "an acronym without half a word": ("Second-Hand Rope Exchange Lisbon", "Second-Hand Rope Exchange Lisbon (SREL)"),
    "two acronyms": ("Splicing Lessons of the Old Docks (SLOD)", "Splicing Lessons of the Old Docks (SLOTOD)"),
    "in Spanish": ("Escuela de Sogas del Puerto", "Escuela de Sogas del Puerto (ESP)"),
    "a suffix behind a dash": ("Ropes for the Fleet", "Ropes for the Fleet - project"),
    "a suffix behind a colon": ("Ropes for the Fleet", "Ropes for the Fleet: a pilot"),
    "a suffix in brackets": ("Ropes for the Fleet", "Ropes for the Fleet (pilot programme)"),
    "a suffix without a mark": ("Ropes for the Fleet", "Ropes for the Fleet Initiative"),
    "two suffixes": ("Ropes for the Fleet - project", "Ropes for the Fleet: pilot"),
    "a suffix in French": ("Des cordes pour la flotte", "Des cordes pour la flotte – projet pilote"),
    "a suffix before": ("Ropes for the Fleet", "Project: Ropes for the Fleet"),
    "a suffix and an acronym": ("Ropes for the Fleet", "Ropes for the Fleet (RFF) - pilot project"),
    "a letter before a word": ("Ropes for the Fleet", "ëRopes for the Fleet"),
    "a letter behind a word": ("Ropes for the Fleet", "Ropes forí the Fleet"),
    "a letter alone": ("Ropes for the Fleet", "Ropes for Ã the Fleet"),
    "a sign": ("Ropes for the Fleet", "Ropes# for the ¿Fleet"),
    "words swapped": ("Evening Ropes Workshop", "Ropes Evening Workshop"),
    "ends swapped": ("Workshop by the Canal for Apprentices", "Workshop for Apprentices by the Canal"),
    "words swapped, and a slip": ("Evening Ropes Workshop", "Ropes Evenning Workshop"),
    "an acronym and a slip": ("Splicing Lessons of Old Docks", "Splicing Lesons of Old Docks (SLOD)"),
    "a number in both": ("Ropes 2019 for the Fleet", "For the Fleet: Ropes 2019"),
}
APART = {
    "a phase": ("Ropes for the Fleet, Phase 1", "Ropes for the Fleet, Phase 2"),
    "a phase and none": ("Ropes for the Fleet", "Ropes for the Fleet, Phase 2"),
    "a numbered project": ("Ropes for the Fleet - Project 1", "Ropes for the Fleet - Project 2"),
    "a year": ("Ropes for the Fleet 2019", "Ropes for the Fleet 2020"),
    "a Roman numeral": ("Ropes for the Fleet II", "Ropes for the Fleet III"),
    "a Roman numeral and none": ("Inland Vessels", "Inland Vessels (IV)"),
    "an ordinal": ("3rd Ropes Workshop", "4th Ropes Workshop"),
    "an ordinal in words": ("Second Ropes Workshop", "Third Ropes Workshop"),
    "an ordinal in Spanish": ("Taller de sogas, sexta ronda", "Taller de sogas, octava ronda"),
    "an ordinal in French without accents": ("Cordes, deuxieme partie", "Cordes, dixieme partie"),
    "an ordinal in Portuguese": ("Cordas: nona turma", "Cordas: nono turma"),
    "a number in words": ("Ropes in Three Days", "Ropes in Thirty Days"),
    "numbers swapped": ("Lesson 2 of Week 3: Ropes", "Lesson 3 of Week 2: Ropes"),
    "a letter that counts": ("Ropes Plan A", "Ropes Plan B"),
    "a letter that counts, and a suffix": ("Ropes Plan A - pilot", "Ropes Plan - pilot"),
    "a country": ("Ropes for Malta", "Ropes for Benin"),
    "a country and none": ("Ropes for the Fleet", "Ropes for the Fleet: Benin"),
    "a country in brackets": ("Ropes for the Fleet", "Ropes for the Fleet (Oman)"),
    "a people": ("Ropes for Maltese Crews", "Ropes for Omani Crews"),
    "a way there and back": ("Ropes from Malta to Oman", "Ropes from Oman to Malta"),
    "the other direction": ("From Dock to Vessel", "From Vessel to Dock"),
    "another direction": ("Rural to Urban Crews", "Urban to Rural Crews"),
    "places swapped": ("Malta Oman Rope Corridor", "Oman Malta Rope Corridor"),
    "opposites": ("Ropes for Arriving Crews", "Ropes for Departing Crews"),
    "opposites by a letter": ("Cordes de l'émigration", "Cordes de la migration"),
    "words that look alike": ("Ropes for Minor Crews", "Ropes for Miner Crews"),
    "another word": ("Ropes for the Fleet", "Nets for the Fleet"),
    "a further word": ("Ropes for the Fleet", "Ropes for the Fleet in Winter"),
    "another activity": ("Ropes for the Fleet", "Ropes for the Fleet: Evaluation"),
    "no acronym of it": ("Ropes for the Fleet (IOM)", "Ropes for the Fleet"),
}


@pytest.mark.parametrize(("one", "other"), NEAR.values(), ids=NEAR.keys())
def test_the_same_long_text_under_near_titles_is_one_practice(one: str, other: str) -> None:
    assert judge(copy_of(one, LONG), copy_of(other, LONG)).same
    assert judge(copy_of(other, LONG), copy_of(one, LONG)).same
    assert judge(copy_of(one, LONG), copy_of(other, LONG[:-4] + "…", truncated=True)).same


@pytest.mark.parametrize(("one", "other"), NEAR.values(), ids=NEAR.keys())
def test_other_texts_under_near_titles_are_never_one_practice(one: str, other: str) -> None:
    assert not judge(copy_of(one, LONG), copy_of(other, LONG.replace("ropes", "nets"))).same


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
@pytest.mark.parametrize("text", [LONG, SHORT])
def test_the_same_text_under_other_titles_is_two_practices(one: str, other: str, text: str) -> None:
    assert not judge(copy_of(one, text), copy_of(other, text)).same
    assert not judge(copy_of(other, text), copy_of(one, text)).same


FURTHER_WORDS = ("a further word", "another activity", "no acronym of it")


@pytest.mark.parametrize("kind", [kind for kind in APART if kind not in FURTHER_WORDS])
def test_a_copy_without_a_title_unites_no_two_that_are_apart(kind: str) -> None:
    copies = [
        Shown(page(f"{at}.txt"), "PER", Practice(Span(at + 1, at + 2), title, LONG))
        for at, title in enumerate((*APART[kind], None))
    ]
    assert len(merge_practices(copies).practices) == 3


@pytest.mark.parametrize("kind", ["an acronym behind", "a suffix behind a dash", "a letter alone", "words swapped"])
def test_a_placeholder_proves_nothing_of_near_titles(kind: str) -> None:
    one, other = NEAR[kind]
    assert not judge(copy_of(one, SHORT), copy_of(other, SHORT)).same


def test_near_titles_with_too_little_text_contradict_nothing() -> None:
    """Else a copy between the two would fit both and join neither."""
    one, other = NEAR["words swapped"]
    assert judge(copy_of(one, LONG), copy_of(other, LONG[:60] + "…", truncated=True)).relation == "unknown"


@pytest.mark.parametrize(
    ("titles", "given"),
    [
        (("ëRopes for the Fleet", "Ropes for the Fleet"), "Ropes for the Fleet"),
        (("Ropes í for the Fleet", "Ropes for the Fleet"), "Ropes for the Fleet"),
        (("Perú: sogas", "Perú: sogas"), "Perú: sogas"),
        (("ëRopes for the Fleet",), "ëRopes for the Fleet"),
    ],
)
def test_a_title_is_given_without_stray_characters_where_a_copy_has_none(titles: tuple[str, ...], given: str) -> None:
    copies = [
        Shown(page(f"{at}.txt"), "PER", Practice(Span(at + 1, at + 2), title, LONG)) for at, title in enumerate(titles)
    ]
    assert [practice.title for practice in merge_practices(copies).practices] == [given]
