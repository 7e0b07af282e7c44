"""The command line as a user meets it: what it prints, what it leaves behind, and its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.cli import cli
from tests.local_site import json_lines
from tests.local_site import profiles as in_a_process
from tests.test_cli_fetch import profiles

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "fixtures" / "gfmd"
DAMAGED = ROOT / "tests" / "fixtures" / "damaged"
PERU = PAGES / "peru-short" / "page.txt"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    assert profiles("run", PAGES, data=data).returncode == 0
    return data


def parquet_bytes(data: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (data / "current" / "parquet").iterdir()}


def test_help_answers_without_the_heavy_libraries() -> None:
    code = "import sys; from pipeline.cli import cli; cli(['--help'], standalone_mode=False);"
    code += "print(sorted({'duckdb', 'pyarrow', 'pydantic', 'selectolax'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_run_imports_nothing_that_only_its_libraries_would_like(tmp_path: Path) -> None:
    """The run goes as it does, and what is withheld is not there, although this environment has it."""
    code = "import sys; from pipeline.__main__ import main\n"
    code += f"sys.argv = ['profiles', 'run', '--data', {str(tmp_path)!r}, {str(PAGES / 'mexico-full')!r}]\n"
    code += "try: main()\nexcept SystemExit as end: print(end.code, sorted({'fsspec', 'pandas'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.splitlines()[-1] == "0 []"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize(("path", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in commands(cli)])
def test_every_command_has_an_example_and_the_options_of_all(path: tuple[str, ...], command: click.Command) -> None:
    told = command.get_help(click.Context(command))
    assert f"profiles {' '.join(path)}" in told.partition("Example:")[2]
    assert {"--data", "--json"} <= {option for parameter in command.params for option in parameter.opts}


def test_the_same_pages_give_the_same_release_and_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    """Whatever the workers, and in another process, where Python hashes otherwise."""
    first = parquet_bytes(sample)
    again = profiles("run", PAGES, "--workers", "1", data=sample)
    assert json.loads(again.stdout)["outcome"] == "unchanged"
    assert in_a_process("run", PAGES, "--workers", "3", "--data", tmp_path).returncode == 0
    assert parquet_bytes(tmp_path) == first == parquet_bytes(sample)
    assert (tmp_path / "current").readlink().name == (sample / "current").readlink().name


def test_what_is_piped_is_json_and_nothing_else(sample: Path) -> None:
    asked = profiles("sql", "SELECT iso3, latitude FROM countries ORDER BY iso3 LIMIT 1", data=sample)
    assert json_lines(asked.stdout) == [{"iso3": "BEL", "latitude": 50 + 50 / 60}]
    assert asked.stderr == ""


def test_explain_gives_the_lines_and_the_argument_of_an_edition(sample: Path) -> None:
    told = json.loads(profiles("explain", "participations", "MDA-01", data=sample).stdout)
    assert told["record"]["edition"] is None
    assert any("2007 to 2008" in sentence for sentence in told["reasoning"])
    evidence = [text for passage in told["passages"] for _, is_evidence, text in passage["lines"] if is_evidence]
    assert evidence[0] == "Delegate"
    assert "Attended Summit" in evidence


def test_explain_says_what_an_unknown_record_is(sample: Path) -> None:
    refused = profiles("explain", "participations", "PER-99", data=sample)
    assert refused.returncode == 2
    assert "PER-99" in refused.stderr


def test_a_record_of_parse_names_its_lines() -> None:
    records = json_lines(profiles("parse", PERU).stdout)
    (country,) = [one for one in records if one["table"] == "countries"]
    assert country["record"]["iso3"] == "PER"
    lines = PERU.read_text(encoding="utf-8").splitlines()
    first, last = country["lines"][0]
    assert "Republic of Peru" in lines[first - 1 : last]


def test_parse_opens_no_socket_and_writes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "peru.txt"
    shutil.copy(PERU, page)
    guard = (
        "import os, sys\n"
        "def refuse(event, args):\n"
        "    writes = event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+')\n"
        "    named = writes and not os.path.isdir(args[0])\n"  # the language model is unpacked into a nameless file
        "    if event.startswith('socket.') or named:\n"
        "        sys.stderr.write(f'{event} {args}'); sys.stderr.flush(); os._exit(9)\n"
        "sys.dont_write_bytecode = True\n"
        "sys.addaudithook(refuse)\n"
        "sys.argv = ['profiles', 'parse', 'peru.txt']\n"
        "from pipeline.cli import main; main()\n"
    )
    done = subprocess.run([sys.executable, "-c", guard], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["peru.txt"]


def test_inspect_owns_every_line() -> None:
    rows = json_lines(profiles("inspect", PERU).stdout)
    printed = [line for line in PERU.read_text(encoding="utf-8").splitlines() if line.strip("\u00a0 ")]
    assert len(rows) == len(printed)
    assert "unclaimed" not in {row["owner"] for row in rows}


def test_a_missing_path_is_wrong_use_and_a_sentence(tmp_path: Path) -> None:
    refused = profiles("run", tmp_path / "nowhere", data=tmp_path / "data")
    assert refused.returncode == 2
    assert "nowhere" in refused.stderr
    assert not (tmp_path / "data" / "current").exists()


def test_without_any_page_nothing_is_published(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    refused = profiles("run", tmp_path / "pages", data=tmp_path / "data")
    assert refused.returncode == 1
    assert not (tmp_path / "data" / "current").exists()


def test_without_a_usable_page_the_current_release_stays(sample: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample, data, symlinks=True)
    before = (data / "current").readlink()
    refused = profiles("run", DAMAGED / "empty", DAMAGED / "binary", data=data)
    assert refused.returncode in (1, 2)
    assert (data / "current").readlink() == before


def test_a_bad_page_is_quarantined_and_the_rest_goes_on(tmp_path: Path) -> None:
    shutil.copy(PERU, tmp_path / "peru.txt")
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "photo.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    (tmp_path / "letter.txt").write_text("Dear reader,\n\nthis is no profile.\n")
    (tmp_path / "cut.txt.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc")
    data = tmp_path / "data"
    assert profiles("run", tmp_path, "--data", data).returncode == 0
    asked = profiles("sql", "SELECT path, reason FROM quarantine ORDER BY path", data=data)
    assert {row["path"]: row["reason"] for row in json_lines(asked.stdout)} == {
        "cut.txt.gz": "damaged_gzip",
        "empty.html": "empty",
        "letter.txt": "not_a_profile",
        "photo.html": "binary",
    }
    strict = profiles("run", tmp_path, "--strict", "--data", tmp_path / "other")
    assert strict.returncode == 1


def test_a_page_cut_in_the_middle_keeps_what_is_there(tmp_path: Path) -> None:
    lines = PERU.read_bytes().splitlines(keepends=True)
    (tmp_path / "peru.txt").write_bytes(b"".join(lines[:100]))
    data = tmp_path / "data"
    assert profiles("run", tmp_path / "peru.txt", data=data).returncode == 0
    blocks = json_lines(profiles("sql", "SELECT edition FROM participations ORDER BY block", data=data).stdout)
    assert len(blocks) == 9
    codes = json_lines(profiles("sql", "SELECT code FROM issues", data=data).stdout)
    assert {"code": "end_missing"} in codes


def test_a_damaged_release_is_found(sample: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample, data, symlinks=True)
    assert profiles("verify", data=data).returncode == 0
    file = next((data / "releases").glob("*/parquet/countries.parquet"))
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    damaged = profiles("verify", data=data)
    assert damaged.returncode == 1
    assert "countries.parquet" in damaged.stderr


def test_the_ledger_tells_every_run(sample: Path) -> None:
    outcomes = [row["outcome"] for row in json_lines(profiles("releases", data=sample).stdout)]
    assert outcomes[0] == "published"


def test_the_dictionary_describes_every_table(sample: Path) -> None:
    described = json.loads(profiles("schema", "--json").stdout)
    asked = profiles("sql", "SELECT DISTINCT table_name FROM information_schema.tables", data=sample)
    there = {row["table_name"] for row in json_lines(asked.stdout)}
    assert there <= {table["name"] for kind in ("tables", "views") for table in described[kind]}


def test_the_sources_come_with_their_hosts_licence_and_tables() -> None:
    listed = json_lines(profiles("sources").stdout)
    described = json.loads(profiles("schema", "--json").stdout)
    own = [table for source in listed for table in source["tables"]]
    assert [source["source"] for source in listed] == ["gfmd", "factbook"]
    assert listed[1] == {
        "source": "factbook",
        "title": "The World Factbook",
        "hosts": ["cia.gov", "www.cia.gov"],
        "licence": "Public domain",
        "tables": ["memberships", "indicators"],
    }
    assert {"participations", "practices"} <= set(own)
    assert len(set(own)) == len(own)
    assert set(own) < {table["name"] for table in described["tables"]}


def test_the_bounds_of_a_page_can_be_set(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run = profiles("run", PAGES, "--max-page-bytes", "3000", "--max-page-seconds", "5", data=data)
    assert run.returncode == 0, run.stderr
    reasons = json_lines(profiles("sql", "SELECT DISTINCT reason FROM quarantine", data=data).stdout)
    assert reasons == [{"reason": "too_large"}]


def test_the_ledger_keeps_the_bounds_of_a_run(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "bounds.toml").write_text("rows_lost = 0.9\nquarantined_pages = 0\n", encoding="utf-8")
    run = profiles("run", PAGES, "--bounds", str(tmp_path / "bounds.toml"), data=tmp_path / "data")
    assert run.returncode == 0, run.stderr
    (told,) = json_lines(profiles("releases", data=tmp_path / "data").stdout)
    assert told["bounds"] == {"rows_lost": 0.9}
    assert json_lines(profiles("releases", data=sample).stdout)[0]["bounds"] == {}


@pytest.mark.parametrize("option", ["bytes", "depth", "seconds", "memory"])
def test_a_bound_that_no_machine_has_is_wrong_use(tmp_path: Path, option: str) -> None:
    run = profiles("run", PAGES, f"--max-page-{option}", "9" * 30, data=tmp_path / "data")
    assert (run.returncode, "is not in the range" in run.stderr) == (2, True)
