"""Of several captures of one address the newest that can be used counts; only what it lacks comes from an older one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gfmd.facts import facts_of
from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.snapshot import Refusal, Snapshot
from schemas.tables import Dataset
from tests.comparing import all_rows, rows, snapshot
from tests.generators import STEADY, countries
from tests.known_countries import MEXICO
from tests.rendering import page_text
from tests.test_copies import FIRST, HEAD, SECOND, TEASERS, WHOLE, short, until
from tests.test_copies import TABLES as FILLED
from tests.truth import CountryTruth, Teaser

URL = "https://www.gfmd.org/pfp/ppd/iceland"
THIRD = (
    FIRST.replace("CHF 12,000", "CHF 15,000").replace("Quarry schools", "Glacier schools").replace("Whales", "Seals")
)
LONG = HEAD + FIRST + SECOND + THIRD + TEASERS + "\n\nSubscribe to Iceland"
LOGIN = "<html><form><input type=password></form></html>"
PRACTICE = """Night Kitchen for Fish Packers

Date Shared

Friday, November 9, 2018 - 08:13

Countries and areas

Iceland

Summary

Packers cook for each other after the night shift. The cannery lends the pots and pays for the gas.

The pots are washed by whoever cooks next.

GFMD Source

GFMD 2018

Partner(s)

