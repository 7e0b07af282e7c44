"""A third source, added to a copy of the program by the steps of CONTRIBUTING.md and by nothing else.

A folder under ``extractors/`` and a row in the table of sources are enough for everything that the program does.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile_server import serving
from tests.local_site import environment, local
from tests.test_acquire_warc import response, warc
from tests.web_archive import Kept, archiving

ROOT = Path(__file__).parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROGRAM = ("schemas", "extractors", "pipeline", "warehouse")
OF_OTHER_SOURCES = ("gfmd/peru-short/page.txt", "factbook/switzerland/page.json")
ADDRESS = "https://ferries.example.org/countries/{}.html"


def page(name: str, *lines: str) -> bytes:
    """A page of the Board as its site would show it."""
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return (
        "<!DOCTYPE html><html><head><title>Ferries</title></head><body><header>International Ferry Board</header>"
        f"<main><h1>{name}</h1><ul>{listed}</ul></main></body></html>"
    ).encode()


PAGES = {
    "greece": page("Greece", "Piraeus to Aegina: 98 crossings a week", "Patras to Bari: 7 crossings a week"),
    "malta": page("Malta", "Valletta to Pozzallo: 14 crossings a week"),
    "norway": page("Norway", "Hirtshals to Kristiansand: 21 crossings a week", "The boats carry bicycles."),
}
ROUTES = [
    {"iso3": "GRC", "route": "Piraeus to Aegina", "crossings": 98},
    {"iso3": "GRC", "route": "Patras to Bari", "crossings": 7},
    {"iso3": "MLT", "route": "Valletta to Pozzallo", "crossings": 14},
    {"iso3": "NOR", "route": "Hirtshals to Kristiansand", "crossings": 21},
]
ASK_ROUTES = "SELECT iso3, route, crossings FROM ferry_routes ORDER BY iso3, position"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the third source: its folder, and its row in the table of sources."""
    copy = tmp_path_factory.mktemp("program")
    for package in PROGRAM:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copytree(ROOT / "tests" / "third_source", copy / "extractors" / "ferries")
    table = copy / "extractors" / "sources.py"
    with_row, rows = re.subn(r"(?m)^(SOURCES: .*)\)$", r"\1, FERRIES)", table.read_text(encoding="utf-8"))
    with_import, imports = re.subn(
        r"(?m)^from extractors\.gfmd", r"from extractors.ferries.source import FERRIES\n\g<0>", with_row, count=1
    )
    assert (rows, imports) == (1, 1)
    table.write_text(with_import, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def data(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of its pages, saved in files without an address and as WARC, beside those of other sources."""
    folder = tmp_path_factory.mktemp("pages")
    for slug in ("greece", "malta"):
        (folder / f"{slug}.html").write_bytes(PAGES[slug])
    warc(folder, response(ADDRESS.format("norway"), PAGES["norway"], 3))
    for name in OF_OTHER_SOURCES:
        shutil.copy(ROOT / "tests" / "fixtures" / name, folder / f"other{Path(name).suffix}")
    data = tmp_path_factory.mktemp("data")
    done = profiles(program, "run", folder, "--data", data, "--workers", "1")
    assert done.returncode == 0, done.stderr
    return data


def profiles(program: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Call the command line of the copy."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        cwd=program,
        env={**environment(), "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(program: Path, data: Path, query: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in profiles(program, "sql", query, "--data", data).stdout.splitlines()]


def test_a_run_reads_its_pages_from_files_and_archives_beside_those_of_others(program: Path, data: Path) -> None:
    assert rows(program, data, ASK_ROUTES) == ROUTES
    counted = "SELECT source, count(*) AS pages, count(url) AS addresses FROM pages GROUP BY source ORDER BY source"
    assert rows(program, data, counted) == [
        {"source": "factbook", "pages": 1, "addresses": 0},
        {"source": "ferries", "pages": 3, "addresses": 1},
        {"source": "gfmd", "pages": 1, "addresses": 0},
    ]
    told = "SELECT first_line, message FROM issues SEMI JOIN (FROM pages WHERE iso3 = 'NOR') USING (page_id)"
    assert [issue["message"] for issue in rows(program, data, told)] == [
        "Nobody claimed 1 line(s), beginning with 'The boats carry bicycles.'."
    ]


def test_its_countries_are_countries_of_the_release(program: Path, data: Path) -> None:
    query = "SELECT iso3, identity_source FROM countries WHERE identity_source = 'ferries' ORDER BY iso3"
    assert [row["iso3"] for row in rows(program, data, query)] == ["GRC", "MLT", "NOR"]


def test_explain_shows_the_line_of_a_record(program: Path, data: Path) -> None:
    found = json.loads(profiles(program, "explain", "ferry_routes", "GRC/2", "--data", data).stdout)
    (passage,) = found["passages"]
    assert [text for _, is_evidence, text in passage["lines"] if is_evidence] == ["Patras to Bari: 7 crossings a week"]


def test_the_dictionary_and_the_list_of_sources_have_its_table(program: Path) -> None:
    described = json.loads(profiles(program, "schema", "--json").stdout)
    (table,) = [table for table in described["tables"] if table["name"] == "ferry_routes"]
    assert table["description"] == "Ferries of a country, one row a route."
    assert table["references"] == {"iso3": "countries"}
    listed = [json.loads(line) for line in profiles(program, "sources").stdout.splitlines()]
    assert listed[-1]["hosts"] == ["ferries.example.org"]
    assert listed[-1]["tables"] == ["ferry_routes"]


def test_a_fetch_asks_its_site_and_a_run_reads_the_archive(program: Path, tmp_path: Path) -> None:
    pages = {f"/countries/{slug}.html": content for slug, content in PAGES.items()}
    with serving({"/robots.txt": b"", **pages}) as server:
        fetched = profiles(program, "fetch", "--source", "ferries", "--all", *local(server.url, tmp_path))
    assert fetched.returncode == 0, fetched.stderr
    assert json.loads(fetched.stdout)["outcomes"] == {"ok": 3}
    assert profiles(program, "run", "--data", tmp_path, "--workers", "1").returncode == 0
    assert rows(program, tmp_path, ASK_ROUTES) == ROUTES


def test_its_history_is_fetched_out_of_a_web_archive(program: Path, tmp_path: Path) -> None:
    with archiving([Kept("20190304050607", PAGES["malta"], ADDRESS.format("malta"))]) as web:
        at = ("--archive-url", web.server.url, "--allow-loopback", "--delay", "0", "--data", str(tmp_path))
        fetched = profiles(program, "fetch", "--source", "ferries", "--from", "wayback", "malta", *at)
    assert fetched.returncode == 0, fetched.stderr
    (held,) = [json.loads(line) for line in profiles(program, "captures", "malta", *at[-2:]).stdout.splitlines()]
    assert (held["url"], held["captured_at"]) == (ADDRESS.format("malta"), "2019-03-04T05:06:07")
    assert (held["outcome"], held["counts"]) == ("ok", True)


def test_its_own_check_refuses_a_release(program: Path, tmp_path: Path) -> None:
    (tmp_path / "malta.html").write_bytes(page("Malta", "Valletta to Pozzallo: 14000 crossings a week"))
    done = profiles(program, "run", tmp_path / "malta.html", "--data", tmp_path / "data", "--workers", "1")
    assert done.returncode == 1
    assert "crossings_likely" in done.stderr


def test_it_keeps_the_arrows_between_the_rooms(program: Path) -> None:
    (program / "tests").mkdir(exist_ok=True)
    for module in ("__init__", "rooms", "draw_rooms", "test_architecture"):
        shutil.copy(ROOT / "tests" / f"{module}.py", program / "tests")
    held_to = "tests/test_architecture.py"
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "source or below or table", held_to]
    done = subprocess.run(asked, cwd=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_steps_are_those_that_were_taken_here() -> None:
    steps = CONTRIBUTING.partition("## Add a source")[2].partition("\n## ")[0]
    assert re.findall(r"(?m)^([0-9])\. .*?`((?:extractors|tests)/[^`]*)`", steps)[:2] == [
        ("1", "tests/third_source/"),
        ("2", "extractors/sources.py"),
    ]


def test_what_the_steps_name_is_there() -> None:
    named = re.findall(r"`((?:schemas|extractors|pipeline|warehouse|tests)/[^`<>]*)`", CONTRIBUTING)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
