"""Single statements of the description of the pages, each with the smallest page that shows it."""

from __future__ import annotations

import pytest

from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests.comparing import accounting, rows, snapshot
from tests.written_pages import identity

HEAD = identity("Kingdom of Norway", "NO", "NOR", "62 00 N", "10 00 E", "POINT (10 62)")
TAIL = "\n\n\nSubscribe to Norway"
EMPTY = """Delegate
Financial Contribution

No Financial Contribution

RT Participation

No Participation

Attended Summit
"""


def read(body: str) -> Dataset:
    """The records of a page of Norway with this body."""
    return dataset_of([snapshot((HEAD + body + TAIL).encode())])


def block(roles: str = "", money: str = "", meetings: str = "") -> str:
    """One participation block with these lines."""
    shown = f"Financial Contribution\n  • {money} \n" if money else ""
    shown += f"RT Participation\n  • {roles} \n" if roles else "RT Participation\n\nNo Participation\n\n"
    return f"{shown}Attended Summit\n" + (f"Thematic Meetings\n- {meetings}\n" if meetings else "")


def editions(dataset: Dataset) -> list[tuple[object, ...]]:
    """Edition, first and last of each block."""
    return [
        (row["edition"], row["edition_first"], row["edition_last"])
        for row in sorted(rows(dataset, "participations"), key=lambda row: str(row["participation_id"]))
    ]


@pytest.mark.parametrize(
    ("role", "year"),
    [
        ('Team Member in RT 1.1 "Lowering the costs of migration"', 2016),
        ('Team Member in RT 1.1 "Lowering the costts of migration"', 2016),
        ('Team Member in RT 1.1 "Lowering the costs of mgiraion"', 2016),
        ('Team Member in RT 1.2 "Lowering the Costs of Migration for Higher Development Gains"', 2011),
        ('Team Member in RT 1.1 "Highly skilles migration: balancing interests and responsibilities"', 2007),
        ('Team Member in RT 1.1 "Protecting the Rights of Migrants - A Shared Responsibiltiy"', 2008),
        ('Team Member in RT 2.2 "Increasing the micro-impact of remitances on development"', 2007),
    ],
)
def test_a_misspelt_title_is_that_of_its_own_roundtable(role: str, year: int) -> None:
    found = read(block(role))
    assert editions(found) == [(year, year, year)]
    (row,) = rows(found, "roundtable_roles")
    assert str(row["roundtable_id"]).startswith(f"{year}-")


@pytest.mark.parametrize(
    ("role", "true_years"),
    [
        ('Team Member in RT 1.1 "Mainstreaming migration into development planning"', {2009, 2011}),
        ('Team Member in RT 2.1 "Mainstreaming migration into', {2009, 2011, 2015}),
        ('Team Member in RT 1.2 "Lowering the costs of migration', {2011, 2016}),
        ('Team Member in RT 2.1 "Migration and Development through …"', {2017}),
    ],
)
def test_a_cut_title_never_rules_out_an_edition_that_it_may_belong_to(role: str, true_years: set[int]) -> None:
    ((edition, first, last),) = editions(read(block(role)))
    assert edition is None or true_years == {edition}
    assert isinstance(first, int) and isinstance(last, int)
    assert first <= min(true_years) <= max(true_years) <= last


@pytest.mark.parametrize("code", ["1.1", "2.2", "3.2"])
def test_a_code_alone_tells_no_edition(code: str) -> None:
    assert editions(read(block(f"Team Member in RT {code}"))) == [(None, 2007, 2025)]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("22 May 2013", 2014), ("20 June 2014", 2014), ("24 November 2014", 2015), ("20 December 2016", 2016),
        ("10 September 2019", 2020), ("15 June 2020", 2021), ("29 March 2023", 2024),
    ],
)  # fmt: skip
def test_a_dated_meeting_belongs_to_the_edition_of_its_window(day: str, year: int) -> None:
    found = read(block(meetings=f'Attended Thematic Meeting on "Postal savings" on {day} in Geneva, Switzerland.'))
    assert editions(found) == [(year, year, year)]


@pytest.mark.parametrize("day", ["9 December 2009", "20 November 2008", "15 December 2012"])
def test_a_day_behind_the_summit_in_an_assumed_window_tells_nothing(day: str) -> None:
    found = read(block(meetings=f'Attended Thematic Meeting on "Postal savings" on {day} in Geneva, Switzerland.'))
    ((edition, first, last),) = editions(found)
    assert edition is None
    assert isinstance(first, int) and isinstance(last, int)
    assert first < last