Union of Packers
"""


def capture(text: str, day: int, url: str = URL) -> Snapshot:
    """A capture of an address on a day of a month."""
    found = snapshot(text.encode(), f"{day}.warc")
    return replace(found, url=url, fetched_at=datetime(2024, 3, day))


def issues(found: Dataset, code: str) -> list[str]:
    return [str(issue["message"]) for issue in rows(found, "issues") if issue["code"] == code]


def content(found: Dataset) -> dict[str, list[dict[str, object]]]:
    return {table: rows(found, table) for table in FILLED}


def titles(found: Dataset) -> set[object]:
    return {row["title"] for row in rows(found, "practices")}


def without(text: str, passage: str) -> str:
    assert text.count(passage) >= 1
    at = text.index(passage)
    return text[:at] + text[at + len(passage) :]


# --- the newest counts


def test_only_the_newest_capture_gives_rows() -> None:
    older, newest = capture(WHOLE, 1), capture(without(WHOLE, "Yes\nAttended Summit\n"), 9)
    found = dataset_of([older, newest])
    assert all_rows(found) == all_rows(dataset_of([newest]))


def test_a_practice_withdrawn_from_the_page_leaves_and_a_corrected_word_makes_no_second_one() -> None:
    newer = without(WHOLE, TEASERS[: TEASERS.index("Rope Yard")]).replace("read aloud", "sung aloud")
    found = dataset_of([capture(WHOLE, 1), capture(newer, 9)])
    assert titles(found) == {"Rope Yard Reading Circle"}
    assert "sung aloud" in str(rows(found, "practices")[0]["summary"])


def test_a_list_that_lost_an_item_has_lost_it() -> None:
    newer = without(WHOLE, '  • Team Member in RT 2.2 "Wages by ferry"\n')
    found = dataset_of([capture(WHOLE, 1), capture(newer, 9)])
    assert content(found) == content(dataset_of([capture(newer, 9)]))
    assert issues(found, "pages_differ") == []


def test_captures_without_a_time_stay_side_by_side() -> None:
    other = without(WHOLE, "Yes\nAttended Summit\n")
    pages = [replace(capture(text, 1), fetched_at=None) for text in (WHOLE, other)]
    assert len(rows(dataset_of(pages), "pages")) == 2
    assert issues(dataset_of(pages), "pages_differ") != []


def test_every_page_of_a_paging_is_an_address_of_its_own() -> None:
    pages = [capture(WHOLE, 1), capture(WHOLE, 2, f"{URL}?page=0"), capture(WHOLE, 3, f"{URL}?page=1")]
    assert len(rows(dataset_of(pages), "pages")) == 3


def test_a_payload_that_came_back_counts_again() -> None:
    other = without(WHOLE, TEASERS[: TEASERS.index("Rope Yard")])
    found = dataset_of([capture(WHOLE, 1), capture(other, 5), capture(WHOLE, 9)])
    (page,) = rows(found, "pages")
    assert (page["fetched_at"], len(titles(found))) == (datetime(2024, 3, 9), 2)


def test_whole_captures_of_one_moment_are_equals() -> None:
    pages = [capture(LONG, 1), capture(without(WHOLE, "Attended Prep Meetings\nNo\n"), 5), capture(WHOLE, 5)]
    found = dataset_of(pages)
    assert len(rows(found, "pages")) == 2
    half = until(WHOLE, "Net menders")
    assert len(rows(dataset_of([capture(half, 5), capture(WHOLE, 5)]), "pages")) == 1


@pytest.mark.parametrize("payload", [LOGIN, "", "Soup of the day\n"])
def test_a_capture_that_shows_no_profile_stands_back_and_is_in_quarantine(payload: str) -> None:
    found = dataset_of([capture(WHOLE, 1), capture(payload, 5), capture(payload + " ", 9)])
    assert content(found) == content(dataset_of([capture(WHOLE, 1)]))
    assert len(rows(found, "quarantine")) == 2
    (message,) = issues(found, "older_capture_used")
    assert "2024-03-09" in message and "2024-03-01" in message
    used = [issue["page_id"] for issue in rows(found, "issues") if issue["code"] == "older_capture_used"]
    assert used == [capture(WHOLE, 1).page_id]


def test_refused_captures_that_are_older_than_the_one_that_counts_are_no_matter() -> None:
    found = dataset_of([capture(LOGIN, 1), capture(WHOLE, 5)])
    assert (len(rows(found, "pages")), rows(found, "quarantine"), issues(found, "older_capture_used")) == (1, [], [])


def test_where_no_capture_can_be_used_all_are_in_quarantine() -> None:
    found = dataset_of([capture(LOGIN, 1), capture(LOGIN + " ", 5)])
    assert (len(rows(found, "quarantine")), rows(found, "countries")) == (2, [])


def test_a_damaged_record_stands_back_too() -> None:
    damaged = replace(capture("WARC", 9), refusal=Refusal("damaged_warc", "A record is damaged."))
    found = dataset_of([damaged, capture(WHOLE, 1)])
    assert content(found) == content(dataset_of([capture(WHOLE, 1)]))
    assert len(issues(found, "older_capture_used")) == 1


# --- what the newest lacks


ENDS = (
    "Attended Meeting", "CHF 12,000 for", "Attended Prep Meetings", 'RT 2.2 "Wages', "• Rapp", "90,000 for travel\n",
    "Night Kit", "the night shift. The", "Rope Yard", "in the rope",
)  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_what_a_cut_capture_lacks_comes_from_the_newest_whole_one(end: str) -> None:
    oldest = capture(without(LONG, SECOND), 1)
    found = dataset_of([oldest, capture(LONG, 3), capture(until(LONG, end), 9)])
    assert content(found) == content(dataset_of([capture(LONG, 3)]))
    (message,) = issues(found, "filled_from_older")
    assert "2024-03-09" in message and "2024-03-03" in message and "2024-03-01" not in message
    assert issues(found, "pages_differ") == []
    assert {str(page["fetched_at"])[:10] for page in rows(found, "pages")} == {"2024-03-03", "2024-03-09"}


@pytest.mark.parametrize("end", ENDS[1:])
def test_evidence_names_the_capture_that_prints_it(end: str) -> None:
    pages = [capture(LONG, 3), capture(until(LONG, end), 9)]
    found = dataset_of(pages)
    text = {page.page_id: page.payload.decode().split("\n") for page in pages}
    lines = {(row["table_name"], row["record_id"]): row for row in rows(found, "evidence")}
    for role in rows(found, "roundtable_roles"):
        row = lines["roundtable_roles", f"{role['participation_id']}/{role['position']}/{role['role']}"]
        first = row["first_line"]
        assert isinstance(first, int)
        assert str(role["text"]) in text[str(row["page_id"])][first - 1]
    assert {("participations", f"ISL-0{number}") for number in (1, 2, 3)} <= set(lines)
    assert {("practices", row["practice_id"]) for row in rows(found, "practices")} <= set(lines)


def test_what_the_newest_prints_counts_as_far_as_it_reaches() -> None:
    newer = LONG.replace("Republic of Iceland", "Iceland Republic").replace("CHF 12,000", "CHF 18,000", 1)
    newer = newer.replace('RT 2.1 "Letters by tram"', 'RT 2.1 "Letters by train"').replace("travel", "travels")
    found = dataset_of([capture(LONG, 1), capture(until(newer, "Wages by ferry"), 9)])
    assert rows(found, "countries")[0]["official_name"] == "Iceland Republic"
    money = [row["text"] for row in rows(found, "contributions")]
    assert money == [
        "CHF 18,000 for the interpreters", "Whales", "NOK 90,000 for travels", "In kind contributions",
        "CHF 15,000 for the interpreters", "Seals",
    ]  # fmt: skip
    roles = [row["text"] for row in rows(found, "roundtable_roles")]
    assert roles == [
        'Co-Chair in RT 1.2 "Quarry schools"', 'Team Member in RT 2.1 "Letters by train"',
        'Team Member in RT 2.2 "Wages by ferry"', 'Rapporteur in RT 3.1 "Winter gardens"',
        'Co-Chair in RT 1.2 "Glacier schools"',
    ]  # fmt: skip
    assert len(issues(found, "filled_from_older")) == 1


def test_a_value_that_the_newest_does_not_print_is_not_taken_from_an_older_one() -> None:
    newer = without(without(LONG, "Republic of Iceland\n"), "Attended Prep Meetings\nNo\n")
    found = dataset_of([capture(LONG, 1), capture(until(newer, "RT 2.2"), 9)])
    assert rows(found, "countries")[0]["official_name"] is None
    first = rows(found, "participations")[0]
    assert first["attended_prep_meetings"] is False
    assert len(rows(found, "participations")) == 3


def test_a_block_that_was_put_in_or_taken_out_keeps_the_others_apart() -> None:
    put_in = HEAD + FIRST + THIRD.replace("15,000", "16,000").replace("Glacier", "Lagoon") + SECOND
    found = dataset_of([capture(LONG, 1), capture(until(put_in, '"Wages by'), 9)])
    assert [row["text"] for row in rows(found, "roundtable_roles") if row["participation_id"] == "ISL-04"] == [
        'Co-Chair in RT 1.2 "Glacier schools"'
    ]
    assert len(rows(found, "participations")) == 4
    taken_out = HEAD + SECOND
    found = dataset_of([capture(LONG, 1), capture(until(taken_out, '"Wages by'), 9)])
    assert len(rows(found, "participations")) == 2


def test_where_nobody_can_tell_how_blocks_go_on_nothing_is_taken_and_an_issue_says_so() -> None:
    other = (
        'Delegate\nYes\nFinancial Contribution\n  • AUD 7,000 for stamps\nRT Participation\n  • Chair in RT 9.9 "Ink"\n'
    )
    newer = HEAD + other + "Attended Summit\nYes\nDelegate\nYes\nFinancial Contribution\n"
    found = dataset_of([capture(LONG, 1), capture(newer, 9)])
    assert len(rows(found, "participations")) == 2
    assert len(issues(found, "pages_differ")) == 1


def test_withdrawn_practices_before_the_cut_stay_away_and_those_behind_it_are_kept() -> None:
    third = (
        "\nTide Table for Divers\n\nSubmitted by Ms. Ada Lum on\n\nDivers write down the tides and hang the list up.\n"
    )
    older = LONG.replace("\n\nSubscribe", third + "\n\nSubscribe")
    newer = without(older, TEASERS[: TEASERS.index("Rope Yard")])
    found = dataset_of([capture(older, 1), capture(until(newer, "Once a week a book is read aloud in the rope"), 9)])
    assert titles(found) == {"Rope Yard Reading Circle", "Tide Table for Divers"}


def test_a_corrected_practice_before_the_cut_is_not_there_twice() -> None:
    newer = LONG.replace("after the night shift", "after each late shift")
    found = dataset_of([capture(LONG, 1), capture(until(newer, "Rope Yard Rea"), 9)])
    assert titles(found) == {"Night Kitchen for Fish Packers", "Rope Yard Reading Circle"}
    assert any("after each late shift" in str(row["summary"]) for row in rows(found, "practices"))


def test_a_practice_with_a_title_like_another_one_hides_it_not() -> None:
    """Behind the cut there may be both: only nearly the same title and text are one that was corrected."""
    text = "Porters fry what was left on the quay. The hall eats with them for the price of the oil."
    new = f"\nNight Kitchen for Fish Porters\n\nSubmitted by Mr. Bo Tan on\n\n{text}\n\nRo"
    newer = LONG[: LONG.index(TEASERS)] + new
    found = dataset_of([capture(LONG, 1), capture(newer, 9)])
    assert titles(found) == {
        "Night Kitchen for Fish Porters",
        "Night Kitchen for Fish Packers",
        "Rope Yard Reading Circle",
    }


def test_a_new_practice_before_the_cut_hides_no_older_one() -> None:
    new = "\nHarbour Sauna for Divers\n\nSubmitted by Ms. Ada Lum on\n\nDivers warm up in a sauna of the port.\n"
    newer = LONG.replace(TEASERS, new + TEASERS)
    found = dataset_of([capture(LONG, 1), capture(until(newer, "Divers warm up in"), 9)])
    assert len(titles(found)) == 3


def test_of_captures_that_are_all_cut_each_goes_on_where_the_newer_ones_end() -> None:
    pages = [capture(until(LONG, "Glacier"), 1), capture(until(LONG, '"Wages'), 5), capture(until(LONG, "CHF 12"), 9)]
    expected = dataset_of(pages[:1])
    for some in permutations(pages):
        found = dataset_of(some)
        for table in FILLED[1:4]:
            assert rows(found, table) == rows(expected, table)
    assert len(issues(dataset_of(pages), "filled_from_older")) == 2


def test_what_a_form_loses_comes_from_a_whole_capture() -> None:
    found = dataset_of([capture(LONG, 1), capture(short(LONG), 9)])
    assert content(found) == content(dataset_of([capture(LONG, 1)]))
    (message,) = issues(found, "filled_from_older")
    assert "has lost lines" in message


def test_a_capture_that_lost_its_labels_still_tells_its_practices() -> None:
    values = "Republic of Iceland\nIS\nISL\n65 00 N\n18 00 W\nPOINT (-18 65)\nYes\nYes\nYes\n" + TEASERS
    newer = without(values, TEASERS[: TEASERS.index("Rope Yard")]) + "\n\nSubscribe to Iceland"
    assert read_snapshot(capture(newer, 9)).refusal is not None
    found = dataset_of([capture(LONG, 1), capture(newer, 9)])
    assert titles(found) == {"Rope Yard Reading Circle"}
    older = dataset_of([capture(LONG, 1)])
    assert content(found)["participations"] == content(older)["participations"]
    assert rows(found, "countries") == rows(older, "countries")
    assert len(rows(found, "quarantine")) == 1


def test_nothing_is_taken_from_a_capture_of_another_country() -> None:
    found = dataset_of([capture(page_text(MEXICO, "full"), 1), capture(until(LONG, "CHF 12"), 9)])
    assert [row["iso3"] for row in rows(found, "countries")] == ["ISL"]
    assert len(rows(found, "pages")) == 1


def test_a_cut_practice_page_is_filled_from_a_whole_one() -> None:
    url = "https://www.gfmd.org/pfp/ppd/5301"
    found = dataset_of([capture(PRACTICE, 1, url), capture(until(PRACTICE, "pays for the"), 9, url)])
    alone = dataset_of([capture(PRACTICE, 1, url)])
    for table in ("practices", "practice_terms", "practice_countries"):
        assert rows(found, table) == rows(alone, table)


def test_the_old_end_is_not_put_behind_a_new_text_of_a_practice() -> None:
    url = "https://www.gfmd.org/pfp/ppd/5301"
    newer = until(PRACTICE.replace("Packers cook", "Smokers cook"), "pays for the")
    found = dataset_of([capture(PRACTICE, 1, url), capture(newer, 9, url)])
    assert [row["truncated"] for row in rows(found, "practices")] == [True]
    assert len(rows(found, "pages")) == 1


def changed(rng: Random, country: CountryTruth) -> tuple[CountryTruth, set[str]]:
    """The same country some time later, and the titles of practices that were withdrawn."""
    blocks, teasers = list(country.blocks), list(country.teasers)
    at = rng.randrange(len(blocks))
    blocks[at] = replace(blocks[at], prep="yes" if blocks[at].prep == "absent" else "absent")
    gone: set[str] = set()
    if len(teasers) > 1 and rng.random() < 0.5:
        gone.add(teasers.pop(rng.randrange(len(teasers))).title or "")
    titled = [at for at, teaser in enumerate(teasers) if teaser.title]
    if titled:
        at = rng.choice(titled)
        teasers[at] = replace(teasers[at], paragraphs=tuple(map(_corrected, teasers[at].paragraphs)))
    return replace(country, blocks=tuple(blocks), teasers=tuple(teasers)), gone


def _corrected(text: str) -> str:
    return text.replace(" the ", " some ", 1)


@settings(STEADY, max_examples=80)
@given(country=countries(), rng=st.randoms(use_true_random=True))
def test_any_cut_capture_is_filled_and_nothing_wrong_is_said(country: CountryTruth, rng: Random) -> None:
    """What the newest reaches is as it says, what it does not reach as it was, and no edition is ever a wrong one."""
    url = f"https://www.gfmd.org/pfp/ppd/{country.place.slug}"
    later, gone = changed(rng, country)
    text = page_text(later, "full")
    older = capture(page_text(country, "full"), 1, url)
    newest = capture(text[: rng.randrange(len(text) // 5, len(text))], 9, url)
    read = read_snapshot(newest)
    found, before = dataset_of([older, newest]), dataset_of([older])
    assert len(rows(found, "participations")) == len(country.blocks)
    for row, was, now in zip(rows(found, "participations"), country.blocks, later.blocks, strict=True):
        assert row["edition"] in {None, was.edition}
        reached = len(facts_of(read).blocks) > int(str(row["block"]))
        beyond = len(facts_of(read).blocks) < int(str(row["block"]))
        assert not reached or row["attended_prep_meetings"] is (now.prep == "yes")
        assert not beyond or row["attended_prep_meetings"] is (was.prep == "yes")
    for table in FILLED[1:4]:
        assert rows(found, table) == rows(before, table)
    # At the end of a cut page the name of an author can look like the title above half of the next one.
    assert len(rows(found, "practices")) <= len(country.teasers) + bool(facts_of(read).practices)
    shown = {practice.title for practice in facts_of(read).practices[:-1]}
    places: list[Teaser] = [teaser for teaser in country.teasers if teaser.title in shown]
    reaches = country.teasers.index(places[-1]) if places else 0
    assert not gone & {teaser.title for teaser in country.teasers[:reaches]} & titles(found)


def test_the_order_of_captures_changes_nothing() -> None:
    pages = [capture(LONG, 1), capture(LOGIN, 5), capture(until(LONG, '"Wages'), 7), capture(LOGIN + " ", 9)]
    first, *others = (all_rows(dataset_of(order)) for order in permutations(pages))
    assert all(other == first for other in others)


def test_many_captures_of_one_address_take_moments() -> None:
    start = datetime(2000, 1, 1)
    pages: Sequence[Snapshot] = [
        replace(capture(until(LONG, "Glacier") + "e" * at, 1), fetched_at=start + timedelta(days=at))
        for at in range(60)
    ]
    assert len(rows(dataset_of(pages), "participations")) == 3
