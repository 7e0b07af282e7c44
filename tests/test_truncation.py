"""Whether a text was cut short: said where a mark or the page tells it, and unknown where the text just stops."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gfmd.facts import facts_of
from schemas.extraction import AnyExtraction
from tests import prose
from tests.written_pages import END, IDENTITY, html, read

NEXT = "\n\nNight School\n\nSubmitted by Ms. C D on\n\nIt is late.\n"
HEAD = "Boats for All\n\nSubmitted by Mr. A B on\n\n"
WHOLE = "Masons from three islands work for a season on the walls of another island. Each town pays its own guests."


def teaser(text: str) -> AnyExtraction:
    return read(f"{IDENTITY}Delegate\nAttended Summit\n\n{HEAD}{text}{NEXT}{END}")


def truncated(found: AnyExtraction) -> bool | None:
    assert [one.title for one in facts_of(found).practices] == ["Boats for All", "Night School"]
    assert facts_of(found).practices[1].truncated is False
    return facts_of(found).practices[0].truncated


@pytest.mark.parametrize("end", ["…", "...", ":", " […]", " (…)", "…”"])
def test_a_mark_says_that_the_site_cut_the_text(end: str) -> None:
    assert truncated(teaser(f"{WHOLE[:60]}{end}")) is True


@pytest.mark.parametrize("end", [".", "!", "?", ".”", '."', ".)", ".]", ".[3]", ".²", "etc.", "¿sí?", "».", ".»"])
def test_a_final_stop_says_that_the_text_is_whole(end: str) -> None:
    assert truncated(teaser(f"{WHOLE} Guests sleep in the old mill by the river{end}")) is False


@pytest.mark.parametrize(
    "end",
    [
        "and trains the staff of the", "and keeps the tools in good ord", "in spring, in summer,",
        "with bread; with salt;", "in the house of Dr.", "together with (", "y enseña a los maestros de la",
        "et donne des cours dans les", "e ajuda os vizinhos com",
    ],
)  # fmt: skip
def test_a_text_that_just_stops_is_not_known_to_be_whole(end: str) -> None:
    assert truncated(teaser(f"{WHOLE}\n\nThe office of the guild stands at the ferry pier {end}")) is None


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("• Spanish\n• French", False),
        ("Spanish lessons\nFrench lessons", False),
        ("• Spanish.\n• French", None),
        ("• Spanish;\n• French and", None),
        ("• Spanish\n• French lessons in the", None),
        ("• Vitamin A\n• Plan A", False),
        ("• Spanish\n• " + "Lessons in the house " * 7, None),
        ("• Spanish\n• French\n• Both.", False),
    ],
)
def test_the_last_item_of_a_list_needs_no_stop_if_the_others_have_none(items: str, expected: bool | None) -> None:
    assert truncated(teaser(f"The guild gives lessons:\n\n{items}")) is expected
    listed = "".join(f"<li>{item.removeprefix('• ')}</li>" for item in items.split("\n"))
    page = (
        f"<h3>Boats for All</h3><p>The guild gives lessons:</p><ul>{listed}</ul><h3>Night School</h3><p>It is late.</p>"
    )
    assert truncated(html(page)) is expected


def test_an_item_of_a_text_as_long_as_the_site_shows_may_be_cut() -> None:
    assert truncated(teaser(f"{WHOLE * 4}\n\nThe guild gives lessons:\n\n• Spanish\n• French")) is None


def test_a_practice_without_text_is_not_cut() -> None:
    found = read(f"{IDENTITY}Delegate\nAttended Summit\n\n{HEAD.rstrip()}{NEXT}{END}")
    assert truncated(found) is False


OWN = "3 liked this page.\nDate Shared:\n9 November 2018\n\nBoats for All\n\nMexico\nHealth\n\n{}\n\nGFMD Source:\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, False),
        (f"{WHOLE}\n\nwww.example.org", False),
        (f"{WHOLE}\n\nThe guild trains the staff of the", None),
        (f"{WHOLE}\n\nThe guild trains …", True),
    ],
)
def test_a_practices_own_page_shows_its_whole_text_unless_it_stops_in_mid_sentence(
    text: str, expected: bool | None
) -> None:
    assert facts_of(read(OWN.format(text))).practices[0].truncated is expected


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(prose.PARAGRAPHS), st.data())
def test_no_text_that_is_cut_between_two_words_is_called_whole(paragraph: str, data: st.DataObject) -> None:
    words = paragraph.split(" ")
    cut = words[: data.draw(st.integers(4, len(words) - 1))]
    if not cut[-1].endswith((".", "!", "?", "”")):
        found = read(f"{IDENTITY}Delegate\nAttended Summit\n\n{HEAD}{WHOLE}\n\n{' '.join(cut)}{NEXT}{END}")
        assert truncated(found) is not False
