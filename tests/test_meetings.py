"""Lines under ``Thematic Meetings``: which meeting, when, where; and what that says of the block."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import MeetingAttendance, facts_of
from extractors.gfmd.sessions.meetings import is_meeting_line
from pipeline.transform.dataset import dataset_of
from schemas.extraction import AnyExtraction
from schemas.snapshot import Snapshot
from tests.written_pages import END, IDENTITY, codes, read

HARMONY, SKILLS = "Migration for Harmonious Societies", "Labour Migration and Skills"
CONTRADICTION = "edition_contradiction"


def page(*lines: str) -> AnyExtraction:
    """A page of one block with these lines under its meetings."""
    shown = "\n".join(f"- {line}" for line in lines)
    return read(f"{IDENTITY}Delegate\nAttended Summit\nThematic Meetings\n{shown}{END}")


def meeting(line: str) -> MeetingAttendance:
    ((found,),) = [block.meetings for block in facts_of(page(line)).blocks]
    return found


@pytest.mark.parametrize(
    ("line", "edition", "known"),
    [
        (f'Attended the Thematic Workshop on "{HARMONY}" on 18 May 2016 in Geneva', 2016, "2016-thematic-2"),
        (f'Attended the Thematic Workshop on "{HARMONY}"', 2016, "2016-thematic-2"),
        (f'Attended the Thematic Workshop on "{HARMONY}" in 2016, Geneva', 2016, "2016-thematic-2"),
        (f'Attended the Thematic Workshop on "{HARMONY}" in May 2016', 2016, "2016-thematic-2"),
        (f'Attended the Thematic Workshop on "{HARMONY}" on 19 May 2016', 2016, None),
        (f'On 18 May 2016 attended the Thematic Workshop on "{HARMONY}"', 2016, "2016-thematic-2"),
        (f'Attended the Thematic Workshop on "{SKILLS}" 3 May 2018, Geneva', 2018, "2018-thematic-2"),
        (f'Attended the Thematic Workshop on "{SKILLS}" on 5 September 2017 in Rabat', 2018, None),
        ('Attended the Thematic Workshop on "Migration" on 3 May 2018 in Geneva', 2018, None),
        ('Attended Thematic Meeting on "Migration Profiles" on 12-13 July 2011', 2011, "2011-thematic-3"),
        ("Attended the Thematic Meeting on Migration Profiles on 12-13 July 2011", 2011, "2011-thematic-3"),
        ('Attended Thematic Meeting on "Migration Profiles" on 12 July 2011', 2011, None),
        (f'Attended the Thematic Workshop on "GFMD {HARMONY}" on 18 May 2016', 2016, "2016-thematic-2"),
        ('Attended the Thematic Workshop on "Migration" in 2018', None, None),
    ],
)
def test_a_meeting_is_known_by_its_title_where_its_date_agrees(
    line: str, edition: int | None, known: str | None
) -> None:
    found = page(line)
    assert (facts_of(found).blocks[0].dating.edition, facts_of(found).blocks[0].meetings[0].meeting_id) == (
        edition,
        known,
    )
    assert CONTRADICTION not in codes(found)


@pytest.mark.parametrize("between", ["", " on", " on the", " on Wednesday,", ", Wednesday,", " from", " on from"])
def test_what_leads_over_to_a_date_is_no_part_of_its_place(between: str) -> None:
    found = meeting(f'Co-Chair in Thematic Meeting on "Boats" in Chisinau, Moldova{between} 12 October 2011')
    assert (found.city, found.country_iso3) == ("Chisinau", "MDA")


@pytest.mark.parametrize(
    "when",
    ["on 18 May 2018 in Geneva", "in 2018, Geneva", "in May 2018", "on 5 September 2017 in Rabat", "(18 May 2014)"],
)
def test_a_date_that_a_known_title_contradicts_settles_nothing_and_is_reported(when: str) -> None:
    found = page(f'Attended the Thematic Workshop on "{HARMONY}" {when}')
    (block,) = facts_of(found).blocks
    assert (block.dating.edition, block.dating.first, block.dating.last) == (None, 2007, 2025)
    assert block.meetings[0].meeting_id is None
    assert CONTRADICTION in codes(found)


@pytest.mark.parametrize(
    ("when", "reported"),
    [
        ("31 June 2016", True), ("03/04/2016", True), ("14-12 May 2016", True), ("March 2016", False),
        ("29 March", True), ("2016", False),
    ],
)  # fmt: skip
def test_no_day_is_guessed(when: str, reported: bool) -> None:
    found = page(f'Attended the Thematic Workshop on "Boats and Bees" on {when} in Lima, Peru.')
    (row,) = facts_of(found).blocks[0].meetings
    assert (row.title, row.starts_on, row.ends_on) == ("Boats and Bees", None, None)
    assert ("date_unreadable" in codes(found)) is reported


@pytest.mark.parametrize(
    ("line", "day", "city"),
    [
        (
            'Workshop on "Boats" on 12 May 2011 in Lima, a follow-up of the meeting of 3 March 2010',
            "2011-05-12",
            "Lima",
        ),
        ('Workshop on "Boats" in Lima on 12 May 2011, following GFMD 2010', "2011-05-12", "Lima"),
        ('Workshop on "Boats" on 12-05-2011 in Lima', None, "Lima"),
        ('Workshop on "Boats" on 22-05-2011 in Lima, compared to 2009', "2011-05-22", "Lima"),
        ('Workshop on "Boats" in Lima, a follow-up of that of 3 March 2010 in Madrid, Spain', None, "Lima"),
        ('Workshop on "Boats" el 12 de mayo de 2011 in Lima, after 2010', "2011-05-12", "Lima"),
        ('Workshop on "Boats" on 8 June and 10 July 2011 in Lima', None, "Lima"),
    ],
)
def test_the_first_date_behind_the_title_is_the_meetings_own(line: str, day: str | None, city: str) -> None:
    found = page(f"Attended the Thematic {line}")
    ((row,),) = [block.meetings for block in facts_of(found).blocks]
    assert (row.starts_on and row.starts_on.isoformat(), row.city) == (day, city)
    assert (day is None) == ("date_unreadable" in codes(found))


@pytest.mark.parametrize(
    "beside",
    [
        "a sequel to that of 3 March 2010 in Madrid",
        "inspired by the workshop of 3 March 2010",
        "in the wake of the meeting of 3 March 2010",
        "mandated by the Steering Group of 3 March 2010",
        "seguimiento del taller del 3 de marzo de 2010",
        "suite à l'atelier du 3 mars 2010",
        "na sequência do encontro de 3 de março de 2010",
    ],
)
def test_a_date_that_other_words_than_names_and_small_ones_lead_to_is_not_the_meetings_own(beside: str) -> None:
    found = page(f'Attended the Thematic Workshop on "Boats", {beside}')
    (block,) = facts_of(found).blocks
    assert (block.meetings[0].starts_on, block.dating.edition) == (None, None)
    assert "date_unreadable" in codes(found)


@pytest.mark.parametrize("aside", ["(a sequel to the workshop of 3 March 2010) ", "(second session) "])
def test_a_bracket_between_title_and_date_does_not_hide_the_date(aside: str) -> None:
    found = meeting(f'Attended the Thematic Workshop on "Boats" {aside}on 12 May 2011 in Lima, Peru')
    assert (str(found.starts_on), found.city) == ("2011-05-12", "Lima")


@pytest.mark.parametrize(
    "beside", ["a follow-up of the meeting of 3 March 2010", "following GFMD 2009", "compared to 2012", "2010 and 2012"]
)
@pytest.mark.parametrize("title", [HARMONY, "Boats"])
def test_a_line_that_speaks_of_other_years_tells_no_edition(title: str, beside: str) -> None:
    found = page(f'Attended the Thematic Workshop on "{title}" on 18 May 2016 in Geneva, {beside}')
    (block,) = facts_of(found).blocks
    assert (block.dating.edition, block.dating.first, block.dating.last) == (None, 2007, 2025)
    assert CONTRADICTION not in codes(found)


@pytest.mark.parametrize(
    "line",
    [
        'Attended the Thematic Workshop on "Boats" on 29 March 2016 in Dhaka, Bangladesh.',
        'Attended the Thematic Workshop on "Boats" in Dhaka, Bangladesh on 29 March 2016.',
        'Attended the Thematic Workshop on "Boats" on 29 March 2016 (Dhaka, Bangladesh)',
        'Attended the Thematic Workshop on "Boats", Dhaka, Bangladesh, 29 March 2016',
        'Attended the Thematic Workshop on "Boats" on 31 June 2016 in Dhaka, Bangladesh',
    ],
)
def test_a_place_stands_on_either_side_of_the_date(line: str) -> None:
    found = meeting(line)
    assert (found.title, found.city, found.country_iso3) == ("Boats", "Dhaka", "BGD")


@pytest.mark.parametrize(
    "days",
    [
        "8 June / 10 July 2011", "8 June, 10 July and 12 August 2011", "8 June; 10 July 2011",
        "8 June as well as 10 July 2011", "12-13 October 11", "12-13 October '11", "19 luglio 2016", "19 07 2016",
        "19July 2016", "18/07-19/07/2016",
    ],
)  # fmt: skip
def test_days_that_cannot_be_read_are_reported_and_their_place_is_kept(days: str) -> None:
    found = page(f'Attended the Thematic Workshop on "Boats" on {days} in Lima, Peru')
    (row,) = facts_of(found).blocks[0].meetings
    assert (row.starts_on, row.city, row.country_iso3) == (None, "Lima", "PER")
    assert "date_unreadable" in codes(found)


@pytest.mark.parametrize(
    ("where", "city", "country"),
    [
        ("on 12 octobre 2011 à Dakar, Sénégal", "Dakar", "SEN"),
        ("le 12 août 2011 à Genève, Suisse", "Genève", "CHE"),
        ("el 12 de octubre de 2011 en Quito, Ecuador", "Quito", "ECU"),
        ("em 12 de outubro de 2011 em Salvador, Brasil", "Salvador", "BRA"),
        ("em Salvador, Brasil, em 12 de outubro de 2011", "Salvador", "BRA"),
        ("on 12 May 2011 in Bouaké, Côte d’Ivoire", "Bouaké", "CIV"),
        ("on 12 May 2011 in Bouaké, Cote d'Ivoire", "Bouaké", "CIV"),
        ("on 12 May 2011 in Lubumbashi, Congo (Kinshasa)", "Lubumbashi", "COD"),
        (", Salvador, Brazil: 12 May 2011 (Participant)", "Salvador", "BRA"),
    ],
)
def test_a_place_is_read_as_other_languages_and_lists_of_names_print_it(where: str, city: str, country: str) -> None:
    found = meeting(f'Attended the Thematic Workshop on "Boats" {where}')
    assert (found.city, found.country_iso3) == (city, country)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ('Attended the Thematic Workshop on "Boats" on 29 March 2016 in Dhaka, Bangladesh.', True),
        ("Participated in the Thematic Meeting on boats", True),
        ('Co‑Chair in Thematic Meeting on "Boats" on 12-13 October 2011 in Chisinau, Moldova.', True),
        ("Speaker at the workshop on boats, 3 May 2018", True),
        ('Organized the thematic workshop "Boats"', True),
        ("Participation of Diaspora in Workshops", False),
        ("Participatory Workshops for Newcomers", False),
        ("Host Family Meetings", False),
        ("Chair Repair Workshop", False),
        ("Organised workshops for seamstresses", False),
        ("A Thematic Workshop for Seamstresses", False),
    ],
)
def test_a_line_is_a_meeting_only_where_it_says_so(line: str, is_one: bool) -> None:
    assert is_meeting_line(line) is is_one


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ('Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (Moderator)', "moderator"),
        ('Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh [Moderator]', "moderator"),
        ('Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (as Co- Chair).', "co_chair"),
        ('Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh – Rapporteur', "rapporteur"),
        ('Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh, speaker', "speaker"),
        ('Thematic Workshop on "Boats" on 29-30 March 2016 (Co-Chair) in Dhaka, Bangladesh', "co_chair"),
        ('Thematic Workshop on "Boats" (Co-Chair) on 29-30 March 2016 in Dhaka, Bangladesh', "co_chair"),
        ('Thematic Workshop on "Boats" (Co-Chair) in Dhaka, Bangladesh on 29-30 March 2016', "co_chair"),
        ("Thematic Workshop on Boats (Co-Chair) on 29-30 March 2016 in Dhaka, Bangladesh", "co_chair"),
        ('Speaker at the Thematic Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (Chair)', "speaker"),
        ('Attended the Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (Chair: Chad)', "participant"),
        ('Attended the Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (chaired by Chad)', "participant"),
        (
            'Attended the Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (with Chad as chair)',
            "participant",
        ),
        ('Attended the Workshop on "Boats" on 29-30 March 2016 in Dhaka, Bangladesh (with partners)', "participant"),
    ],
)
def test_a_role_by_itself_behind_the_title_is_that_of_the_line_and_no_part_of_the_place(line: str, role: str) -> None:
    found = meeting(line)
    assert (found.role, found.title, found.city, found.country_iso3) == (role, "Boats", "Dhaka", "BGD")
    assert (str(found.starts_on), str(found.ends_on), found.text) == ("2016-03-29", "2016-03-30", line)


def test_a_role_within_a_title_is_no_role() -> None:
    found = meeting('Attended the Thematic Workshop on "Boats (Co-Chair)" on 29 March 2016 in Dhaka, Bangladesh')
    assert (found.role, found.title) == ("participant", "Boats (Co-Chair)")


def test_each_meeting_of_a_line_with_a_date_of_its_own_has_its_own_row() -> None:
    line = f'Attended the Thematic Workshops on "{HARMONY}" on 18 May 2016 in Geneva and "Boats" on 3 June 2016 in Lima'
    (block,) = facts_of(page(line)).blocks
    assert [(m.title, m.meeting_id, str(m.starts_on), m.city, m.kind, m.text) for m in block.meetings] == [
        (HARMONY, "2016-thematic-2", "2016-05-18", "Geneva", "thematic_workshop", line),
        ("Boats", None, "2016-06-03", "Lima", "thematic_workshop", line),
    ]


def test_several_meetings_with_one_date_are_reported() -> None:
    found = page('Attended the Thematic Workshops on "Boats" and "Bees" on 3 June 2016 in Lima')
    assert [row.title for row in facts_of(found).blocks[0].meetings] == ["Boats"]
    assert "meetings_unclear" in codes(found)


def test_a_line_gives_one_piece_of_evidence_whatever_it_names() -> None:
    meetings = f'- Attended the Thematic Workshops on "{HARMONY}" on 18 May 2016 and "Boats" on 3 June 2016 in Lima'
    roles = '  • Team Member in RT 1.2 "Connectivity and migration" and RT 1.1 "Lowering the costs of migration"'
    wrong = f'- Attended the Thematic Workshop on "{SKILLS}" on 3 May 2017 in Geneva'
    blocks = f"Delegate\nRT Participation\n{roles}\nAttended Summit\nThematic Meetings\n{meetings}\n"
    blocks += f"Delegate\nAttended Summit\nThematic Meetings\n{wrong}"
    found = dataset_of([Snapshot("gfmd", "page", f"{IDENTITY}{blocks}{END}".encode())])["edition_evidence"]
    assert sorted((row.line, row.basis, row.editions, row.used) for row in found) == [
        (16, "roundtable", (2016,), True),
        (19, "meeting", (2016,), True),
        (23, "meeting", (), False),
    ]
