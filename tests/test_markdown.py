"""Markdown of a page says what the page says, whichever tool wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

import pytest
from hypothesis import given, note, settings

from extractors.gfmd.facts import facts_of
from extractors.gfmd.page.line_shapes import SHAPES
from extractors.reading.document import read_document
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.document import Document, Line
from schemas.extraction import AnyExtraction
from tests.comparing import accounting, refused, snapshot
from tests.generators import CERTAIN_KINDS, STEADY, countries
from tests.rendering import page_text
from tests.rendering_html import ink, page_html
from tests.rendering_markdown import STYLES, page_markdown
from tests.test_forms import COUNTRIES, facts
from tests.test_properties import TEXT_FORMS
from tests.truth import CountryTruth
from tests.written_pages import codes, owners, shown

by_style = pytest.mark.parametrize("style", STYLES)
SOON = 20.0
"""Seconds for the worst page on a busy machine."""
DAY_LOST = {"practices": {"submitted_on"}}


def titled(country: CountryTruth) -> CountryTruth:
    """The country without teasers that have no title: nothing parts these in Markdown."""
    return replace(country, teasers=tuple(teaser for teaser in country.teasers if teaser.title))


def faults(country: CountryTruth, style: str) -> list[str]:
    """What differs between a page in Markdown and in HTML."""
    found = dataset_of([snapshot(page_markdown(country, style).encode(), "saved/page.md")])
    page = dataset_of([snapshot(page_html(country, "articles", ink(1)).encode(), "saved/page.html")])
    one, other = facts(found, DAY_LOST), facts(page, DAY_LOST)
    return [f"{name}: {one[name]} for {other[name]}" for name in one if one[name] != other[name]] + accounting(found)


@by_style
@pytest.mark.parametrize("country", [titled(one) for one in COUNTRIES], ids=lambda one: str(one.place.slug))
def test_markdown_says_the_same_as_html(country: CountryTruth, style: str) -> None:
    assert faults(country, style) == []


@by_style
@settings(STEADY, max_examples=40)
@given(country=countries(CERTAIN_KINDS))
def test_markdown_of_any_country_says_the_same_as_html(style: str, country: CountryTruth) -> None:
    note(page_markdown(titled(country), style))
    found = faults(titled(country), style)
    is_refused = style == "headings" and found[-1:] and "quarantine: wrapped" in found[-1]
    assert is_refused or found == []


@settings(STEADY, max_examples=100)
@given(country=countries())
def test_plain_text_is_never_taken_for_markdown(country: CountryTruth) -> None:
    for form in TEXT_FORMS:
        found = read_document(snapshot(page_text(country, form).encode()), shapes=SHAPES)
        assert isinstance(found, Document)
        assert found.container == "text"


def markdown(text: str, path: str = "saved/page.md") -> AnyExtraction:
    """What a page of Markdown says."""
    return read_snapshot(snapshot(text.encode(), path))


PERU = page_markdown(titled(COUNTRIES[0]), "paragraphs")


@pytest.mark.parametrize("path", ["saved/page.md", "saved/page.markdown", "saved/page.txt", "saved/page"])
def test_markdown_is_known_by_its_name_or_its_signs(path: str) -> None:
    assert markdown(PERU, path).page.form == "markdown"


def test_plain_text_in_a_file_of_markdown_is_read_line_by_line() -> None:
    country = titled(COUNTRIES[0])
    page = page_text(replace(country, teasers=()), "full")
    found = dataset_of([snapshot(page.encode(), "saved/page.md")])
    assert facts(found)["participations"] == facts(dataset_of([snapshot(page.encode())]))["participations"]


def lines_of(text: str) -> Sequence[Line]:
    """The lines that a piece of Markdown shows."""
    found = read_document(snapshot(text.encode(), "saved/page.md"), shapes=SHAPES)
    assert isinstance(found, Document)
    return found.lines


def body(text: str) -> list[str]:
    """The texts of the lines that a piece of Markdown shows."""
    return [line.text for line in lines_of(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Title\n=====\n\nText with *stress* and `code`.", ["Title", "Text with stress and code."]),
        (r"\- no item, 1\. no number, 5 \* 3, \[no link\]", ["- no item, 1. no number, 5 * 3, [no link]"]),
        ("one &amp; two\n\n&lt;three&gt;", ["one & two", "<three>"]),
        ("Delegate\nYes\nAttended Summit\nYes", ["Delegate", "Yes", "Attended Summit", "Yes"]),
        ("broken  \nby two spaces\n\nbroken\\\nby a stroke", ["broken", "by two spaces", "broken", "by a stroke"]),
        ("    indented text", ["indented text"]),
        ("No ****Participation and __to follow", ["No Participation and to follow"]),
        ("::: field\nDelegate\n:::\n\n[Small]{.small} words", ["Delegate", "Small words"]),
        ("| a | b |\n|---|---|\n| c | d |", ["a", "b", "c", "d"]),
        ("a|   \n---|---  \nc| d  ", ["a", "c", "d"]),
        ('## <a href="/pfp/ppd/1">Harbour\nClinics</a>\n\nText.', ["Harbour Clinics", "Text."]),
        ("Meeting in Geneva.\\\n- Meeting in Batumi.", ["Meeting in Geneva.", "- Meeting in Batumi."]),
        ("Meeting in Geneva.  \n- Meeting in Batumi.", ["Meeting in Geneva.", "- Meeting in Batumi."]),
        ("::: field\n1990--1995 and --A start--\n:::", ["1990–1995 and –A start–"]),
        (
            "a| b  \n---|---  \nlong| cell that was\nwrapped  \nc| d  ",
            ["a", "b", "long", "cell that was wrapped", "c", "d"],
        ),
    ],
)
def test_markdown_shows_what_a_browser_would(text: str, lines: list[str]) -> None:
    assert body(text) == lines


def test_a_wrapped_paragraph_is_one_line_with_its_broken_words_whole() -> None:
    paragraph = (
        "Both valleys keep a list of all bakers who took part in the evidence-\n"
        "based trial, and the guilds of both countries read it each year in a\n"
        "meeting that is open to whoever baked there for at least one season.\n"
    )
    assert body(paragraph) == [
        "Both valleys keep a list of all bakers who took part in the evidence-based trial, and the guilds of both "
        "countries read it each year in a meeting that is open to whoever baked there for at least one season."
    ]


def test_links_keep_their_addresses() -> None:
    page = "## [Night Ferry Classes](/pfp/ppd/7311)\n\nSubmitted by Ms. Ilse Vorbild on\n\nLessons are given on deck.\n"
    found = markdown(PERU.replace("[Subscribe", f"{page}\n[Subscribe"))
    assert "https://www.gfmd.org/pfp/ppd/7311" in [practice.url for practice in facts_of(found).practices]
    assert ("Night Ferry Classes", "Lessons are given on deck.") in shown(found)


def test_several_records_in_one_cell_refuse_the_page() -> None:
    cell = 'Chair in RT 2.4 "Working with the diaspora" Co-Chair in RT 1.3 "Temporary work"'
    page = f"| RT Participation | {cell} |\n|---|---|\n| Attended Summit | Yes |\n\n[Subscribe to Peru](/feed)\n"
    assert refused(markdown(page)) == "wrapped"


def test_rows_that_were_wrapped_beyond_repair_refuse_the_page() -> None:
    page = "RT Participation| Team Member in the\nroundtable|\nAttended Summit| Yes\nDelegate| Yes\n"
    assert refused(markdown(page)) == "wrapped"


@pytest.mark.parametrize("ruler", ["  ----------------- ------------------", "+------------------+--------------+"])
def test_a_table_in_columns_refuses_the_page(ruler: str) -> None:
    page = f"{PERU}\n\n{ruler}\n  Official Name     Republic of\n                    Peru\n{ruler}\n"
    assert refused(markdown(page)) == "wrapped"


def test_a_page_with_its_identity_on_one_line_is_refused() -> None:
    identity = "Official NameRepublic of Peru ISO2 CodePE ISO3 CodePER Attended Meeting Delegate"
    page = f"{identity}\n\n* Chair in RT 1.1\n\nAttended Summit\n\n[Subscribe to Peru](/feed)\n"
    assert refused(markdown(page)) == "wrapped"


FEW = "RT Participation\nAttended Summit\n\nThematic Meetings\n\n"


def test_two_records_in_one_paragraph_are_two() -> None:
    lines = ["USD 94.000 for Adviser Fees", "The Ministry of Justice gave Euro 4,250.75 for translation costs"]
    assert body("Financial Contribution\n\n" + "\n".join(lines)) == ["Financial Contribution", *lines]


def test_a_line_that_looks_broken_and_is_not_surely_so_refuses_the_page() -> None:
    long = '\\- Attended the Thematic Workshop on "Night schools for all" on 10-11 February 2007 in Chisinau, Moldova.'
    page = f'{FEW}{long}  \nAttended the Thematic Workshop on "Radio"\non 3 May 2007 in New York.\n'
    assert refused(markdown(page)) == "wrapped"


def test_a_word_that_found_no_room_before_its_line_end_belongs_to_the_line_above() -> None:
    lines = ["Peru hosted the Ninth GFMD Summit Meeting on 9-11 July", "2007  "]
    role = [
        'Co-Chair in RT 1.3 "The role of the other-than governmental',
        'partners in the developing of labour migration"',
    ]
    assert body("RT Participation\n\n" + "\n".join((*lines, *role))) == [
        "RT Participation",
        " ".join(lines).strip(),
        " ".join(role),
    ]


QUOTED = ['Chair in RT 1.2 "From Village Meetings to Action', "- Plans of all our Neighbours", 'and Friends"']


def test_a_dash_within_a_quotation_begins_no_list() -> None:
    assert body("\n".join(QUOTED)) == [" ".join(QUOTED)]


@pytest.mark.parametrize(
    "lines",
    [
        ['Chair in RT 1.2 "From Meetings to Action"', '- Chair in RT 2.1 "Plans"'],
        ['Chair in RT 1.2 "From Meetings to Action', '- Chair in RT 2.1 "Plans"'],
        ['- Chair in RT 1.2 "From Meetings to Action', '- Chair in RT 2.1 Plans"'],
    ],
)
def test_another_dash_begins_one(lines: list[str]) -> None:
    assert [line.removeprefix("- ") for line in body("\n".join(lines))] == [line.removeprefix("- ") for line in lines]


TITLE = "Night Ferry Classes for Everyone who Crosses the Lake between\nthe Two Villages"


@pytest.mark.parametrize(
    "heading",
    [
        f"### [{TITLE}](/pfp/ppd/7311)",
        f'### <a href="/pfp/ppd/7311">{TITLE}</a>',
        f"### [{TITLE}]\n\n  [{TITLE}]: /pfp/ppd/7311",
        f'### [{TITLE}]\n\n  [{TITLE}]: /pfp/ppd/7311 {{rel="bookmark"}}',
    ],
)
def test_a_heading_that_is_broken_within_its_link_is_one_line(heading: str) -> None:
    assert [(line.text, line.href) for line in lines_of(heading)] == [(TITLE.replace("\n", " "), "/pfp/ppd/7311")]


def test_a_bracket_in_a_heading_opens_no_link() -> None:
    assert body("### Night Ferry [2019\n\nClasses](a)") == ["Night Ferry [2019", "Classes](a)"]


HOSTILE = {
    "open headings": "# [Heading\n" * 20_000,
    "open quotations": 'Said "and\n- said\n' * 10_000,
    "quotes": "> " * 5_000 + "text",
    "lists": "\n".join(f"{'  ' * depth}- item" for depth in range(300)),
    "links": "[text](https://example.org/a) " * 5_000,
    "open links": "[" * 50_000,
    "open emphasis": "*a **b " * 20_000,
    "headings": "# Heading\n\n" * 5_000,
    "tables": "a|b\n---|---\n" * 8_000,
    "soft lines": "Word and\n" * 15_000,
    "long": "word " * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_ends_soon(name: str) -> None:
    started = monotonic()
    found = read_document(snapshot(HOSTILE[name].encode(), "saved/page.md"), shapes=SHAPES)
    assert monotonic() - started < SOON
    assert isinstance(found, Document) or found.reason in {"too_deep", "too_large", "wrapped"}


READER = """Title: Peru | GFMD

