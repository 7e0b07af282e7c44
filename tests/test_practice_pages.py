"""A practice's own page: title, countries, terms, author and day are its own, whatever stands around them."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.gfmd.facts import Practice, facts_of
from schemas.extraction import AnyExtraction
from tests.written_pages import codes, owners, read, unclaimed

TEXT = "Seafarers of any nationality can see a nurse on the quay."
DAY = "<div>Date Shared: </div><div>Friday, November 9, 2018 - 08:13</div>"
OLD = f"{{}}{DAY}<div>Belgium, Mexico</div><div>Remittances</div><p>{TEXT}</p>"


def page(body: str) -> AnyExtraction:
    return read(f"<html><body>{body}</body></html>")


def practice(found: AnyExtraction) -> Practice:
    assert found.page.kind == "practice"
    (only,) = facts_of(found).practices
    return only


def terms(found: AnyExtraction) -> list[tuple[str, str]]:
    return sorted((term.scheme, term.term) for term in practice(found).terms)


def countries(found: AnyExtraction) -> list[str]:
    return sorted(iso3 for iso3, _ in practice(found).countries)


@pytest.mark.parametrize(
    "head",
    [
        "<h1>Harbour Clinics</h1>",
        "<div><h1>Global Forum on Migration and Development</h1></div><div><h2>Harbour Clinics</h2></div>",
        "<h2>Platform for Partnerships</h2><p>About the PfP</p><h2>Harbour Clinics</h2><div>65 liked this page.</div>",
        "<div>Harbour Clinics</div>",
        '<h1><a href="/">Forum</a></h1><h2>Harbour Clinics</h2><p>Upcoming talk</p>',
    ],
)
def test_the_title_is_the_practices_and_not_the_sites(head: str) -> None:
    found = page(OLD.format(head))
    assert practice(found).title == "Harbour Clinics"
    assert countries(found) == ["BEL", "MEX"]
    assert terms(found) == [("theme", "Remittances")]
    assert practice(found).summary == TEXT


def test_the_name_of_the_page_tells_its_title() -> None:
    title = "<head><title>Harbour Clinics | Global Forum on Migration and Development</title></head>"
    found = read(f"<html>{title}<body>{OLD.format('<h2>Our database</h2><div>Harbour Clinics</div>')}</body></html>")
    assert practice(found).title == "Harbour Clinics"


def test_a_title_that_is_printed_twice_is_no_term() -> None:
    found = page(f"<h1>Harbour Clinics</h1>{DAY}<div>Harbour Clinics</div><div>Remittances</div><p>{TEXT}</p>")
    assert terms(found) == [("theme", "Remittances")]
    assert unclaimed(found) == []


@pytest.mark.parametrize(
    "below",
    [
        "<h3>Comments</h3><div>Submitted by Jane Roe on Mon, 12/03/2018 - 10:00</div><p>Great practice, thank you.</p>",
        '<h3>Related practices</h3><h4><a href="/pfp/ppd/7">Return Desk</a></h4><div>Submitted by Jane Roe on</div>',
        '<ul><li><a href="/pfp/ppd/7">Return Desk</a></li></ul>',
        "<div>Share on Facebook Tweet</div><div>Printer-friendly version</div>",
    ],
)
@pytest.mark.parametrize("author", ["", "<div>Submitted by Mr. A B on</div>"])
@pytest.mark.parametrize("source", ["", "<div>GFMD Source:</div><div>GFMD 2018 - RT 1.1</div>"])
def test_what_others_say_below_is_none_of_the_practice(below: str, author: str, source: str) -> None:
    found = page(OLD.format(f"<h1>Harbour Clinics</h1>{author}") + source + below)
    assert practice(found).submitted_by == ("Mr. A B" if author else None)
    assert practice(found).summary == TEXT
    own = [("gfmd_source", "GFMD 2018 - RT 1.1")] if source else []
    assert terms(found) == [*own, ("theme", "Remittances")]


def test_the_day_is_that_of_the_sharing() -> None:
    event = '<div><time datetime="2031-02-03T10:00">3 February 2031</time> Summit</div>'
    shared = "<p>Date Shared</p>{}<p>Summary</p><p>Two schools swap apprentices.</p><p>GFMD Source</p>"
    unknown = page(f"<h1>Apprentice Exchange</h1>{event}{shared.format('')}")
    assert practice(unknown).submitted_on is None
    known = page(f"<h1>Apprentice Exchange</h1>{shared.format('<p><time datetime=2018-11-09>last year</time></p>')}")
    assert practice(known).submitted_on == date(2018, 11, 9)


@pytest.mark.parametrize(
    "likes",
    [
        "65 liked this page.", "16 liked this page, including you.", "Like 65 liked this page.",
        "1 person liked this page.", "Be the first to like this page.",
    ],
)  # fmt: skip
def test_likes_are_ignored_by_name(likes: str) -> None:
    found = read(f"{likes}\nDate Shared: \nFriday, November 9, 2018 - 08:13\n\nHarbour Clinics\n\nMexico\n\n{TEXT}\n")
    assert owners(found)[likes] == "ignored:likes"
    assert found.page.form == "practice_old"
    assert (practice(found).title, countries(found)) == ("Harbour Clinics", ["MEX"])


NEW = "Apprentice Exchange\n\nDate Shared\n{}\nSummary\n\nTwo schools swap apprentices.\n\nGFMD Source\n"


@pytest.mark.parametrize(
    ("line", "iso3"),
    [
        ("Chile and Peru", ["CHL", "PER"]),
        ("Chile/Peru", ["CHL", "PER"]),
        ("Chile, Bolivia & Peru", ["BOL", "CHL", "PER"]),
        ("Chile, Trinidad and Tobago and Peru", ["CHL", "PER", "TTO"]),
    ],
)
def test_countries_may_be_joined_by_a_word_or_a_slash(line: str, iso3: list[str]) -> None:
    found = read(NEW.format(f"Countries and areas\n{line}"))
    assert countries(found) == iso3
    assert terms(found) == []


@pytest.mark.parametrize(
    ("line", "iso3"),
    [
        ("Belgium, Korea, Republic of", ["BEL", "KOR"]),
        ("Congo, The Democratic Republic of the, Kenya", ["COD", "KEN"]),
        ("Bolivia, Plurinational State of, Moldova, Republic of", ["BOL", "MDA"]),
        ("Kenya; Uganda", ["KEN", "UGA"]),
    ],
)
def test_a_comma_within_the_name_of_a_country_parts_nothing(line: str, iso3: list[str]) -> None:
    found = read(NEW.format(f"Countries and areas\n{line}"))
    assert countries(found) == iso3
    assert terms(found) == []


@pytest.mark.parametrize(("line", "iso3"), [("Belgium, Atlantis, Viet Nam", ["BEL", "VNM"]), ("Atlantis", [])])
def test_a_name_that_is_no_country_costs_the_others_nothing_and_is_reported(line: str, iso3: list[str]) -> None:
    found = read(NEW.format(f"Countries and areas\n{line}"))
    assert countries(found) == iso3
    assert terms(found) == []
    assert "country_unknown" in codes(found)


OWN_PAGE = f"3 liked this page.\nDate Shared:\n9 November 2018\n\nTitle\n\n{{}}\n\n{TEXT}\n"


@pytest.mark.parametrize(
    ("line", "iso3"),
    [
        ("Hong Kong S.A.R., China, Macao S.A.R., China", ["HKG", "MAC"]),
        ("Palestinian Territory, Ivory Coast, Burma", ["CIV", "MMR", "PSE"]),
        ("Congo (Brazzaville), Swaziland, Cape Verde", ["COG", "CPV", "SWZ"]),
        ("Saint Martin (French part), U.S. Virgin Islands", ["MAF", "VIR"]),
    ],
)
def test_the_names_of_content_management_systems_are_countries(line: str, iso3: list[str]) -> None:
    found = read(OWN_PAGE.format(f"{line}\nHealth, Boats"))
    assert countries(found) == iso3
    assert [term for _, term in terms(found)] == ["Boats", "Health"]
    assert codes(found) == []


@pytest.mark.parametrize("place", ["Kosovo", "Kosovo (UNSCR 1244)", "Kosovo*", "Netherlands Antilles", "West Africa"])
@pytest.mark.parametrize("label", ["", "Countries and areas: \n", "Thematic Area: \n"])
def test_a_place_without_a_code_is_reported_and_leaves_its_neighbours_countries(label: str, place: str) -> None:
    found = read(OWN_PAGE.format(f"{label}Albania, {place}, Montenegro\nHealth, Boats"))
    assert countries(found) == ["ALB", "MNE"]
    assert [term for _, term in terms(found)] == ["Boats", "Health"]
    assert codes(found) == ["country_unknown"]


def test_a_place_without_a_code_is_no_country_no_theme_and_no_title_when_it_stands_alone() -> None:
    found = read(OWN_PAGE.format("Kosovo\nHealth, Boats"))
    assert (practice(found).title, countries(found)) == ("Title", [])
    assert [term for _, term in terms(found)] == ["Boats", "Health"]
    assert codes(found) == ["country_unknown"]


def test_a_place_without_a_code_among_themes_is_no_theme() -> None:
    found = read(OWN_PAGE.format("Boats, Scotland, Bees"))
    assert [term for _, term in terms(found)] == ["Bees", "Boats"]
    assert codes(found) == ["country_unknown"]


def test_a_region_is_a_value_of_its_own_label() -> None:
    found = read(NEW.format("Geographical Relevance\nWest Africa, Central Asia"))
    assert terms(found) == [("relevance", "Central Asia"), ("relevance", "West Africa")]


def test_without_a_label_one_unknown_name_makes_a_line_themes_and_a_doubt() -> None:
    found = read(f"3 liked this page.\nDate Shared:\n9 November 2018\n\nTitle\n\nBelgium, Atlantis\n\n{TEXT}\n")
    assert countries(found) == []
    assert terms(found) == [("theme", "Atlantis"), ("theme", "Belgium")]
    assert "countries_unsure" in codes(found)


@pytest.mark.parametrize(
    ("label", "line", "expected"),
    [
        (
            "GCM Thematic Cluster Areas",
            "Mayors, Local and Regional Governments, International Organizations",
            [("contributor", "International Organizations"), ("contributor", "Mayors, Local and Regional Governments")],
        ),
        ("Contributors", "Member States, Academia", [("contributor", "Academia"), ("contributor", "Member States")]),
        (
            "Chairmanship",
            "France 2022-2023, Colombia 2024-2025",
            [("chairmanship", "Colombia 2024-2025"), ("chairmanship", "France 2022-2023")],
        ),
        ("Geographical Relevance", "National, Bilateral", [("relevance", "Bilateral"), ("relevance", "National")]),
        (
            "GCM Objectives",
            "Objective 5: Enhance pathways, and keep them, Objective 6: Facilitate recruitment",
            [
                ("gcm_objective", "Objective 5: Enhance pathways, and keep them"),
                ("gcm_objective", "Objective 6: Facilitate recruitment"),
            ],
        ),
        (
            "2030 Agenda related targets",
            "Goal 10: Reduce inequality, 10.7 Facilitate orderly migration",
            [("sdg", "10.7 Facilitate orderly migration"), ("sdg", "Goal 10: Reduce inequality")],
        ),
    ],
)
def test_several_terms_on_one_line_are_told_apart(label: str, line: str, expected: list[tuple[str, str]]) -> None:
    assert terms(read(NEW.format(f"{label}\n{line}"))) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "Belgium\nRemittances, Diaspora, Return, Integration and Reintegration, Migration, Trade and Investments, "
            "Diversity, Inclusiveness and Social Cohesion, Something quite new\n",
            6,
        ),
        (
            "2030 Agenda migration-relevant and related target Labels: \n10.7 Facilitate orderly, safe, regular and "
            "responsible migration and mobility of people, including through well-managed policies\nRemittances\n",
            2,
        ),
        ("GCM Thematic Cluster Areas: \n" + "A very long area of work, and more of it, " * 4 + "\nRemittances\n", 2),
        ("2030 Agenda migration-relevant and related target Labels: \n10.7 on migration.\n", 1),
    ],
)
def test_a_long_line_of_terms_is_no_text(head: str, expected: int) -> None:
    found = read(f"3 liked this page.\nDate Shared:\n9 November 2018\n\nTitle\n\n{head}\n{TEXT}\n")
    assert len(terms(found)) == expected
    assert practice(found).summary == TEXT


def test_values_of_labels_that_are_not_known_are_left_unclaimed() -> None:
    fields = "<dt>Date Shared</dt><dd>9 November 2018</dd><dt>Region</dt><dd>Europe</dd><dt>Summary</dt>"
    found = page(f"<h1>Title</h1><dl>{fields}<dd>Two schools swap.</dd><dt>GFMD Source</dt></dl>")
    assert terms(found) == []
    assert unclaimed(found) == ["Region", "Europe"]


def test_a_text_that_the_site_cut_is_no_page_that_was_cut() -> None:
    found = read(NEW.format("Countries and areas").replace("apprentices.", "apprentices …"))
    assert practice(found).truncated
    assert codes(found) == []
