"""``profiles captures``: what the archive holds of an address, what each capture gave, and which one counts now."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire.archive.archive import read_archive
from pipeline.acquire.warc.captures import payload_digest
from tests.hostile_server import says, serving
from tests.local_site import SLUGS, local
from tests.saving import record
from tests.test_as_of import ADDRESS, AFTER_2009, AFTER_2010, AFTER_2011, AFTER_2012, CAPTURES, history, page
from tests.test_cli_fetch import profiles
from tests.test_cli_terminal import on_terminal
from tests.web_archive import Kept, archiving

LOGIN = b'<html><title>Kenya</title><form><input type="password"></form></html>'


def listed(data: Path, *words: str) -> list[dict[str, Any]]:
    """The lines that the command prints."""
    done = profiles("captures", *words, "--data", str(data))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def column(captures: list[dict[str, Any]], name: str) -> list[object]:
    """What the captures say in one column."""
    return [capture[name] for capture in captures]


def counting(data: Path) -> set[str]:
    """The page ids of the captures that count."""
    return {capture["page_id"] for one in listed(data) for capture in listed(data, one["url"]) if capture["counts"]}


def asked(data: Path, answer: bytes, path: str = "/pfp/ppd/kenya", status: int = 200) -> None:
    """Fetch a page of Kenya from a site that has nothing else."""
    with serving({"/robots.txt": b""}) as server:
        server.handlers[path] = says(status, answer, Content_Type="text/html")
        profiles("fetch", "kenya", *local(server.url, data))


def answered(year: int, payload: bytes, status: str = "200 OK") -> bytes:
    """A WARC record of other makers: what the page of Kenya answered in a year."""
    return record(ADDRESS, payload, f"{year}-05-05T00:00:00Z", status=status)


def by_others(data: Path, name: str, *answers: bytes) -> None:
    """A WARC file of other makers in the archive."""
    folder = data / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"".join(answers))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six captures out of a web archive, and then the site's own answer: what it showed in 2014."""
    data = tmp_path_factory.mktemp("captures")
    with archiving(CAPTURES) as web:
        history(web, data)
    asked(data, AFTER_2012)
    return data


def test_each_capture_is_listed_in_order_of_time_with_what_it_gave(data: Path) -> None:
    found = listed(data, ADDRESS)
    assert [said[:4] for said in map(str, column(found, "captured_at"))][:6] == [
        "2010", "2012", "2014", "2016", "2017", "2018"
    ]  # fmt: skip
    assert column(found, "outcome") == ["ok", "ok", "ok", "ok", "unexpected", "ok", "ok"]
    contents = [AFTER_2009, AFTER_2011, AFTER_2012, AFTER_2011, CAPTURES[4].payload, AFTER_2010, AFTER_2012]
    assert column(found, "digest") == [payload_digest(content) for content in contents]
    assert column(found, "size") == [len(content) for content in contents]
    assert column(found, "blocks") == [3, 5, 6, 5, None, 4, 6]
    assert column(found, "practices") == [1, 2, 1, 2, None, 2, 1]
    assert set(column(found, "url")) == {ADDRESS}


def test_where_a_capture_came_from_is_told(data: Path) -> None:
    *replayed, site = column(listed(data, ADDRESS), "came_from")
    assert [str(one).partition("/web/")[2][:14] for one in replayed] == [capture.time for capture in CAPTURES]
    assert site == "site"


def test_the_last_sighting_of_the_content_that_counts_is_marked(data: Path) -> None:
    assert column(listed(data, ADDRESS), "counts") == [False] * 6 + [True]
    assert column(listed(data, ADDRESS), "why") == [
        "a newer one counts", "a newer one counts", "the same came again later", "a newer one counts", "no page",
        "a newer one counts", "the newest that can be used",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["http://gfmd.org:80/pfp/ppd/kenya/", f"{ADDRESS}?utm_source=x#top"])
def test_an_address_is_known_in_each_of_its_spellings(data: Path, address: str) -> None:
    assert listed(data, address) == listed(data, ADDRESS)


def test_a_slug_means_the_further_pages_too_and_an_address_itself_alone(tmp_path: Path) -> None:
    second, other = f"{ADDRESS}?page=1", "https://www.gfmd.org/pfp/ppd/kenya-north"
    kept = [Kept("20160301000000", page(2009, number), url) for number, url in enumerate((ADDRESS, second, other))]
    with archiving(kept) as web:
        history(web, tmp_path)
    assert column(listed(tmp_path, "kenya"), "url") == [ADDRESS, second]
    assert column(listed(tmp_path, second), "url") == [second]
    assert column(listed(tmp_path), "url") == [ADDRESS, second]


def test_without_an_address_all_of_them_are_counted(data: Path) -> None:
    found, second = listed(data)
    assert (found["url"], second["url"]) == (ADDRESS, f"{ADDRESS}?page=1")
    assert (found["kind"], found["captures"], found["pages"], found["contents"]) == ("country", 7, 6, 4)
    assert found["first"] == "2010-03-01T00:00:00"
    assert found["last"] > found["first"]
    assert (second["captures"], second["pages"], second["contents"]) == (1, 0, 0)


