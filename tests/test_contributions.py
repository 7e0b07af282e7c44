"""Lines of money on whole pages: left-over money, conversions, earmarks and purposes, wrong labels, empty lists."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.gfmd.facts import Block, facts_of
from schemas.extraction import AnyExtraction
from tests.case_files import lines_of, rows_of
from tests.written_pages import END, IDENTITY, codes, money, read, unclaimed

TITLED = 'Team Member in RT 1.1 "Lowering the costs of migration"'
MEETING = 'Attended the Thematic Workshop on "Postal savings" on 29 March 2016 in Bangkok, Thailand.'


def listed(contributions: str = "", roles: str = "", meetings: str = "") -> AnyExtraction:
    """What a page of one block says, with these lines under its labels."""
    return read(
        f"{IDENTITY}Delegate\nFinancial Contribution\n{contributions}\nRT Participation\n{roles}\nAttended Summit\n"
        f"Thematic Meetings\n{meetings}\n{END}"
    )


def counts(block: Block) -> tuple[int, int, int]:
    """How many contributions, roles and meetings a block has."""
    return len(block.contributions), len(block.roles), len(block.meetings)


@pytest.mark.parametrize("words", lines_of("left_over_money.txt"))
def test_money_of_an_earlier_edition_dates_its_block_after_it(words: str) -> None:
    block = money(f"CHF 12,000 {words}")
    assert [one.kind for one in block.contributions] == ["left_over"]
    assert (block.dating.edition, block.dating.first, block.dating.last) == (None, 2014, 2025)


@pytest.mark.parametrize("words", lines_of("left_over_money_of_no_plain_edition.txt"))
def test_left_over_money_whose_edition_is_not_plain_dates_nothing(words: str) -> None:
    block = money(words)
    assert [one.kind for one in block.contributions] == ["left_over"]
    assert (block.dating.first, block.dating.last) == (2007, 2025)


@pytest.mark.parametrize("line", lines_of("fresh_money.txt"))
def test_words_of_left_over_money_in_another_sense_are_fresh_money(line: str) -> None:
    assert money(line).contributions[0].kind == "cash"


@pytest.mark.parametrize(
    "words",
    [
        "from Norway for GFMD 2014",
        "from the Government for the GFMD 2014",
        "from IOM to GFMD 2014",
        "transferred from the Ministry to the GFMD 2014",
        "from Norway towards the GFMD 2014 budget",
        "from the Ministry's budget for GFMD 2014",
        "from the national budget for the 2014 GFMD",
        "from the 2013 budget of the Labour Office for GFMD 2014",
    ],
)
def test_money_from_a_giver_is_fresh_and_for_the_edition_named_behind(words: str) -> None:
    block = money(f"CHF 5,000 {words}")
    assert [one.kind for one in block.contributions] == ["cash"]
    assert block.dating.edition == 2014


@pytest.mark.parametrize(
    "line",
    [
        "CHF 5,000 in 2014",
        "CHF 5,000 since GFMD 2012",
        "CHF 5,000 until May 2014",
        "CHF 5,000 for May 2012 to June 2014",
        "CHF 5,000 in advance for GFMD 2014",
        "CHF 5,000 for GFMD 2012, paid in May 2014",
    ],
)
def test_a_year_that_is_not_the_contributions_own_dates_nothing(line: str) -> None:
    assert (money(line).dating.first, money(line).dating.last) == (2007, 2025)


def test_a_mistyped_day_never_wins_over_the_catalogued_title_of_its_meeting() -> None:
    line = '- Attended the Thematic Workshop on "Migration, Connectivity and Business" on {} 2017 in Bangkok, Thailand.'
    right, wrong = (
        facts_of(listed(meetings=line.replace("2017", year).format("29 March"))).blocks[0].dating
        for year in ("2016", "2011")
    )
    assert right.edition == 2016
    assert (wrong.edition, wrong.left_out) == (None, True)


@pytest.mark.parametrize(
    ("line", "amount", "usd"),
    [
        ("SEK 1,000,000 (approx. USD 154,131)", "1000000", "154131"),
        ("SEK 1,000,000 (= US$ 154 131)", "1000000", "154131"),
        *(
            (f"SEK 1,000,000 ({words} USD 154,131)", "1000000", "154131")
            for words in ("equiv.", "equiv. to", "equivalent of", "eq. to", "corresp. to", "value:", "worth", "that is")
        ),
        ("SEK 1,000,000 (bank fee USD 25)", None, None),
        ("SEK 1,000,000 for travel (USD 154,131)", "1000000", "154131"),
        ("SEK 1,000,000 [USD 154,131]", "1000000", "154131"),
        ("SEK 1,000,000, equivalent to USD 154,131", "1000000", "154131"),
        ("SEK 1,000,000 (USD 154,131 / EUR 100,000)", "1000000", "154131"),
        ("SEK 1,000,000 (EUR 100,000)", "1000000", None),
        ("SEK 1,000,000 (of which USD 5,000 for rooms)", "1000000", None),
        ("SEK 1,000,000 (SEK 600,000 for rooms and SEK 400,000 for travel)", "1000000", None),
        ("SEK 1,000,000 (USD 100,000 for rooms, USD 54,131 for travel)", None, None),
        ("SEK 1,000,000 (plus USD 5,000 for rooms)", None, None),
        ("Support (SEK 5,000) and travel (SEK 3,000)", None, None),
    ],
)
def test_what_stands_in_brackets_is_a_conversion_a_part_or_more(line: str, amount: str | None, usd: str | None) -> None:
    found = money(line).contributions[0]
    expected = [None if each is None else Decimal(each) for each in (amount, usd)]
    assert [found.amount, found.amount_usd] == expected


@pytest.mark.parametrize(
    ("line", "purpose", "earmarked"),
    [
        ("€100,000 (through IOM) for Advisor fees", "Advisor fees", None),
        ("USD 5,000 for Advisor fees (non-earmarked)", "Advisor fees", False),
        ("SEK 1,000,000 for Advisor fees (USD 154,131)", "Advisor fees", None),
        ("SEK 1,000,000 (USD 154,131) for Advisor fees", "Advisor fees", None),
        ("Contribution for Advisor fees: USD 5,000", "Advisor fees", None),
        ("Contribution for a total of USD 5,000", None, None),
        ("USD 5,000 (earmarked for travel and hotels)", "travel and hotels", True),
        ("USD 5,000 (for travel)", "travel", None),
        ("USD 5,000 for travel (through IOM)", "travel (through IOM)", None),
        ("USD 5,000 (of which USD 1,000 for travel)", None, None),
        ("USD 5,000 unearmarked", None, False),
        ("USD 5,000 non earmarked", None, False),
        ("USD 5,000 partly earmarked and partly not earmarked", None, None),
    ],
)
def test_purpose_and_earmark_are_read_wherever_they_stand(
    line: str, purpose: str | None, earmarked: bool | None
) -> None:
    found = money(line).contributions[0]
    assert (found.purpose, found.earmarked, found.text) == (purpose, earmarked, line)


@pytest.mark.parametrize(("line", "purpose"), rows_of("purposes.csv"))
def test_a_purpose_is_found_beside_names_and_times_and_a_for_within_them_leads_to_none(
    line: str, purpose: str | None
) -> None:
    """A purpose has its brackets closed."""
    assert money(line).contributions[0].purpose == purpose


OFFICES = ("Minister", "Deputy Minister", "Secretary of State", "Department", "Ministry", "Agency", "Organization")
FIELDS = ("Labour", "International Development", "Migration and Asylum", "the Interior")
SPANS = ("for 3 years", "for the second time", "for the year 2013", "for six months")


@pytest.mark.parametrize("span", ["", *SPANS])
@pytest.mark.parametrize("office", OFFICES)
def test_whoever_gives_and_however_long_the_purpose_is_what_it_is_for(office: str, span: str) -> None:
    for field in FIELDS:
        for giver in (f"from the {office} for {field}", f"through the {office} for {field} {span}"):
            assert money(f"CHF 5,000 {giver} {span}").contributions[0].purpose is None
            assert money(f"CHF 5,000 {giver} {span} for bus tickets").contributions[0].purpose == "bus tickets"


@pytest.mark.parametrize("label", ["contributions", "roles", "meetings"])
@pytest.mark.parametrize(
    ("item", "status", "reported"),
    [
        ("-", "blank", []),
        ("•", "blank", []),
        ("*", "blank", []),
        ("\u2011", "blank", []),
        ("N/A", "blank", []),
        ("Yes", "blank", ["yes_without_list"]),
        ("• Yes", "blank", ["yes_without_list"]),
        ("No", "none", []),
        ("None", "none", []),
        ("nil", "none", []),
        ("✗", "none", []),
        ("No in-kind contributions", "none", []),
        ("No financial or other contribution", "none", []),
        ("No RT participation reported.", "none", []),
        ("No Thematic Meetings were listed", "none", []),
    ],
)
def test_an_item_that_names_nothing_is_no_record(label: str, item: str, status: str, reported: list[str]) -> None:
    found = listed(**{label: item})
    (block,) = facts_of(found).blocks
    shown = {"contributions": block.contribution_status, "roles": block.roundtable_status}
    assert counts(block) == (0, 0, 0)
    assert shown.get(label, status) == status
    assert codes(found) == reported
    assert unclaimed(found) == []


def test_a_yes_above_a_list_is_no_item_of_it() -> None:
    found = listed(contributions="Yes\n• CHF 5,000", roles="No Participation")
    assert [one.text for one in facts_of(found).blocks[0].contributions] == ["CHF 5,000"]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("under", "line", "found_as"),
    [
        ("roles", "USD 5,000 for the participation of Member States", (1, 0, 0)),
        ("roles", "CHF 5,000 for the Chair's Support Unit", (1, 0, 0)),
        ("roles", "In-kind contributions: rooms", (1, 0, 0)),
        ("roles", "The Kingdom contributed financially to the 2010 GFMD budget.", (1, 0, 0)),
        ("meetings", "USD 5,000 for travel", (1, 0, 0)),
        ("meetings", TITLED, (0, 1, 0)),
        ("contributions", TITLED, (0, 1, 0)),
        ("contributions", MEETING, (0, 0, 1)),
        ("contributions", "Co- Chair in the Business Roundtable", (0, 1, 0)),
        ("contributions", "Coordinator and Co-Chair in Cluster I", (0, 2, 0)),
        ("contributions", "Mr Aldo Ferri, Director of Labour, was speaker for the RT 1.2", (0, 1, 0)),
        ("contributions", 'Co-Chair in Thematic Meeting on "Postal savings" on 12 October 2011', (0, 0, 1)),
    ],
)
def test_a_line_under_the_wrong_label_is_read_by_its_words_and_reported(
    under: str, line: str, found_as: tuple[int, int, int]
) -> None:
    found = listed(**{under: line})
    assert counts(facts_of(found).blocks[0]) == found_as
    assert "line_misplaced" in codes(found)
    assert unclaimed(found) == []


@pytest.mark.parametrize(
    ("under", "line", "found_as"),
    [
        ("roles", 'Team Member in RT 2.1 "Moving USD 5,000 home"', (0, 1, 0)),
        ("roles", "Speaker on remittances (seconded by IOM) for RT 1.1", (0, 1, 0)),
        ("roles", "Belgium hosted the First GFMD Summit Meeting 9-11 July 2007", (0, 1, 0)),
        ("roles", "Mr. X, Head of the EUR 5,000,000 Fund, was speaker for RT 1.1", (0, 1, 0)),
        ("contributions", "Hosted the preparatory meeting", (1, 0, 0)),
        ("contributions", "Host of the Business Roundtable", (1, 0, 0)),
        ("contributions", "Speaker fees for the Common Space", (1, 0, 0)),
        ("contributions", "Assistance to the Co-chairs of RT 1.1", (1, 0, 0)),
        ("meetings", 'Co-Chair in Thematic Meeting on "Postal savings" on 12 October 2011 in Chisinau', (0, 0, 1)),
        ("meetings", 'Co-Chair of thematic meeting 3.3 "Postal savings" on 12 October 2011', (0, 0, 1)),
    ],
)
def test_a_line_under_its_own_label_stays_there(under: str, line: str, found_as: tuple[int, int, int]) -> None:
    found = listed(**{under: line})
    assert counts(facts_of(found).blocks[0]) == found_as
    assert "line_misplaced" not in codes(found)
