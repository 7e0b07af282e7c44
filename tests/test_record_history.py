"""``profiles history``: a value over the releases of a data folder, and over the captures in its archive."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.releases import SITE, Made, block, country, release
from tests.test_as_of import ADDRESS, AFTER_2009, AFTER_2010, AFTER_2011, AFTER_2012, CAPTURES, history
from tests.test_cli_fetch import profiles
from tests.test_cli_terminal import on_terminal
from tests.web_archive import archiving
from warehouse.ledger import Entry, append


def peru(amount: str) -> str:
    """The page of Peru, which gave so much."""
    return country("Republic of Peru", "PER", block(f"USD {amount} for travel"))


MONTHS: tuple[tuple[str, dict[str, str]], ...] = (
    ("2026-01-05", {}),
    ("2026-02-05", {"peru": peru("1,000")}),
    ("2026-03-05", {"peru": peru("1,000")}),
    ("2026-04-05", {"peru": peru("1,500")}),
    ("2026-05-05", {}),
)
KENYA = {"kenya": country("Republic of Kenya", "KEN", block())}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with five releases, of which three have Peru, and one as of the past between them."""
    folder = tmp_path_factory.mktemp("data")
    for day, pages in MONTHS:
        name = release(folder, Made({**pages, **KENYA})).name
        append(folder, Entry(datetime.fromisoformat(day), "published", name))
        append(folder, Entry(datetime.fromisoformat(f"{day}T12:00"), "refused", None))
    past = release(folder, Made({"peru": peru("9,000")})).name
    append(folder, Entry(datetime(2026, 2, 20), "published", past, as_of="2010-12-31T23:59:59Z"))
    return folder


def told(data: Path, *words: str) -> dict[str, Any]:
    """The document that the command prints."""
    done = profiles("history", *words, "--data", str(data))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_value_over_the_releases(data: Path) -> None:
    found = told(data, "contributions", "PER-01/1", "amount")
    assert [
        (one["from"]["when"][:7], one["until"]["when"][:7], one["there"], one["value"]) for one in found["spells"]
    ] == [
        ("2026-01", "2026-01", False, None),
        ("2026-02", "2026-03", True, 1000.0),
        ("2026-04", "2026-04", True, 1500.0),
        ("2026-05", "2026-05", False, None),
    ]
    seen = {name: found[name]["when"][:7] for name in ("first_seen", "last_changed", "last_seen")}
    assert seen == {"first_seen": "2026-02", "last_changed": "2026-04", "last_seen": "2026-04"}
    (capture,) = found["last_changed"]["captures"]
    assert (capture["page"], capture["captured_at"]) == (f"{SITE}peru", "2026-01-01T00:00:00")
    assert capture["page_id"] != found["first_seen"]["captures"][0]["page_id"]


def test_a_whole_record_says_which_columns_changed(data: Path) -> None:
    spells = told(data, "contributions", "PER-01/1")["spells"]
    assert [one["changed"] for one in spells] == [[], [], ["amount", "amount_usd", "text"], []]


def test_what_never_changed_was_changed_never(data: Path) -> None:
    assert told(data, "countries", "KEN", "name")["last_changed"] is None


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with six captures of a page, five of them pages, and a release of what it says now."""
    data = tmp_path_factory.mktemp("archived")
    with archiving(CAPTURES) as web:
        history(web, data)
    assert profiles("run", "--workers", "1", "--data", str(data)).returncode == 0
    return data


def test_a_value_over_the_captures_each_as_of_its_own_time(archived: Path) -> None:
    """The fourth capture shows what the second did, and the last one has four editions of six."""
    found = told(archived, "participations", "KEN-04", "block", "--captures")
    spells = [(one["from"]["when"][:4], one["until"]["when"][:4], one["there"]) for one in found["spells"]]
    assert spells == [("2010", "2010", False), ("2012", "2018", True)]
    assert found["last_seen"]["captures"] == [
        {"page": ADDRESS, "captured_at": "2018-03-01T00:00:00", "page_id": found["last_seen"]["captures"][0]["page_id"]}
    ]
    assert AFTER_2009 != AFTER_2010 != AFTER_2011 != AFTER_2012


@pytest.mark.parametrize("year", ["2010", "2012", "2014", "2016", "2018"])
def test_a_capture_says_what_a_release_as_of_its_time_says(archived: Path, tmp_path: Path, year: str) -> None:
    words = ("run", str(archived / "archive"), "--as-of", year, "--workers", "1", "--data", str(tmp_path))
    assert profiles(*words).returncode == 0
    query = "SELECT * FROM participations WHERE participation_id = 'KEN-03'"
    (row,) = map(json.loads, profiles("sql", query, "--data", str(tmp_path)).stdout.splitlines())
    spells = told(archived, "participations", "KEN-03", "--captures")["spells"]
    (value,) = [one["value"] for one in spells if one["from"]["when"][:4] <= year <= one["until"]["when"][:4]]
    assert value == row


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("contribution", "PER-01/1"), "Did you mean contributions"),
        (("contributions", "KEN-01"), "There is no record 'KEN-01' in contributions"),
        (("participations", "per-1"), "Did you mean PER-01?"),
        (("participations", "KEN-01", "edition_base"), "Did you mean edition_basis"),
        (("issues", "1"), "The rows of issues have no key"),
        (("participations", "nothing at all", "--captures"), "There is no record 'nothing at all'"),
        (("participations", "PER-01", "--captures"), "has none of the pages of 'PER-01'"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(data: Path, words: tuple[str, ...], sentence: str) -> None:
    done = profiles("history", *words, "--data", str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in " ".join(done.stderr.split())


def test_people_see_when_it_was_seen_first_and_changed_last(data: Path, archived: Path) -> None:
    code, drawn = on_terminal(160, "history", "contributions", "PER-01/1", "amount", "--data", data)
    assert code == 0
    assert "last changed: 2026-04-05 00:00:00" in drawn
    assert f"{SITE}peru (2026-01-01 00:00:00" in drawn
    assert "1500.00" in drawn
    code, drawn = on_terminal(160, "history", "participations", "KEN-04", "--captures", "--data", archived)
    assert (code, "first seen: 2012-03-01" in drawn) == (0, True)