def test_an_answer_that_the_site_gave_and_is_no_page_is_listed_as_what_it_is(tmp_path: Path) -> None:
    asked(tmp_path, AFTER_2009)
    asked(tmp_path, b"<html>gone</html>", status=404)
    asked(tmp_path, LOGIN)
    found = listed(tmp_path, ADDRESS)
    assert column(found, "outcome") == ["ok", "not_found", "login"]
    assert column(found, "status") == [200, 404, 200]
    assert column(found, "why") == ["the newest that can be used", "no page", "no page"]


def test_what_others_captured_is_told_with_its_file_and_the_reason_of_its_refusal(tmp_path: Path) -> None:
    by_others(
        tmp_path,
        "crawl.warc.gz",
        answered(2015, AFTER_2009),
        answered(2016, LOGIN),
        answered(2017, b"later", "503 Busy"),
    )
    found = listed(tmp_path, "kenya")
    assert column(found, "came_from") == ["crawl.warc.gz"] * 3
    assert column(found, "outcome") == ["ok", "no_page", "status_503"]
    assert column(found, "counts") == [True, False, False]
    assert str(column(found, "why")[1]).startswith("it can't be used: ")
    assert column(found, "why")[2] == "no page"


def test_records_of_one_gzip_member_are_told_apart(tmp_path: Path) -> None:
    by_others(tmp_path, "crawl.warc.gz", answered(2015, AFTER_2009), answered(2016, AFTER_2011))
    file = tmp_path / "archive" / "crawl.warc.gz"
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes())))
    found = listed(tmp_path, "kenya")
    assert column(found, "blocks") == [3, 5]
    assert column(found, "counts") == [False, True]


def test_a_page_over_the_bounds_is_told_with_the_reason(tmp_path: Path) -> None:
    by_others(tmp_path, "crawl.warc.gz", answered(2015, AFTER_2009), answered(2016, AFTER_2011))
    found = listed(tmp_path, "kenya", "--max-page-bytes", str(len(AFTER_2009)))
    assert column(found, "why") == ["the newest that can be used", "it can't be used: too_large"]


def test_a_cut_page_counts_together_with_the_whole_one_before_it(tmp_path: Path) -> None:
    cut = AFTER_2012[: AFTER_2012.index(b"</dd>", len(AFTER_2012) // 2)]
    by_others(tmp_path, "crawl.warc.gz", answered(2014, AFTER_2009), answered(2015, AFTER_2011), answered(2016, cut))
    found = listed(tmp_path, "kenya")
    assert column(found, "counts") == [False, True, True]
    assert column(found, "why")[1:] == ["it fills what the newest lacks", "the newest that can be used"]


def test_what_counts_is_what_a_run_uses(data: Path, tmp_path: Path) -> None:
    used = tmp_path / "used"
    profiles("run", str(data / "archive"), "--workers", "1", "--data", str(used))
    done = profiles("sql", "SELECT page_id FROM pages ANTI JOIN quarantine USING (page_id)", "--data", str(used))
    assert counting(data) == {json.loads(line)["page_id"] for line in done.stdout.splitlines()}


def test_a_page_whose_record_was_damaged_does_not_count(tmp_path: Path) -> None:
    asked(tmp_path, AFTER_2009)
    asked(tmp_path, AFTER_2009)
    page_of, _ = read_archive(tmp_path / "archive").history(ADDRESS)
    file = tmp_path / "archive" / page_of.file
    content = file.read_bytes()
    file.write_bytes(content[: page_of.offset + 300] + b"\0" * 9 + content[page_of.offset + 309 :])
    found = listed(tmp_path, ADDRESS)
    assert column(found, "counts") == [False, False]
    assert column(found, "why") == ["it can't be used: damaged_warc"] * 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("peru", "holds nothing of 'peru'."),
        ("https://www.gfmd.org/pfp/ppd/peru", "holds nothing of 'https://www.gfmd.org/pfp/ppd/peru'."),
        ("Peru!", "'Peru!' is neither a slug, like sri-lanka, nor a whole address of a page."),
        ("www.gfmd.org/pfp/ppd/kenya", "is neither a slug"),
        ("ftp://www.gfmd.org/", "is no address of a web page."),
        ("http://[", "is no address of a web page."),
        ("71", "is neither a slug"),
        ("", "'' is neither a slug"),
        ("http://www.gfmd.org/\udcff", "is no address of a web page."),
        ("\udcff", "is neither a slug"),
    ],
)
def test_what_is_not_there_and_what_makes_no_sense_is_told_in_a_sentence(data: Path, words: str, sentence: str) -> None:
    done = profiles("captures", words, "--data", str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_an_empty_archive_lists_nothing_and_is_not_made(tmp_path: Path) -> None:
    assert listed(tmp_path / "data") == []
    assert profiles("captures", SLUGS[0], "--data", str(tmp_path / "data")).returncode == 2
    assert not (tmp_path / "data").exists()


def test_people_see_tables(data: Path) -> None:
    code, drawn = on_terminal(150, "captures", "kenya", "--data", data)
    assert code == 0
    assert ADDRESS in drawn
    assert "yes: the newest that can be used" in drawn
    assert f"2014-03-01 00:00:00 │ {hashlib.sha256(AFTER_2012).hexdigest()[:8]} │" in drawn
    code, drawn = on_terminal(150, "captures", "--data", data)
    assert (code, "Addresses: 2." in drawn) == (0, True)
