"""``profiles site`` as a user meets it: a folder, a JSON document, sentences, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copyfile

import pytest

from pipeline.site import beside
from tests.rooms import ROOT
from tests.running import run_over
from tests.test_cli import PERU
from tests.test_cli_fetch import profiles
from tests.test_cli_robust import is_a_sentence
from warehouse.release import RELEASES


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    assert profiles("run", PERU, "--data", folder).returncode == 0
    return folder


def test_a_site_is_built_in_the_data_folder_and_told_in_one_json_document(data: Path) -> None:
    done = profiles("site", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["release"] == (data / "current").resolve().name
    assert (Path(told["folder"]) / "index.html").is_file()
    assert told["folder"] == str(data / "site")


def test_a_site_of_a_release_named_goes_where_it_is_told(data: Path, tmp_path: Path) -> None:
    name = (data / "current").resolve().name
    done = profiles("site", "--data", data, "--release", name[:6], "--out", tmp_path / "public")
    assert json.loads(done.stdout)["release"] == name
    quality = (tmp_path / "public" / "quality" / "index.html").read_text(encoding="utf-8")
    assert "no check refused it" in quality


def test_the_same_release_has_the_same_pages_whenever_it_was_made(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "data"
    assert profiles("run", PERU, "--data", other).returncode == 0
    pages = []
    for folder, out in ((data, tmp_path / "one"), (other, tmp_path / "two")):
        assert profiles("site", "--data", folder, "--out", out).returncode == 0
        pages.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*.html")})
    assert pages[0] == pages[1]


def test_without_a_release_there_is_a_sentence(tmp_path: Path) -> None:
    assert is_a_sentence(profiles("site", "--data", tmp_path), "There is no release in")


def test_an_unknown_release_is_a_sentence(data: Path) -> None:
    assert is_a_sentence(profiles("site", "--data", data, "--release", "xyzzy"), "no release")


def test_a_folder_with_other_files_is_a_sentence_and_stays(data: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert is_a_sentence(profiles("site", "--data", data, "--out", tmp_path), "holds other files")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_within_a_release_is_a_sentence(data: Path) -> None:
    assert is_a_sentence(profiles("site", "--data", data, "--out", data / "current" / "site"), "within a release")


def test_the_release_before_is_the_last_other_one_of_the_ledger(tmp_path: Path) -> None:
    pages, data = tmp_path / "pages", tmp_path / "data"
    pages.mkdir()
    releases = []
    for name in ("peru-short", "moldova-full", "moldova-full"):
        copyfile(ROOT / "tests" / "fixtures" / "gfmd" / name / "page.txt", pages / f"{name}.txt")
        releases.append(data / RELEASES / str(run_over(pages, data).release))
    assert releases[1] == releases[2] != releases[0]
    assert beside(data, releases[0]).before is None
    found = beside(data, releases[1])
    assert found.before == releases[0]
    assert found.run is not None
    assert (found.run.outcome, found.run.release) == ("published", releases[1].name)


def test_a_release_that_the_ledger_does_not_know_has_nothing_but_candidates_beside_it(data: Path) -> None:
    release = (data / "current").resolve()
    found = beside(data / "elsewhere", release)
    assert (found.before, found.run) == (None, None)
    assert found.candidates is not None
