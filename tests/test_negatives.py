"""Lines that say in their own words that there was nothing: no record, the status ``none``, and no evidence."""

from __future__ import annotations

from itertools import product

import pytest

from extractors.gfmd.contributions.negatives import says_none
from extractors.gfmd.facts import Block, facts_of
from extractors.gfmd.site.spoken import spoken
from extractors.gfmd.site.vocabulary import Label
from tests.written_pages import END, IDENTITY, codes, read, shown, unclaimed

NOTHING_GIVEN = [
    "No contribution in 2012",
    "No contributions were received.",
    "No contribution was made to the budget of GFMD 2014",
    "No financial nor in-kind contribution",
    "No contribution in cash or in kind",
    "No contribution, owing to savings",
    "No funding provided",
    "No cash",
    "Without any contribution",
    "There was no contribution to the 2010 GFMD budget",
    "Lesotho made no contribution",
    "The Kingdom of Lesotho has not contributed.",
    "The Government did not contribute, neither in cash nor in kind",
    "Didn’t contribute to the 2010 GFMD budget",
    "Has never made a financial contribution",
    "Was not able to contribute",
    "Could not pay",
    "Contribution not received",
    "The contribution to GFMD 2010 was never paid",
    "Financial contribution: nil",
    "Contributions (2010) - none",
    "Contribution: no",
    "None received so far",
    "Nothing was given",
    "Lesotho paid nothing",
    "Contributed nothing to the 2010 GFMD budget",
    "No contribution to the Athens Forum",
    "No contribution to the costs of the Support Unit",
    "No contribution from the Ministry of Labour in 2010",
    "Zero",
    "0",
    "USD 0",
    "EUR 0.00 in 2010",
    "No se realizó ninguna contribución",
    "El país no contribuyó al presupuesto de 2010",
    "Sin aportes",
    "Ningún apoyo",
    "Aucune contribution financière",
    "N’a pas versé de contribution",
    "Pas de contribution en 2010",
    "Néant",
    "Nenhuma contribuição recebida",
    "Não contribuiu",
    "Sin contribuciones financieras",
    "No se recibieron contribuciones",
    "Contributions financières: aucune",
    "Pas d’apport financier",
    "Ne contribue pas au budget",
    "N’a versé aucune contribution",
    "N’a rien versé",
    "Não pagou",
    "Declined to contribute",
    "Refrained from contributing in 2010",
    "Failed to pay",
    "No contribution was possible, owing to cuts",
    "No contribution was possible owing to cuts",
    "No contributions to report",
]
SOMETHING_GIVEN = [
    "No earmarking: CHF 4,000",
    "CHF 4,000, not earmarked",
    "CHF 4,000 (no contribution in 2009)",
    "Not earmarked",
    "The contribution was not earmarked",
    "None of the contribution was earmarked",
    "No. 4: CHF 300",
    "Contribution no. 4",
    "no less than CHF 4,000",
    "Contributed although not asked to",
    "Contributed without being asked",
    "Not only contributed in 2010",
    "Never failed to contribute",
    "Has not refused any contribution",
    "Declined an award, gave two rooms",
    "Contribue au budget",
    "Did not contribute until 2012",
    "No further contribution",
    "No contribution other than staff",
    "In-kind, no cash",
    "No cash but in kind: two interpreters",
    "No financial contribution (in-kind only)",
    "No financial contribution; secondment of a driver",
    "Did not contribute financially and seconded a driver",
    "No cash contribution, free rooms",
    "Free rooms, no money involved",
    "Translation provided without payment",
    "Hosted the summit; no financial contribution",
    "Amount of the contribution not known",
    "No details of the contribution",
    "Contribution without conditions",
    "Contributed rooms, nothing else",
    "Support for delegates of countries that did not contribute",
    "Contributed financially to the 2010 GFMD budget",
]
NO_PART_TAKEN = [
    "Did not participate",
    "Did not take part in any roundtable",
    "The delegation did not attend",
    "Not represented at the round tables",
    "No participation in 2010",
    "No participation in RT 2.1",
    "No role in the roundtables",
    "Did not chair any session",
    "Did not attend roundtables and workshops",
    "RT participation: none",
    "Lesotho did not join",
    "No participó en las mesas redondas",
    "N’a pas participé",
    "Não participou",
]
PART_TAKEN = [
    "Team Member in RT 1.1 (did not attend)",
    "Mr. Tau Molapo, who could not attend, was speaker for RT 1.1",
    "Did not participate in RT 1.1 but was team member in RT 2.1",
    "Attended without a role",
    "RT 1.2, not RT 1.1",
    "RT 1.1 without a title",
    'Co-Chair in RT 1.1 "No participation, no rights"',
    "Observer",
]


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
