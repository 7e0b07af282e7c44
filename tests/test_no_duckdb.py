"""A release of Parquet files in parts, without a DuckDB file: every command gives of it what it gives of another."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.sources import SCHEMA
from pipeline.order import Order
from tests.case_files import lines_of
from tests.hostile_server import serving
from tests.local_site import local, site
from tests.running import run_quietly
from tests.small_releases import ORIGIN, SMALL, small_rows
from tests.test_cli_fetch import PERU, profiles
from tests.test_export import faults_by_profile
from tests.test_warehouse import changed, sample
from warehouse.connection import connect
from warehouse.database import BrokenReferenceError
from warehouse.files.cutting import write_files
from warehouse.files.layout import PARTITIONED, Layout
from warehouse.manifest import read_manifest, verify
from warehouse.query import BadQueryError, query, questioned
from warehouse.release import publish, stage

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "tests" / "fixtures" / "gfmd"
USUAL, MANY_PARTS = Layout(rows_per_group=20), Layout(rows_per_group=20, groups_per_file=2)
"""So few rows a file that a table of a handful of pages has several files, and the same row groups without parts."""


@dataclass(frozen=True)
class Both:
    """Data folders with the same pages: one whose current release has a DuckDB file, and one where it has none."""

    usual: Path
    parts: Path

    def answers(self, *words: str) -> tuple[tuple[int, str], tuple[int, str]]:
        """Exit code and output of a command about either, with the same id for both releases."""
        told = [(data, profiles(*words, "--data", data)) for data in (self.usual, self.parts)]
        one, other = (
            (done.returncode, done.stdout.replace(current(data).name, "ID").replace(str(data), "DATA"))
            for data, done in told
        )
        return one, other


def current(data: Path) -> Path:
    return (data / "current").resolve()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The folder of the release in parts has the usual one, too, as the one before."""
    usual, parts = tmp_path_factory.mktemp("usual"), tmp_path_factory.mktemp("parts")
    assert run_quietly(Order(usual, (PAGES,), layout=USUAL)).outcome == "published"
    shutil.copytree(usual, parts, symlinks=True, dirs_exist_ok=True)
    assert run_quietly(Order(parts, (PAGES,), layout=MANY_PARTS)).outcome == "published"
    return Both(usual, parts)


