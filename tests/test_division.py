"""The division into blocks: where it is not certain, an issue says so and nothing is settled by position."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from extractors.gfmd.facts import facts_of
from schemas.extraction import AnyExtraction
from tests.written_pages import END, IDENTITY, SUBSCRIBE, codes, owners, read, shown, unclaimed

NOTHING = "Delegate\nFinancial Contribution\n\nNo Contribution\n\nRT Participation\n\nNo Participation\n\n"
EMPTY = f"{NOTHING}Attended Summit\n"
PREPARED = f"{NOTHING}Attended Prep Meetings\nAttended Summit\n"
OF_2007 = (
    'RT Participation\n• Team Member in RT 1.1 "Highly skilled migration: balancing interests and responsibilities"\n'
)
OF_2009 = 'RT Participation\n• Co-Chair in RT 2.2 "Reintegration and circular migration - effective for development?"\n'
FIRST, THIRD = f"Delegate\n{OF_2007}Attended Summit\n", f"Delegate\n{OF_2009}Attended Summit\n"
TEXT = "Seafarers can see a nurse."
TEASER = f"\nHarbour Clinics\n\nSubmitted by Mr. A B on\n\n{TEXT}\n"


def editions(found: AnyExtraction) -> list[int | None]:
    return [block.dating.edition for block in facts_of(found).blocks]


def by_position(found: AnyExtraction) -> list[int]:
    return [block.number for block in facts_of(found).blocks if block.dating.basis == "position"]


def test_between_two_known_editions_the_one_that_is_left_is_settled_by_position() -> None:
    found = read(f"{IDENTITY}{FIRST}{EMPTY}{THIRD}{END}")
    assert (editions(found), by_position(found)) == ([2007, 2008, 2009], [2])
    assert "blocks_uncertain" not in codes(found)


@pytest.mark.parametrize(
    "odd",
    [
        "Attended Summit\n",
        "Delegate\nAttended Summit\n",
        "Delegate\nFinancial Contribution\n\nNo Contribution\n\nAttended Prep Meetings\nAttended Summit\n",
        EMPTY.replace("Attended Summit\n", "Attended Summit\nAttended Summit\n"),
        EMPTY.replace("Attended Summit\n", "Attended Summit\nYes\nYes\n"),
        f"{EMPTY}A line of nobody.\n",
        EMPTY.replace("Attended Summit\n", "Attended Prep Meetings\nin Geneva\nAttended Summit\n"),
        EMPTY.replace("Attended Summit\n", "Attended Civil Society Days\nAttended Summit\nCivil Society: Yes\n"),
    ],
    ids=[
        "summit alone", "no roundtables", "prep alone", "doubled", "two answers", "between", "within", "unknown label",
    ],
)  # fmt: skip
def test_an_odd_block_leaves_only_what_each_block_says_itself(odd: str) -> None:
    found = read(f"{IDENTITY}{FIRST}{odd}{THIRD}{END}")
    assert by_position(found) == []
    assert {2007, 2009} == {edition for edition in editions(found) if edition}
    assert "blocks_uncertain" in codes(found) or "label_repeated" in codes(found)


def test_what_a_cut_page_did_not_reach_is_no_sign_of_a_wrong_division() -> None:
    found = read(f"{IDENTITY}{FIRST}{EMPTY}{THIRD}Delegate\n")
    assert by_position(found) == [2]


def test_one_titled_line_in_two_blocks_makes_the_division_uncertain() -> None:
    found = read(f"{IDENTITY}{FIRST}{EMPTY}{THIRD}{THIRD}{END}")
    assert editions(found) == [2007, None, None, None]
    assert "blocks_uncertain" in codes(found)


def test_blocks_that_stand_twice_over_settle_nothing_by_position() -> None:
    half = EMPTY + PREPARED + EMPTY * 5
    last = "Thematic Meetings\n- Attended the Thematic Meeting on ships on 29 March 2023 in Lima\n"
    assert len(by_position(read(f"{IDENTITY}{EMPTY * 13}{EMPTY}{last}{END}"))) == 13
    for blocks in (half * 2, (half + last) * 2):
        found = read(f"{IDENTITY}{blocks}{END}")
        assert (by_position(found), "blocks_uncertain" in codes(found)) == ([], True)


@pytest.mark.parametrize("between", ["", "\n", "\n\n\n"])
def test_a_page_pasted_twice_is_one_page(between: str) -> None:
    page = f"{IDENTITY}{FIRST}{EMPTY}{THIRD}{TEASER}{END}"
    found = read(f"{page}{between}{page}")
    assert editions(found) == [2007, 2008, 2009]
    assert codes(found) == ["page_repeated"]
    assert unclaimed(found) == []
    assert set(shown(found)) == {("Harbour Clinics", TEXT)}


@pytest.mark.parametrize("kept", [300, 500, 700, 900])
@pytest.mark.parametrize("glue", ["", "\n"])
def test_a_cut_copy_before_the_whole_page_settles_nothing_by_position(kept: int, glue: str) -> None:
    page = f"{IDENTITY}{FIRST}{EMPTY}{THIRD}{PREPARED}{END}"
    cut = page[: min(kept, len(page) - 60)]
    found = read(f"{cut}{glue}{page}")
    assert editions(found) == [2007, None, 2009, None]
    assert "page_repeated" in codes(found)


def test_further_practices_of_a_copy_below_are_kept() -> None:
    page = f"{IDENTITY}{FIRST}{{}}{END}\n"
    found = read(page.format(TEASER) + page.format(TEASER.replace("Harbour Clinics", "Night Bus")))
    assert [title for title, _ in shown(found)] == ["Harbour Clinics", "Night Bus"]
    assert "ignored:repeated copy" in owners(found).values() or unclaimed(found) == []


def test_pages_of_two_countries_in_one_file_are_refused() -> None:
    other = IDENTITY.replace("Peru", "Chile").replace("PER", "CHL").replace("PE\n", "CL\n")
    found = read(f"{IDENTITY}{FIRST}{END}\n{other}{EMPTY}\n\nSubscribe to Chile")
    assert found.refusal is not None and found.refusal.reason == "country_conflict"
    assert "CHL, PER" in found.refusal.message


def table(*rows: str, head: str = "") -> AnyExtraction:
    body = f"<table>{head}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    identity = "".join(f"<p>{line}</p>" for line in IDENTITY.splitlines())
    return read(f"<html><body>{identity}{body}{SUBSCRIBE}</body></html>")


LABELS = ("Delegate", "Financial Contribution", "RT Participation", "Attended Prep Meetings", "Attended Summit")
ROLES = tuple(text.split("• ")[1].strip().replace('"', "&quot;") for text in (OF_2007, OF_2009))
ROWS = (("Yes", "CHF 8,000", ROLES[0], "Yes", "Yes"), ("Yes", "No Financial Contribution", ROLES[1], "", "No"))
HEAD = f"<tr>{''.join(f'<th>{label}</th>' for label in LABELS)}</tr>"


def cells(values: Iterable[str], tag: str = "td") -> str:
    return "".join(f"<{tag}>{value}</{tag}>" for value in values)


COLUMNS = [f"<th>{label}</th>{cells(values)}" for label, *values in zip(LABELS, *ROWS, strict=True)]


@pytest.mark.parametrize(
    "page",
    [
        table(*map(cells, ROWS), head=f"<thead>{HEAD}</thead>"),
        table(*map(cells, ROWS), head=HEAD),
        table(*(cells(f"<ul><li>{value}</li></ul>" for value in row) for row in ROWS), head=HEAD),
        table(*COLUMNS),
        table(cells(ROWS[0]), cells(LABELS, "th"), cells(ROWS[1]), head=HEAD),
        table(f"{cells(ROWS[0])}</tr></table><table>{HEAD}<tr>{cells(ROWS[1])}", head=HEAD),
    ],
    ids=["head", "no head", "lists in cells", "labels in a column", "labels again", "two tables"],
)
def test_a_table_with_one_set_of_labels_has_a_block_for_each_edition(page: AnyExtraction) -> None:
    first, second = facts_of(page).blocks
    assert (first.dating.edition, second.dating.edition) == (2007, 2009)
    assert (first.attended_prep_meetings, second.attended_prep_meetings) == (True, None)
    assert (first.attended_summit, second.attended_summit) == (True, False)
    assert (first.contribution_status, second.contribution_status) == ("listed", "none")
    assert ("table_of_blocks" in codes(page), unclaimed(page)) == (True, [])


def test_the_order_of_a_table_settles_nothing() -> None:
    nothing = ("Yes", "No Financial Contribution", "No Participation", "", "Yes")
    page = table(cells(ROWS[0]), cells(nothing), cells(ROWS[1]), head=HEAD)
    assert editions(page) == [2007, None, 2009]


def test_a_table_may_name_its_editions() -> None:
    head = f"<tr><th>Edition</th>{cells(LABELS, 'th')}</tr>"
    nothing = ("Yes", "No Financial Contribution", "No Participation", "", "Yes")
    page = table(*(cells((year, *nothing)) for year in ("2010", "2012")), head=head)
    assert [(block.dating.edition, block.dating.basis) for block in facts_of(page).blocks] == [
        (2010, "stated"),
        (2012, "stated"),
    ]


VALUES = (
    ("Yes", "USD 8,000", "Co-Chair in RT 2.1", "Yes", "Yes"),
    ("Yes", "No Financial Contribution", "Team Member in RT 3.1", "No", "Yes"),
)


def test_labels_in_a_row_above_their_values_say_nothing_of_them() -> None:
    found = read("\n".join((IDENTITY.rstrip("\n"), *LABELS, *(value for row in VALUES for value in row))) + END)
    (block,) = facts_of(found).blocks
    assert (block.delegate, block.attended_prep_meetings, block.attended_summit) == (None, None, None)
    assert (block.contribution_status, block.roundtable_status) == (None, None)
    assert (block.dating.first, block.dating.last) == (2007, 2025)
    assert "table_of_blocks" in codes(found)


def test_labels_with_nothing_under_them_above_a_practice_are_blank() -> None:
    found = read("\n".join((IDENTITY.rstrip("\n"), *LABELS)) + f"\n\nLessons at Sea\n\nTeachers sail along.{END}")
    (block,) = facts_of(found).blocks
    assert (block.attended_summit, block.contribution_status, block.roundtable_status) == (True, "blank", "blank")
    assert "table_of_blocks" not in codes(found)


def test_a_heading_that_stands_again_above_other_blocks_loses_none_and_makes_the_division_uncertain() -> None:
    found = read(f"{IDENTITY}{FIRST}Attended Meeting\n{EMPTY}Attended Meeting\n{THIRD}{END}")
    assert editions(found) == [2007, None, 2009]
    assert "blocks_uncertain" in codes(found)
    assert unclaimed(found) == []
