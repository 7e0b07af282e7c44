"""Lines under ``RT Participation``: sessions and their codes, roles, and the people they are about."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import facts_of
from extractors.gfmd.sessions.roles import read_roles
from tests.written_pages import END, IDENTITY, codes, read, role

GENDER, COST = "Migration, gender and family", "Reducing the cost of migration and maximizing human development"
Row = tuple[int, str, str | None, str | None]


@pytest.mark.parametrize(
    ("printed", "venue", "code"),
    [
        ("RT 1. 1", "roundtable", "1.1"),
        ("RT 1,1", "roundtable", "1.1"),
        ("RT1.1", "roundtable", "1.1"),
        ("RT 1.1.", "roundtable", "1.1"),
        ("RT No. 1.1", "roundtable", "1.1"),
        ("RT n° 1.1", "roundtable", "1.1"),
        ("RT (1.1)", "roundtable", "1.1"),
        ("RT-1.1", "roundtable", "1.1"),
        ("Roundtable 1.1", "roundtable", "1.1"),
        ("Round Table 3:", "roundtable", "3"),
        ("Roundtable 1, session 1.2", "roundtable", "1.2"),
        ("RT 1.10", "roundtable", None),
        ("RT 2016", "roundtable", None),
        ("RT 1.1, 3 May 2018", "roundtable", "1.1"),
        ("Cluster ii", "cluster", "II"),
        ("Cluster 2", "cluster", "II"),
        ("Cluster No. 3", "cluster", "III"),
        ("Working Session 3. 1", "working_session", "3.1"),
        ("thematic meeting 3.3", "thematic_meeting", "3.3"),
        ("Cluster I: Working Session 1.1", "cluster", "I"),
    ],
)
def test_a_code_is_read_however_it_is_typed(printed: str, venue: str, code: str | None) -> None:
    (found,) = role(f"Team Member in {printed}").roles
    assert (found.role, found.venue, found.code) == ("team_member", venue, code)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (
            f'Team Member for RT 2.2 and RT 2.1 "{GENDER}"; "{COST}"',
            [(1, "team_member", "2.2", GENDER), (2, "team_member", "2.1", COST)],
        ),
        (
            f'Co-Chair of RT 2.2 "{GENDER}" and Team Member of RT 2.1 “{COST}”',
            [(1, "co_chair", "2.2", GENDER), (2, "team_member", "2.1", COST)],
        ),
        (
            f'Team Member in RT 2.2 "{GENDER}" and RT 2.1',
            [(1, "team_member", "2.2", GENDER), (2, "team_member", "2.1", None)],
        ),
        (
            f'Team Member in Common Space and RT 2.1 "{COST}"',
            [(1, "team_member", None, None), (2, "team_member", "2.1", COST)],
        ),
        ("Team Member in RT 1.1, 2.1 and 3.1", [(n, "team_member", f"{n}.1", None) for n in (1, 2, 3)]),
        ("Team Member in RT 1.1/2.1", [(1, "team_member", "1.1", None), (2, "team_member", "2.1", None)]),
        ("Team Member in Clusters I & II", [(1, "team_member", "I", None), (2, "team_member", "II", None)]),
        ("Team Member in RT 1.1, Chair in RT 2.1", [(1, "team_member", "1.1", None), (2, "chair", "2.1", None)]),
        ("RT 1.1: Team Member; RT 2.2: Chair", [(1, "team_member", "1.1", None), (2, "chair", "2.2", None)]),
        ("RT 1.1 and RT 2.2: Team Member", [(1, "team_member", "1.1", None), (2, "team_member", "2.2", None)]),
        ("Team Member in Working Session 1.1 (Cluster I)", [(1, "team_member", "I", None)]),
        (f'Chair in Cluster III, Working Session 3.1 "{COST}"', [(1, "chair", "III", COST)]),
        (f'Chair in Cluster 3; RT 3.1 "{COST}"', [(1, "chair", "III", COST)]),
        (f'Chair in Working Session 3.1, Cluster III "{COST}"', [(1, "chair", "III", COST)]),
        (
            f'Chair in Cluster I, Working Session 1.1 "{COST}" and Cluster II, Working Session 2.1 "{GENDER}"',
            [(1, "chair", "1.1", COST), (2, "chair", "2.1", GENDER)],
        ),
        (
            f'Chair in Cluster I "{COST}", Working Session 1.1 "{GENDER}"',
            [(1, "chair", "I", COST), (2, "chair", "1.1", GENDER)],
        ),
        ("RT 1.1 (Team Member)", [(1, "team_member", "1.1", None)]),
        ("RT 1.1 (Co-Chair with Ghana)", [(1, "co_chair", "1.1", None)]),
        ("Cluster II (Government Team Member)", [(1, "team_member", "II", None)]),
        ("RT 1.1: Chair/ Moderator", [(1, "chair", "1.1", None), (1, "moderator", "1.1", None)]),
        ("Chair in RT 1.1 (Part 2)", [(1, "chair", "1.1", None)]),
        ("Chair in RT 1.1 (GFMD 2010)", [(1, "chair", "1.1", None)]),
        ("Chair in RT 1.1 (Athens, 4 November 2009)", [(1, "chair", "1.1", None)]),
        ("Chair in RT 1.1 (Migrants and cities)", [(1, "chair", "1.1", "Migrants and cities")]),
        ("Chair in RT 1.1 Migrants (and others)", [(1, "chair", "1.1", "Migrants (and others)")]),
        ("Chair in RT 1.1 (Migrants (and others))", [(1, "chair", "1.1", "Migrants (and others)")]),
        ("Chair (RT 1.1 Migrants and others)", [(1, "chair", "1.1", "Migrants and others")]),
        ("Chair (RT 1.1)", [(1, "chair", "1.1", None)]),
        ("RT 1.1 - Team Member", [(1, "team_member", "1.1", None)]),
        ("RT 1.1: Hosting newcomers", [(1, "other", "1.1", "Hosting newcomers")]),
        (f'"{GENDER}" (RT 2.2), Co-Chair', [(1, "co_chair", "2.2", GENDER)]),
        ('Team Member in RT 1.1 "The "new" migrants"', [(1, "team_member", "1.1", 'The "new" migrants')]),
        ('Chair in RT 1.1 “The “new” ones” with "Partners"', [(1, "chair", "1.1", "The “new” ones")]),
        (f'Chair in RT 2.2 "{GENDER}" of the "Forum"', [(1, "chair", "2.2", GENDER)]),
        (
            "Rapporteur for RT 2.1, RT 3.1 and Co-Chair for 1.2",
            [(1, "rapporteur", "2.1", None), (2, "rapporteur", "3.1", None), (3, "co_chair", "1.2", None)],
        ),
        (
            "Co-Chair of 2.1, 2.2; Team Member of RT 3.1",
            [(1, "co_chair", "2.1", None), (2, "co_chair", "2.2", None), (3, "team_member", "3.1", None)],
        ),
        ("Co-Chair (2.1) and Moderator (3.2)", [(1, "co_chair", "2.1", None), (2, "moderator", "3.2", None)]),
        ("2.1: Co-Chair; 3.2: Moderator", [(1, "co_chair", "2.1", None), (2, "moderator", "3.2", None)]),
        ("RT 2.1: Co-Chair; 3.2: Moderator", [(1, "co_chair", "2.1", None), (2, "moderator", "3.2", None)]),
        ("RT 2.1 (Chair), RT 3.2 (Panelist)", [(1, "chair", "2.1", None), (2, "panelist", "3.2", None)]),
        ("RT 2.1 (Chair), Panelist in RT 3.2", [(1, "chair", "2.1", None), (2, "panelist", "3.2", None)]),
        ("RT 2.1 – Chair – RT 3.2 – Panelist", [(1, "chair", "2.1", None), (2, "panelist", "3.2", None)]),
        ("Chair in RT 2.1; RT 3.2: Panelist", [(1, "chair", "2.1", None), (2, "panelist", "3.2", None)]),
        (
            "RT 2.1: Chair and Moderator; RT 3.2, RT 3.3: Panelist",
            [
                (1, "chair", "2.1", None),
                (1, "moderator", "2.1", None),
                (2, "panelist", "3.2", None),
                (3, "panelist", "3.3", None),
            ],
        ),
        ("RT 2.1, RT 3.2 (Chair)", [(1, "other", "2.1", None), (2, "chair", "3.2", None)]),
        ("Chair in RT 2.1 and RT 3.2 (Moderator: Chad)", [(1, "chair", "2.1", None), (2, "chair", "3.2", None)]),
        ("Chair in RT 2.1 and RT 3.2 with moderator Chad", [(1, "chair", "2.1", None), (2, "chair", "3.2", None)]),
        (
            f'Chair in RT 2.1 and Panelist in RT 2.2 "{GENDER}"',
            [(1, "chair", "2.1", None), (2, "panelist", "2.2", GENDER)],
        ),
        (
            f"Chair in RT 2.1 “{COST}” and Panelist in 2.2 “{GENDER}”",
            [(1, "chair", "2.1", COST), (2, "panelist", "2.2", GENDER)],
        ),
        (
            f"“{GENDER}” (RT 2.2), Chair; “{COST}” (RT 2.1), Panelist",
            [(1, "chair", "2.2", GENDER), (2, "panelist", "2.1", COST)],
        ),
        ("Chair in Cluster I: Working Session 1.1 and RT 3.2", [(1, "chair", "I", None), (2, "chair", "3.2", None)]),
        (f"Chair in Working Session “{COST}” and RT 3.2", [(1, "chair", None, COST), (2, "chair", "3.2", None)]),
        (
            "Moderator of the round table 1.1 and member of the government team of the round table 3.1",
            [(1, "moderator", "1.1", None), (2, "team_member", "3.1", None)],
        ),
        (
            "Panelist in RT 2.1 and moderator of the closing plenary",
            [(1, "panelist", "2.1", None), (2, "moderator", None, None)],
        ),
        (
            "Moderator at the gala dinner and Panelist in RT 2.1",
            [(1, "moderator", None, None), (2, "panelist", "2.1", None)],
        ),
        ("Panelist in RT 2.1 on work, welfare and social dialogue", [(1, "panelist", "2.1", None)]),
        (
            "Panelist in RT 2.1 Work, welfare and social dialogue",
            [(1, "panelist", "2.1", "Work, welfare and social dialogue")],
        ),
        ("Panelist in RT 2.1 and 2.5 hours of debate", [(1, "panelist", "2.1", None)]),
        ("Panelist in RT 2, 3 May 2018", [(1, "panelist", "2", None)]),
        ("Panelist in RT 2.1 at 3.30 pm in phase 1.2", [(1, "panelist", "2.1", None)]),
        ("RT 2.1: Orchards and ports (Co-Chair)", [(1, "co_chair", "2.1", "Orchards and ports")]),
        ("RT 2.1 Orchards and ports, Co-Chair", [(1, "co_chair", "2.1", "Orchards and ports")]),
        ("Speaker in RT 2.1: Ms. Anna Lindt (Port Office)", [(1, "speaker", "2.1", None)]),
    ],
)
def test_each_session_of_a_line_has_its_own_row(line: str, rows: list[Row]) -> None:
    assert [(r.position, r.role, r.code, r.title) for r in role(line).roles] == rows


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f'Team Member in RT 1.1 and RT 2.2 "{GENDER}"', GENDER),
        (f'Team Member in RT 1.1 "{GENDER}"; "{COST}"', None),
        (f'Team Member in RT 1.1, RT 2.1 and RT 3.1 "{GENDER}"; "{COST}"', None),
        (f'Team Member in RT 1.1 "Unclosed and RT 2.2 "{GENDER}"', None),
        ("Team Member in RT 1.1 - 1.3", None),
        ("Team Member in RT 1,2 and 3", None),
    ],
)
def test_sessions_that_are_not_clearly_told_apart_are_one_row_without_a_code(line: str, title: str | None) -> None:
    found = read(f"{IDENTITY}Delegate\nRT Participation\n  • {line}\nAttended Summit{END}")
    ((row,),) = [block.roles for block in facts_of(found).blocks]
    assert (row.text, row.code, row.title) == (line, None, title)
    assert "sessions_unclear" in codes(found)


def test_a_line_after_one_with_two_sessions_has_the_next_position() -> None:
    lines = "  • Team Member in RT 1.1 and 2.1\n  • Chair/ Moderator in RT 3.1"
    (block,) = facts_of(read(f"{IDENTITY}Delegate\nRT Participation\n{lines}\nAttended Summit{END}")).blocks
    assert [(r.position, r.role) for r in block.roles] == [
        (1, "team_member"), (2, "team_member"), (3, "chair"), (3, "moderator"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "roles"),
    [
        *((f"Co{dash}Chair", ("co_chair",)) for dash in "-‐‑‒–—―−"),
        ("CO-CHAIR", ("co_chair",)),
        ("co chair", ("co_chair",)),
        ("Cochair", ("co_chair",)),
        ("Vice-Chair", ("other",)),
        ("Vice Chairperson", ("other",)),
        ("Discussant", ("other",)),
        ("Chairperson", ("chair",)),
        ("Moderator/Chair", ("moderator", "chair")),
        ("government team member", ("team_member",)),
        ("Member of the Government Team", ("team_member",)),
        ("Member of the RT 1.1 team", ("team_member",)),
        ("Meeting of Member States", ()),
        ("Member of the GFMD Assessment Team", ()),
        ("RT 1.1 chaired by Sweden", ()),
        ("Session hosted by Ghana and co-chaired by Sweden", ()),
        ("Copresidente de la mesa redonda 2.1", ("co_chair",)),
        ("Coprésidente de la table ronde 2.1", ("co_chair",)),
        ("Miembro del equipo gubernamental", ("team_member",)),
        ("Membre de l’équipe", ("team_member",)),
        ("Membro da equipe", ("team_member",)),
        ("Moderadora, relator", ("moderator", "rapporteur")),
        ("Modératrice et rapporteuse", ("moderator", "rapporteur")),
        ("Ponente", ("speaker",)),
        ("Orador", ("speaker",)),
        ("Panéliste", ("panelist",)),
        ("Enviado del Presidente de la República", ()),
    ],
)
def test_a_role_is_one_that_the_country_had(printed: str, roles: tuple[str, ...]) -> None:
    assert read_roles(printed) == roles


@pytest.mark.parametrize(
    ("named", "edition"),
    [
        ("at GFMD 2010", 2010), ("", 2010), ("at GFMD 2014", None), ("on 10 November 2010", 2010),
        ("on 4 May 2016", None),
    ],
)  # fmt: skip
def test_a_forum_or_a_day_that_the_title_contradicts_settles_nothing(named: str, edition: int | None) -> None:
    assert role(f'Team Member in RT 2.2 "{GENDER}" {named}').dating.edition == edition
