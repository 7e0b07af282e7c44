"""The archive of DATA with captures out of a web archive: older than what is in it, and no word of the site itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from pipeline.acquire.archive.archive import open_archive, read_archive
from pipeline.acquire.archive.index import INDEX_NAME, rebuild
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.archive.write import Exchange, Replayed
from tests.test_archive import (
    FIRST,
    PERU,
    SECOND,
    changed,
    checked_by_others,
    exchange,
    not_modified,
    pages,
    same,
    write,
)

FETCHED = datetime(2024, 6, 1, 9, 30)
IN_2015, IN_2019 = datetime(2015, 3, 4), datetime(2019, 5, 1, 8, 15, 30)
REPLAY = "https://web.archive.org/web/20190501081530id_/http://www.gfmd.org/pfp/ppd/peru"
ETAG = (("ETag", '"old"'),)


def replayed(payload: bytes = FIRST, when: datetime = IN_2019, **changes: object) -> Exchange:
    """A capture as a web archive replays it."""
    made = changed(exchange(payload=payload), sent_at=when, headers=ETAG, replayed=Replayed(REPLAY, FETCHED, "ABC"))
    return changed(made, **changes)


def test_a_capture_has_its_own_address_and_time_and_says_where_and_when_it_was_fetched(tmp_path: Path) -> None:
    write(tmp_path, replayed())
    assert pages(tmp_path) == [(PERU, FIRST, IN_2019)]
    with next(tmp_path.glob("*.warc.gz")).open("rb") as stream:
        records = {record.rec_type: record.rec_headers for record in ArchiveIterator(stream)}
    assert list(records) == ["warcinfo", "response", "metadata"], "the request was none of that capture"
    assert records["response"].get_header("WARC-Target-URI") == PERU
    assert records["response"].get_header("WARC-Date") == "2019-05-01T08:15:30Z"
    assert records["response"].get_header("WARC-Source-URI") == REPLAY
    assert records["response"].get_header("WARC-Creation-Date") == "2024-06-01T09:30:00Z"
    assert records["metadata"].get_header("WARC-Date") == "2024-06-01T09:30:00Z"
    (entry,) = read_archive(tmp_path).history(PERU)
    assert (entry.source_uri, entry.source_digest, entry.length) == (REPLAY, "ABC", len(FIRST))


def test_captures_are_kept_in_the_order_of_their_times_whenever_they_were_fetched(tmp_path: Path) -> None:
    written = write(
        tmp_path, exchange(payload=SECOND), replayed(when=IN_2019), replayed(payload=b"<html>x</html>", when=IN_2015)
    )
    assert [entry.seen_at.year for entry in read_archive(tmp_path).history(PERU)] == [2015, 2019, 2024]
    with open_archive(tmp_path) as archive:
        archive.append(replayed(payload=b"<html>y</html>", when=datetime(2017, 1, 1)))
        assert [entry.seen_at.year for entry in archive.history(PERU)] == [2015, 2017, 2019, 2024]
        assert archive.good_page(PERU) == written[0]


def test_a_content_that_the_archive_has_already_is_a_revisit_also_where_it_is_older(tmp_path: Path) -> None:
    write(tmp_path, exchange(), replayed())
    archive = read_archive(tmp_path)
    older, newer = archive.history(PERU)
    assert (older.kind, older.shows, newer.kind) == ("revisit", "repeat", "response")
    assert pages(tmp_path) == [(PERU, FIRST, IN_2019)], "the page has been so since then"
    assert verify(tmp_path).damages == ()


def test_a_capture_that_only_the_index_tells_of_is_a_revisit_without_a_header(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        page = archive.append(replayed())
        repeat = archive.append_repeat(page, IN_2015, Replayed(REPLAY, FETCHED, "ABC"), {"program": "country-profiles"})
    assert (repeat.kind, repeat.shows, repeat.status, repeat.seen_at) == ("revisit", "repeat", None, IN_2015)
    assert pages(tmp_path) == [(PERU, FIRST, IN_2015)]
    assert verify(tmp_path).damages == ()
    checked_by_others(tmp_path)


def test_the_index_knows_captures_and_comes_out_the_same_from_the_files_alone(tmp_path: Path) -> None:
    elsewhen = replayed(replayed=Replayed(REPLAY, FETCHED, None, IN_2015))
    write(tmp_path, replayed(payload=SECOND, when=IN_2015), elsewhen)
    kept = read_archive(tmp_path)
    assert [entry.asked_for for entry in kept.history(PERU)] == [None, IN_2015]
    (tmp_path / INDEX_NAME).unlink()
    assert rebuild(tmp_path) == 2
    assert same(read_archive(tmp_path), kept)


def test_the_site_is_never_asked_about_what_a_web_archive_says_that_it_said(tmp_path: Path) -> None:
    write(tmp_path / "alone", replayed())
    assert read_archive(tmp_path / "alone").validators(PERU) == {}
    write(tmp_path / "newest", exchange(payload=SECOND, sent_at=IN_2015), replayed())
    assert read_archive(tmp_path / "newest").validators(PERU) == {}
    write(tmp_path / "both", exchange(), replayed())
    assert read_archive(tmp_path / "both").validators(PERU) == {"If-None-Match": '"30-1"'}


def test_what_the_site_says_of_a_content_that_came_out_of_a_web_archive_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path, replayed(), exchange(headers=(("ETag", '"now"'),)))
    assert [entry.kind for entry in read_archive(tmp_path).history(PERU)] == ["response", "revisit"]
    assert read_archive(tmp_path).validators(PERU) == {"If-None-Match": '"now"'}
    write(tmp_path, not_modified("peru", 1))
    assert len(pages(tmp_path)) == 1


def test_a_tag_that_another_content_had_once_tells_nothing_apart(tmp_path: Path) -> None:
    write(tmp_path, replayed(payload=SECOND), exchange(headers=ETAG))
    assert read_archive(tmp_path).validators(PERU) == {}


def test_a_capture_that_is_no_page_is_kept_and_never_read_as_one(tmp_path: Path) -> None:
    write(tmp_path, exchange(), replayed(payload=b"please log in", outcome="login"))
    write(tmp_path, replayed(payload=b"gone", when=IN_2015, status=404, outcome="not_found"))
    assert [payload for _, payload, _ in pages(tmp_path)] == [FIRST]
    assert [entry.outcome for entry in read_archive(tmp_path).history(PERU)] == ["not_found", "login", "ok"]
