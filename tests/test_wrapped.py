"""Text that a tool wrapped at a column: its lines are read as they were, or the page is refused as a whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note, settings

from extractors.gfmd.facts import facts_of
from extractors.gfmd.page.line_shapes import SHAPES
from extractors.reading.document import read_document
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.document import Document
from schemas.snapshot import Refusal
from schemas.tables import Dataset
from tests.comparing import accounting, refused, rows, snapshot
from tests.generators import STEADY, countries, seeds
from tests.rendering import loosely_spaced, page_text
from tests.test_forms import COUNTRIES, by_country, facts, of_text
from tests.test_properties import TEXT_FORMS
from tests.truth import CountryTruth, Form
from tests.wrapping import STYLES, cut_at
from tests.written_pages import END, IDENTITY, owners, read, shown

ENOUGH_TO_TELL = 4
"""Fewer broken lines may look as lines of any page do."""

by_style = pytest.mark.parametrize("style", STYLES)


def lines_of(text: str) -> Document | Refusal:
    """The lines of a page of the site."""
    return read_document(snapshot(text.encode()), shapes=SHAPES)


def texts(text: str) -> list[str] | str:
    """The texts of a page's lines, without the kinds of list marks that tools change; or why it is refused."""
    found = lines_of(text)
    return found.reason if isinstance(found, Refusal) else [line.text.lstrip("•*- ") for line in found.lines]


@by_style
@by_country
@pytest.mark.parametrize("width", [72, 80, 100, 132])
def test_a_wrapped_page_says_what_the_page_says_or_nothing(country: CountryTruth, style: str, width: int) -> None:
    page = STYLES[style](page_text(country, "full"), width)
    found = read_snapshot(snapshot(page.encode()))
    if found.refusal:
        assert found.refusal.reason == "wrapped"
    else:
        assert facts(read_all(page)) == facts(of_text(country, "full"))
        assert accounting(read_all(page)) == []


def read_all(page: str) -> Dataset:
    """The records of a page."""
    return dataset_of([snapshot(page.encode())])


@pytest.mark.parametrize("width", [72, 80])
def test_hardly_a_wrapped_page_is_refused(width: int) -> None:
    pages = [wrap(page_text(country, "full"), width) for country in COUNTRIES for wrap in STYLES.values()]
    assert len([page for page in pages if texts(page) == "wrapped"]) <= len(pages) // 10


@by_style
@settings(STEADY, max_examples=60)
@given(country=countries(with_teasers=False), rng=seeds())
def test_any_country_wrapped_anyhow_is_joined_or_refused(style: str, country: CountryTruth, rng: Random) -> None:
    text = page_text(country, rng.choice(TEXT_FORMS))
    page = STYLES[style](text, rng.choice((50, 60, 66, 72, 78, 80, 100, 120)))
    note(page)
    found = lines_of(page)
    broken = page.count("\n") - text.count("\n")
    if broken < ENOUGH_TO_TELL and isinstance(found, Document) and not found.is_wrapped:
        return
    assert texts(page) in ("wrapped", texts(text))


@settings(STEADY, max_examples=250)
@given(country=countries(), rng=seeds())
def test_no_other_page_is_taken_for_wrapped(country: CountryTruth, rng: Random) -> None:
    for form in TEXT_FORMS:
        text = page_text(country, form)
        for page in (text, loosely_spaced(text, rng), text.replace("\n", "\r\n")):
            note(page)
            found = lines_of(page)
            assert isinstance(found, Document)
            assert not found.is_wrapped


@by_country
@pytest.mark.parametrize(
    ("form", "name"),
    [("full", "wrapped"), ("short", "wrapped_short"), ("old", "wrapped_old"), ("old_short", "wrapped_old_short")],
)
def test_the_form_says_that_the_text_was_wrapped(country: CountryTruth, form: Form, name: str) -> None:
    page = STYLES["mail"](page_text(country, form), 72)
    found = read_snapshot(snapshot(page.encode()))
    assert found.page.form == name


@by_country
@pytest.mark.parametrize("width", [60, 80])
def test_text_cut_within_its_words_is_refused(country: CountryTruth, width: int) -> None:
    assert texts(cut_at(page_text(country, "full"), width)) == "wrapped"


BLOCK = """Delegate
Financial Contribution

No Financial Contribution

RT Participation
{}
Attended Summit

"""
LONG = """Seasonal Bakers without Borders

Submitted by Ms. Ilse Vorbild on

Bakeries of two valleys swap their apprentices for the weeks of the
harvest feasts. The guilds pay the fare, and whoever stays the whole
season gets a letter that both countries take for half a year of work
in a bakery of their own.
"""


