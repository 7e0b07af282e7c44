"""What lines say of the edition of their block: several sure lines outweigh a loose one, other times tell nothing."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import facts_of
from extractors.gfmd.reference.named_editions import editions_named
from tests.written_pages import END, IDENTITY, codes, money, read, role

EXACT = (
    'Team Member in RT 1.1 "Partnerships for more regular and protected migration"',
    'Co-Chair in RT 2.2 "Migration, gender and family"',
)
LOOSE = 'Speaker on "Supporting Migrants and Diaspora as Agent of Socioeconomic Change"'
OPEN = (None, 2007, 2025)


def dated(*lines: str) -> tuple[tuple[int | None, int | None, int | None], list[str | None], list[str]]:
    """Edition and range of a block with these roundtable lines, their roundtables, and the issues."""
    shown = "".join(f"  • {line}\n" for line in lines)
    found = read(f"{IDENTITY}Delegate\nRT Participation\n{shown}Attended Summit{END}")
    (block,) = facts_of(found).blocks
    dating = block.dating
    return (dating.edition, dating.first, dating.last), [one.roundtable_id for one in block.roles], codes(found)


def test_several_exact_titles_with_their_codes_outweigh_a_loose_one() -> None:
    dating, roundtables, issues = dated(LOOSE, *EXACT)
    assert dating == (2010, 2010, 2010)
    assert roundtables == [None, "2010-1.1", "2010-2.2"]
    assert "evidence_outweighed" in issues and "edition_contradiction" not in issues


@pytest.mark.parametrize(
    "lines",
    [
        (LOOSE, EXACT[0]),
        (
            EXACT[0],
            'Team Member in RT 1.2 "Supporting Migrants and Diaspora as Agents of Socioeconomic Change"',
            EXACT[1],
        ),
        (
            LOOSE,
            'Speaker on "Migration gender and familly"',
            'Speaker on "Partnership for more regular and protected migration"',
        ),
    ],
    ids=["one against one", "sure against sure", "loose against loose"],
)
def test_readings_of_equal_weight_settle_nothing(lines: tuple[str, ...]) -> None:
    dating, _, issues = dated(*lines)
    assert dating[0] is None
    assert "edition_contradiction" in issues


def test_a_block_whose_evidence_contradicts_the_order_is_not_settled_by_position() -> None:
    block = "Delegate\nRT Participation\n  • {}\nAttended Summit\n"
    years = {
        2008: 'Team Member in RT 1.1 "Protecting the Rights of Migrants - A Shared Responsibility"',
        2012: 'Team Member in RT 2.2 "Addressing South-South Migration and Development Policies"',
        2010: EXACT[0],
        2011: 'Team Member in Cluster I "Labour Mobility and Development"',
    }
    found = read(IDENTITY + "".join(block.format(years[year]) for year in (2008, 2012, 2010, 2011)) + END)
    assert [one.dating.edition for one in facts_of(found).blocks] == [2008, None, 2010, 2011]
    odd = facts_of(found).blocks[1].dating
    assert odd.first is not None and odd.last is not None and odd.first <= 2009 and odd.last == 2012


@pytest.mark.parametrize(
    "line",
    [
        "Will host the next GFMD Summit in Puerto Vallarta, Mexico, 8-11 November 2010",
        "Offered to host the Summit of November 2010",
        "Announced that it would host GFMD 2010",
        "To host the Fourth GFMD on 8-11 November 2010",
        "Invited all to the Summit in Puerto Vallarta, 8-11 November 2010",
        "Incoming Chair; Summit planned for 8-11 November 2010",
        "Host of the upcoming Summit of 8-11 November 2010",
        "Elected host of the Summit of 8-11 November 2010",
        "Mexico is to host the Summit on 8-11 November 2010",
        "Volunteered to host the Summit Meeting of 8-11 November 2010",
        "Host of the coming Summit, 8-11 November 2010",
        "Host of the Fourth GFMD, to take place 8-11 November 2010",
        "Received the chairmanship for the Summit of 8-11 November 2010",
        "Introduced the agenda of the Summit on 8-11 November 2010",
        f"{EXACT[0]}, as a follow-up of GFMD 2009",
        f"{EXACT[0]} (building on the workshop of May 2009)",
        f"{EXACT[0]}, in preparation since 2009, compared to 2008",
    ],
)
def test_a_line_about_another_time_tells_no_edition(line: str) -> None:
    dating, _, issues = dated(line)
    assert dating == OPEN
    assert "edition_contradiction" not in issues


@pytest.mark.parametrize(
    "line",
    [
        "Mexico hosted the Fourth GFMD Summit Meeting 8-11 November 2010",
        "Host of the Fourth GFMD Summit Meeting, 8-11 November 2010",
        "Speaker at the Summit on 10 November 2010",
        "Attended the Summit of 8-11 November 2010",
    ],
)
def test_a_summit_that_took_place_tells_its_edition(line: str) -> None:
    assert dated(line)[0] == (2010, 2010, 2010)


@pytest.mark.parametrize(
    ("line", "edition"),
    [
        ("EUR 40,000 paid in January 2010 for the Athens Summit", 2009),
        ("CHF 5,000 for the Third GFMD, in January 2010", 2009),
        ("CHF 5,000 for the Summit in Puerto Vallarta", 2010),
        ("CHF 5,000 for the 4th Global Forum", 2010),
        ("CHF 5,000 for the Manila GFMD (May 2009)", 2008),
        ("CHF 5,000 for the Summit in Geneva in 2011", None),
        ("CHF 5,000 for GFMD 2011 in Geneva", 2011),
        ("CHF 5,000 for the Marrakech Summit", 2018),
        ("CHF 5,000 for the Friends of the Forum in Athens", None),
        ("CHF 5,000 for the first time", None),
        ("EUR 5,000 pagados en enero de 2010 para la Cumbre de Atenas", 2009),
        ("EUR 5,000 versés en janvier 2010 pour le sommet d’Athènes", 2009),
        ("EUR 5,000 in January 2010 for Athens", None),
        ("EUR 5,000 in January 2010 for delegates travelling to Athens", None),
        ("EUR 5,000 in January 2010 to the Greek Chairmanship", None),
        ("EUR 5,000 in January 2010 for the third edition of the GFMD", None),
        ("EUR 5,000 in January 2010, GFMD III", None),
        ("EUR 5,000 in March 2009 for travel to Athens", 2009),
        ("EUR 5,000 in March 2009 for travel", 2009),
        ("CHF 5,000 for the preparatory meeting in Athens", None),
        ("CHF 5,000 for the next Summit, in Athens", None),
        ("CHF 5,000 left over from the Athens Summit", None),
    ],
)
def test_a_contribution_is_for_the_summit_that_it_names_whenever_it_was_paid(line: str, edition: int | None) -> None:
    assert money(line).dating.edition == edition


def test_money_left_over_from_a_summit_is_of_a_later_one() -> None:
    assert money("CHF 5,000 left over from the Athens Summit").dating.first == 2010


@pytest.mark.parametrize(
    ("text", "editions"),
    [
        ("Summit of Geneva", (2011, 2024)),
        ("Summit in Mauritius", (2012,)),
        ("Sweden GFMD contribution", ()),
        ("the Sixteenth GFMD", ()),
        ("GFMD 2013", (2014,)),
        ("the tenth Summit Meeting", (2017,)),
    ],
)
def test_editions_are_named_by_year_place_and_number(text: str, editions: tuple[int, ...]) -> None:
    assert editions_named(text) == editions


def test_a_role_keeps_its_roundtable_where_its_line_tells_no_edition() -> None:
    block = role(f"{EXACT[1]}, as a follow-up of GFMD 2009")
    assert (block.roles[0].roundtable_id, block.dating.edition) == ("2010-2.2", None)
