"""A release to take away: every value comes through, no text becomes a formula, and each file says where it is from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sources import SCHEMA
from tests.test_warehouse import TABLE, Rows, changed, published, sample
from warehouse.columns import Column, Kind
from warehouse.export.content import ExportError, select
from warehouse.export.export import Exported, Format, export
from warehouse.export.geojson import feature
from warehouse.export.spreadsheet import shortened, write_workbook
from warehouse.export.table_files import cell_of, guarded_text
from warehouse.release import DamagedError

FORMATS: tuple[Format, ...] = ("csv", "raw_csv", "xlsx", "geojson", "parquet")
HOSTILE = (
    "=1+1",
    "+49 30 1234",
    "-2 per cent",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://example.org/?"&A1,"here")',
    "{=1+1}",
    "http://example.org/",
    "mailto:someone@example.org",
    "0012",
    "1e5",
    "_x0041_",
    'He said "no", twice; then\r\nleft',
    "<b>&amp;</b>",
    "naïve — 日本 🙂",
)


def hostile_rows() -> Rows:
    """The sample with practices whose titles spreadsheets are known to mistake for something else."""
    rows = sample()
    first = rows["practices"][0]
    more = [first._replace(practice_id=f"h{n:02d}", title=text, url=text) for n, text in enumerate(HOSTILE)]  # type: ignore[attr-defined] # a record
    evidence = [rows["evidence"][0]._replace(table_name="practices", record_id=one.practice_id) for one in more]  # type: ignore[attr-defined] # a record
    rows["practices"] = [*rows["practices"], *more]
    rows["evidence"] = [*rows["evidence"], *evidence]
    rows = changed(rows, "pages", 0, fetched_at=datetime(2024, 5, 6, 7, 8, 9))
    return changed(rows, "contributions", 0, amount=Decimal("1234567890123456.78"))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(hostile_rows(), tmp_path_factory.mktemp("data"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(table: str, rows: Rows) -> list[dict[str, Any]]:
    """The rows of a table by column, in key order."""
    found = [dict(zip(TABLE[table].columns, row, strict=True)) for row in rows[table]]
    return sorted(found, key=lambda row: [row[column] for column in TABLE[table].key])


def tables_named(done: Exported, suffix: str) -> list[str]:
    return [path.stem for path in done.files if path.suffix == suffix]


def faults_by_profile(package: Mapping[str, object]) -> list[str]:
    """What is wrong with a package by the published profile of version 2.0, a copy of which dplib-py brings along."""
    profile = json.loads(files("dplib").joinpath("profiles/2.0/datapackage.json").read_text(encoding="utf-8"))
    return [fault.message for fault in jsonschema.Draft7Validator(profile).iter_errors(package)]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path, form: Format) -> None:
    first, second = (export(release, SCHEMA, tmp_path / name, form) for name in ("one", "two"))
    assert [path.name for path in first.files] == [path.name for path in second.files]
    assert [path.read_bytes() for path in first.files] == [path.read_bytes() for path in second.files]
    assert sorted(tmp_path.joinpath("one").iterdir()) == sorted(first.files)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_table_has_a_file(release: Path, tmp_path: Path, form: Format) -> None:
    done = export(release, SCHEMA, tmp_path, form)
    assert tables_named(done, f".{form}") == [table.name for table in SCHEMA.tables]


def test_only_the_tables_that_are_named_are_exported(release: Path, tmp_path: Path) -> None:
    done = export(release, SCHEMA, tmp_path, "csv", ["practices", "countries"])
    assert tables_named(done, ".csv") == ["countries", "practices"]
    assert done.tables == ("countries", "practices")


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_text_that_may_run_gets_an_apostrophe_and_no_other_text_does(text: str) -> None:
    risky = text[0] in "=+-@\t\r\n"
    assert guarded_text(text) == (f"'{text}" if risky else text)


@pytest.mark.parametrize(
    ("kind", "many", "value", "written"),
    [
        ("integer", False, -5, "-5"),
        ("float", False, -10.25, "-10.25"),
        ("decimal", False, Decimal("-1234567890123456.70"), "-1234567890123456.70"),
        ("boolean", False, True, "true"),
        ("date", False, date(2024, 5, 6), "2024-05-06"),
        ("timestamp", False, datetime(2024, 5, 6, 7, 8, 9), "2024-05-06T07:08:09Z"),
        ("string", True, ["=1", "b"], '["=1", "b"]'),
        ("string", True, [], "[]"),
        ("string", False, "-5", "'-5"),
    ],
)
def test_csv_guards_text_alone_and_writes_lists_as_json(kind: Kind, many: bool, value: object, written: str) -> None:
    assert cell_of(Column("x", kind, many, True, ""), guarded_text)(value) == written


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_any_text_comes_through_csv_and_none_begins_with_what_may_run(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([guarded_text(text)] for text in texts)
    found = [row[0] for row in csv.reader(io.StringIO(file.getvalue(), newline=""))]
    assert [text.removeprefix("'") for text in found] == [text.removeprefix("'") for text in texts]
    assert not any(text[0] in "=+-@\t\r\n" for text in found)


def test_raw_csv_gives_back_every_text(release: Path, tmp_path: Path) -> None:
    export(release, SCHEMA, tmp_path, "raw_csv", ["practices"])
    written = [row["title"] or None for row in read_csv(tmp_path / "practices.csv")]
    assert written == [row["title"] for row in rows_of("practices", hostile_rows())]


def test_guarded_csv_gives_back_every_text_behind_its_guard(release: Path, tmp_path: Path) -> None:
    export(release, SCHEMA, tmp_path, "csv", ["practices"])
    wanted = [guarded_text(row["title"] or "") for row in rows_of("practices", hostile_rows())]
    assert [row["title"] for row in read_csv(tmp_path / "practices.csv")] == wanted


def test_the_official_library_finds_the_csv_export_valid(release: Path, tmp_path: Path) -> None:
    """In a process of its own: the library warns of what is its own affair."""
    export(release, SCHEMA, tmp_path, "csv")
    program = (
        "import sys; from frictionless import Package; report = Package(sys.argv[1]).validate(); "
        "print(report.stats['tasks']); sys.exit(None if report.valid else report.flatten(['title', 'message']))"
    )
    command = [sys.executable, "-c", program, "datapackage.json"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout.strip()) == (0, str(len(SCHEMA.tables))), checked.stderr
    damaged = (tmp_path / "contributions.csv").read_bytes().replace(b"cash", b"cosh")
    (tmp_path / "contributions.csv").write_bytes(damaged)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1, "it does look"


@pytest.mark.parametrize("form", ["csv", "raw_csv", "parquet"])
@pytest.mark.parametrize("tables", [(), ("contributions",)])
def test_a_data_package_keeps_to_its_published_profile(
    release: Path, tmp_path: Path, form: Format, tables: tuple[str, ...]
) -> None:
    export(release, SCHEMA, tmp_path, form, tables)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert faults_by_profile(package) == []
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)


def test_the_data_package_of_a_release_keeps_to_its_published_profile(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert faults_by_profile(package) == []
    assert package["version"] == release.name
    assert package["sources"] == [
        {"title": "Global Forum on Migration and Development", "path": "https://www.gfmd.org"}
    ], "the sources that pages of this release are from"
    assert [one["name"] for one in package["licenses"]] == ["other-closed"]
    broken = {**package, "resources": [{**package["resources"][0], "type": "sheet"}]}
    assert faults_by_profile(broken) != [], "the profile does look"
    fields = {
        (resource["name"], field["name"]): field["type"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }
    assert fields["editions", "chair_iso3"] == "array"


@pytest.fixture(scope="module")
def workbook(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path, _) = export(release, SCHEMA, tmp_path_factory.mktemp("xlsx"), "xlsx").files
    return path


def sheets_of(path: Path) -> Mapping[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_a_workbook_has_a_sheet_a_table_and_says_what_is_in_them(workbook: Path, release: Path) -> None:
    sheets = sheets_of(workbook)
    assert list(sheets) == ["about", "columns", *(table.name for table in SCHEMA.tables)]
    assert ("Release", release.name) in [row[:2] for row in sheets["about"]]
    assert ("countries", "iso3", "VARCHAR", "ISO 3166-1 alpha-3 code") in sheets["columns"]
    for table in SCHEMA.tables:
        assert sheets[table.name][0] == table.columns


def test_a_workbook_holds_every_value_as_what_it_is(workbook: Path) -> None:
    sheets = sheets_of(workbook)
    for name in ("countries", "contributions", "meetings", "editions", "pages"):
        head, *found = sheets[name]
        wanted = rows_of(name, hostile_rows())
        assert [dict(zip(map(str, head), row, strict=True)) for row in found] == [
            {column: in_sheet(value) for column, value in row.items()} for row in wanted
        ]


def in_sheet(value: object) -> object:
    """What a cell is read as: spreadsheets have days as times, to the millisecond, and numbers of 16 digits as text."""
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    if isinstance(value, Decimal):
        return float(value) if len(value.as_tuple().digits) < 16 else str(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return json.dumps(list(value)) if isinstance(value, tuple) else value


def test_no_text_of_a_workbook_becomes_a_formula_a_number_or_a_link(workbook: Path) -> None:
    head, *rows = sheets_of(workbook)["practices"]
    titles = {row[head.index("practice_id")]: row[head.index("title")] for row in rows}
    for number, text in enumerate(HOSTILE):
        title = titles[f"h{number:02d}"]
        # The reader takes the line ends of XML as such, and does not undo the escape of what looks like an escape.
        assert isinstance(title, str)
        assert title.replace("_x005F_", "_").replace("_x000D_", "\r").splitlines() == text.splitlines()
    with zipfile.ZipFile(workbook) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


def test_a_text_too_long_for_a_cell_is_cut_and_named(tmp_path: Path) -> None:
    rows = changed(sample(), "practices", 0, summary="a🙂" * 20_000)
    rows = changed(rows, "roundtables", 0, spellings=("Diaspora",) * 4_000)
    release = published(rows, tmp_path / "data")
    done = export(release, SCHEMA, tmp_path / "out", "xlsx", ["practices", "roundtables"])
    sheets = sheets_of(done.files[0])
    told = [str(row[1]).partition(":")[0] for row in sheets["about"] if row[0] == "Cut"]
    assert told == ["roundtables.spellings, row 2", "practices.summary, row 2"]
    assert len(str(sheets["practices"][1][2]).encode("utf-16-le")) <= 2 * 32_767


@pytest.mark.parametrize(
    ("text", "length"),
    [("a" * 32_767, 32_767), ("a" * 32_768, 32_767), ("🙂" * 16_383, 16_383), ("🙂" * 16_384, 16_384)],
)
def test_a_cell_holds_32767_units(text: str, length: int) -> None:
    assert len(shortened(text)) == length
    assert (shortened(text) == text) is (len(text.encode("utf-16-le")) <= 2 * 32_767)


def test_a_table_longer_than_a_sheet_is_refused_before_anything_is_written(release: Path, tmp_path: Path) -> None:
    selection = select(release, SCHEMA, ["contributions", "editions"])
    long = replace(selection.contents[1], count=1_048_576)
    with pytest.raises(ExportError, match="contributions has 1048576 rows, and a sheet holds 1048575: name the tables"):
        write_workbook(replace(selection, contents=(selection.contents[0], long)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_geojson_has_the_countries_as_points_longitude_first(release: Path, tmp_path: Path) -> None:
    done = export(release, SCHEMA, tmp_path, "geojson")
    assert [path.name for path in done.files] == ["countries.geojson", "dataset.jsonld"]
    collection = json.loads(done.files[0].read_text(encoding="utf-8"))
    assert set(collection) == {"type", "features"}, "no crs: RFC 7946 has no other than WGS 84"
    assert collection["type"] == "FeatureCollection"
    belgium, peru = collection["features"]
    assert peru["id"] == "PER"
    assert peru["geometry"] == {"type": "Point", "coordinates": [-76.0, -10.0]}
    assert peru["properties"]["name"] == "Peru"
    assert belgium["geometry"]["coordinates"] == [4.0, 50.83]


def test_a_country_whose_place_is_not_known_has_a_null_geometry() -> None:
    row = {"iso3": "PER", "latitude": None, "longitude": -76.0, "since": date(2007, 7, 9), "amount": Decimal("1.50")}
    assert feature(row, ("iso3",)) == {
        "type": "Feature",
        "id": "PER",
        "geometry": None,
        "properties": {"iso3": "PER", "since": "2007-07-09", "amount": 1.5},
    }


def test_a_table_without_coordinates_is_no_geojson(release: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="practices has no latitude and longitude"):
        export(release, SCHEMA, tmp_path, "geojson", ["practices"])
    done = export(release, SCHEMA, tmp_path, "geojson", ["country_identities"])
    assert json.loads(done.files[0].read_text(encoding="utf-8"))["features"][0]["id"] == "gfmd/BEL"


def test_parquet_files_are_those_of_the_release(release: Path, tmp_path: Path) -> None:
    export(release, SCHEMA, tmp_path, "parquet")
    for table in SCHEMA.tables:
        name = f"{table.name}.parquet"
        assert (tmp_path / name).read_bytes() == (release / "parquet" / name).read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_says_where_it_is_from(release: Path, tmp_path: Path, form: Format) -> None:
    done = export(release, SCHEMA, tmp_path, form)
    dataset = json.loads((tmp_path / "dataset.jsonld").read_text(encoding="utf-8"))
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org/", "Dataset")
    assert dataset["version"] == dataset["identifier"] == release.name
    assert 50 <= len(dataset["description"]) <= 5000, "what search engines take"
    assert [source["url"] for source in dataset["isBasedOn"]] == ["https://www.gfmd.org"]
    assert all(source["license"]["name"] for source in dataset["isBasedOn"])
    described = {one["contentUrl"]: one for one in dataset["distribution"]}
    assert set(described) == {path.name for path in done.files} - {"dataset.jsonld"}
    for name, one in described.items():
        assert one["sha256"] == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


def test_a_release_of_another_version_is_exported_as_it_is(release: Path, tmp_path: Path) -> None:
    """Its columns are described by its own files where the program does not know them."""
    tables = tuple(table for table in SCHEMA.tables if table.name != "practice_terms")
    older = type(SCHEMA)(tables, origins=SCHEMA.origins)
    done = export(release, older, tmp_path, "csv")
    assert done.tables[-1] == "practice_terms"
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = package["resources"][-1]["schema"]["fields"]
    assert {field["name"]: field["description"] for field in fields}["term"] == "Term as printed"


def test_what_is_not_there_is_a_sentence(release: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no table 'practise'; did you mean practices"):
        export(release, SCHEMA, tmp_path, "csv", ["practise"])
    with pytest.raises(ExportError, match="no table 'xyzzy'; tables: countries, "):
        export(release, SCHEMA, tmp_path, "csv", ["xyzzy"])
    with pytest.raises(ExportError, match="within a release"):
        export(release, SCHEMA, release / "csv", "csv")
    assert list(tmp_path.iterdir()) == []


def test_damage_is_not_handed_on(release: Path, tmp_path: Path) -> None:
    damaged = tmp_path / release.name
    shutil.copytree(release, damaged)
    path = damaged / "parquet" / "practices.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(DamagedError, match=r"damaged: parquet/practices\.parquet"):
        export(damaged, SCHEMA, tmp_path / "out", "parquet")
    assert not (tmp_path / "out").exists()
    assert export(damaged, SCHEMA, tmp_path / "out", "parquet", ["countries"]).tables == ("countries",)