def page_with(*roles: str) -> str:
    """A page wrapped at 70 columns, with these lines under its roundtables."""
    return IDENTITY + BLOCK.format("\n".join(roles)) + LONG + END


def roles_of(text: str) -> list[str] | str:
    """The texts of the roles of a page; or why it is refused."""
    found = read(text)
    return refused(found) or [role.text for block in facts_of(found).blocks for role in block.roles]


ROLE = 'Team Member in RT 3.1 "Assessing the impact of migration on the'


def test_a_joined_line_rests_on_all_its_lines() -> None:
    page = page_with(ROLE, 'economic and social development"')
    found = read(page)
    (role,) = facts_of(found).blocks[0].roles
    first = page.split("\n").index(ROLE) + 1
    assert (role.span.first, role.span.last) == (first, first + 1)
    (claim,) = [claim for claim in found.claims if claim.line == first]
    assert (claim.last_line, claim.text) == (first + 1, f'{ROLE} economic and social development"')


def test_the_evidence_and_the_lines_of_a_joined_page_have_both_ends() -> None:
    page = page_with(ROLE, 'economic and social development"')
    found = read_all(page)
    (cited,) = [row for row in rows(found, "evidence") if row["table_name"] == "roundtable_roles"]
    lines = {row["line"]: row["last_line"] for row in rows(found, "page_lines")}
    assert lines[cited["first_line"]] == cited["last_line"] == cited["first_line"] + 1  # type: ignore[operator]  # a number


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (
            'Team Member in RT 1.2 "Engaging diasporas in policies and programmes',
            '- their roles?"',
            'Team Member in RT 1.2 "Engaging diasporas in policies and programmes - their roles?"',
        ),
        (
            'Team Member in Cluster III "Tools and Good Indicators for Evidence-',
            'based policies"',
            'Team Member in Cluster III "Tools and Good Indicators for Evidence-based policies"',
        ),
        (
            'Team Member in RT 2.1 "Protecting all the young workers there in pre-',
            'and post-departure phases"',
            'Team Member in RT 2.1 "Protecting all the young workers there in pre- and post-departure phases"',
        ),
        (
            'Co-Chair in RT 2.2 "Secure, regular migration", in the city of New',
            "Delhi",
            'Co-Chair in RT 2.2 "Secure, regular migration", in the city of New Delhi',
        ),
        (
            'Speaker in RT 1.1 "Migrants and their families abroad" held on 14-15',
            "June 2010",
            'Speaker in RT 1.1 "Migrants and their families abroad" held on 14-15 June 2010',
        ),
    ],
)
def test_lines_are_joined_as_they_were(first: str, second: str, joined: str) -> None:
    assert roles_of(page_with(first, second)) == [joined]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('Team Member in RT 2.1 "Lowering the price of all money sent home"', 'Co-Chair in RT 1.2 "Diasporas at work"'),
        (
            'Team Member in RT 2.1 "Lowering the price of money that people send',
            'Co-Chair in RT 1.2 "Diasporas at work"',
        ),
        ('- Team Member in RT 2.1 "Lowering the price of money sent home"', '- Co-Chair in RT 1.2 "Diasporas at work"'),
        ('• Team Member in RT 2.1 "Lowering the price of money sent home"', '• Co-Chair in RT 1.2 "Diasporas at work"'),
    ],
)
def test_two_records_stay_two_however_full_the_first_line_is(first: str, second: str) -> None:
    page = page_with(first, second, "Rapporteur")
    assert len(roles_of(page)) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Member of the group of friends of the chair that met once in Rabat", "Business Roundtable"),
        ("Ms. Ilse Vorbild from the section for Diaspora of the city council", "Mr. Ivo Muster, Director"),
    ],
)
def test_a_line_that_may_be_a_record_below_a_full_one_refuses_the_page(first: str, second: str) -> None:
    assert roles_of(page_with(first, second)) == "wrapped"


INDENTED = (f"    {ROLE}", 'economic and social development"')


def indented(page: str) -> str:
    """A page whose lines all have an indent."""
    return page.replace("\n", "\n    ")


def test_a_line_that_goes_on_at_a_smaller_indent_is_joined() -> None:
    second = ('    Chair in RT 1.2 "Letters that people send to their families', 'Abroad and at Home"')
    page = page_with(*INDENTED, *second)
    assert roles_of(indented(page)) == [" ".join(map(str.strip, role)) for role in (INDENTED, second)]