URL Source: https://www.gfmd.org/pfp/ppd/peru

Published Time: Wed, 01 May 2019 08:15:30 GMT

Markdown Content:
"""
FRONT = """---
title: "Peru | GFMD"
source: https://www.gfmd.org/pfp/ppd/peru
author:
  - "[[GFMD]]"
fetched: 2019-05-01T10:15:30+02:00
---
"""


@pytest.mark.parametrize("head", [READER, FRONT])
def test_the_head_of_a_reader_gives_the_address_and_is_ignored_by_name(head: str) -> None:
    found = markdown(head + PERU)
    assert found.page.url == "https://www.gfmd.org/pfp/ppd/peru"
    own = [claim for claim in found.claims if claim.owner == "ignored:head of a reader"]
    assert [claim.line for claim in own] == list(range(1, len(own) + 1))
    assert own[-1].text in ("Markdown Content:", "---")
    assert "unclaimed_lines" not in codes(found)
    assert [claim.line for claim in found.claims] == list(range(1, len(found.claims) + 1))


def test_only_a_time_with_a_zone_that_the_head_calls_the_capture_is_one() -> None:
    assert str(markdown(FRONT + PERU).page.fetched_at) == "2019-05-01 08:15:30"
    assert markdown(FRONT.replace("+02:00", "") + PERU).page.fetched_at is None
    assert markdown(FRONT.replace("fetched:", "date:") + PERU).page.fetched_at is None
    assert markdown(READER + PERU).page.fetched_at is None


def test_a_page_of_another_site_stays_one() -> None:
    assert refused(markdown(READER.replace("www.gfmd.org", "example.org") + PERU)) == "other_site"


def test_fields_without_an_address_are_no_head() -> None:
    found = markdown("Author: nobody\n\n" + PERU)
    assert owners(found)["Author: nobody"] == "unclaimed"
