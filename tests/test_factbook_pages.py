"""Whole profiles of The World Factbook: by themselves, in both forms, and beside pages of another source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from extractors.gfmd.source import GFMD
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.comparing import accounting, differences, rows, snapshot
from tests.test_goldens import FIXTURES, SHARED, SOUND, named
from tests.written_profiles import COORDINATES, DISPLACED, GOVERNMENT, ISSUES, Profile, dataset, flat, kenya, listed

PROFILES = sorted(path.parent for path in (FIXTURES / "factbook").glob("*/expected.json"))
TRUE = SHARED / "factbook"
EXPECTED = sorted((TRUE / "expected").glob("*.json")) if TRUE.is_dir() else []
OF_THE_PAGE = {"pages", "page_lines", "evidence"}
GFMD_TABLES = [table.name for table in GFMD.tables]
needs_true_profiles = pytest.mark.skipif(not EXPECTED, reason=f"{TRUE} is not here: the true profiles stay there")
all_profiles = pytest.mark.parametrize("folder", PROFILES, ids=lambda folder: str(folder.name))
FORMS = ("page.json", "page.cia.json")


def read(*pages: Path) -> Dataset:
    return dataset_of([snapshot(page.read_bytes(), f"{page.parent.name}/{page.name}") for page in pages])


def rows_but_pages(found: Dataset) -> dict[str, list[dict[str, object]]]:
    """All rows but those that tell of single pages and lines."""
    return {table: rows(found, table) for table, read_rows in found.items() if table not in OF_THE_PAGE and read_rows}


@pytest.mark.parametrize("form", FORMS)
@all_profiles
def test_a_profile_gives_its_rows(folder: Path, form: str) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = read(folder / form)
    assert differences(named(found, expected), expected) == []
    assert accounting(found) == []
    assert rows(found, "issues") == []


@all_profiles
def test_both_forms_give_the_same_rows(folder: Path) -> None:
    flat_form, listed_form = (read(folder / form) for form in FORMS)
    assert rows_but_pages(flat_form) == rows_but_pages(listed_form)
    assert rows_but_pages(read(*(folder / form for form in FORMS))) == rows_but_pages(flat_form)


def value_at(page: Path, pointer: str) -> object:
    """What a JSON Pointer leads to, after RFC 6901."""
    value = json.loads(page.read_text(encoding="utf-8"))
    for escaped in pointer.split("/")[1:]:
        name = escaped.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


@pytest.mark.parametrize("form", FORMS)
@all_profiles
def test_the_evidence_of_each_row_leads_to_its_value(folder: Path, form: str) -> None:
    found = read(folder / form)
    cited = {(str(row["table_name"]), str(row["record_id"])): row for row in rows(found, "evidence")}
    for row in rows(found, "indicators"):
        evidence = cited["indicators", f"factbook/{row['iso3']}/{row['name']}/{row['position']}"]
        assert value_at(folder / form, str(evidence["pointer"])) == row["text"]
    for row in rows(found, "memberships"):
        evidence = cited["memberships", f"factbook/{row['iso3']}/{row['position']}"]
        assert str(row["text"]) in str(value_at(folder / form, str(evidence["pointer"])))
    assert len(cited) == len(rows(found, "indicators")) + len(rows(found, "memberships")) + 2  # the country, twice


@pytest.mark.parametrize("form", FORMS)
@all_profiles
def test_a_country_cites_its_names_and_where_it_lies(folder: Path, form: str) -> None:
    found = read(folder / form)
    (country,) = rows(found, "countries")
    for table, record in (("countries", country["iso3"]), ("country_identities", f"factbook/{country['iso3']}")):
        pointers = [
            str(row["pointer"])
            for row in rows(found, "evidence")
            if (row["table_name"], row["record_id"]) == (table, record)
        ]
        said = [value_at(folder / form, pointer) for pointer in pointers]
        assert country["official_name"] in said
        assert any(str(value).endswith((" E", " W")) for value in said)


@pytest.mark.parametrize("form", FORMS)
@all_profiles
def test_each_line_has_its_pointer_and_its_text(folder: Path, form: str) -> None:
    found = rows(read(folder / form), "page_lines")
    assert len({row["pointer"] for row in found}) == len({row["line"] for row in found}) == len(found)
    for row in found:
        value = str(value_at(folder / form, str(row["pointer"])))
        assert row["text"] == value or {"<", "&"} & set(value)


def test_both_forms_are_evidence_of_each_row() -> None:
    profile = kenya("UN, ITUC (NGOs)", {ISSUES: {DISPLACED: {"refugees": "5 (2024 est.)"}}})
    found = dataset(flat(profile), listed(profile))
    cited: dict[object, set[object]] = {}
    for row in rows(found, "evidence"):
        cited.setdefault((row["table_name"], row["record_id"]), set()).add(row["page_id"])
    assert len(rows(found, "memberships")) == 2 and len(rows(found, "indicators")) == 1
    assert {len(pages) for pages in cited.values()} == {2}
    assert rows(found, "issues") == []


def test_profiles_that_differ_are_an_issue_and_one_counts() -> None:
    pages = [snapshot(flat(kenya(f"UN, {body}")), f"{body}.json") for body in ("UPU", "WHO")]
    found = dataset_of(pages)
    assert [row["code"] for row in rows(found, "issues")] == ["pages_differ"]
    assert [row["organization"] for row in rows(found, "memberships")] in (["UN", "UPU"], ["UN", "WHO"])
    assert [(len(rows(found, "pages")), len(rows(found, "countries")))] == [(2, 1)]
    (counting,) = {row["page_id"] for row in rows(found, "evidence") if row["record_id"] == "factbook/KEN/2"}
    (issue,) = rows(found, "issues")
    assert issue["page_id"] != counting
    assert rows(dataset_of(reversed(pages)), "memberships") == rows(found, "memberships")


def test_the_newest_profile_counts_by_its_capture_and_not_by_what_it_says_of_itself() -> None:
    def captured(body: str, year: int, published: str) -> Snapshot:
        value = {**json.loads(listed(kenya(body))), "published": published}
        return Snapshot("factbook", f"{year}.json", json.dumps(value).encode(), fetched_at=datetime(year, 1, 1))

    older, newer = captured("UN", 2024, "2026-01-01"), captured("UPU", 2025, "2020-01-01")
    for pages in ((older, newer), (newer, older)):
        assert [row["organization"] for row in rows(dataset_of(pages), "memberships")] == ["UPU"]


def test_a_profile_without_a_capture_has_no_time() -> None:
    (page,) = rows(dataset(listed(kenya("UN"))), "pages")
    assert (page["fetched_at"], page["source"], page["form"], page["kind"]) == (None, "factbook", "json", "country")


def gfmd_pages() -> list[Snapshot]:
    return [
        snapshot(page.read_bytes(), f"{page.parent.name}/{page.name}")
        for folder in SOUND
        for page in folder.glob("page.*")
    ]


def factbook_pages() -> Iterator[Snapshot]:
    """Profiles of countries that pages of GFMD tell of too, and of others."""
    for folder in PROFILES:
        for form in FORMS:
            yield snapshot((folder / form).read_bytes(), f"{folder.name}/{form}")
    for name, long in (("Mexico", "United Mexican States"), ("Belgium", "Kingdom of Belgium"), ("Kosovo", "none")):
        names = {"conventional short form": name, "conventional long form": long}
        profile: Profile = {"Geography": {COORDINATES: "1 00 N, 1 00 E"}, GOVERNMENT: {"Country name": names}}
        yield snapshot(flat(profile), f"{name}.json")


def test_profiles_change_no_row_of_another_source() -> None:
    alone, beside = dataset_of(gfmd_pages()), dataset_of([*factbook_pages(), *gfmd_pages()])
    assert [table for table in GFMD_TABLES if rows(alone, table) != rows(beside, table)] == []
    assert {"participations", "contributions", "practices", "edition_evidence"} <= {*GFMD_TABLES} & {*alone}
    ours = {row["page_id"] for row in rows(alone, "pages")}
    for table in ("pages", "page_lines", "evidence", "issues", "quarantine", "repairs"):
        kept = [row for row in rows(beside, table) if row["page_id"] in ours]
        assert kept == [row for row in rows(alone, table) if row["page_id"] in ours]
    assert {row["iso3"] for row in rows(beside, "memberships")} == {"CHE", "CAF", "SXM"}


def test_a_country_is_as_the_first_source_has_it() -> None:
    alone = by_country(dataset_of(gfmd_pages()), "countries")
    beside = dataset_of([*gfmd_pages(), *factbook_pages()])
    countries = by_country(beside, "countries")
    assert {iso3: countries[iso3] for iso3 in alone} == alone
    assert {iso3 for iso3, row in countries.items() if row["identity_source"] == "factbook"} == {"CAF", "SXM"}
    printed = {(row["source"], row["iso3"]): row for row in rows(beside, "country_identities")}
    assert {source for source, iso3 in printed if iso3 == "CHE"} == {"gfmd", "factbook"}
    assert printed["factbook", "MEX"]["latitude"] == 1.0 != countries["MEX"]["latitude"]


def by_country(found: Dataset, table: str) -> Mapping[object, Mapping[str, object]]:
    return {row["iso3"]: row for row in rows(found, table)}


@needs_true_profiles
@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: str(path.stem))
def test_the_true_profiles(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    for name in expected["files"]:
        found = read(TRUE / name)
        assert accounting(found) == []
        (country,) = rows(found, "countries")
        for column in ("iso3", "iso2", "official_name", "latitude", "longitude"):
            assert country[column] == expected[column]
        bodies = [{"body": row["organization"], "qualifier": row["qualifier"]} for row in rows(found, "memberships")]
        assert bodies == expected["memberships"]
        assert figures_of(found) == expected_figures(expected)


def figures_of(found: Dataset) -> dict[tuple[object, object], float]:
    """Value of each figure, by name and year."""
    return {
        (row["name"], row["year"]): float(str(row["value"]))
        for row in rows(found, "indicators")
        if row["name"] != "population"
    }


def expected_figures(expected: Mapping[str, object]) -> dict[tuple[object, object], float]:
    stocks = {"refugees": "refugees", "idps": "internally_displaced_persons", "stateless": "stateless_persons"}
    wanted = {(name, expected["stock_year"]): expected[key] for key, name in stocks.items()}
    wanted["net_migration_rate", expected["net_migration_year"]] = expected["net_migration_per_1000"]
    shares = expected["remittances_pct_gdp"]
    assert isinstance(shares, dict)
    wanted |= {("remittances", int(year)): share for year, share in shares.items()}
    return {key: float(str(value)) for key, value in wanted.items() if value is not None}


@needs_true_profiles
def test_the_true_profiles_in_both_forms_give_the_same_rows() -> None:
    names = sorted(path.stem for path in EXPECTED)
    flat_forms, listed_forms = (read(*(TRUE / f"{name}{end}" for name in names)) for end in (".json", ".cia.json"))
    assert rows_but_pages(flat_forms) == rows_but_pages(listed_forms)
    assert len(rows(flat_forms, "countries")) == len(names)
