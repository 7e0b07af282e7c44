"""``profiles check-program``: what today's program would change in the current release, before anybody publishes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from extractors.sources import SCHEMA
from pipeline.check_program import read_again
from pipeline.order import Order
from pipeline.transform.dataset import assemble
from schemas.tables import Dataset
from tests.releases import Made, block, changing, country, diff_of
from tests.test_as_of import AFTER_2009, AFTER_2011, AFTER_2012
from tests.test_cli_captures import answered, by_others
from tests.test_cli_diff import SCHEMA as SCHEMA_OF_DIFF
from tests.test_cli_fetch import profiles
from tests.test_cli_terminal import on_terminal
from warehouse.diff.markdown import render_markdown
from warehouse.manifest import Provenance
from warehouse.release import publish, stage

ROOT = Path(__file__).parent.parent
PERU = ROOT / "tests" / "fixtures" / "gfmd" / "peru-short" / "page.txt"


def by_an_older_program(data: Path, otherwise: Callable[[Dataset], Dataset]) -> None:
    """Make the current release one of the same pages, as a program gave it that had them otherwise."""
    again = read_again(Order(data), lambda *_: None)
    digest = "0" * 64
    publish(stage(SCHEMA, otherwise(assemble(again.extractions)), data, Provenance(digest, digest, digest)), data)


def would_change(data: Path, *words: str, code: int = 1) -> dict[str, Any]:
    """The document that the command prints."""
    done = profiles("check-program", "--data", str(data), "--workers", "1", *words)
    assert done.returncode == code, done.stderr
    document = dict(json.loads(done.stdout))
    jsonschema.validate(document, SCHEMA_OF_DIFF)
    return document


def files_of(data: Path) -> dict[str, bytes]:
    """All files of a data folder."""
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two captures of a page in its archive, and a release of them."""
    by_others(tmp_path, "crawl.warc.gz", answered(2010, AFTER_2009), answered(2012, AFTER_2011))
    assert profiles("run", "--workers", "1", "--data", str(tmp_path)).returncode == 0
    return tmp_path


def test_the_same_program_changes_nothing_and_publishes_nothing(data: Path) -> None:
    before = files_of(data)
    assert would_change(data, code=0)["changes"] == []
    assert files_of(data) == before


def test_what_another_program_gave_is_told_by_rule_and_part(data: Path) -> None:
    by_an_older_program(data, changing("participations", edition_basis="stated", delegate=None))
    before = files_of(data)
    document = would_change(data)
    assert {change["cause"] for change in document["changes"]} == {"program"}
    group = next(group for group in document["groups"] if group["column"] == "delegate")
    assert (group["table"], list(group["parts"])) == ("participations", ["participation"])
    assert {"participations.edition_basis"} == {f"{rule['table']}.{rule['column']}" for rule in document["rules"]}
    assert all(rule["old"] == "stated" for rule in document["rules"])
    assert files_of(data) == before


def test_captures_that_the_release_does_not_know_are_no_matter_of_the_program(data: Path) -> None:
    by_others(data, "later.warc.gz", answered(2014, AFTER_2012))
    assert would_change(data, code=0)["pages"] == []


def test_a_release_as_of_a_time_is_checked_as_of_that_time(data: Path) -> None:
    assert profiles("run", "--as-of", "2011", "--workers", "1", "--data", str(data)).returncode == 0
    assert would_change(data, code=0)["changes"] == []


def test_a_release_of_files_is_checked_with_these_files(tmp_path: Path) -> None:
    assert profiles("run", str(PERU), "--data", str(tmp_path)).returncode == 0
    done = profiles("check-program", "--data", str(tmp_path))
    assert (done.returncode, "name the files or folders that it was made of" in done.stderr) == (2, True)
    assert would_change(tmp_path, str(PERU), code=0)["changes"] == []


def test_without_a_release_there_is_nothing_to_check(tmp_path: Path) -> None:
    done = profiles("check-program", "--data", str(tmp_path))
    assert (done.returncode, "There is no release" in done.stderr) == (2, True)


def test_people_see_it_by_rule(data: Path) -> None:
    by_an_older_program(data, changing("participations", contribution_status="blank"))
    code, drawn = on_terminal(160, "check-program", "--data", data)
    assert code == 1
    assert "read from participation (" in drawn
    assert "participations.contribution_status: blank → " in drawn


def test_a_comment_is_plain_text_of_bounded_length(tmp_path: Path) -> None:
    pages = {"peru": country("Republic of Peru", "PER", *(block(f"USD {n},000 for travel") for n in range(1, 60)))}

    def otherwise(dataset: Dataset) -> Dataset:
        rows = [row._replace(purpose="@all <b>*now*</b> " * 900) for row in dataset["contributions"]]
        lines = [row._replace(owner=f"part {row.line} {'x' * 2_000}") for row in dataset["page_lines"]]
        return {**dataset, "contributions": rows, "page_lines": lines}

    with diff_of(tmp_path, Made(pages), Made(pages, "newer", otherwise=otherwise)) as found:
        text = render_markdown(found)
    assert len(text) < 65_536
    assert text.endswith("… and more.\n")
    assert "@all" not in text.replace("\\@all", "")
    assert "<b>" not in text


def test_the_example_of_a_workflow_names_commands_that_exist() -> None:
    workflow = (ROOT / "docs" / "check-program.yml").read_text(encoding="utf-8")
    (words,) = re.findall(r"profiles (check-program[^|\n]*)", workflow)
    shown = profiles("check-program", "--help").stdout
    assert all(option in shown for option in re.findall(r"--[a-z]+", words))
    assert "pull-requests: write" in workflow
