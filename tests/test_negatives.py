"""Lines that say in their own words that there was nothing: no record, the status ``none``, and no evidence."""

from __future__ import annotations

from itertools import product

import pytest

from extractors.gfmd.contributions.negatives import says_none
from extractors.gfmd.facts import Block, facts_of
from extractors.gfmd.site.spoken import spoken
from extractors.gfmd.site.vocabulary import Label
from tests.case_files import lines_of
from tests.written_pages import END, IDENTITY, codes, read, shown, unclaimed

NOTHING_GIVEN = lines_of("nothing_given.txt")
SOMETHING_GIVEN = lines_of("something_given.txt")
NO_PART_TAKEN = lines_of("no_part_taken.txt")
PART_TAKEN = lines_of("part_taken.txt")


def block(contribution: str = "-", role: str = "-", meeting: str = "-") -> Block:
    """The one block of a page with these lines under its lists, all of whose lines are claimed."""
    lists = f"Financial Contribution\n• {contribution}\nRT Participation\n• {role}\nAttended Summit\n"
    found = read(f"{IDENTITY}Delegate\n{lists}Thematic Meetings\n• {meeting}{END}")
    assert unclaimed(found) == []
    assert "line_misplaced" not in codes(found)
    (only,) = facts_of(found).blocks
    return only


@pytest.mark.parametrize("line", NOTHING_GIVEN)
def test_whatever_the_words_nothing_given_is_no_contribution_and_no_evidence(line: str) -> None:
    found = block(contribution=line)
    assert (found.contribution_status, found.contributions) == ("none", ())
    assert (found.dating.edition, found.dating.evidence) == (None, ())


@pytest.mark.parametrize("line", SOMETHING_GIVEN)
def test_a_negation_of_something_else_leaves_a_contribution(line: str) -> None:
    found = block(contribution=line)
    assert (found.contribution_status, [one.text for one in found.contributions]) == ("listed", [line])


@pytest.mark.parametrize("line", NO_PART_TAKEN)
def test_whatever_the_words_no_part_taken_is_no_role_and_no_meeting(line: str) -> None:
    found = block(role=line, meeting=line)
    assert (found.roundtable_status, found.roles, found.meetings) == ("none", (), ())


@pytest.mark.parametrize("line", PART_TAKEN)
def test_a_negation_beside_a_role_leaves_the_role(line: str) -> None:
    found = block(role=line)
    assert found.roundtable_status == "listed"
    assert {one.text for one in found.roles} == {line}


def test_a_denial_under_the_label_of_another_list_is_no_record_of_either() -> None:
    found = facts_of(
        read(f"{IDENTITY}RT Participation\n• No financial contribution in 2010\nAttended Summit{END}")
    ).blocks[0]
    assert (found.contributions, found.roles) == ((), ())


DENIALS = ["No contribution", "No financial contribution was made", "{} did not contribute", "{} has not contributed"]
SUBJECTS = ["Lesotho", "The Government", "The Kingdom of Lesotho"]
TIMES = ["", " in 2010", " to the 2010 GFMD budget", " to the GFMD in 2010", ", as in 2009", " (2010)"]
HELP = [
    "; CHF 4,000 for travel",
    ", but paid for two interpreters",
    ". In-kind: rooms",
    " (secondment of a driver)",
    " and seconded a driver",
    ", only rooms",
    ", free rooms",
]


@pytest.mark.parametrize("denial", DENIALS)
def test_a_denial_with_its_time_is_one_and_with_help_beside_it_is_none(denial: str) -> None:
    for subject, when in product(SUBJECTS, TIMES):
        line = denial.format(subject) + when
        assert says_none(spoken(line), Label.CONTRIBUTION), line
        for given in HELP:
            assert not says_none(spoken(line + given), Label.CONTRIBUTION), line + given


@pytest.mark.parametrize("line", ["Did not attend any thematic meeting", "No meeting attended in 2010"])
def test_a_denial_set_off_from_its_label_is_no_title_of_a_practice(line: str) -> None:
    teaser = "Night Ferries\n\nSubmitted by Ms. Anna LINDT on\n\nA ferry sails at night."
    found = read(f"{IDENTITY}Delegate\nAttended Summit\nThematic Meetings\n\n{line}\n\n{teaser}{END}")
    assert shown(found) == [("Night Ferries", "A ferry sails at night.")]
    assert unclaimed(found) == []


@pytest.mark.parametrize("title", ["No Meetings without Migrants", "No Child Left Alone", "Zero Fees for Cooks"])
def test_a_title_that_denies_something_is_no_value(title: str) -> None:
    teaser = f"{title}\n\nA ferry sails at night."
    found = read(f"{IDENTITY}Delegate\nAttended Summit\nThematic Meetings\n\n{teaser}{END}")
    assert shown(found) == [(title, "A ferry sails at night.")]


def test_a_line_that_goes_on_is_no_denial() -> None:
    assert not says_none(spoken("no contribution and " * 5_000), Label.CONTRIBUTION)


@pytest.mark.parametrize("line", ["Unknown", "To be confirmed", "Information not available", "No data", "Inconnu"])
def test_words_for_a_value_that_is_not_there_are_no_contribution_and_no_denial(line: str) -> None:
    found = block(contribution=line)
    assert (found.contributions, found.contribution_status) == ((), "blank")
