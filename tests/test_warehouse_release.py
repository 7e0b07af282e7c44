"""A dataset becomes a release that never changes, and readers see the old one or the new one, nothing between."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from extractors.sources import SCHEMA
from tests.test_warehouse import Rows, changed, sample
from warehouse.building.arrays import BadRowError
from warehouse.building.parquet import to_arrow
from warehouse.building.pieces import Pieces
from warehouse.lock import BusyError, exclusive
from warehouse.manifest import MANIFEST, Provenance, read_manifest, render, verify
from warehouse.parts.location import UnusableStoreError
from warehouse.parts.store import DamagedPartError
from warehouse.release import (
    DamagedError,
    Release,
    Staged,
    current,
    leaving_nothing_staged,
    publish,
    stage,
    stage_pieces,
)

(PAGES,) = (table for table in SCHEMA.tables if table.name == "pages")
ORIGIN = Provenance(inputs="1" * 64, program="2" * 64, reference="3" * 64)


def _publish(data: Path, rows: Rows, origin: Provenance = ORIGIN) -> Release:
    with exclusive(data):
        return publish(stage(SCHEMA, rows, data, origin), data)


def _parquet(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (release / "parquet").iterdir()}


def _other() -> Rows:
    return changed(sample(), "countries", 0, name="Perú")


def test_a_release_holds_the_files_of_the_contract(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample())
    names = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}
    tables = {f"parquet/{table.name}.parquet" for table in SCHEMA.tables}
    assert names == tables | {"profiles.duckdb", "manifest.json", "datapackage.json"}
    assert release.path == tmp_path / "releases" / release.id == current(tmp_path)
    assert (tmp_path / "current").readlink() == Path("releases") / release.id
    assert not release.unchanged
    assert verify(release.path) == ()
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_release_is_read_only_and_can_be_entered_by_others(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample())
    assert {path.stat().st_mode & 0o777 for path in release.path.rglob("*") if path.is_file()} == {0o444}
    assert release.path.stat().st_mode & 0o777 == 0o755


def test_the_manifest_tells_where_a_release_comes_from(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample())
    manifest = read_manifest(release.path)
    assert manifest.provenance == ORIGIN
    assert manifest.release == release.id
    contributions = manifest.files["parquet/contributions.parquet"]
    assert contributions.rows == 4
    assert contributions.schema is not None
    assert contributions.schema["amount"] == "decimal128(18, 2)"
    assert manifest.files["profiles.duckdb"].sha256


def test_the_data_package_describes_every_table(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample())
    package = json.loads((release.path / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {table.name for table in SCHEMA.tables}
    roles = resources["roundtable_roles"]
    assert (release.path / roles["path"]).stat().st_size == roles["bytes"]
    assert roles["schema"]["primaryKey"] == ["participation_id", "position", "role"]
    assert {
        "fields": ["roundtable_id"],
        "reference": {"resource": "roundtables", "fields": ["roundtable_id"]},
    } in roles["schema"]["foreignKeys"]
    fields = {field["name"]: field for field in resources["contributions"]["schema"]["fields"]}
    assert fields["kind"]["constraints"]["required"]
    assert "left_over" in fields["kind"]["constraints"]["enum"]
    assert fields["amount"]["type"] == "number"
    assert "primaryKey" not in resources["issues"]["schema"]


def test_the_same_content_is_published_once(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    rows = sample()
    for listed in rows.values():
        random.Random(3).shuffle(listed)
    second = _publish(tmp_path, rows, Provenance("other", "program", "and reference"))
    assert (second.id, second.unchanged) == (first.id, True)
    assert read_manifest(second.path).provenance == ORIGIN
    elsewhere = _publish(tmp_path / "elsewhere", rows)
    assert elsewhere.id == first.id
    assert _parquet(elsewhere.path) == _parquet(first.path)
    assert list((tmp_path / "staging").iterdir()) == []


def test_other_content_is_another_release_and_the_old_one_stays(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    before = _parquet(first.path)
    second = _publish(tmp_path, _other())
    assert second.id != first.id
    assert current(tmp_path) == second.path
    assert _parquet(first.path) == before
    assert verify(first.path) == ()


def test_content_that_comes_back_is_current_again(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    _publish(tmp_path, _other())
    third = _publish(tmp_path, sample())
    assert (third.id, third.unchanged) == (first.id, True)
    assert current(tmp_path) == first.path


def test_no_rows_at_all_still_make_every_file(tmp_path: Path) -> None:
    release = _publish(tmp_path, {})
    assert len(_parquet(release.path)) == len(SCHEMA.tables)


def test_nothing_is_current_before_the_first_release(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    (tmp_path / "current").symlink_to("releases/gone")
    assert current(tmp_path) is None


def test_a_table_that_nobody_defined_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such table: contries"):
        stage(SCHEMA, {"contries": []}, tmp_path, ORIGIN)


def test_a_staged_release_is_not_published(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    staged = stage(SCHEMA, _other(), tmp_path, ORIGIN)
    assert current(tmp_path) == first.path
    assert verify(staged.folder) == ()
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [first.id]


def test_damage_between_staging_and_publishing_is_noticed(tmp_path: Path) -> None:
    staged = stage(SCHEMA, sample(), tmp_path, ORIGIN)
    (staged.folder / "parquet" / "pages.parquet").unlink()
    with pytest.raises(DamagedError, match=r"pages\.parquet: missing"):
        publish(staged, tmp_path)
    assert current(tmp_path) is None


def test_a_published_release_that_was_damaged_is_replaced(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    _flip(first.path / "profiles.duckdb")
    second = _publish(tmp_path, sample())
    assert (second.id, second.unchanged) == (first.id, False)
    assert verify(second.path) == ()


def _flip(path: Path, place: float = 0.5) -> None:
    path.chmod(0o644)
    raw = bytearray(path.read_bytes())
    raw[int(len(raw) * place)] ^= 4
    path.write_bytes(raw)


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [_flip, _truncate, Path.unlink])
@pytest.mark.parametrize("name", ["parquet/practices.parquet", "profiles.duckdb", "datapackage.json", "manifest.json"])
def test_verify_names_the_damaged_file(tmp_path: Path, name: str, harm: Callable[[Path], None]) -> None:
    release = _publish(tmp_path, sample()).path
    harm(release / name)
    assert any(problem.startswith(f"{name}: ") for problem in verify(release))


def test_verify_notices_a_link_in_place_of_a_file(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample()).path
    moved = (release / "profiles.duckdb").replace(tmp_path / "elsewhere.duckdb")
    (release / "profiles.duckdb").symlink_to(moved)
    assert verify(release) == ("profiles.duckdb: missing",)


def test_verify_notices_any_flipped_byte_of_the_manifest(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample()).path
    raw = (release / MANIFEST).read_bytes()
    (release / MANIFEST).chmod(0o644)
    for place in range(0, len(raw), 397):
        (release / MANIFEST).write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert verify(release), place


def test_verify_names_files_that_do_not_belong(tmp_path: Path) -> None:
    release = _publish(tmp_path, sample()).path
    (release / "parquet" / "more.parquet").write_bytes(b"")
    (release / "profiles.duckdb.wal").symlink_to("/nowhere")
    assert verify(release) == (
        "parquet/more.parquet: not in the manifest",
        "profiles.duckdb.wal: not in the manifest",
    )


def test_verify_notices_other_row_counts_in_the_database(tmp_path: Path) -> None:
    staged, other = stage(SCHEMA, sample(), tmp_path / "a", ORIGIN), stage(SCHEMA, {}, tmp_path / "b", ORIGIN)
    files = {**staged.manifest.files, "profiles.duckdb": other.manifest.files["profiles.duckdb"]}
    (other.folder / "profiles.duckdb").replace(staged.folder / "profiles.duckdb")
    forged = type(staged.manifest)(staged.manifest.release, ORIGIN, files)
    (staged.folder / MANIFEST).write_bytes(render(forged))
    assert "profiles.duckdb: 0 rows in countries, not 2" in verify(staged.folder)


def test_verify_of_no_release_says_so(tmp_path: Path) -> None:
    assert verify(tmp_path) == ("manifest.json: No such file or directory",)


def test_what_an_interrupted_run_left_does_not_disturb_the_next(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    with pytest.raises(BadRowError):
        stage(SCHEMA, changed(sample(), "pages", 2, lines=-1), tmp_path, ORIGIN)
    assert len(list((tmp_path / "staging").iterdir())) == 1, "a refused one stays for inspection"
    (tmp_path / ".current.new").symlink_to("releases/half")
    (tmp_path / "staging" / "torn").mkdir()
    (tmp_path / "staging" / "torn" / "profiles.duckdb").write_bytes(b"torn")
    second = _publish(tmp_path, _other())
    assert current(tmp_path) == second.path != first.path
    assert not (tmp_path / ".current.new").is_symlink()
    assert list((tmp_path / "staging").iterdir()) == []


@pytest.mark.parametrize("error", [DamagedPartError("a part is gone"), UnusableStoreError("nobody answers")])
def test_nothing_is_left_of_a_release_whose_parts_fail_to_be_read(tmp_path: Path, error: Exception) -> None:
    def failing() -> Iterator[pa.Table]:
        yield to_arrow(PAGES, sample()["pages"])
        raise error

    with pytest.raises(type(error)), exclusive(tmp_path), leaving_nothing_staged(tmp_path):
        stage_pieces(SCHEMA, {"pages": Pieces(failing())}, tmp_path, ORIGIN)
    assert list(tmp_path.glob("staging/*")) == []


def test_a_folder_renamed_without_the_link_is_taken_up(tmp_path: Path) -> None:
    """As after a crash between the last two steps."""
    first = _publish(tmp_path, sample())
    second = _publish(tmp_path, _other())
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(Path("releases") / first.id)
    again = _publish(tmp_path, _other())
    assert (again.unchanged, current(tmp_path)) == (True, second.path)


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from warehouse.lock import exclusive\nwith exclusive(pathlib.Path(sys.argv[1])): pass"
    )
    with exclusive(tmp_path):
        with pytest.raises(BusyError, match="another run is writing to"):
            _publish(tmp_path, sample())
        result = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, capture_output=True)
        assert b"BusyError: another run" in result.stderr
    assert _publish(tmp_path, sample()).path.is_dir()


def test_a_staged_release_is_found_by_its_manifest(tmp_path: Path) -> None:
    staged = stage(SCHEMA, sample(), tmp_path, ORIGIN)
    assert isinstance(staged, Staged)
    assert read_manifest(staged.folder) == staged.manifest
    assert os.path.commonpath([staged.folder, tmp_path / "staging"]) == str(tmp_path / "staging")


def test_a_folder_in_the_place_of_the_link_is_read_and_then_set_aside(tmp_path: Path) -> None:
    first = _publish(tmp_path, sample())
    shutil.copytree(first.path, tmp_path / "copy")
    (tmp_path / "current").unlink()
    (tmp_path / "copy").rename(tmp_path / "current")
    assert current(tmp_path) == tmp_path / "current"
    again = _publish(tmp_path, sample())
    assert current(tmp_path) == again.path
    assert (tmp_path / "current-set-aside-1" / "manifest.json").is_file()
