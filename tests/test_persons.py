"""Lines about people: who it was, and of which office or body; never a country, a body or an office as a person."""

from __future__ import annotations

import pytest

from tests.case_files import lines_of
from tests.written_pages import role


@pytest.mark.parametrize(
    ("line", "person", "affiliation"),
    [
        ("Mr. John Doe, Jr., Director of Y, was speaker for RT 1.1", "Mr. John Doe, Jr.", "Director of Y"),
        ("Mr John Doe III, Director of Y, was speaker for RT 1.1", "Mr John Doe III", "Director of Y"),
        ("Mr X (Director of Y) was speaker for RT 1.1", "Mr X", "Director of Y"),
        ("Ms X, Director of the Centre (CEM), was speaker for RT 1.1", "Ms X", "Director of the Centre (CEM)"),
        ("Mr Juan Paz of El Colegio de México was speaker for RT 1.1", "Mr Juan Paz", "El Colegio de México"),
        ("H.E. Ms Ana Paz, Minister of Labour, was speaker for RT 1.1", "H.E. Ms Ana Paz", "Minister of Labour"),
        ("Mr Lee, of the Ministry of Labour, was speaker for RT 1.1", "Mr Lee", "the Ministry of Labour"),
        ("Mr X, Chair of Y, and Ms Z Zed, Head of W, were speakers for RT 1.1", None, None),
        ("Ms B and Ms C were speakers for RT 1.1", None, None),
        ("Costa Rica, through its Ministry of Labour, was speaker for RT 1.1", None, None),
        ("The Government of Peru was speaker for RT 1.1", None, None),
        ("United Republic of Tanzania was speaker for RT 1.1", None, None),
        ("Permanent Mission of Peru was speaker for RT 1.1", None, None),
        ("The Minister of Labour was speaker for RT 1.1", None, None),
        ("Mr John Doe Minister of Labour was speaker for RT 1.1", None, None),
        ("Mr John Doe Director General of Migration was speaker for RT 1.1", None, None),
    ],
)
def test_a_person_is_named_in_full_or_not_at_all(line: str, person: str | None, affiliation: str | None) -> None:
    (found,) = role(line).roles
    assert (found.role, found.person, found.affiliation, found.text) == ("speaker", person, affiliation, line)


def test_each_session_has_its_own_people() -> None:
    line = (
        "Mr A, Head of B, was speaker for RT 1.1 and Ms C was panelist in RT 2.1, Mr D and Ms E were chairs of RT 3.1"
    )
    assert [(r.role, r.person, r.affiliation) for r in role(line).roles] == [
        ("speaker", "Mr A", "Head of B"),
        ("panelist", "Ms C", None),
        ("chair", None, None),
    ]


