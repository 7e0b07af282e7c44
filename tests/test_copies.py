"""Copies of one page in several forms, cut at several places: together they say what the longest of each block says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gfmd.facts import Block, facts_of
from extractors.gfmd.uniting.blocks import LISTS, folded
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.comparing import rows, snapshot
from tests.generators import STEADY, countries
from tests.rendering import page_text
from tests.truth import CountryTruth, Form
from tests.written_pages import identity

TABLE_OF = {"contributions": "contributions", "roles": "roundtable_roles", "meetings": "meeting_attendances"}
FORMS: tuple[Form, ...] = ("full", "full", "short", "old", "old_short")

HEAD = identity("Republic of Iceland", "IS", "ISL", "65 00 N", "18 00 W", "POINT (-18 65)")
FIRST = """Delegate
Yes
Financial Contribution
  • CHF 12,000 for the interpreters
  • Whales
RT Participation
  • Co-Chair in RT 1.2 "Quarry schools"
Attended Prep Meetings
No
Attended Summit
Yes
"""
SECOND = """Delegate
Yes
Financial Contribution
  • NOK 90,000 for travel
  • In kind contributions
RT Participation
  • Team Member in RT 2.1 "Letters by tram"
  • Team Member in RT 2.2 "Wages by ferry"
  • Rapporteur in RT 3.1 "Winter gardens"
Attended Prep Meetings
Yes
Attended Summit
Yes
Thematic Meetings
- Attended the Thematic Workshop on "Boat schools" on 3 May 2011 in Bergen, Norway.
- Attended the Thematic Workshop on "Net menders" on 9 June 2011 in Bergen, Norway.
"""
TEASERS = """
Night Kitchen for Fish Packers

Submitted by Ms. Ada Lum on

Packers cook for each other after the night shift. The cannery lends the pots and pays the gas.

Rope Yard Reading Circle

Submitted by Mr. Bo Tan on

