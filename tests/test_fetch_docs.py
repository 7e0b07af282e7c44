"""The pages about politeness and scheduling say what is so."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from extractors.sources import SCHEMA
from pipeline.acquire.archive.archive import MAX_FILE_BYTES
from pipeline.acquire.fetch.host import MOST_HOPS, MOST_ROBOTS_BYTES
from pipeline.acquire.fetch.patience import LONGEST_WAIT, Patience
from pipeline.acquire.fetch.plan import SHORTEST_PAUSE, Request
from pipeline.acquire.fetch.request import MOST_HEADER_BYTES, Bounds
from pipeline.acquire.history.cdx import MOST_LINES
from pipeline.acquire.history.plan import SHORTEST_ARCHIVE_PAUSE, HistoryRequest
from pipeline.acquire.warc.captures import PAGE_TYPES
from tests.hostile_server import Server, country_page, quick, run_fetch, says, serving
from tests.web_archive import Kept, archiving, asked_of, fetched
from warehouse.checks import load_checks

DOCS = Path(__file__).parents[1] / "docs"
POLITENESS = (DOCS / "politeness.md").read_text(encoding="utf-8")
SCHEDULING = (DOCS / "scheduling.md").read_text(encoding="utf-8")
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def as_documented(server: Server, number: int) -> list[str]:
    """The headers of a request as the page writes them."""
    shown = {"host": "www.gfmd.org"}
    seen = server.seen[number].headers
    return [f"{name}: {shown.get(name, value)}" for name, value in seen.items()]


def test_the_requests_are_those_that_the_site_sees(tmp_path: Path) -> None:
    first, again = blocks(POLITENESS, "http")
    page = says(
        200, country_page("peru"), Content_Type="text/html", ETag='"7c1f"',
        Last_Modified="Wed, 01 May 2024 12:00:00 GMT",
    )  # fmt: skip
    with serving({"/robots.txt": b""}, {"/pfp/ppd/peru": page}) as server:
        for _ in range(2):
            run_fetch(tmp_path, quick(server.url, ["peru"], contact="you@example.org"))
    assert server.seen[1].path == first.split()[1]
    documented = [re.sub(r"^[\w-]+", lambda name: name[0].lower(), line) for line in first.splitlines()[1:]]
    conditional = [re.sub(r"^[\w-]+", lambda name: name[0].lower(), line) for line in again.splitlines()]
    assert as_documented(server, 1) == documented
    assert as_documented(server, 3) == [*documented, *conditional]
    assert as_documented(server, 0) == documented


def test_the_numbers_are_those_of_the_program() -> None:
    plain = Request()
    assert f"`--delay` ({plain.delay:g} s unless given), {SHORTEST_PAUSE:g} s" in POLITENESS
    assert f"at most {Patience().attempts - 1} more times, waiting 2, 4, 8 s and up to 2 s more" in POLITENESS
    assert Patience().first_wait == 2.0
    assert f"more than {LONGEST_WAIT / 60:g} minutes, or when {plain.most_failures} pages in a row fail" in POLITENESS
    assert f"| most pages of one country | {plain.most_pages};" in POLITENESS
    assert POLITENESS.count(f"at most {MOST_HOPS} times") == 2
    assert f"at\n  most {MOST_HEADER_BYTES >> 10} KiB" in POLITENESS
    assert f"The first {MOST_ROBOTS_BYTES >> 10} KiB count" in POLITENESS
    assert all(f"`{media_type}`" in POLITENESS for media_type in PAGE_TYPES)
    assert f"at most {Bounds().page_bytes >> 20} MiB" in POLITENESS
    assert f"at most {Bounds().seconds:g} s" in POLITENESS
    assert f"about {MAX_FILE_BYTES >> 20} MiB each" in POLITENESS


def test_the_numbers_for_a_web_archive_are_those_of_the_program() -> None:
    plain = HistoryRequest(Request())
    assert f"(5 s unless given), {SHORTEST_ARCHIVE_PAUSE:g} s, and what" in POLITENESS
    assert plain.pause == SHORTEST_ARCHIVE_PAUSE == 5.0
    assert f"at most {plain.patience.attempts - 1} more times |" in POLITENESS
    assert f"else {plain.patience.rest / 60:g} minutes" in POLITENESS
    assert f"asks for more than {plain.patience.longest_rest / 60:g} minutes" in POLITENESS
    assert f"at most | {plain.bounds.seconds:g} s" in POLITENESS
    assert f"in parts of {MOST_LINES:,} lines" in POLITENESS
    assert f"| `{plain.every}` (unless given) |" in POLITENESS


def test_the_requests_to_a_web_archive_are_those_that_it_sees(tmp_path: Path) -> None:
    (shown,) = blocks(POLITENESS, "text")
    captured = Kept("20190501081530", country_page("peru"), "http://www.gfmd.org/pfp/ppd/peru")
    with archiving([captured]) as web:
        fetched(tmp_path, asked_of(web))
    robots, first, second, replay = (f"GET {seen.path}" for seen in web.server.seen)
    assert robots == "GET /robots.txt"
    assert [first, replay] == shown.splitlines()
    assert second == first.replace("statuscode%3A200", "mimetype%3Awarc%2Frevisit")
    assert web.server.seen[3].headers["user-agent"] == "country-profiles/0.1.0 (+tests@example.org)"


def test_the_nets_under_a_release_are_those_of_the_checks() -> None:
    checks = {check.name: check for check in load_checks(SCHEMA)}
    assert checks["countries_of_archive"].bound == 0.1
    assert "more than a tenth of them (and more than one)" in SCHEDULING
    floor = checks["countries_gfmd"].sql.rpartition(">= ")[2].strip()
    assert f"at least {floor} countries of gfmd.org were asked for" in SCHEDULING


def test_the_cron_line_works_in_a_shell_without_settings(tmp_path: Path) -> None:
    (line,) = blocks(SCHEDULING, "cron")
    schedule, command = re.fullmatch(r"((?:\S+ ){5}) *(\S.*)\n", line).groups()  # type: ignore[union-attr]  # or fail
    assert re.fullmatch(r"(?:[\d*/,-]+ ){5}", schedule)
    assert "%" not in command
    program = tmp_path / ".venv" / "bin" / "profiles"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$PROFILES_CONTACT $PROFILES_DATA $*"\n')
    program.chmod(0o755)
    subprocess.run(["/bin/sh", "-c", command.replace("/srv/profiles", str(tmp_path))], env={}, check=True)
    assert (tmp_path / "update.log").read_text() == (
        f"you@example.org {tmp_path}/data update --all --practices --log-format json\n"
    )


@systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    service, timer = blocks(SCHEDULING, "ini")
    # The program, the user and the folder are not on this machine.
    local = service.replace("/srv/profiles/.venv/bin/profiles", "/bin/true").replace("User=profiles", "User=root")
    (tmp_path / "profiles-update.service").write_text(local)
    (tmp_path / "profiles-update.timer").write_text(timer)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "profiles-update.timer"),
         str(tmp_path / "profiles-update.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "profiles-update" not in checked.stdout + checked.stderr
    assert checked.returncode == 0, checked.stderr


@systemd
def test_systemd_understands_the_calendar() -> None:
    calendar = re.search(r"^OnCalendar=(.*)$", SCHEDULING, re.MULTILINE)
    assert calendar is not None
    subprocess.run(["systemd-analyze", "calendar", calendar[1]], capture_output=True, check=True)


def test_all_schedules_ask_for_the_same_and_at_the_same_time() -> None:
    assert SCHEDULING.count("profiles update --all --practices --log-format json") == 3
    assert SCHEDULING.count("17 4 * * 1") == 2
    assert "04:17" in SCHEDULING