def test_the_second_half_of_2017_belongs_to_neither_neighbour() -> None:
    found = read(block(meetings='Attended Thematic Meeting on "Postal savings" on 5 September 2017 in Rabat, Morocco.'))
    ((edition, first, last),) = editions(found)
    assert edition is None
    assert isinstance(first, int) and isinstance(last, int)
    assert first <= 2017
    assert last >= 2018


def test_a_contribution_counts_only_where_nothing_better_does() -> None:
    role = 'Team Member in RT 1.2 "Joint Strategies to Address Irregular Migration"'
    assert editions(read(block(role, "The Government contributed to the 2012 GFMD budget."))) == [(2010, 2010, 2010)]
    assert editions(read(block(money="The Government contributed to the 2012 GFMD budget."))) == [(2012, 2012, 2012)]


def test_evidence_that_leaves_one_edition_only_when_taken_together_is_the_basis_all_the_same() -> None:
    money = "CHF 12,000 left-over from GFMD 2012\n  • The Government contributed to the GFMD 2012-2014 budget."
    (row,) = rows(read(block(money=money)), "participations")
    assert (row["edition"], row["edition_basis"]) == (2014, "contribution")


def test_where_labels_repeat_without_the_summit_nothing_is_settled_by_position() -> None:
    seven = EMPTY * 6 + EMPTY.replace("Attended Summit\n", "")
    known = block(meetings='Attended Thematic Meeting on "Postal savings" on 8 September 2015 in Geneva, Switzerland.')
    found = read(seven + known)
    by_position = [row for row in rows(found, "participations") if row["edition_basis"] == "position"]
    assert by_position == []
    assert any(issue["severity"] in {"warning", "error"} for issue in rows(found, "issues"))


def test_seven_blocks_before_2015_are_the_seven_editions_before_2015() -> None:
    known = block(meetings='Attended Thematic Meeting on "Postal savings" on 8 September 2015 in Geneva, Switzerland.')
    found = editions(read(EMPTY * 7 + known))
    assert [row[0] for row in found] == [2007, 2008, 2009, 2010, 2011, 2012, 2014, 2015]


def test_a_wrong_code_never_wins_over_a_right_title() -> None:
    title = "Regional Consultative Processes (RCPs), Inter-regional Consulatative Fora and Regional Organizations and "
    title += "Economic Integration Processes at the Intergace of Migration and Development"
    found = read(block(f'Team Member in RT 3.2 "{title}"'))
    (row,) = rows(found, "roundtable_roles")
    assert (row["roundtable_id"], row["code"], row["title"]) == ("2008-3.3", "3.2", title)


def test_blank_none_and_absent_are_three_things() -> None:
    blank = "Delegate\nFinancial Contribution\nRT Participation\nAttended Summit\n"
    none = "Delegate\nFinancial Contribution\n\nNo financial contribution\n\nRT Participation\nAttended Summit\n"
    absent = "Delegate\nRT Participation\n\nNo Participation\n\nAttended Summit\n"
    found = [row["contribution_status"] for row in rows(read(blank + none + absent), "participations")]
    assert found == ["blank", "none", "absent"]


def test_what_a_cut_page_did_not_reach_is_unknown() -> None:
    page = HEAD + EMPTY + "Delegate\nFinancial Contribution\n\nNo Financial Contribution\n\nRT Partici"
    found = dataset_of([snapshot(page.encode())])
    last = rows(found, "participations")[-1]
    assert (last["attended_prep_meetings"], last["attended_summit"], last["contribution_status"]) == (
        None,
        None,
        "none",
    )
    assert any(issue["severity"] == "warning" for issue in rows(found, "issues"))


@pytest.mark.parametrize(
    "unclear",
    [
        "Who may borrow a boat?\n\nAnyone who can swim may borrow a boat.",
        "Boats for newcomers\n\nAnyone who can swim may borrow one of the boats that lie in the harbour",
    ],
)
def test_teasers_that_cannot_be_told_apart_stay_whole_and_are_reported(unclear: str) -> None:
    first = "\nLamps on the pier\n\nSubmitted by Ms. Anna LINDT on\n\nThe pier is lit by night.\n\n"
    found = read(EMPTY + first + unclear)
    text = " ".join(str(row["title"]) + " " + str(row["summary"]) for row in rows(found, "practices"))
    assert all(line in text for line in unclear.split("\n\n"))
    assert rows(found, "practices")[0]["title"] == "Lamps on the pier"
    assert len(rows(found, "practices")) == 1
    assert rows(found, "issues") != []
    assert accounting(found) == []