def test_a_line_that_may_go_on_at_a_smaller_indent_as_others_do_refuses_the_page() -> None:
    unsure = ("    Member of the group of friends of the chair that met in the old", "Guild Hall")
    assert roles_of(indented(page_with(*INDENTED, *unsure))) == "wrapped"


def test_a_label_at_a_smaller_indent_is_one() -> None:
    page = page_with(*INDENTED, "    Member of the group of friends of the chair that met there in May")
    assert len(roles_of(indented(page))) == len(INDENTED)


def test_a_table_whose_cells_are_wrapped_side_by_side_is_refused() -> None:
    cells = [
        ("Official Name", "Republic of Peru"),
        ("ISO3 Code", "PER"),
        ("Attended", ""),
        ("Meeting", ""),
        ("RT", 'Team Member in RT 2.2 "Increasing the'),
        ("Participation", 'micro-impact of remittances on development"'),
        ("Attended Summit", "Yes"),
    ]
    page = "\n".join(f"{label:<20}{value}".rstrip() for label, value in cells)
    assert texts(page + END) == "wrapped"


def test_a_page_of_which_only_a_part_is_wrapped_is_refused() -> None:
    wide = "The guild of bakers keeps a list of all who took part, and " * 5
    assert texts(page_with("Rapporteur") + f"\n\n{wide}\n") == "wrapped"


@pytest.mark.parametrize(
    "items",
    [
        ["a loaf for each family", "two evenings a week with bakers", "a bench near the village mill", "a sack of rye"],
        [
            "a loaf of rye for each family that comes to the valley",
            "two evenings a week with bakers who came the year before",
            "a bench near the mill where all the letters are read out",
            "no fee for whoever brings a sack of rye from the valley",
        ],
    ],
)
def test_items_that_begin_in_small_letters_are_no_broken_lines(items: list[str]) -> None:
    listed = "\n".join(items)
    text = "The guilds of both valleys, which met last year for the first time, give everyone who comes for a season:"
    for teaser in (f"Seasonal Bakers\n\n{text}\n{listed}\n", f"Seasonal Bakers\n\n{listed}\n"):
        page = IDENTITY + BLOCK.format("Rapporteur") + teaser + END
        assert texts(page) == [line for line in page.split("\n") if line.strip()]


def test_paragraphs_of_a_practice_are_whole_again() -> None:
    (practice,) = shown(read(page_with("Rapporteur")))
    assert practice == (
        "Seasonal Bakers without Borders",
        "Bakeries of two valleys swap their apprentices for the weeks of the harvest feasts. The guilds pay the fare, "
        "and whoever stays the whole season gets a letter that both countries take for half a year of work in a "
        "bakery of their own.",
    )


def padded(*rows: tuple[str, str]) -> str:
    """Rows of a label and a value side by side, as wide as each other."""
    return "\n".join(f"{label:<24}{value:<80}" for label, value in rows) + "\n\nSubscribe to Peru\n"


FIELDS_OF_TABLE = (
    ("Official Name", "Republic of Peru"),
    ("ISO2 Code", "PE"),
    ("ISO3 Code", "PER"),
    ("Attended Meeting", ""),
    ("Delegate", ""),
    ("Financial Contribution", "No Financial Contribution"),
)


def bare(page: str) -> str:
    """A page without spaces at the ends of its lines."""
    return "\n".join(line.rstrip() for line in page.split("\n"))


def test_a_table_whose_labels_stand_amid_their_values_is_refused() -> None:
    above, below = ("", "Chair in RT 1.1"), ("", "Co-Chair in RT 2.2")
    page = padded(*FIELDS_OF_TABLE, above, ("RT Participation", "Speaker in RT 1.2"), below, ("Attended Summit", ""))
    assert texts(page) == texts(bare(page)) == "wrapped"


def test_a_table_with_its_labels_beside_the_first_values_is_read() -> None:
    page = padded(
        *FIELDS_OF_TABLE, ("RT Participation", "Chair in RT 1.1"), ("", "Co-Chair in RT 2.2"), ("Attended Summit", "")
    )
    assert roles_of(page) == roles_of(bare(page)) == ["Chair in RT 1.1", "Co-Chair in RT 2.2"]


@pytest.mark.parametrize("row", ["| {} | {} | ", "{} | {}"])
def test_a_table_with_bars_is_refused(row: str) -> None:
    page = "\n".join(row.format(*fields) for fields in (*FIELDS_OF_TABLE, ("RT Participation", "Chair in RT 1.1")))
    assert texts(page + "\n\nNight Ferry Classes\n\nLessons are given on deck.\n") == "wrapped"