Once a week a book is read aloud in the rope yard, first in one language and then in the other.
"""
WHOLE = HEAD + FIRST + SECOND + TEASERS + "\n\nSubscribe to Iceland"


def page(text: str, name: str, day: int | None = None) -> Snapshot:
    """A saved copy; with a day it is a capture of an address of its own."""
    found = snapshot(text.encode(), f"{name}.txt")
    if day is None:
        return found
    url = f"https://www.gfmd.org/pfp/ppd/iceland?page={ord(name[0])}"
    return replace(found, url=url, fetched_at=datetime(2024, 1, day))


def short(text: str) -> str:
    """The form that loses every line of one word."""
    return "\n".join(line for line in text.split("\n") if not line or len(line.replace("•", "").split()) > 1)


def until(text: str, end: str) -> str:
    """The text cut right behind a passage."""
    return text[: text.index(end) + len(end)]


def differing(found: Dataset) -> list[str]:
    return [str(issue["message"]) for issue in rows(found, "issues") if issue["code"] == "pages_differ"]


def texts(found: Dataset, table: str, participation: str) -> list[object]:
    return [row["text"] for row in rows(found, table) if row["participation_id"] == participation]


def participation(found: Dataset, number: int) -> dict[str, object]:
    return rows(found, "participations")[number - 1]


TABLES = ("participations", "contributions", "roundtable_roles", "meeting_attendances", "practices")
EXPECTED = {table: rows(dataset_of([page(WHOLE, "whole")]), table) for table in TABLES}
ENDS = (
    "Republic of Ice", "Attended Meeting", "CHF 12,000 for", "• Wha", "Attended Prep Meetings", 'RT 2.1 "Letters',
    'RT 2.2 "Wages by ferry"\n', "• Rapp", "9 June 20", "Night Kit", "after the night", "Rope", "in the rope",
)  # fmt: skip
STANDINGS = ((None, None), (3, 3), (3, 9), (9, 3))


@pytest.mark.parametrize("days", STANDINGS)
@pytest.mark.parametrize("end", ENDS)
def test_a_cut_copy_neither_takes_from_a_whole_one_nor_adds_to_it(
    end: str, days: tuple[int | None, int | None]
) -> None:
    for cut in (until(WHOLE, end), short(until(WHOLE, end))):
        found = dataset_of([page(cut, "cut", days[0]), page(WHOLE, "whole", days[1])])
        assert {table: rows(found, table) for table in TABLES} == EXPECTED
        assert differing(found) == []


@pytest.mark.parametrize("days", STANDINGS)
def test_a_short_copy_and_a_cut_full_one_are_the_whole(days: tuple[int | None, int | None]) -> None:
    """The one has lost the lines of one word, the other its end; what neither shows is unknown."""
    cut = until(WHOLE, 'RT 3.1 "Winter gardens"\n')
    found = dataset_of([page(cut, "cut", days[0]), page(short(WHOLE), "short", days[1])])
    assert {table: rows(found, table) for table in TABLES} == EXPECTED
    assert differing(found) == []


@pytest.mark.parametrize("days", STANDINGS)
@pytest.mark.parametrize(
    "ends", [("• NOK", "RT 2.2"), ("RT 2.1", "3 May"), ("• Rapp", "Net menders"), ("RT 2.1 ", "RT 2.2")]
)
def test_of_two_cut_copies_the_longer_of_each_list_is_kept(
    ends: tuple[str, str], days: tuple[int | None, int | None]
) -> None:
    shorter, longer = (until(WHOLE, end) for end in ends)
    for one, other in ((shorter, longer), (short(shorter), longer), (shorter, short(longer))):
        found = dataset_of([page(one, "one", days[0]), page(other, "two", days[1])])
        alone = dataset_of([page(other, "two")])
        for table in TABLES[1:4]:
            assert texts(found, table, "ISL-02") == texts(alone, table, "ISL-02")
        assert differing(found) == []


def test_three_copies_give_each_what_the_others_lack() -> None:
    full, no_words, cut = (
        until(WHOLE, "RT 2.1"),
        short(until(WHOLE, 'RT 3.1 "Winter')),
        until(WHOLE, "3 May 2011 in Ber"),
    )
    found = dataset_of([page(full, "a"), page(no_words, "b"), page(cut, "c")])
    assert texts(found, "contributions", "ISL-01") == ["CHF 12,000 for the interpreters", "Whales"]
    assert texts(found, "roundtable_roles", "ISL-02") == [
        'Team Member in RT 2.1 "Letters by tram"',
        'Team Member in RT 2.2 "Wages by ferry"',
        'Rapporteur in RT 3.1 "Winter gardens"',
    ]
    assert (participation(found, 1)["attended_prep_meetings"], participation(found, 2)["delegate"]) == (False, True)
    assert differing(found) == []


def test_the_sessions_of_one_line_stay_apart_in_copies() -> None:
    line = "  • Co-Chair in RT 1.1, RT 2.2 and team member in RT 3.1\n"
    whole = WHOLE.replace('  • Team Member in RT 2.1 "Letters by tram"\n', line)
    found = dataset_of([page(short(whole), "a"), page(until(whole, "Net menders"), "b")])
    alone = dataset_of([page(whole, "whole")])
    assert rows(found, "roundtable_roles") == rows(alone, "roundtable_roles")
    assert len({(row["participation_id"], row["position"]) for row in rows(found, "roundtable_roles")}) == 6


def test_a_no_that_is_cut_off_contradicts_no_printed_no() -> None:
    found = dataset_of([page(until(WHOLE, "Attended Prep Meetings"), "cut", 9), page(WHOLE, "whole", 3)])
    assert participation(found, 1)["attended_prep_meetings"] is False
    assert differing(found) == []


@pytest.mark.parametrize(
    "line", ["  • NOK 90,000 for travel\n", '  • Team Member in RT 2.2 "Wages by ferry"\n', "Yes\nAttended Summit\n"]
)
def test_what_only_a_page_that_counts_less_says_is_reported(line: str) -> None:
    """The newer copy goes on behind the line, so it says otherwise; the older one is not dropped in silence."""
    at = WHOLE.index(line, len(HEAD + FIRST))
    newer = WHOLE[:at] + WHOLE[at + len(line) :]
    for older in (WHOLE, until(WHOLE, "Net menders")):
        found = dataset_of([page(newer, "newer", 9), page(older, "older", 3)])
        alone = dataset_of([page(newer, "newer")])
        assert [texts(found, table, "ISL-02") for table in TABLES[1:4]] == [
            texts(alone, table, "ISL-02") for table in TABLES[1:4]
        ]
        (message,) = differing(found)
        assert "block 2" in message
        assert f"page={ord('n')}" in message and f"page={ord('o')}" in message


def test_blocks_that_only_a_page_that_counts_less_has_are_reported() -> None:
    newer = HEAD + FIRST + TEASERS + "\n\nSubscribe to Iceland"
    found = dataset_of([page(newer, "newer", 9), page(WHOLE, "older", 3)])
    assert len(rows(found, "participations")) == 1
    assert [message for message in differing(found) if "number of blocks" in message] != []


@pytest.mark.parametrize(
    "end", ["Night Kitchen for Fi", "Night", "Rope Yard Reading Circle\n", "Rope Yard Reading Circle\n\nSub", "Once"]
)
def test_the_stub_at_the_end_of_a_cut_page_is_no_practice_of_its_own(end: str) -> None:
    found = dataset_of([page(until(WHOLE, end), "cut"), page(WHOLE, "whole")])
    assert rows(found, "practices") == EXPECTED["practices"]
    reasons = {row["reason"] for row in rows(found, "practice_merges")}
    assert reasons <= {"same_key", "cut_short"}
    citing = [row for row in rows(found, "evidence") if row["table_name"] == "practices"]
    assert len({row["page_id"] for row in citing}) == 2


def test_a_stub_that_goes_on_in_two_ways_is_a_practice_of_its_own() -> None:
    other = WHOLE.replace("Night Kitchen for Fish Packers", "Night Kitchen of the Tug Crews").replace(
        "Packers cook", "Crews cook"
    )
    found = dataset_of([page(until(WHOLE, "Night Kitchen"), "cut"), page(WHOLE, "whole"), page(other, "other")])
    assert "Night Kitchen" in {row["title"] for row in rows(found, "practices")}


def cut_copies(rng: Random, country: CountryTruth) -> list[Snapshot]:
    """Two or three copies of a country's page: any form, most of them cut, with or without a time of capture."""
    dated = rng.random() < 0.5
    found = []
    for number in range(rng.choice((2, 2, 3))):
        text = page_text(country, rng.choice(FORMS))
        end = rng.randrange(len(text) // 6, len(text)) if rng.random() < 0.6 else len(text)
        copy = snapshot(text[:end].encode(), f"{country.place.slug}.{number}.txt")
        url = f"https://www.gfmd.org/pfp/ppd/{country.place.slug}?page={number}"
        when = datetime(2024, 1, 1) + timedelta(days=rng.randrange(4))
        found.append(replace(copy, url=url, fetched_at=when) if dated else copy)
    return found


@settings(STEADY, max_examples=80)
@given(country=countries(), rng=st.randoms(use_true_random=True))
def test_nothing_that_any_copy_shows_is_lost_and_nothing_wrong_is_said(country: CountryTruth, rng: Random) -> None:
    copies = cut_copies(rng, country)
    read = [extraction for extraction in map(read_snapshot, copies) if extraction.refusal is None]
    found = dataset_of(copies)
    assert len(rows(found, "participations")) == max((len(facts_of(one).blocks) for one in read), default=0)
    assert differing(found) == []
    for block in (block for one in read for block in facts_of(one).blocks):
        assert lost_lines(block, found, country) == []
    for row, truth in zip(rows(found, "participations"), country.blocks, strict=False):
        assert row["edition"] in {None, truth.edition}
        assert row["delegate"] in {None, truth.delegate}
        assert row["contribution_status"] in {None, truth.money.status}
        assert row["roundtable_status"] in {None, truth.roles.status}


def lost_lines(block: Block, found: Dataset, country: CountryTruth) -> list[object]:
    """The lines of a block's lists that are in no row; half a line is there where the whole one is."""
    participation_id = f"{country.place.iso3}-{block.number:02d}"
    lost = []
    for name in LISTS:
        kept = [str(folded(text)) for text in texts(found, TABLE_OF[name], participation_id)]
        for item in getattr(block, name):
            is_half = item.span.last == block.cut_line
            text = str(folded(item.text))
            if text not in kept and not (is_half and any(other.startswith(text) for other in kept)):
                lost.append(item)
    return lost
