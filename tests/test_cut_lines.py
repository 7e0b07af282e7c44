"""The last line of a page that was cut within it: what may be half a value is none, and it tells no edition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors.gfmd.facts import Block, facts_of
from pipeline.transform.dataset import read_snapshot
from schemas.snapshot import Snapshot
from tests.written_pages import FIELDS, IDENTITY, codes, read

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
ROLE = "Team Member in RT 1.1 “Lowering the costs of migration"
WORKSHOP = 'Attended the Thematic Workshop on "Migration, Connectivity and Business"'


def cut(text: str) -> Block:
    """The block of a page that ends in this text."""
    (block,) = facts_of(read(f"{IDENTITY}Delegate\n{text}")).blocks
    return block


@pytest.mark.parametrize(
    ("line", "amount", "usd"),
    [
        ("CHF 230,0", None, None),
        ("CHF 230,000", None, None),
        ("CHF 230.", None, None),
        ("CHF 1.5 mil", None, None),
        ("CHF 230,000 for Adv", "230000", None),
        ("SEK 1,000,000 (USD 154,1", "1000000", None),
    ],
)
def test_an_amount_that_the_page_ends_in_is_not_used(line: str, amount: str | None, usd: str | None) -> None:
    found = read(f"{IDENTITY}Delegate\nFinancial Contribution\n• {line}")
    (row,) = facts_of(found).blocks[0].contributions
    expected = [None if each is None else Decimal(each) for each in (amount, usd)]
    assert [row.amount, row.amount_usd] == expected
    assert row.text == line
    assert ("amount_unclear" in codes(found)) == (amount is None)


@pytest.mark.parametrize(
    ("line", "code"), [("RT 1", None), ("RT 1.", None), ("Cluster I", None), ("RT 1.1", "1.1"), ("RT 1.1 “Low", "1.1")]
)
def test_half_a_code_is_none(line: str, code: str | None) -> None:
    (role,) = cut(f"RT Participation\n• Team Member in {line}").roles
    assert (role.role, role.code, role.roundtable_id) == ("team_member", code, None)


@pytest.mark.parametrize(("end", "roundtable"), [("", None), ("”", "2016-1.1")])
def test_half_a_title_settles_no_roundtable_and_no_half_line_an_edition(end: str, roundtable: str | None) -> None:
    block = cut(f"RT Participation\n• {ROLE}{end}")
    assert block.roles[0].roundtable_id == roundtable
    assert (block.dating.first, block.dating.last) == (2007, 2025)


@pytest.mark.parametrize(
    ("end", "city", "known"),
    [
        (" on 29 March 2016 in Bang", None, True),
        (" on 29 March 2016 in Bangkok, Thail", None, True),
        (" on 29 March 2016", None, True),
        (" on 29 March 2016 in Bangkok, Thailand.", "Bangkok", True),
        ("", None, True),
    ],
)
def test_half_a_day_or_place_is_none(end: str, city: str | None, known: bool) -> None:
    (meeting,) = cut(f"Attended Summit\nThematic Meetings\n- {WORKSHOP}{end}").meetings
    assert (meeting.city, meeting.country_iso3 is None, meeting.starts_on is None) == (city, not city, not city)
    assert (meeting.meeting_id is not None) == known


def test_half_a_title_settles_no_meeting() -> None:
    (meeting,) = cut(f"Attended Summit\nThematic Meetings\n- {WORKSHOP[:-1]}").meetings
    assert meeting.meeting_id is None


@pytest.mark.parametrize("end", ["\n", "\n\nSubscribe to Peru"])
def test_a_line_that_its_line_end_closes_is_whole(end: str) -> None:
    assert cut(f"Financial Contribution\n• CHF 230,000{end}").contributions[0].amount == Decimal(230000)


@pytest.mark.parametrize("half", ["Tea", "B", "Team Member in R"])
def test_half_a_line_that_names_nothing_yet_is_no_record(half: str) -> None:
    found = read(f"{IDENTITY}Delegate\nRT Participation\n• {half}")
    assert (facts_of(found).blocks[0].roles, facts_of(found).blocks[0].roundtable_status) == ((), None)
    assert "line_cut" in codes(found)


@pytest.mark.parametrize("tag", ["<", "</", "</d"])
def test_half_a_tag_is_no_text(tag: str) -> None:
    page = FIELDS[: FIELDS.index("No Financial Contribution") + len("No Financial Contribution")]
    found = read(f"<!doctype html><html><body>{page}{tag}")
    assert facts_of(found).blocks[0].contribution_status == "none"


SHOWN = {
    "contributions": ("kind", "amount", "currency", "amount_usd", "earmarked"),
    "roles": ("role", "venue", "code", "roundtable_id", "person"),
    "meetings": ("role", "kind", "starts_on", "ends_on", "city", "country_iso3", "meeting_id"),
}


def differences(block: Block, whole: Block) -> list[str]:
    """The values of a block of a cut page that the whole page does not confirm."""
    faults = [] if block.dating.edition in (None, whole.dating.edition) else [f"edition {block.dating.edition}"]
    for kind, columns in SHOWN.items():
        records = zip(getattr(block, kind), getattr(whole, kind), strict=False)
        if len(getattr(block, kind)) > len(getattr(whole, kind)):
            faults.append(f"more {kind}")
        faults += [
            f"{kind}.{column} of {half.text!r} is {getattr(half, column)}"
            for half, record in records
            for column in columns
            if getattr(half, column) not in (None, getattr(record, column))
        ]
    return faults


@pytest.mark.parametrize("page", ["peru-short/page.txt", "belgium-short/page.txt", "belgium-table/page.html"])
def test_a_page_cut_anywhere_says_nothing_that_the_whole_page_does_not(page: str) -> None:
    payload = (FIXTURES / page).read_bytes()
    name = page.replace("/", "-")
    whole = {block.number: block for block in facts_of(read_snapshot(Snapshot("gfmd", name, payload))).blocks}
    for end in range(200, len(payload), 11):
        for block in facts_of(read_snapshot(Snapshot("gfmd", name, payload[:end]))).blocks:
            assert differences(block, whole[block.number]) == [], payload[:end][-80:]


@pytest.mark.parametrize("end", ["Y", "Ye", "N", "S", "Sub", "Submitted b", "No Financial Contr"])
def test_half_of_an_answer_or_of_a_fixed_text_is_no_practice_and_makes_nothing_false(end: str) -> None:
    found = read(f"{IDENTITY}Delegate\n{end}")
    (block,) = facts_of(found).blocks
    assert facts_of(found).practices == ()
    assert (block.attended_summit, block.contribution_status) == (None, None)


@pytest.mark.parametrize("end", ["POINT (81.", "POINT (81.11 7.", "Geoloc"])
def test_a_page_that_ends_within_its_identity_shows_no_practice(end: str) -> None:
    found = read(f"{IDENTITY[: IDENTITY.index('POINT')]}{end}")
    assert (facts_of(found).practices, facts_of(found).blocks) == ((), ())