def test_a_bar_within_a_text_is_no_table() -> None:
    page = page_with("Rapporteur").replace("Bakeries", "Guild | Bakeries").replace("of two", "of two | or three")
    assert roles_of(page) == ["Rapporteur"]


def test_a_page_with_its_identity_on_one_line_is_refused() -> None:
    identity = "Official NameRepublic of Peru ISO2 CodePE ISO3 CodePER Attended Meeting Delegate"
    page = f"{identity}\nRT Participation\n  * Chair in RT 1.1\nAttended Summit\n\nSubscribe to Peru\n"
    assert roles_of(page) == "wrapped"


@pytest.mark.parametrize("mark", ["- ", "• ", "* "])
def test_a_page_whose_labels_are_items_of_a_list_is_refused(mark: str) -> None:
    fields = "".join(f"{mark}{text}\n" for field in FIELDS_OF_TABLE for text in field if text)
    page = f"{fields}{mark}RT Participation\n  {mark}Chair in RT 1.1\n{mark}Attended Summit\n\n"
    teaser = "Night Ferry Classes\n\nSubmitted by Ms. Ilse Vorbild on\n\nLessons are given on deck.\n"
    assert roles_of(page + teaser) == "wrapped"


def test_text_with_starred_headings_and_without_blank_lines_is_refused() -> None:
    teaser = "**** Seasonal_Bakers ****\nSubmitted by Ms. Ilse Vorbild on\nBakeries of two valleys swap apprentices.\n"
    assert texts(f"{IDENTITY}{BLOCK.format('Rapporteur')}{teaser}Subscribe_to_Peru\n") == "wrapped"


@by_style
def test_a_wrapped_page_with_a_blank_line_behind_each_is_refused(style: str) -> None:
    page = STYLES[style](page_text(COUNTRIES[0], "full"), 72)
    assert texts(page.replace("\n", "\n\n")) == "wrapped"


@by_country
def test_another_page_with_a_blank_line_behind_each_is_read(country: CountryTruth) -> None:
    found = lines_of(page_text(country, "full").replace("\n", "\n\n"))
    assert isinstance(found, Document)


LYNX = """     * [1]Home
     * [2]All practices

   Official Name
   Republic of Peru
   Attended Meeting
   Delegate
   Financial Contribution

   No Financial Contribution
   RT Participation
     * Team Member in RT 3.1 "Assessing the impact of migration on the
       economic and social development and its causes"

   Attended Summit

[3]Seasonal Bakers without Borders

   Submitted by [4]Ms. Ilse Vorbild on

   Bakeries of two valleys swap their apprentices [1] for the weeks of
   the harvest feasts. The guilds pay the fare, and whoever stays the
   whole season gets a letter.

   [5]Subscribe to Peru

References

   Visible links
   1. https://www.gfmd.org/
   2. https://www.gfmd.org/pfp/ppd
   3. https://www.gfmd.org/pfp/ppd/7311
   4. https://www.gfmd.org/users/ilse
   5. https://www.gfmd.org/feed
"""


def test_the_marks_of_a_text_browser_are_links_and_its_list_is_ignored_by_name() -> None:
    found = read(LYNX)
    (practice,) = facts_of(found).practices
    assert practice.title == "Seasonal Bakers without Borders"
    assert practice.url == "https://www.gfmd.org/pfp/ppd/7311"
    assert practice.submitted_by == "Ms. Ilse Vorbild"
    assert practice.summary is not None
    assert "apprentices [1] for the weeks" in practice.summary
    assert {owners(found)[text] for text in ("References", "Visible links", "5. https://www.gfmd.org/feed")} == {
        "ignored:link list"
    }


def test_addresses_below_a_text_that_refers_to_none_are_no_list_of_links() -> None:
    found = lines_of("Official Name\n\nPeru\n\nReferences\n\n1. https://example.org/one\n2. https://example.org/two\n")
    assert isinstance(found, Document)
    assert [line.region for line in found.lines] == [None] * 5


def test_practices_are_told_apart_where_only_some_titles_are_links() -> None:
    second = "Night Ferry Classes\n\n   Teachers ride along and give lessons on deck.\n\n   [5]Subscribe"
    found = read(LYNX.replace("[5]Subscribe", f"{second}").replace("   Night", "Night"))
    assert [title for title, _ in shown(found)] == ["Seasonal Bakers without Borders", "Night Ferry Classes"]
