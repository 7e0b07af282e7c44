"""What the quarantine lists is what the current release says of it, and no bytes are lost that are nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.upkeep import quarantine
from pipeline.explain.explain import current_release, rows
from pipeline.order import Order, Report
from pipeline.quarantine.held import EARLIER, QUARANTINE, earlier_pages, held_pages
from pipeline.replay import replay
from schemas.bounds import Bounds
from tests.running import run_quietly
from tests.test_domain_cases import EMPTY, HEAD, TAIL

NORWAY = HEAD + EMPTY + TAIL
CHILE = "Official Name\nRepublic of Chile\nISO3 Code\nCHL\n" + EMPTY + "\n\n\nSubscribe to Chile"
SOUP = "Soup of the day\n"


def published(tmp_path: Path, pages: dict[str, str], **order: object) -> Report:
    """A run over a folder with these pages and no others."""
    folder = tmp_path / "pages"
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, content in pages.items():
        (folder / name).write_text(content, encoding="utf-8")
    asked = Order(tmp_path / "data", (folder,), **order)  # type: ignore[arg-type]  # the fields are named by each test
    return run_quietly(asked)


def listed(tmp_path: Path, *flags: str) -> list[tuple[str, bool]]:
    """The paths that the command lists, and whether each is of an earlier run."""
    answer = CliRunner().invoke(quarantine, ["list", *flags, "--data", str(tmp_path / "data")])
    assert answer.exit_code == 0, answer.stderr
    return [(told["path"], told["earlier"]) for told in map(json.loads, answer.stdout.splitlines())]


def in_release(tmp_path: Path) -> set[str]:
    found = rows(current_release(tmp_path / "data"), "SELECT page_id FROM quarantine")
    return {str(row["page_id"]) for row in found}


def in_list(tmp_path: Path) -> set[str]:
    return {held.page_id for held in held_pages(tmp_path / "data")}


def test_the_list_agrees_with_the_release_after_every_published_run(tmp_path: Path) -> None:
    steps = (
        {"norway.txt": NORWAY, "chile.txt": SOUP},
        {"norway.txt": NORWAY, "chile.txt": SOUP},
        {"norway.txt": NORWAY, "chile.txt": CHILE, "ghana.txt": ""},
        {"norway.txt": NORWAY, "chile.txt": CHILE},
        {"norway.txt": NORWAY, "chile.txt": CHILE, "ghana.txt": "", "kenya.txt": SOUP},
        {"norway.txt": NORWAY, "chile.txt": CHILE, "ghana.txt": ""},
    )
    for pages in steps:
        report = published(tmp_path, pages)
        assert report.outcome in {"published", "unchanged"}, report.message
        assert in_list(tmp_path) == in_release(tmp_path)
    assert {held.path for held in earlier_pages(tmp_path / "data")} == {"chile.txt", "kenya.txt"}


def test_a_page_of_an_earlier_run_is_kept_with_its_bytes_and_listed_when_asked_for(tmp_path: Path) -> None:
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    published(tmp_path, {"norway.txt": NORWAY})
    assert listed(tmp_path) == []
    assert listed(tmp_path, "--earlier") == [("chile.txt", True)]
    answer = CliRunner().invoke(quarantine, ["list", "--data", str(tmp_path / "data")])
    assert answer.stderr == "Pages of earlier runs are kept too (1); list them with --earlier.\n"
    (held,) = earlier_pages(tmp_path / "data")
    assert (tmp_path / "data" / QUARANTINE / EARLIER / held.kept).read_text() == SOUP
    assert not list((tmp_path / "data" / QUARANTINE).glob("*.*"))


def test_a_page_that_a_run_could_use_as_it_is_leaves_the_quarantine(tmp_path: Path) -> None:
    tight = Bounds(lines=5)
    pages = {"norway.txt": NORWAY, "chile.txt": SOUP + CHILE}
    assert published(tmp_path, pages, page_bounds=tight).outcome == "refused"
    assert listed(tmp_path) == [("chile.txt", False), ("norway.txt", False)]
    assert published(tmp_path, pages).outcome == "published"
    assert listed(tmp_path, "--earlier") == []
    assert not list((tmp_path / "data" / QUARANTINE).rglob("*.*"))


def test_the_pages_of_a_refused_run_are_listed_beside_those_of_the_release(tmp_path: Path) -> None:
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    assert published(tmp_path, {"norway.txt": "", "ghana.txt": SOUP * 2}).outcome == "refused"
    assert {path for path, _ in listed(tmp_path)} == {"chile.txt", "norway.txt", "ghana.txt"}
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    assert listed(tmp_path) == [("chile.txt", False)]
    assert listed(tmp_path, "--earlier") == [("chile.txt", False), ("ghana.txt", True), ("norway.txt", True)]


def test_a_page_that_comes_back_is_of_this_run_again(tmp_path: Path) -> None:
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    published(tmp_path, {"norway.txt": NORWAY})
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    assert listed(tmp_path, "--earlier") == [("chile.txt", False)]


@pytest.mark.parametrize(("content", "fate"), [(SOUP, "refused"), (CHILE, "rescued")])
def test_pages_of_earlier_runs_are_tried_again_too(tmp_path: Path, content: str, fate: str) -> None:
    assert published(tmp_path, {"chile.txt": content}, page_bounds=Bounds(payload_bytes=10)).outcome == "refused"
    published(tmp_path, {"norway.txt": NORWAY})
    (outcome,) = replay(Order(tmp_path / "data"), program="9.9.9", progress=lambda *_: None)
    assert (outcome.path, outcome.fate) == ("chile.txt", fate)
    assert listed(tmp_path) == []
    assert listed(tmp_path, "--earlier") == ([("chile.txt", True)] if fate == "refused" else [])


def test_a_quarantine_that_can_not_be_tidied_is_told_with_the_release(tmp_path: Path) -> None:
    published(tmp_path, {"norway.txt": NORWAY, "chile.txt": SOUP})
    (tmp_path / "data" / QUARANTINE / EARLIER).write_text("a file where a folder belongs")
    report = published(tmp_path, {"norway.txt": NORWAY})
    assert report.outcome == "published"
    assert f"The quarantine could not be tidied: {tmp_path}/data/quarantine/earlier: File exists." in report.message
