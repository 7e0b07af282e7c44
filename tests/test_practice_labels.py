"""The head of a practice's own page: its themes, and labels that the program does not know, which are no text."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import Practice, facts_of
from schemas.extraction import AnyExtraction
from tests.written_pages import codes, read, unclaimed

TEXT = "Riders carry letters between the gardens twice a week."
MORE = "The post office lends the bicycles."
OLD = (
    "14 liked this page.\nDate Shared: \nTuesday, May 9, 2017 - 10:20\n\nBicycle Post\n\n{}\n\n"
    "GFMD Source: \n\nRT 1.1\n"
)
TRANSITIONAL = (
    "14 liked this page.\n\nBicycle Post: a trial\n\nDate Shared: \nFriday, March 17, 2023 - 16:39\n"
    f"Countries and areas: \n{{}}\nGeographical Relevance: \nLocal Development, Policy Coherence\n\n{TEXT}\n\n{MORE}\n"
)
NEW = (
    f"Bicycle Post\n\nDate Shared\nCountries and areas\n{{}}\nContributors\nSummary\n\n{TEXT}\n\n{MORE}\n\n"
    "Link\nGFMD Source\n\nRT 1.1\n"
)
HTML = (
    "<html><body><main><h1>Bicycle Post</h1><div>Date Shared: </div><div>9 November 2018</div><div>Uganda</div>"
    f"{{}}<p>{TEXT}</p><p>{MORE}</p><p>GFMD Source</p><p>RT 1.1</p></main></body></html>"
)
WHOLE = f"{TEXT}\n{MORE}"


def practice(found: AnyExtraction) -> Practice:
    assert found.page.kind == "practice"
    (only,) = facts_of(found).practices
    assert only.title is not None and only.title.startswith("Bicycle Post")
    return only


def themes(found: AnyExtraction) -> list[str]:
    return sorted(term.term for term in practice(found).terms if term.scheme == "theme")


@pytest.mark.parametrize("label", ["Thematic Area", "Thematic area(s)", "Thematic Areas", "Themes", "THEMATIC AREA"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (": \nPolicy Coherence\nBoat Repair", ["Boat Repair", "Policy Coherence"]),
        (": \nPolicy Coherence, Boat Repair", ["Boat Repair", "Policy Coherence"]),
        (": \nBoats, Bees", ["Bees", "Boats"]),
        (": Boats, Bees", ["Bees", "Boats"]),
        (":\nHousing, Work and School\nBoats", ["Boats", "Housing, Work and School"]),
        (":\nBoats, Bees\nRemittances, Wells", ["Bees", "Boats", "Remittances", "Wells"]),
        ("\nBoats", ["Boats"]),
    ],
)
def test_thematic_area_gives_themes(label: str, lines: str, expected: list[str]) -> None:
    found = read(OLD.format(f"Uganda\n{label}{lines}\n\n{TEXT}\n\n{MORE}"))
    assert themes(found) == expected
    assert practice(found).summary == WHOLE
    assert [iso3 for iso3, _ in practice(found).countries] == ["UGA"]
    assert (unclaimed(found), codes(found)) == ([], [])


@pytest.mark.parametrize(
    "label",
    [
        "Duration: \n2014 - 2016",
        "Status: Ongoing",
        "Implementing agency:\nGuild of Riders\nTown of Mbale",
        "Target group: \nWomen who came back.",
        "Budget:\nEUR 20,000\nWebsite: www.riders.example",
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        OLD.format(f"Uganda\nRemittances, Boats\n{{}}\n\n{TEXT}\n\n{MORE}"),
        OLD.format(f"Uganda\n{{}}\nRemittances, Boats\n\n{TEXT}\n\n{MORE}"),
        OLD.format(f"Uganda\n{{}}\n\nRemittances, Boats\n\n{TEXT}\n\n{MORE}"),
        OLD.format(f"Uganda\nThematic Area: Remittances, Boats\n{{}}\n\n{TEXT}\n\n{MORE}"),
    ],
)
def test_a_label_that_is_not_known_is_reported_and_its_value_is_neither_text_nor_theme(page: str, label: str) -> None:
    found = read(page.format(label))
    assert practice(found).summary == WHOLE
    assert [iso3 for iso3, _ in practice(found).countries] == ["UGA"]
    assert themes(found) == ["Boats", "Remittances"]
    assert unclaimed(found) == [line.strip() for line in label.split("\n")]
    assert "label_unknown" in codes(found)


@pytest.mark.parametrize("page", [TRANSITIONAL, NEW])
def test_the_same_holds_in_later_layouts(page: str) -> None:
    found = read(page.format("Type of practice: \nPilot project"))
    assert practice(found).summary == WHOLE
    assert unclaimed(found) == ["Type of practice:", "Pilot project"]
    assert codes(found) == ["label_unknown", "unclaimed_lines"]


@pytest.mark.parametrize(
    "field",
    [
        "<div>Type of practice:</div><div>Pilot project</div>",
        "<p><strong>Type of practice:</strong> Pilot project</p>",
        "<p><b>Type of practice</b><br>Pilot project</p>",
        "<div><b>Type of practice</b></div><div>Pilot project</div>",
        "<table><tr><th>Type of practice</th><td>Pilot project</td></tr></table>",
        "<div><div>Type of practice:</div><div><div>Pilot</div><div>Project</div></div></div>",
        "<div><p>Type of practice:</p><ul><li>Pilot</li><li>Project</li></ul></div>",
    ],
)
@pytest.mark.parametrize("order", ["{0}<div>Remittances, Boats</div>", "<div>Remittances, Boats</div>{0}"])
def test_a_label_of_html_ends_in_a_colon_or_is_bold(order: str, field: str) -> None:
    found = read(HTML.format(order.format(field)))
    assert practice(found).summary == WHOLE
    assert themes(found) == ["Boats", "Remittances"]
    assert " ".join(unclaimed(found)).replace(":", "").casefold() == "type of practice pilot project"
    assert codes(found) == ["label_unknown", "unclaimed_lines"]


@pytest.mark.parametrize("blank", ["", "\n"])
def test_under_an_unknown_label_whose_value_is_lost_content_tells_what_a_line_is(blank: str) -> None:
    found = read(OLD.format(f"Uganda\nType of practice: \n{blank}Remittances, Diaspora\n\n{TEXT}\n\n{MORE}"))
    assert themes(found) == ["Diaspora", "Remittances"]
    assert unclaimed(found) == ["Type of practice:"]


def test_a_value_may_stand_by_itself_between_blank_lines() -> None:
    found = read(OLD.format(f"Uganda\nRemittances\n\nType of practice: \n\nPilot project\n\n{TEXT}\n\n{MORE}"))
    assert practice(found).summary == WHOLE
    assert unclaimed(found) == ["Type of practice:", "Pilot project"]


@pytest.mark.parametrize(
    "text",
    [
        f"The guild has two aims:\n\n{TEXT}\n\n{MORE}",
        f"The guild has two aims:\nTo teach\nTo count\n\n{TEXT}",
        f"It is run by three towns: Mbale, Soroti and Lira.\n\n{TEXT}",
        "We teach:\n\nSewing\n\nCounting",
    ],
)
def test_a_sentence_that_ends_in_a_colon_is_text(text: str) -> None:
    found = read(OLD.format(f"Uganda\nRemittances\n\n{text}"))
    assert practice(found).summary == text.replace("\n\n", "\n")
    assert codes(found) == []


@pytest.mark.parametrize(
    "text",
    [
        f"Main results:\n\n{TEXT}\n\n{MORE}",
        "Main results:\nSewing\nCounting",
        f"Main results:\n\n• Sewing\n• Counting\n\n{TEXT}",
        f"Main results:\n\nSewing\n\nCounting\n\n{TEXT}",
        f"Objective: To help riders find a home.\n\n{TEXT}",
        f"Duration\n\n2010-2012\n\n{TEXT}",
        f"Kind of practice\nTrial run\n\n{TEXT}",
        f"Implementing Agency\n\n{TEXT}",
    ],
)
def test_a_text_that_begins_like_a_label_stays_whole_and_is_doubtful(text: str) -> None:
    found = read(OLD.format(f"Uganda\nRemittances\n\n{text}"))
    assert practice(found).summary == text.replace("\n\n", "\n").replace("• ", "")
    assert codes(found) == ["label_unknown"]
    assert unclaimed(found) == []


def test_a_bold_heading_right_above_running_text_is_no_theme() -> None:
    found = read(HTML.format("<div>Remittances</div><p><b>How it began</b></p>"))
    assert practice(found).summary == f"How it began\n{WHOLE}"
    assert themes(found) == ["Remittances"]


def test_a_value_below_a_known_label_may_hold_a_colon() -> None:
    found = read(NEW.format("Contributors\nTowns: Mbale and Lira"))
    assert ("contributor", "Towns: Mbale and Lira") in [(term.scheme, term.term) for term in practice(found).terms]
    assert codes(found) == []


def test_a_label_without_a_colon_among_values_that_are_known_is_reported() -> None:
    found = read(NEW.format("Geographical Relevance\nNational\nTarget group\nSeasonal workers"))
    assert codes(found) == ["label_unknown", "label_unknown"]
    assert codes(read(NEW.format("Geographical Relevance\nNational\nWest Africa"))) == []
