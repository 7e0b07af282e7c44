"""``profiles export`` as a user meets it: files, a JSON document, sentences, and exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.test_cli_fetch import profiles
from tests.test_cli_robust import command, is_a_sentence


def test_an_export_is_one_json_document_that_names_release_and_files(data_of_peru: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    done = profiles("export", "--format", "csv", out, "--table", "countries", "--data", data_of_peru)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["release"] == (data_of_peru / "current").resolve().name
    assert told["tables"] == ["countries"]
    assert told["files"] == [str(out / name) for name in ("countries.csv", "datapackage.json", "dataset.jsonld")]
    assert (out / "countries.csv").read_text(encoding="utf-8").splitlines()[1].startswith("PER,PE,Peru,")


def test_an_earlier_release_is_exported_by_the_beginning_of_its_id(data_of_peru: Path, tmp_path: Path) -> None:
    release = (data_of_peru / "current").resolve().name
    done = profiles("export", "--format", "geojson", tmp_path, "--release", release[:6], "--data", data_of_peru)
    assert json.loads(done.stdout)["release"] == release


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "xlsx", "--raw"), "--raw is for CSV"),
        (("--format", "csv", "--table", "country"), "did you mean countries?"),
        (("--format", "csv", "--release", "xyzzy"), "no release"),
        (("--format", "geojson", "--table", "practices"), "no latitude and longitude"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence_and_writes_nothing(
    data_of_peru: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    asked = profiles("export", *arguments, tmp_path, "--data", data_of_peru)
    assert is_a_sentence(asked, sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_a_sentence(data_of_peru: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert profiles("export", "--format", "csv", tmp_path / "out", "--data", data_of_peru).returncode == 2
    assert profiles("export", "--format", "csv", tmp_path / "out" / "csv", "--data", data_of_peru).returncode == 2


def test_a_damaged_release_is_refused(data_of_peru: Path, tmp_path: Path) -> None:
    path = data_of_peru / "current" / "parquet" / "countries.parquet"
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[:-1])
    asked = profiles("export", "--format", "csv", tmp_path, "--data", data_of_peru)
    path.write_bytes(content)
    assert is_a_sentence(asked, "is damaged", 1)


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "parquet"])
@pytest.mark.parametrize("kibibytes", [0, 1, 4])
def test_a_file_that_can_not_be_written_is_a_sentence_and_leaves_none_that_is_cut(
    data_of_peru: Path, tmp_path: Path, form: str, kibibytes: int
) -> None:
    """Files may be no larger than this: what a full disk says, without a disk."""
    whole = tmp_path / "whole"
    assert profiles("export", "--format", form, whole, "--data", data_of_peru).returncode == 0
    export = command("export", "--format", form, tmp_path / "cut", "--data", data_of_peru)
    limited = ["bash", "-c", f'ulimit -f {kibibytes} && exec "$@"', "bash", *export]
    asked = subprocess.run(limited, capture_output=True, text=True, check=False)
    if form == "geojson" and kibibytes > 0:
        assert asked.returncode == 0
        return
    assert is_a_sentence(asked, "Error: ", 1), asked.stderr
    left = {path.name: path.read_bytes() for path in (tmp_path / "cut").iterdir()}
    assert all(content == (whole / name).read_bytes() for name, content in left.items())
    assert "profiles.xlsx" not in left