@pytest.fixture
def copy(both: Both, tmp_path: Path) -> Path:
    """A data folder of its own with the release in parts, which may be harmed."""
    data = tmp_path / "a [copy]*"
    shutil.copytree(both.parts, data, symlinks=True)
    for path in current(data).rglob("*.*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return data


def rows_in(folder: Path) -> pa.Table:
    """The rows of the Parquet files of a folder, in the order of their names."""
    return pa.concat_tables(pq.read_table(path) for path in sorted(folder.iterdir()))


def test_each_table_is_a_folder_of_files_in_key_order(both: Both) -> None:
    folders = {path.name: path for path in (current(both.parts) / "parquet").iterdir()}
    assert set(folders) == {f"{table.name}.parquet" for table in SCHEMA.tables}
    for name, folder in folders.items():
        assert rows_in(folder).equals(pq.read_table(current(both.usual) / "parquet" / name), check_metadata=True)
    lines = sorted(folders["page_lines.parquet"].iterdir())
    assert [path.name for path in lines[:2]] == ["part-00000.parquet", "part-00001.parquet"]
    sizes = [pq.read_metadata(path) for path in lines]
    assert {(size.num_rows, size.num_row_groups) for size in sizes[:-1]} == {(40, 2)}
    assert len(sizes) > 10


def test_the_rest_of_the_release_is_three_files(both: Both) -> None:
    release = current(both.parts)
    assert {path.name for path in release.iterdir()} == {"parquet", "views.sql", "datapackage.json", "manifest.json"}
    manifest = read_manifest(release)
    found = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert set(manifest.files) == found - {"manifest.json"}
    assert manifest.release != current(both.usual).name, "names and bytes of the files make the id"


def test_a_table_without_rows_has_one_empty_file(both: Both) -> None:
    (path,) = (current(both.parts) / "parquet" / "memberships.parquet").iterdir()
    assert pq.read_metadata(path).num_rows == 0


@pytest.mark.parametrize(("groups", "files"), [("", ["."]), ("ab", ["ab"]), ("abcde", ["ab", "cd", "e"])])
def test_row_groups_are_cut_into_files(groups: str, files: list[str], tmp_path: Path) -> None:
    paths = (tmp_path / str(number) for number in range(9))
    written = write_files(iter(groups), ".", paths, 2, write_text)
    assert [path.read_text() for path in written] == files


def write_text(groups: Iterator[str], path: Path) -> None:
    path.write_text("".join(groups))


def test_a_row_group_is_made_only_when_it_is_written(tmp_path: Path) -> None:
    made: list[str] = []

    def groups() -> Iterator[str]:
        for group in "abcde":
            made.append(group)
            yield group

    def write(of_file: Iterator[str], _: Path) -> None:
        assert all(group == made[-1] for group in of_file)

    write_files(groups(), ".", iter([tmp_path] * 3), 2, write)
    assert made == [*"abcde"]


def test_the_data_package_covers_every_file_and_keeps_to_the_published_profile(both: Both) -> None:
    release = current(both.parts)
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert faults_by_profile(package) == []
    paths = [path for resource in package["resources"] for path in resource["path"]]
    assert sorted(paths) == sorted(path for path in read_manifest(release).files if path.startswith("parquet/"))
    for resource in package["resources"]:
        assert resource["bytes"] == sum((release / path).stat().st_size for path in resource["path"])


@pytest.mark.parametrize(
    "words",
    [
        ("sql", "FROM yearly_attendance ORDER BY ALL"),
        ("sql", "SELECT owner, count(*) AS lines, max(text) AS last FROM page_lines GROUP BY ALL ORDER BY ALL"),
        ("sql", "SELECT column_name, column_type FROM (DESCRIBE contributions)"),
        ("sql", "SHOW TABLES"),
        ("sql", "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"),
        ("explain", "participations", "MDA-01"),
        ("explain", "contributions", "SWE-02/1", "amount"),
        ("explain", "participations", "MDA-99"),
        ("catalogue", "candidates", "--json"),
        ("schema", "--json"),
        ("sources",),
        ("verify",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_gives_the_same_of_either_layout(both: Both, words: tuple[str, ...]) -> None:
    usual, parts = both.answers(*words)
    assert parts == usual


def test_each_file_of_an_export_is_the_same(both: Both, tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "geojson", "parquet"):
        written = []
        for data in (both.usual, both.parts):
            folder = tmp_path / data.name / form
            assert profiles("export", "--format", form, str(folder), "--data", data).returncode == 0
            written.append({path.name: content_of(path, current(data).name) for path in folder.iterdir()})
        assert written[0] == written[1]


def content_of(path: Path, release: str) -> bytes:
    """What a file says, with the same id whatever the release is; of a workbook, what the files in it say."""
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            return b"".join(book.read(name) for name in book.namelist()).replace(release.encode(), b"ID")
    return re.sub(rb'"(contentSize|sha256)": .*', b"", path.read_bytes().replace(release.encode(), b"ID"))


def test_the_site_is_the_same_but_for_the_database(tmp_path: Path) -> None:
    built = []
    for name, layout in (("usual", USUAL), ("parts", MANY_PARTS)):
        release = publish(stage(SCHEMA, sample(), tmp_path / name, ORIGIN, layout), tmp_path / name)
        assert profiles("site", "--data", tmp_path / name).returncode == 0
        site = tmp_path / name / "site"
        files = [path for path in site.rglob("*") if path.is_file()]
        built.append({path.relative_to(site).as_posix(): content_of(path, release.id) for path in files})
    usual, parts = built
    assert usual.keys() - parts.keys() == {"data/profiles.duckdb"}
    assert {path for path in parts if parts[path] != usual[path]} == {"data/index.html"}
    assert b"FROM &#39;parquet/participations.parquet&#39;" in parts["data/index.html"]
    assert b"profiles.duckdb" not in parts["data/index.html"]


def test_nothing_differs_between_the_layouts(both: Both) -> None:
    done = profiles("diff", current(both.usual).name, "current", "--data", both.parts)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changes"] == []


def test_a_difference_between_the_layouts_is_found(tmp_path: Path) -> None:
    def made(name: str, peru: str, layout: Layout) -> str:
        rows = changed(sample(), "countries", 0, name=peru)
        return str(publish(stage(SCHEMA, rows, tmp_path / name, ORIGIN, layout), tmp_path / name).path)

    old, usual, parts = made("a", "Peru", USUAL), made("b", "Perú", USUAL), made("c", "Perú", MANY_PARTS)
    expected, found = (json.loads(profiles("diff", old, new).stdout)["changes"] for new in (usual, parts))
    assert [(one["table"], one["column"], one["new"]) for one in found] == [("countries", "name", "Perú")]
    assert found == expected


def test_an_update_has_the_flag_and_its_release_is_checked_against_the_program(tmp_path: Path) -> None:
    with serving(site([PERU])) as server:
        assert profiles("update", "peru", "--no-duckdb", *local(server.url, tmp_path)).returncode == 0
    assert not (current(tmp_path) / "profiles.duckdb").exists()
    done = profiles("check-program", "--data", tmp_path)
    assert (done.returncode, json.loads(done.stdout)["changes"]) == (0, [])


def test_a_history_goes_over_releases_of_either_layout(both: Both) -> None:
    told = json.loads(profiles("history", "participations", "MDA-01", "edition_last", "--data", both.parts).stdout)
    seen = [told[moment]["release"] for moment in ("first_seen", "last_seen")]
    assert (seen, told["last_changed"]) == ([current(both.usual).name, current(both.parts).name], None)


def test_the_ledger_has_either_layout(both: Both) -> None:
    listed = [json.loads(line) for line in profiles("releases", "--data", both.parts).stdout.splitlines()]
    assert [(one["outcome"], one["release"], one["current"]) for one in listed] == [
        ("published", current(both.usual).name, False),
        ("published", current(both.parts).name, True),
    ]


def test_the_flag_decides_what_a_run_makes_anew(tmp_path: Path) -> None:
    def run(*words: str) -> tuple[str, str, bool]:
        done = profiles("run", str(PAGES / "peru-short"), *words, "--data", tmp_path)
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        return report["outcome"], report["release"], (current(tmp_path) / "profiles.duckdb").exists()

    parts, again, usual = run("--no-duckdb"), run("--no-duckdb"), run()
    assert [parts[0], again[0], usual[0]] == ["published", "unchanged", "published"]
    assert parts[1:] == again[1:] == (parts[1], False)
    assert usual[1:] == (usual[1], True)


def test_a_usual_release_is_compared_with_one_in_parts(copy: Path) -> None:
    report = run_quietly(Order(copy, (PAGES / "peru-short",)))
    assert report.outcome == "refused"
    assert {"countries_lost", "rows_lost"} <= {finding.name for finding in report.findings}


def test_damage_is_named_with_part_table_and_row_group(copy: Path) -> None:
    part = "parquet/page_lines.parquet/part-00003.parquet"
    path = current(copy) / part
    path.write_bytes(path.read_bytes()[:-30])
    done = profiles("verify", "--data", copy, "--json")
    assert done.returncode == 1
    assert {(place["file"], place["table"]) for place in json.loads(done.stdout)["places"]} >= {(part, "page_lines")}
    told = profiles("export", "--format", "csv", str(copy.parent / "out"), "--data", copy)
    assert (told.returncode, part in told.stderr) == (1, True)


def test_a_part_that_is_gone_or_too_much_is_noticed(copy: Path) -> None:
    folder = current(copy) / "parquet" / "page_lines.parquet"
    (folder / "part-00001.parquet").rename(folder / "part-99999.parquet")
    found = verify(current(copy))
    assert "parquet/page_lines.parquet/part-00001.parquet: missing" in found
    assert "parquet/page_lines.parquet/part-99999.parquet: not in the manifest" in found


def test_without_its_views_a_release_answers_by_a_sentence(copy: Path) -> None:
    (current(copy) / "views.sql").write_text("CREATE VIEW odd AS SELECT nothing FROM countries;", "utf-8")
    done = profiles("sql", "SELECT 1", "--data", copy)
    assert (done.returncode, "'profiles verify' tells" in done.stderr) == (1, True)
    assert "views.sql: the tables can't be viewed by it" in profiles("verify", "--data", copy).stderr
    (current(copy) / "views.sql").unlink()
    assert profiles("sql", "SELECT 1", "--data", copy).returncode == 1


def test_the_way_to_a_release_may_look_like_a_pattern(copy: Path) -> None:
    assert json.loads(profiles("sql", "SELECT count(*) AS n FROM countries", "--data", copy).stdout) == {"n": 6}


def test_an_old_release_is_removed_but_not_while_it_is_open(both: Both, copy: Path) -> None:
    old = current(copy)
    (copy / "current").unlink()
    (copy / "current").symlink_to(f"releases/{current(both.usual).name}")

    def removed() -> list[str]:
        told: list[str] = json.loads(profiles("releases", "prune", "--keep", "1", "--data", copy).stdout)["removed"]
        return told

    with questioned(old):
        assert removed() == []
    assert removed() == [old.name]
    assert not old.exists()


def test_rows_that_refer_to_nothing_are_refused(tmp_path: Path) -> None:
    rows = changed(sample(), "contributions", 0, participation_id="PER-77")
    with pytest.raises(BrokenReferenceError, match="contributions: PER-77/1 has not its participation_id"):
        stage(SCHEMA, rows, tmp_path, ORIGIN, PARTITIONED)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release in parts."""
    data = tmp_path_factory.mktemp("small")
    return publish(stage(SMALL, small_rows("Peru"), data, ORIGIN, PARTITIONED), data).path


@pytest.fixture
def outside(small: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with a file that no question reads; nothing in it or in the release is changed by one."""

    def state() -> dict[str, str]:
        paths = [path for folder in (small, tmp_path) for path in folder.rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    (tmp_path / "secret.csv").write_text("word\nxyzzy\n")
    before = state()
    yield tmp_path
    assert state() == before


OWN_FILES = (
    "SELECT * FROM read_parquet('{part}')",
    "SELECT * FROM '{part}'",
    "SELECT * FROM read_parquet(['{part}', '{part}'])",
    "SELECT size FROM read_blob('{part}')",
    "SELECT * FROM parquet_metadata('{part}')",
    "SELECT * FROM glob('{part}')",
    "SELECT * FROM query('SELECT * FROM read_blob(''{part}'')')",
    "WITH own AS (FROM read_text('{release}/views.sql')) FROM own",
    "SELECT (SELECT count(*) FROM '{part}') AS n FROM countries",
    "COPY countries TO '{part}' (FORMAT parquet, USE_TMP_FILE false)",
    "SELECT 1); COPY countries TO '{part}' (FORMAT parquet, USE_TMP_FILE false",
)


def test_there_is_no_way_out_of_a_release_in_parts(small: Path, outside: Path) -> None:
    part = small / "parquet" / "countries.parquet" / "part-00000.parquet"
    answered = []
    with questioned(small) as release:
        for attempt in (*lines_of("escapes.sql"), *OWN_FILES):
            with suppress(BadQueryError):
                release.answer(attempt.format(outside=outside, release=small, part=part), limit=10)
                answered.append(attempt)
            assert release.answer("SELECT name FROM countries WHERE iso3 = 'PER'", limit=10).rows == (("Peru",),)
    assert answered == []


def test_the_lines_of_the_readme_read_a_release_in_parts(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## A release without a DuckDB file")[2]
    sql, *programs = re.findall(r"```(?:sql|python)\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    expected = [name for (name,) in query(current(both.usual), "SELECT name FROM countries ORDER BY iso3").rows]
    monkeypatch.chdir(current(both.parts))
    with connect() as connection:
        assert [name for (name,) in connection.execute(sql).fetchall()] == expected
        for table in SCHEMA.tables[1:]:
            connection.execute(f"CREATE VIEW {table.name} AS FROM 'parquet/{table.name}.parquet/*.parquet'")
        connection.execute(Path("views.sql").read_text("utf-8"))
    for program in programs:
        names: dict[str, object] = {}
        exec(program, names)  # noqa: S102 # of the README
        assert names["names"] == expected
    assert len(programs) == 2
