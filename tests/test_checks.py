"""The gates: each way to break a release is noticed by a check of its own, and a sound release passes them all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extractors.gfmd import records as gfmd
from extractors.gfmd.source import GFMD
from extractors.sources import SCHEMA
from schemas import records
from tests.test_warehouse import BAD_PAGE, BELGIUM_PAGE, PERU_PAGE, Rows, changed, sample
from warehouse.check_views import AskedCountry, Circumstances
from warehouse.checks import CURRENT_READABLE, BoundsError, Finding, check, load_checks, refusing, strict, with_bounds
from warehouse.manifest import Provenance
from warehouse.release import stage

Harm = Callable[[Rows], Rows]
TODAY = date(2026, 1, 2)


def sound() -> Rows:
    """The sample without what its own checks would warn of."""
    rows = sample()
    rows["roundtable_roles"] = [rows["roundtable_roles"][0]._replace(code="2.2")]  # type: ignore[attr-defined] # a record
    rows["quarantine"] = []
    rows["page_lines"] = []
    rows["evidence"] = [row for row in rows["evidence"] if row[1] != "PER-02/1/team_member"]
    return rows


def _stage(rows: Rows, data: Path) -> Path:
    return stage(SCHEMA, rows, data, Provenance("", "", "")).folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _stage(sound(), tmp_path_factory.mktemp("before"))


def _failed(
    rows: Rows, data: Path, current: Path | None = None, asked: Sequence[AskedCountry] = ()
) -> dict[str, Finding]:
    findings = check(SCHEMA, _stage(rows, data), current, load_checks(SCHEMA), Circumstances(asked, TODAY))
    return {finding.name: finding for finding in findings if not finding.ok}


def _set(table: str, index: int, **values: object) -> Harm:
    return lambda rows: changed(rows, table, index, **values)


def _all(table: str, **values: object) -> Harm:
    return lambda rows: {**rows, table: [row._replace(**values) for row in rows[table]]}  # type: ignore[attr-defined] # records


def _drop(table: str, *indexes: int) -> Harm:
    return lambda rows: {**rows, table: [row for index, row in enumerate(rows[table]) if index not in indexes]}


def _add(table: str, *more: tuple[object, ...]) -> Harm:
    return lambda rows: {**rows, table: [*rows.get(table, []), *more]}


def _quarantine(*pages: str) -> Harm:
    return _add("quarantine", *(records.Quarantine(page, "path", None, "empty", "Empty.") for page in pages))


def _lines(page: str, first: int, after: int) -> list[records.PageLine]:
    """Lines of a page, the first ten of them ignored."""
    owners = dict.fromkeys(range(first, first + 10), "ignored:menu")
    return [records.PageLine(page, line, owners.get(line, "identity"), "text", line) for line in range(first, after)]


def _joined(line: int, last: int) -> Harm:
    """All lines of a page, of which one ends at ``last``."""
    lines = [one._replace(last_line=last) if one.line == line else one for one in _lines(PERU_PAGE, 1, 101)]
    return _add("page_lines", *lines)


def _country(iso3: str, iso2: str, name: str) -> records.Country:
    return records.Country(iso3, iso2, name, "gfmd", None, "page", None, None, None)


def _identity(
    source: str, iso3: str, latitude: float | None = None, longitude: float | None = None
) -> records.CountryIdentity:
    return records.CountryIdentity(source, iso3, None, None, "page", latitude, longitude, None)


ALONE: list[tuple[str, Harm]] = [
    ("no_usable_page", _quarantine(PERU_PAGE, BELGIUM_PAGE, BAD_PAGE)),
    ("quarantined_pages", _quarantine(BAD_PAGE)),
    ("quarantined_share", _quarantine(PERU_PAGE, BAD_PAGE)),
    ("unclaimed_lines", _set("pages", 0, lines_claimed=89, lines_unclaimed=1)),
    ("unclaimed_share", _set("pages", 0, lines=1000, lines_claimed=90, lines_unclaimed=900)),
    ("lines_add_up", _set("pages", 0, lines=101)),
    ("pages_give_countries", _set("pages", 0, iso3="CHL")),
    ("pages_give_countries", _set("pages", 0, iso3=None)),
    ("issues_of_severity_error", _set("issues", 0, severity="error")),
    ("codes_known", _set("pages", 0, iso3="XYZ")),
    ("codes_known_gfmd", _set("practice_countries", 0, iso3="XYZ")),
    ("codes_known_gfmd", _set("editions", 0, chair_iso3=("BEL", "XYZ"))),
    ("codes_agree", _set("countries", 0, iso2="PL")),
    ("countries_once", _add("countries", _country("BOL", "BO", "peru"))),
    ("countries_once", _add("countries", _country("BOL", "PE", "Bolivia"))),
    ("countries_take_part", _add("country_identities", _identity("gfmd", "BOL"))),
    ("coordinates_complete", _set("country_identities", 0, longitude=None)),
    ("coordinates_in_country", _set("country_identities", 0, latitude=-76.0, longitude=-10.0)),
    ("coordinates_in_country", _set("country_identities", 0, latitude=10.0, longitude=-76.0)),
    ("coordinates_of_sources", _add("country_identities", _identity("factbook", "PER", -9.0, -75.9))),
    ("evidence_has_records", _set("evidence", 0, record_id="CHL")),
    ("records_have_evidence", _drop("evidence", 0)),
    ("evidence_lines_in_order", _set("evidence", 4, first_line=99)),
    ("evidence_lines_in_order", _set("issues", 0, last_line=1)),
    ("evidence_has_lines", _add("page_lines", *_lines(PERU_PAGE, 7, 107))),
    ("evidence_has_lines", _joined(2, 3)),
    ("page_lines_apart", _joined(20, 19)),
    ("page_lines_apart", _joined(20, 21)),
    ("page_lines_agree", _add("page_lines", *_lines(PERU_PAGE, 1, 100))),
    ("page_lines_agree", _add("page_lines", *_lines(BELGIUM_PAGE, 1, 101))),
    ("participation_ids_agree", _set("participations", 0, block=4)),
    ("blocks_without_gap", _set("participations", 0, block=4)),
    ("editions_in_order", _set("participations", 2, edition=2008, edition_first=2008, edition_last=2008)),
    ("editions_have_a_basis", _set("participations", 0, edition_basis=None)),
    ("editions_have_a_basis", _set("participations", 3, edition_basis="position")),
    ("editions_in_range", _set("participations", 0, edition_last=2008)),
    ("editions_in_range", _set("participations", 3, edition_first=2009)),
    ("editions_in_range", _set("participations", 3, edition_first=None)),
    ("editions_without_hole", _set("editions", 2, number=4)),
    ("editions_without_hole", _set("editions", 2, starts_on=date(2008, 7, 10))),
    ("dates_in_order", _set("editions", 0, ends_on=date(2007, 7, 8))),
    ("dates_in_order", _set("meetings", 0, ends_on=date(2009, 3, 28))),
    ("attendance_dates_in_order", _set("meeting_attendances", 0, ends_on=date(2009, 3, 28))),
    ("unmatched_roles", _set("roundtable_roles", 0, roundtable_id=None)),
    ("roles_of_other_editions", _set("roundtables", 0, edition=2008)),
    ("roles_with_other_codes", _set("roundtable_roles", 0, code="2.1")),
    ("meetings_of_other_editions", _set("meeting_attendances", 0, starts_on=date(2010, 3, 29))),
    ("amounts_have_currencies", _set("contributions", 0, currency=None)),
    ("markup_left", _set("practices", 0, summary="A <b>course</b>.")),
    ("markup_left", _set("practices", 0, title="Food &amp; shelter")),
    ("replacement_characters", _set("contributions", 0, text="USD 1,200.50 for S\ufffdo Paulo")),
    ("names_too_long", _set("practices", 1, submitted_by="Ministry of Labour " * 11)),
    ("titles_too_long", _set("practices", 0, title="Orientation " * 34)),
    ("dates_in_future", _set("practices", 0, submitted_on=date(2026, 1, 4))),
    ("two_digit_years", _set("practices", 0, submitted_on=date(18, 1, 2))),
    ("two_digit_years", _set("meeting_attendances", 0, title="Workshop of 29/03/09")),
    ("practices_once", _set("practices", 1, title="ORIENTATION", summary="A course.")),
]
OF_THE_ARCHIVE = {"countries_of_archive", "countries_gfmd"}
AGAINST: list[tuple[str, Harm]] = [
    ("countries_lost", _set("countries", 0, iso3="BOL")),
    ("pages_changed_country", _set("pages", 0, iso3="BEL")),
    ("coordinates_moved", _set("countries", 0, latitude=-11.0)),
    ("settled_years_changed", _set("participations", 2, edition=2008)),
    ("settled_years_lost", _set("participations", 0, edition=None)),
    (
        "dates_contradicted",
        _add(
            "edition_evidence",
            gfmd.EditionEvidence("PER-01", PERU_PAGE, 7, "meeting", (), False, "two years"),
            gfmd.EditionEvidence("PER-02", PERU_PAGE, 8, "meeting", (), False, "two years"),
        ),
    ),
    ("currencies_lost", _set("contributions", 3, currency="CHF")),
    ("answers_turned", _all("participations", attended_summit=False)),
    ("answers_turned", _all("participations", contribution_status="none")),
    ("readings_changed", _set("contributions", 0, amount=Decimal(1200))),
    ("readings_changed", _set("contributions", 3, currency="CHF")),
    ("readings_changed", _set("meeting_attendances", 0, starts_on=date(2010, 3, 29))),
    ("totals_moved", _set("contributions", 0, amount=Decimal("1.20"), text="USD 1.20")),
    ("reference_lost", _drop("meetings", 1)),
    ("tables_emptied", _drop("practice_terms", 0, 1)),
    ("rows_lost", _drop("practice_terms", 0)),
    ("rows_gained", _add("practice_terms", *(gfmd.PracticeTerm("p2", "theme", str(i)) for i in range(3)))),
    ("fill_rate_fallen", _set("practices", 0, title=None)),
]


def test_a_sound_release_passes_every_check(tmp_path: Path, before: Path) -> None:
    findings = check(SCHEMA, _stage(sound(), tmp_path), before, load_checks(SCHEMA))
    assert [finding for finding in findings if not finding.ok] == []
    assert len(findings) == len(load_checks(SCHEMA)) >= 40


def test_every_check_has_a_case() -> None:
    checks = load_checks(SCHEMA)
    assert {each.name for each in checks if not each.compares} == {name for name, _ in ALONE} | OF_THE_ARCHIVE
    assert {each.name for each in checks if each.compares} == {name for name, _ in AGAINST} | {CURRENT_READABLE}
    assert len({each.name for each in checks}) == len(checks)
    assert {each.severity for each in checks} == {"error", "warning"}


@pytest.mark.parametrize(("name", "harm"), ALONE)
def test_a_harm_is_noticed(tmp_path: Path, name: str, harm: Harm) -> None:
    finding = _failed(harm(sound()), tmp_path)[name]
    assert finding.measured > finding.bound
    assert finding.examples


@pytest.mark.parametrize(("name", "harm"), AGAINST)
def test_a_loss_against_the_current_release_is_noticed(tmp_path: Path, before: Path, name: str, harm: Harm) -> None:
    rows = harm(sound())
    if name == "countries_lost":
        rows = _as_bolivia(rows)
    finding = _failed(rows, tmp_path, before)[name]
    assert finding.measured > finding.bound
    assert finding.examples


def _as_bolivia(rows: Rows) -> Rows:
    taken = [row._replace(iso3="BOL") if row.iso3 == "PER" else row for row in rows["participations"]]  # type: ignore[attr-defined] # records
    return {**rows, "participations": taken}


def _asked(count: int, shown: int) -> list[AskedCountry]:
    """The addresses of Peru and Belgium, whose pages are in the sample, and of other countries."""
    slugs = ["peru", "belgium", *(f"land-{number}" for number in range(count - 2))]
    base = "https://www.gfmd.org/pfp/ppd/"
    return [AskedCountry("gfmd", f"{base}{slug}", number < shown) for number, slug in enumerate(slugs)]


def _at_addresses() -> Rows:
    """The sample with its pages at the addresses of their countries, one of them a further page."""
    rows = _set("pages", 0, url="https://www.gfmd.org/pfp/ppd/peru?page=1")(sound())
    return _set("pages", 1, url="https://www.gfmd.org/pfp/ppd/belgium")(rows)


@pytest.mark.parametrize(
    ("count", "shown", "failed"),
    [
        (2, 2, set()),
        (3, 3, set()),  # one page that gives no country is no more than a slip
        (19, 2, set()),  # the site had no more pages, or none of these names
        (4, 4, {"countries_of_archive"}),
        (19, 19, {"countries_of_archive"}),
        (20, 2, {"countries_gfmd"}),  # all were asked for, and next to none was had
        (30, 30, {"countries_of_archive", "countries_gfmd"}),
    ],
)
def test_a_release_of_the_archive_has_the_countries_that_it_was_asked_for(
    tmp_path: Path, count: int, shown: int, failed: set[str]
) -> None:
    found = _failed(_at_addresses(), tmp_path, asked=_asked(count, shown))
    assert set(found) == failed
    assert {finding.severity for finding in found.values()} <= {"error"}


def test_countries_that_are_missing_are_told_by_their_addresses(tmp_path: Path) -> None:
    found = _failed(_at_addresses(), tmp_path, asked=_asked(20, 4))
    assert found["countries_of_archive"].measured == 1 / 4
    assert found["countries_of_archive"].examples == tuple(f"https://www.gfmd.org/pfp/ppd/land-{n}" for n in (0, 1))
    assert (found["countries_gfmd"].measured, found["countries_gfmd"].examples) == (18, ("2 countries",))


def test_a_quarantined_page_gives_no_country(tmp_path: Path) -> None:
    rows = _quarantine(PERU_PAGE, BELGIUM_PAGE)(_at_addresses())
    assert "countries_of_archive" in _failed(rows, tmp_path, asked=_asked(2, 2))


def test_the_floor_of_a_source_is_one_that_a_fetch_of_all_reaches() -> None:
    (floor,) = [each for each in load_checks(SCHEMA) if each.name == "countries_gfmd"]
    known = len(GFMD.site.slugs())
    assert known * 0.7 < int(floor.sql.rpartition(">= ")[2]) <= known


def test_lines_that_are_all_there_pass(tmp_path: Path) -> None:
    rows = _add("page_lines", *_lines(PERU_PAGE, 1, 101))(sound())
    assert _failed(rows, tmp_path) == {}


def test_what_a_run_may_do_without_is_no_loss(tmp_path: Path) -> None:
    rows = sound()
    rows["practice_merges"] = [gfmd.PracticeMerge("p1", PERU_PAGE, 1, BELGIUM_PAGE, 2, "same_key", 1.0)]
    rows["repairs"] = [records.Repair(PERU_PAGE, 1, "mac_roman", "ë", "‘")]
    richer = _stage(rows, tmp_path / "richer")
    assert _failed(sound(), tmp_path / "now", richer) == {}


def test_a_country_without_coordinates_is_published(tmp_path: Path) -> None:
    assert _failed(_set("countries", 0, latitude=None, longitude=None)(sound()), tmp_path) == {}
    found = _failed(_set("countries", 0, longitude=None)(sound()), tmp_path)
    assert refusing(tuple(found.values())) == ()


def test_growth_turns_no_answer_and_moves_no_total(tmp_path: Path, before: Path) -> None:
    more = gfmd.Participation("BEL-02", "BEL", 2, 2009, "roundtable", 2009, 2009, False, False, False, "none", "none")
    money = gfmd.Contribution("BEL-02", 1, "cash", Decimal(9000), "EUR", None, None, None, "Euro 9,000")
    lines = [records.Evidence("participations", "BEL-02", BELGIUM_PAGE, 9, 9)]
    lines.append(records.Evidence("contributions", "BEL-02/1", BELGIUM_PAGE, 9, 9))
    rows = _add("evidence", *lines)(_add("contributions", money)(_add("participations", more)(sound())))
    assert _failed(rows, tmp_path, before) == {}


def test_findings_are_numbers_with_examples(tmp_path: Path, before: Path) -> None:
    rows = _set("participations", 2, edition=2008)(_drop("practice_terms", 0)(sound()))
    found = _failed(rows, tmp_path, before)
    assert found["settled_years_changed"].examples == ("PER-03: 2009 to 2008",)
    assert found["rows_lost"].measured == 0.5
    assert found["rows_lost"].examples == ("practice_terms",)


def test_a_release_without_rows_has_no_usable_page(tmp_path: Path, before: Path) -> None:
    assert set(_failed({}, tmp_path)) == {"no_usable_page"}, "nothing is compared without a current release"
    assert {"countries_lost", "tables_emptied", "reference_lost"} <= set(_failed({}, tmp_path, before))


def test_only_errors_that_nobody_accepted_refuse(tmp_path: Path) -> None:
    rows = _quarantine(BAD_PAGE)(_set("countries", 0, iso2="PL")(sound()))
    findings = check(SCHEMA, _stage(rows, tmp_path), None, load_checks(SCHEMA))
    assert [finding.name for finding in refusing(findings)] == ["codes_agree"]
    assert refusing(findings, {"codes_agree"}) == ()
    harder = check(SCHEMA, _stage(rows, tmp_path), None, strict(load_checks(SCHEMA)))
    assert [finding.name for finding in refusing(harder)] == ["quarantined_pages", "codes_agree"]


def test_bounds_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "bounds.toml").write_text("quarantined_pages = 1\nrows_lost = 0.5\n")
    bounded = {each.name: each for each in with_bounds(load_checks(SCHEMA), tmp_path / "bounds.toml")}
    default = {each.name: each for each in load_checks(SCHEMA)}
    assert (bounded["quarantined_pages"].bound, bounded["rows_lost"].bound) == (1, 0.5)
    assert bounded["rows_gained"] == default["rows_gained"]
    findings = check(SCHEMA, _stage(_quarantine(BAD_PAGE)(sound()), tmp_path), None, tuple(bounded.values()))
    assert all(finding.ok for finding in findings)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("rows_last = 1", "no check named rows_last"),
        ("rows_lost = 'x'", "rows_lost is a number from 0 up, not 'x'"),
        ("rows_lost = true", "not True"),
        ("rows_lost = -1", "not -1"),
        ("rows_lost = nan", "not nan"),
        ("[rows_lost]", "not {}"),
        ("rows_lost", "bounds.toml"),
        ("\udcff", "bounds.toml"),
        (None, "No such file"),
    ],
)
def test_bad_bounds_are_a_sentence(tmp_path: Path, content: str | None, sentence: str) -> None:
    path = tmp_path / "bounds.toml"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(BoundsError) as caught:
        with_bounds(load_checks(SCHEMA), path)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("damage", [b"x" * 9000, b"", None])
def test_a_current_release_with_a_damaged_database_is_compared_by_its_other_files(
    tmp_path: Path, before: Path, damage: bytes | None
) -> None:
    shutil.copytree(before, tmp_path / "before")
    (tmp_path / "before" / "profiles.duckdb").unlink()
    if damage is not None:
        (tmp_path / "before" / "profiles.duckdb").write_bytes(damage)
    found = _failed(_drop("meetings", 1)(sound()), tmp_path / "data", tmp_path / "before")
    assert set(found) == {"reference_lost", "rows_lost"}


def test_a_current_release_that_cannot_be_read_refuses_by_a_check_that_can_be_accepted(tmp_path: Path) -> None:
    (tmp_path / "profiles.duckdb").write_bytes(b"x" * 9000)
    found = tuple(_failed(sound(), tmp_path / "data", tmp_path).values())
    assert [finding.name for finding in refusing(found)] == [CURRENT_READABLE]
    assert "see profiles verify" in found[0].examples[0]
    assert refusing(found, {CURRENT_READABLE}) == ()


def test_a_current_release_of_an_older_program_is_compared_as_far_as_it_goes(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "profiles.duckdb")) as connection:
        connection.execute("CREATE TABLE countries (iso3 VARCHAR)")
        connection.execute("INSERT INTO countries VALUES ('CHL')")
    found = _failed(sound(), tmp_path / "data", tmp_path)
    assert found["countries_lost"].examples == ("CHL",)
    assert "can't be compared" in found["settled_years_changed"].examples[0]


def test_every_country_has_a_box_that_holds_its_middle(tmp_path: Path) -> None:
    """Middles of countries on both sides of the 180th meridian, of the equator and of Greenwich."""
    middles = {
        ("FJI", "FJ"): (-18, 178), ("USA", "US"): (38, -97), ("RUS", "RU"): (60, 100), ("NZL", "NZ"): (-41, 174),
        ("KIR", "KI"): (1.42, 173), ("GHA", "GH"): (8, -2), ("JAM", "JM"): (18.25, -77.5), ("CHL", "CL"): (-30, -71),
        ("SGP", "SG"): (1.37, 103.8), ("MLT", "MT"): (35.83, 14.58), ("NAM", "NA"): (-22, 17), ("ECU", "EC"): (-2, -78),
    }  # fmt: skip
    rows = [_country(*codes, codes[0]) for codes in middles]
    printed = [_identity("gfmd", iso3, latitude, longitude) for (iso3, _), (latitude, longitude) in middles.items()]
    failed = _failed({"countries": list(rows), "country_identities": list(printed)}, tmp_path)
    assert not {"codes_known", "codes_known_gfmd", "codes_agree", "coordinates_in_country"} & set(failed)


@pytest.mark.parametrize(
    "harm",
    [
        _set("practices", 0, summary="Less than 5 < 6, more than 7 > 6, R&D; a<b and c>d."),
        _set("practices", 0, title="o" * 400),
        _set("practices", 1, submitted_by="o" * 200),
        _set("practices", 0, submitted_on=date(2026, 1, 3)),
        _set("meeting_attendances", 0, title="Session 1.2.11, pages 10-12, 29/03/2009, 2009-03-29, 192.168.10.20"),
        _set("contributions", 0, text="USD 1,200.50 (10-12 per cent), ratio 3/4"),
    ],
)
def test_what_only_looks_odd_is_no_smell(tmp_path: Path, harm: Harm) -> None:
    smells = {"markup_left", "replacement_characters", "names_too_long", "titles_too_long", "dates_in_future"}
    assert not (smells | {"two_digit_years"}) & set(_failed(harm(sound()), tmp_path))


def test_without_a_day_nothing_is_in_the_future(tmp_path: Path) -> None:
    staged = _stage(_set("practices", 0, submitted_on=date(2060, 1, 1))(sound()), tmp_path)
    assert all(finding.ok for finding in check(SCHEMA, staged, None, load_checks(SCHEMA)))
