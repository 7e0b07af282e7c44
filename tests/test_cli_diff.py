"""``profiles diff`` as a user calls it: what it prints and writes, in which forms, and with which exit code."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas.tables import Dataset
from tests.releases import SITE, Made, block, changing, country, diff_of, release
from tests.test_cli_fetch import profiles
from tests.test_cli_terminal import on_terminal
from tests.test_diff import BOTH, KENYA, NEW_PROGRAM, PERU, PERU_PAID_MORE
from warehouse.diff.page import render_page
from warehouse.ledger import Entry, append

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
OTHERS = {
    "itself": Made(BOTH),
    "page": Made({**BOTH, "peru": PERU_PAID_MORE}),
    "pages": Made({"kenya": KENYA, "peru": "<form><input type=password></form>"}, "newer", "newer"),
    "program": NEW_PROGRAM,
    "moved": Made({**BOTH, "peru": f"Home\n{PERU}"}),
}


def told(old: Path, new: Path, *words: str, code: int = 1) -> dict[str, Any]:
    """The document that the command prints."""
    done = profiles("diff", str(old), str(new), *words)
    assert (done.returncode, done.stderr) == (code, "")
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", OTHERS)
def test_the_document_is_as_its_schema_says(tmp_path: Path, name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    old, new = release(tmp_path / "old", Made(BOTH)), release(tmp_path / "new", OTHERS[name])
    document = told(old, new, code=0 if name == "itself" else 1)
    jsonschema.validate(document, SCHEMA)
    assert bool(document["changes"]) == (name != "itself")


def test_a_change_has_what_machines_ask_for(tmp_path: Path) -> None:
    document = told(release(tmp_path / "old", Made(BOTH)), release(tmp_path / "new", OTHERS["page"]))
    change = next(change for change in document["changes"] if change["column"] == "amount")
    wanted = {"table": "contributions", "id": "PER-01/1", "old": 1000.0, "new": 1500.0, "cause": "page"}
    assert wanted.items() <= change.items()
    assert change["pages"] == [f"{SITE}peru"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release of October and one of November, which is current, and one as of the past."""
    folder = tmp_path_factory.mktemp("data")
    made = {
        when: release(folder, made).name for when, made in (("2026-10-05", OTHERS["page"]), ("2026-11-05", Made(BOTH)))
    }
    for when, name in made.items():
        append(folder, Entry(datetime.fromisoformat(when), "published", name))
    append(folder, Entry(datetime(2026, 10, 20), "published", made["2026-11-05"], as_of="2020-12-31T23:59:59Z"))
    return folder


@pytest.mark.parametrize(("old", "new"), [("2026-10", "current"), ("2026-10-31", "2026-11"), ("2026-10-05", "{data}")])
def test_releases_are_named_by_when_they_were_current(data: Path, old: str, new: str) -> None:
    done = profiles("diff", old, new.format(data=data), "--data", str(data))
    assert done.returncode == 1, done.stderr
    assert {change["id"] for change in json.loads(done.stdout)["changes"] if change["table"] == "contributions"} == {
        "PER-01/1"
    }


@pytest.mark.parametrize(
    ("old", "sentence"),
    [
        ("2026-09", "No release of {data} was current at the end of 2026-09"),
        ("nothing", "There is no release in {data} whose id begins with 'nothing'"),
        ("last-month", "'last-month' is no release: give the beginning of an id"),
        ("/nowhere", "/nowhere is neither a release nor a data folder"),
    ],
)
def test_what_is_no_release_is_wrong_use(data: Path, old: str, sentence: str) -> None:
    done = profiles("diff", old, "current", "--data", str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence.format(data=data) in " ".join(done.stderr.split())


def test_people_see_what_changed_and_why(data: Path) -> None:
    code, drawn = on_terminal(200, "diff", "2026-10", "current", "--data", data)
    assert code == 1
    assert "contributions.amount: 1 value; the page changed (1)" in drawn
    assert "PER-01/1  1500.00 → 1000.00" in drawn
    assert f"the page changed: {SITE}peru" in drawn
    assert re.search(r"\d+ rows only follow", drawn)
    code, drawn = on_terminal(200, "diff", "current", "current", "--data", data)
    assert (code, "have the same content" in drawn) == (0, True)


class Reader(HTMLParser):
    """Reads the tags of a page and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "style", "onclick"}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_stands_by_itself_and_shows_values_as_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    new = Made(BOTH, "newer", otherwise=changing("contributions", purpose=hostile))
    old_release, new_release = release(tmp_path / "old", Made(BOTH)), release(tmp_path / "new", new)
    file = tmp_path / "changes.html"
    told(old_release, new_release, "--html", str(file))
    page = Reader()
    page.feed(file.read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert hostile in page.text
    assert "default-src &#x27;none&#x27;" in file.read_text(encoding="utf-8")
    assert "the program changed" in page.text


def test_the_page_is_bounded_however_much_changed(tmp_path: Path) -> None:
    def many(currency: str) -> Made:
        def otherwise(dataset: Dataset) -> Dataset:
            (row,) = dataset["contributions"]
            rows = [row._replace(position=at, currency=currency, text="x" * 5_000) for at in range(1, 10_001)]
            return {**dataset, "contributions": rows}

        return Made(pages, currency, otherwise=otherwise)

    pages = {"peru": country("Republic of Peru", "PER", block("USD 1,000 for travel"))}
    with diff_of(tmp_path, many("AAA"), many("BBB")) as found:
        page = render_page(found)
    assert "contributions.currency: 10000 values; the program changed (10000)" in page
    assert page.count("<tr>") <= 102
    assert "9900 more" in page
    assert len(page) < 100_000


def test_files_of_rows_that_differ_go_into_an_empty_folder(tmp_path: Path) -> None:
    old, new = release(tmp_path / "old", Made(BOTH)), release(tmp_path / "new", OTHERS["page"])
    told(old, new, "--parquet", str(tmp_path / "rows"))
    assert {"contributions.parquet", "pages.parquet"} <= {file.name for file in (tmp_path / "rows").iterdir()}
    done = profiles("diff", str(old), str(new), "--parquet", str(tmp_path / "rows"))
    assert (done.returncode, "rows" in done.stderr) == (2, True)
