"""Only a line of a roundtable, cluster or working session names one by its title, and is evidence of an edition."""

from __future__ import annotations

from collections import Counter

import pytest

from extractors.gfmd.facts import facts_of
from tests.case_files import lines_of
from tests.truth import TITLES, Title
from tests.written_pages import END, IDENTITY, codes, read, role

GENDER = "Migration, gender and family"
OTHER_VENUES = lines_of("venues_of_other_kinds.txt")
LINES = [
    'Panelist in {venue} "{title}"',
    "Ms. Anna Lindt, Head of the Port Office, was moderator of {venue}: “{title}”.",
    "Took the floor in {venue} on “{title}",
    'Spoke about "{title}" at {venue}',
    '"{title}", {venue}',
    'Team Member in RT 9.9 and panelist in {venue} "{title}"',
    'Team Member in RT 9.9; spoke in {venue} "{title}"',
    'Spoke in {venue} (see RT 9.9) "{title}"',
    'Spoke in {venue} of RT 9.9 "{title}"',
]
ROUNDTABLE_LINES = [
    'Panelist in {venue} "{title}"',
    'Panelist in the session of {venue} "{title}"',
    "Ms. Anna Lindt, Head of the Forum Office, was moderator of {venue}: “{title}”.",
    'Spoke about "{title}" in {venue}',
    'Reported from {venue} "{title}" to the plenary',
    'Spoke in the plenary and was panelist in {venue} "{title}"',
    'Common Space and {venue} "{title}"',
    'Panelist in {venue} at the summit "{title}"',
]
OWN = {"roundtable": "RT {}", "cluster": "Cluster {}"}
A_SHARE = 13  # of the titles one in so many beside each other line
EDITIONS_OF = Counter(title.title for title in {(t.title, t.edition): t for t in TITLES}.values())


def listed(lines: list[str]) -> str:
    """A page of one block with these lines under its roundtables."""
    return f"{IDENTITY}RT Participation\n" + "\n".join(f"• {line}" for line in lines) + f"\nAttended Summit{END}"


@pytest.mark.parametrize("venue", OTHER_VENUES)
def test_no_title_beside_a_venue_of_another_kind_is_that_of_a_roundtable(venue: str) -> None:
    for place, line in enumerate(LINES):
        titles = TITLES[place % A_SHARE :: A_SHARE] if place else TITLES
        found = read(listed([line.format(venue=venue, title=title.title) for title in titles]))
        (block,) = facts_of(found).blocks
        assert [r.text for r in block.roles if r.roundtable_id] == []
        assert [one for one in block.dating.evidence if one.basis == "roundtable"] == []
        assert {"sessions_unclear", "roundtable_unknown"}.isdisjoint(codes(found))


@pytest.mark.parametrize(
    "where", ["in the Dhaka Talks", "at a gala of migrants", "en la Casa de la Cultura", "au salon du livre"]
)
def test_a_venue_that_nobody_knows_is_no_roundtable_either(where: str) -> None:
    lines = [
        f'Panelist {where} "{GENDER}"',
        f"Spoke {where} on “{GENDER}”",
        f'Spoke about "{GENDER}" {where}',
        f'Team Member in RT 9.9 and panelist {where} "{GENDER}"',
    ]
    (block,) = facts_of(read(listed(lines))).blocks
    assert [r.text for r in block.roles if r.roundtable_id] == []
    assert block.dating.evidence == ()


def beside_own_venue(line: str, title: Title) -> str:
    return line.format(venue=OWN[title.kind].format(title.code), title=title.title)


@pytest.mark.parametrize("line", ROUNDTABLE_LINES)
def test_a_title_beside_its_own_roundtable_is_its_own_whatever_else_the_line_names(line: str) -> None:
    known = [title for title in TITLES if title.kind in OWN and EDITIONS_OF[title.title] == 1]
    for title in known:
        matched = {r.roundtable_id for r in role(beside_own_venue(line, title)).roles if r.title == title.title}
        assert matched == {title.roundtable_id}, title


@pytest.mark.parametrize(
    ("line", "venue", "title"),
    [
        (f'Panelist in the plenary "{GENDER}"', "other", GENDER),
        (f'Panelist in a panel of the Common Space "{GENDER}"', "common_space", GENDER),
        (f'Panelist in the thematic meeting on "{GENDER}"', "thematic_meeting", GENDER),
        (f'Panelist at the Summit: "{GENDER}"', "summit", GENDER),
        ("Ponente en la mesa redonda empresarial", "business_roundtable", None),
        ("Moderator in the espace commun", "common_space", None),
    ],
)
def test_the_kind_of_a_venue_and_its_printed_title_are_kept(line: str, venue: str, title: str | None) -> None:
    (found,) = role(line).roles
    assert (found.venue, found.code, found.title, found.roundtable_id) == (venue, None, title, None)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (f'Panelist in RT 1.1 and Common Space "{GENDER}"', [("roundtable", None), ("common_space", GENDER)]),
        (
            f'Panelist in RT 1.1; moderator on "{GENDER}" at the PfP',
            [("roundtable", None), ("platform_for_partnerships", GENDER)],
        ),
        (f'Panelist in RT 2.2; Common Space: "{GENDER}"', [("roundtable", None), ("common_space", GENDER)]),
        (f'Panelist in RT 2.2 and in the closing plenary "{GENDER}"', [("roundtable", None), ("other", GENDER)]),
    ],
)
def test_of_two_venues_the_nearer_one_has_the_title(line: str, rows: list[tuple[str, str | None]]) -> None:
    found = role(line).roles
    assert [(r.venue, r.title) for r in found] == rows
    assert {r.roundtable_id for r in found} == {None}


@pytest.mark.parametrize(
    "before",
    [
        "Presented the report", "Launched the handbook", "Contributor to the policy brief",
        "Speaker in a television interview,", "Speaker, Networking Zone:", "Panelist in the film",
        "Moderator of the Open Space", "Commonspace", "Speaker, Common-Space:", "Ponente en la feria",
    ],
)  # fmt: skip
def test_a_title_that_an_unknown_noun_leads_to_is_that_of_no_roundtable(before: str) -> None:
    found = role(f'{before} "{GENDER}"')
    assert [one.roundtable_id for one in found.roles] == [None]
    assert found.dating.edition is None


@pytest.mark.parametrize(
    "line",
    [
        f'Spoke about "{GENDER}"',
        f'Spoke at the Global Forum on Migration and Development about "{GENDER}"',
        f'Spoke at the GFMD in Athens about "{GENDER}"',
        f'Spoke in the name of the Chair about "{GENDER}"',
        f'Attended "{GENDER}"',
        f'Team Member, "{GENDER}"',
        f'Mr. Juan Prueba, Director of Ports, was speaker on "{GENDER}"',
        f'Panelist in the Roundtable on "{GENDER}"',
        f'Panelist in the roundtable session "{GENDER}"',
        f'Panelist in Session 2.2 "{GENDER}"',
        f'Ponente en la mesa redonda 2.2 "{GENDER}"',
        f'Orateur à la table ronde 2.2 "{GENDER}"',
        f'Panelist in thematic meeting 2.2 "{GENDER}"',
    ],
)
def test_a_title_beside_no_other_venue_is_matched_as_ever(line: str) -> None:
    (found,) = role(line).roles
    assert found.roundtable_id == "2010-2.2"