NAMES = [
    "Ms. Anna Lindt",
    "Dr. J. P. Okoro",
    "H.E. Mrs. Ana-María de los Ríos y Paz",
    "Mr. Juan Carlos de la Torre Núñez del Prado",
    "Mr. Abdul Rahman bin Khalid al-Masri El Amin",
    "Prof. Willem van der Berg O’Connor",
    "Ms. Siobhán NÍ BHRIAIN",
    "J. P. Okoro",
    "Anna Lindt",
    "Luís dos Santos e Silva",
]
BETWEEN = [
    "{} (Port Office) - {}",
    "{} (Port Office) – {}",
    "{} (Port Office) — {}",
    "{} (Port Office): {}",
    "{} (Port Office), {}",
    "{} (Port Office) {}",
    "{} [Port Office] - {}",
    "{}, Port Office, was {}",
    "{}, Port Office, acted as {}",
    "{} (Port Office) served as the {}",
    "{}, Port Office - {}",
]
ROLES = [("speaker at RT 2.1", "speaker"), ("Co-Chair of RT 2.1", "co_chair"), ("moderator, RT 2.1", "moderator")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("between", BETWEEN)
def test_a_person_with_an_office_is_read_however_the_two_are_set_off(name: str, between: str) -> None:
    for printed, named in ROLES:
        (found,) = role(between.format(name, printed)).roles
        assert (found.role, found.code) == (named, "2.1")
        assert (found.person, found.affiliation) == (name, "Port Office")


@pytest.mark.parametrize(
    ("line", "person", "affiliation"),
    [
        ("Ms. Anna Lindt - speaker at RT 2.1", "Ms. Anna Lindt", None),
        ("Ms. Anna Lindt: speaker at RT 2.1", "Ms. Anna Lindt", None),
        ("Ms. Anna Lindt - Port Office - speaker at RT 2.1", "Ms. Anna Lindt", "Port Office"),
        ("Ms. Anna Lindt (Head (a.i.), Port Office) - speaker at RT 2.1", "Ms. Anna Lindt", "Head (a.i.), Port Office"),
        ("Ms. Anna Lindt (Port Office), Director, was speaker at RT 2.1", "Ms. Anna Lindt", "Port Office, Director"),
        ("Mr X, Chair of the Youth Forum, was speaker for RT 2.1", "Mr X", "Chair of the Youth Forum"),
        ("Ambassador Anna Lindt was speaker for RT 2.1", "Ambassador Anna Lindt", None),
        ("Ms. Jane Head (Port Office) - speaker at RT 2.1", "Ms. Jane Head", "Port Office"),
    ],
)
def test_what_stands_beside_a_name_is_the_whole_office(line: str, person: str, affiliation: str | None) -> None:
    (found,) = role(line).roles
    assert (found.role, found.person, found.affiliation) == ("speaker", person, affiliation)


@pytest.mark.parametrize(
    "line",
    [
        "Ms. Ada Obi (Port Office), RT 2.1, speaker",
        "Ms. Ada Obi (Port Office), RT 2.1 - speaker",
        "Ms. Ada Obi, Port Office, RT 2.1: speaker",
        "Ms. Ada Obi (Port Office) - Speaker, RT 2.1",
    ],
)
def test_a_session_between_a_person_and_the_role_is_no_part_of_the_office(line: str) -> None:
    (found,) = role(line).roles
    assert (found.role, found.code, found.person, found.affiliation) == ("speaker", "2.1", "Ms. Ada Obi", "Port Office")


def test_a_chair_may_be_set_off_from_the_session_by_a_comma() -> None:
    (found,) = role("Ms. Ada Obi (Port Office) – Co-Chair, RT 2.1").roles
    assert (found.role, found.code, found.person) == ("co_chair", "2.1", "Ms. Ada Obi")


@pytest.mark.parametrize("words", lines_of("no_single_person.txt"))
def test_what_is_no_single_person_gives_none(words: str) -> None:
    (found,) = role(f"{words} - speaker at RT 2.1").roles
    assert (found.role, found.code, found.person, found.affiliation) == ("speaker", "2.1", None, None)


@pytest.mark.parametrize(
    "role_of_several", ["- speakers at", "were speakers at", "- resource persons at", "- co-chairs of"]
)
def test_several_people_are_known_by_their_role_too(role_of_several: str) -> None:
    (found,) = role(f"Ms. Anna Lindt (Port Office) {role_of_several} RT 2.1").roles
    assert (found.code, found.person) == ("2.1", None)


def test_people_in_two_sessions_are_told_apart_and_their_offices_name_no_venue() -> None:
    line = (
        "Ms. Anna Lindt (Dialogue Office) - speaker at RT 2.1; Juan Paz (Summit Office) - panelist at the Common Space"
    )
    assert [(r.role, r.venue, r.code, r.person, r.affiliation) for r in role(line).roles] == [
        ("speaker", "roundtable", "2.1", "Ms. Anna Lindt", "Dialogue Office"),
        ("panelist", "common_space", None, "Juan Paz", "Summit Office"),
    ]
