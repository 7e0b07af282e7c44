"""The archive: what is written once is there for good, for us and for any other tool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.acquire.archive.archive import (
    Archive,
    ArchiveDamaged,
    ArchiveInUse,
    archived_files,
    open_archive,
    read_archive,
)
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.archive.index import INDEX_NAME, rebuild
from pipeline.acquire.archive.verify import verify
from pipeline.acquire.archive.write import Answer, Exchange
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile
from tests.telling import say

Capture = pytest.CaptureFixture[str]
START = datetime(2024, 5, 1, 12)
FIRST, SECOND = b"<html>Attended Summit 1</html>", b"<html>Attended Summit 2</html>"


def exchange(name: str = "peru", payload: bytes = FIRST, hour: int = 0, **changes: object) -> Exchange:
    came = Answer(
        asked=f"http://127.0.0.1:80/pfp/ppd/{name}",
        sent_at=START + timedelta(hours=hour),
        request_target=f"/pfp/ppd/{name}",
        request_headers=(("Host", "127.0.0.1"), ("User-Agent", "country-profiles/0.1.0")),
        status=200,
        reason="OK",
        headers=(
            ("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{len(payload)}-{payload[-8:-7].decode()}"'),
            ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"),
        ),
        payload=payload,
    )  # fmt: skip
    notes = {"program": "country-profiles/0.1.0", "via": "https://www.gfmd.org/pfp/ppd"}
    return changed(Exchange(f"https://www.gfmd.org/pfp/ppd/{name}", came, "ok", notes), **changes)


def changed(made: Exchange, **changes: object) -> Exchange:
    """An exchange with other fields, of its own or of its answer."""
    of_answer = {name: value for name, value in changes.items() if name in Answer.__dataclass_fields__}
    of_its_own = {name: value for name, value in changes.items() if name not in of_answer}
    # The fields are named by each test.
    return replace(made, answer=replace(made.answer, **of_answer), **of_its_own)  # type: ignore[arg-type]


def not_modified(name: str, hour: int) -> Exchange:
    return exchange(name, b"", hour, status=304, reason="Not Modified", headers=(("ETag", '"new"'),),
                    outcome="not_modified")  # fmt: skip


def write(folder: Path, *exchanges: Exchange, max_file_bytes: int = 1 << 20) -> list[Entry]:
    with open_archive(folder, max_file_bytes) as archive:
        return [archive.append(made) for made in exchanges]


def kinds(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            found.extend(record.rec_type for record in ArchiveIterator(stream))
    return found


def pages(folder: Path) -> list[tuple[str | None, bytes, datetime | None]]:
    files = archived_files(folder)
    return [
        (snapshot.url, snapshot.payload, snapshot.fetched_at)
        for snapshot in read_snapshots(*files)
        if snapshot.refusal is None
    ]


def checked_by_others(folder: Path) -> str:
    """What warcio says of the digests of an archive, which are all right."""
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, folder.glob("*.warc.gz"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    return checked.stdout


def test_a_page_is_written_with_its_request_and_what_is_known_about_it(tmp_path: Path) -> None:
    write(tmp_path, exchange())
    assert kinds(tmp_path) == ["warcinfo", "response", "request", "metadata"]
    assert pages(tmp_path) == [("https://www.gfmd.org/pfp/ppd/peru", FIRST, START)]


def test_other_tools_find_every_digest_right(tmp_path: Path) -> None:
    write(tmp_path, exchange(), exchange("chile", SECOND), not_modified("peru", 1), exchange(hour=2))
    assert checked_by_others(tmp_path).count("digest pass") >= 4


def test_the_same_content_again_is_a_revisit_and_dates_nothing_anew(tmp_path: Path) -> None:
    write(tmp_path, exchange(), exchange(hour=1), not_modified("peru", 2))
    assert kinds(tmp_path).count("revisit") == 2
    assert pages(tmp_path) == [("https://www.gfmd.org/pfp/ppd/peru", FIRST, START)]


def test_a_content_that_comes_back_is_dated_by_its_return(tmp_path: Path) -> None:
    write(tmp_path, exchange(), exchange(payload=SECOND, hour=1), exchange(hour=2), not_modified("peru", 3))
    times = {payload: moment for _, payload, moment in pages(tmp_path)}
    assert times == {SECOND: START + timedelta(hours=1), FIRST: START + timedelta(hours=2)}


def test_what_is_no_good_page_is_kept_but_never_read_as_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        exchange(),
        exchange(payload=b"please log in", hour=1, outcome="login"),
        exchange(payload=b"gone", hour=2, status=404, reason="Not Found", outcome="not_found"),
    )
    assert kinds(tmp_path).count("response") == 3
    assert [payload for _, payload, _ in pages(tmp_path)] == [FIRST]
    archive = read_archive(tmp_path)
    good = archive.good_page("https://www.gfmd.org/pfp/ppd/peru")
    assert good is not None
    assert archive.snapshot(good).payload == FIRST


def test_requests_are_made_conditional_with_the_newest_validators_of_the_content(tmp_path: Path) -> None:
    page = "https://www.gfmd.org/pfp/ppd/peru"
    assert read_archive(tmp_path / "none").validators(page) == {}
    write(tmp_path, exchange())
    assert read_archive(tmp_path).validators(page) == {"If-None-Match": '"30-1"'}
    write(tmp_path, not_modified("peru", 1))
    assert read_archive(tmp_path).validators(page) == {"If-None-Match": '"30-1"'}
    write(tmp_path, changed(exchange(hour=2), headers=(("ETag", '"new"'),)))
    assert read_archive(tmp_path).validators(page) == {"If-None-Match": '"new"'}


PERU = "https://www.gfmd.org/pfp/ppd/peru"


def answer(payload: bytes, hour: int, etag: str = "", **changes: object) -> Exchange:
    made = exchange(payload=payload, hour=hour, headers=(("ETag", etag),) if etag else ())
    return changed(made, **changes)


VALIDATORS = {
    "none said by the newest page": ([answer(FIRST, 0, '"a"'), answer(SECOND, 1)], None),
    "the old page was seen again in between": (
        [answer(FIRST, 0, '"a"'), answer(FIRST, 1, '"a2"'), answer(SECOND, 2, '"b"')], '"b"'
    ),
    "a revisit of an older page, none said by the newest": (
        [answer(FIRST, 0, '"a"'), answer(FIRST, 1, '"a2"'), answer(SECOND, 2)], None
    ),
    "the old page is back": ([answer(FIRST, 0, '"a"'), answer(SECOND, 1, '"b"'), answer(FIRST, 2)], '"a"'),
    "two pages under one tag": ([answer(FIRST, 0, '"a"'), answer(SECOND, 1, '"a"')], None),
    "a login page after the page": (
        [answer(FIRST, 0, '"a"'), answer(SECOND, 1, '"b"', outcome="login")], '"a"'
    ),
    "not modified, though nobody had asked that": (
        [answer(FIRST, 0, '"a"'), answer(b"", 1, '"x"', status=304, outcome="unexpected")], '"a"'
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "tag"), VALIDATORS.values(), ids=VALIDATORS.keys())
def test_only_what_was_said_of_the_page_that_is_held_makes_a_request_conditional(
    tmp_path: Path, answers: list[Exchange], tag: str | None
) -> None:
    write(tmp_path, *answers)
    assert read_archive(tmp_path).validators(PERU) == ({"If-None-Match": tag} if tag else {})


def test_a_page_whose_record_is_damaged_is_asked_for_whole_and_kept_anew(tmp_path: Path) -> None:
    (entry,) = write(tmp_path, exchange())
    path = tmp_path / entry.file
    whole = path.read_bytes()
    path.write_bytes(whole[: entry.offset + 40] + b"\0\0\0" + whole[entry.offset + 43 :])
    assert read_archive(tmp_path).validators(PERU) == {}
    write(tmp_path, exchange(hour=1))
    archive = read_archive(tmp_path)
    page = archive.good_page(PERU)
    assert page is not None
    assert archive.snapshot(page).payload == FIRST


def test_files_are_of_bounded_size_and_read_as_one(tmp_path: Path) -> None:
    names = [f"land-{number}" for number in range(30)]
    write(tmp_path, *(exchange(name, name.encode() * 100) for name in names), max_file_bytes=4000)
    files = list(tmp_path.glob("*.warc.gz"))
    assert len(files) > 5
    assert max(path.stat().st_size for path in files) < 4000 + 3000
    assert len(pages(tmp_path)) == 30


def same(left: Archive, right: Archive) -> bool:
    return set(left.entries()) == set(right.entries())


def test_the_index_comes_out_the_same_from_the_files_alone(tmp_path: Path) -> None:
    write(tmp_path, exchange(), exchange("chile"), not_modified("peru", 1), exchange(payload=SECOND, hour=2))
    kept, written = read_archive(tmp_path), (tmp_path / INDEX_NAME).read_bytes()
    (tmp_path / INDEX_NAME).unlink()
    assert same(read_archive(tmp_path), kept)
    assert rebuild(tmp_path) == 4
    assert same(read_archive(tmp_path), kept)
    assert (tmp_path / INDEX_NAME).read_bytes() == written


@pytest.mark.parametrize("garbage", ["", "{", "[]\n", '{"file": "x", "kind": 3}\n', "\0" * 100, '{"size": 3}\n'])
def test_a_damaged_index_is_replaced(tmp_path: Path, garbage: str) -> None:
    write(tmp_path, exchange())
    kept = read_archive(tmp_path)
    (tmp_path / INDEX_NAME).write_text(garbage)
    assert same(read_archive(tmp_path), kept)


def without(folder: Path, *fields: str) -> None:
    """Write the index as a program does that does not know these fields."""
    lines = [json.loads(line) for line in (folder / INDEX_NAME).read_text().splitlines()]
    known = [{name: value for name, value in line.items() if name not in fields} for line in lines]
    (folder / INDEX_NAME).write_text("".join(f"{json.dumps(line)}\n" for line in known if line))


@pytest.mark.parametrize("fields", [("program",), ("program", "shows"), ("shows", "last_modified")])
def test_the_index_of_another_program_is_no_damage_and_is_written_anew(tmp_path: Path, fields: tuple[str, ...]) -> None:
    dated = changed(exchange(), headers=(("Last-Modified", "Wed, 01 May 2024 12:00:00 GMT"),))
    write(tmp_path, dated, exchange(payload=SECOND, hour=1))
    written = (tmp_path / INDEX_NAME).read_text()
    kept = read_archive(tmp_path)
    without(tmp_path, *fields)
    assert verify(tmp_path).damages == ()
    assert same(read_archive(tmp_path), kept)
    with open_archive(tmp_path) as archive:
        assert archive.lost == ()
    assert (tmp_path / INDEX_NAME).read_text() == written


def test_pages_are_judged_anew_by_another_program(tmp_path: Path) -> None:
    write(tmp_path, exchange())
    kept = read_archive(tmp_path)
    index = (tmp_path / INDEX_NAME).read_text()
    other = index.replace('"program": "', '"program": "0').replace('"shows": "page"', '"shows": null')
    (tmp_path / INDEX_NAME).write_text(other)
    assert same(read_archive(tmp_path), kept)


def test_the_index_of_another_program_still_tells_what_is_lost(tmp_path: Path) -> None:
    (entry,) = write(tmp_path, exchange())
    without(tmp_path, "program", "shows")
    cut_at(tmp_path, entry)
    assert len(verify(tmp_path).damages) == 2
    with open_archive(tmp_path) as archive:
        assert len(archive.lost) == 1


def cut_points(whole: bytes, before: int) -> Sequence[int]:
    return range(before + 1, len(whole), 7)


def test_wherever_a_write_is_torn_whole_records_stay_and_writing_goes_on(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path, exchange())
    path = next(tmp_path.glob("*.warc.gz"))
    before = path.read_bytes()
    write(tmp_path, exchange("chile", SECOND))
    whole = path.read_bytes()
    cut_off = 0
    for cut in cut_points(whole, len(before)):
        path.write_bytes(whole[:cut])
        with open_archive(tmp_path) as archive:
            cut_off += len(archive.cut_tails)
            assert path.read_bytes() == whole[: path.stat().st_size]
            archive.append(exchange("ghana", SECOND, 3))
        found = {url for url, _, _ in pages(tmp_path)}
        assert {"https://www.gfmd.org/pfp/ppd/peru", "https://www.gfmd.org/pfp/ppd/ghana"} <= found
        assert verify(tmp_path).damages == ()
    assert cut_off >= len(cut_points(whole, len(before))) - 4
    say(capsys, f"torn tails cut off: {cut_off}")


def test_a_tail_of_zeros_is_cut_off(tmp_path: Path) -> None:
    write(tmp_path, exchange())
    path = next(tmp_path.glob("*.warc.gz"))
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(5000))
    with open_archive(tmp_path) as archive:
        assert "5000 bytes" in archive.cut_tails[0]
    assert path.read_bytes() == whole


def test_every_flipped_byte_is_found_by_verify(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path, exchange(), exchange("chile", SECOND))
    path = next(tmp_path.glob("*.warc.gz"))
    whole = path.read_bytes()
    assert verify(tmp_path).damages == ()
    missed = 0
    places = range(0, len(whole), 5)
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        missed += not verify(tmp_path).damages
    say(capsys, f"flipped bytes that archive verify finds: {len(places) - missed} of {len(places)}")
    # Nobody reads the time, the effort and the system in a gzip header, nor the last bits before a checksum.
    assert missed <= len(places) * 0.03


def test_damage_in_the_middle_is_no_torn_tail(tmp_path: Path) -> None:
    write(tmp_path, exchange(), exchange("chile", SECOND))
    path = next(tmp_path.glob("*.warc.gz"))
    whole = path.read_bytes()
    at = len(whole) // 4
    path.write_bytes(whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :])
    with open_archive(tmp_path) as archive:
        assert archive.cut_tails == ()
    assert path.stat().st_size == len(whole)
    assert verify(tmp_path).damages


def test_a_revisit_whose_page_is_lost_is_found_by_verify(tmp_path: Path) -> None:
    write(tmp_path, exchange(), max_file_bytes=10)
    write(tmp_path, not_modified("peru", 1), max_file_bytes=10)
    min(tmp_path.glob("*.warc.gz")).unlink()
    assert [damage.message for damage in verify(tmp_path).damages if "in no record" in damage.message]


def cut_at(folder: Path, entry: Entry) -> None:
    os.truncate(folder / entry.file, entry.offset)


def remove(folder: Path, entry: Entry) -> None:
    (folder / entry.file).unlink()


def overwrite(folder: Path, entry: Entry) -> None:
    path = folder / entry.file
    path.write_bytes(path.read_bytes()[: entry.offset] + bytes(path.stat().st_size - entry.offset))


def spoil_index(folder: Path, _entry: Entry) -> None:
    (folder / INDEX_NAME).write_text("{")


LOSSES = {
    "a file cut where a record begins": (cut_at, ["lacks", "that the index names is not there"]),
    "a file removed": (remove, ["is missing", "that the index names is not there"]),
    "a record overwritten": (overwrite, ["that the index names is not there"]),
    "an index that can't be read": (spoil_index, ["can't be read"]),
}


@pytest.mark.parametrize(("spoil", "messages"), LOSSES.values(), ids=LOSSES.keys())
def test_what_the_index_names_and_no_file_holds_is_told_until_the_index_is_rebuilt(
    tmp_path: Path, spoil: Callable[[Path, Entry], None], messages: list[str]
) -> None:
    write(tmp_path, exchange(), max_file_bytes=10)
    (entry,) = write(tmp_path, exchange("chile", SECOND), max_file_bytes=10)
    spoil(tmp_path, entry)
    told = [damage.message for damage in verify(tmp_path).damages]
    assert len(told) == len(messages)
    assert all(message in said for message, said in zip(messages, told, strict=True)), told
    rebuild(tmp_path)
    assert verify(tmp_path).damages == ()


def test_what_is_lost_is_told_when_the_archive_is_opened_to_write(tmp_path: Path) -> None:
    (entry,) = write(tmp_path, exchange())
    cut_at(tmp_path, entry)
    with open_archive(tmp_path) as archive:
        assert archive.lost == (
            f"{entry.file}: the answer for {PERU} of 2024-05-01 12:00:00 is lost from the archive.",
        )
    assert verify(tmp_path).damages == ()


def test_what_was_written_after_the_index_is_no_damage(tmp_path: Path) -> None:
    write(tmp_path, exchange())
    index = (tmp_path / INDEX_NAME).read_bytes()
    write(tmp_path, exchange("chile", SECOND))
    (tmp_path / INDEX_NAME).write_bytes(index)
    assert verify(tmp_path).damages == ()
    assert read_archive(tmp_path).good_page("https://www.gfmd.org/pfp/ppd/chile") is not None


def test_a_full_disk_is_named_and_what_was_written_is_taken_back(tmp_path: Path) -> None:
    write(tmp_path, exchange())
    path = next(tmp_path.glob("*.warc.gz"))
    whole = path.read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path; from tests.test_archive import *;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"limit = {len(whole) + 100}; resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit));"
        "write(Path(sys.argv[1]), exchange('chile', SECOND))"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert f"File too large: '{path}'" in run.stderr
    assert path.read_bytes() == whole
    assert verify(tmp_path).damages == ()


def test_a_page_that_is_lost_from_the_archive_is_named(tmp_path: Path) -> None:
    (entry,) = write(tmp_path, exchange())
    path = next(tmp_path.glob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[: entry.offset] + bytes(path.stat().st_size - entry.offset))
    archive = read_archive(tmp_path)
    with pytest.raises(ArchiveDamaged, match="profiles archive verify"):
        archive.snapshot(entry)
    assert rebuild(tmp_path) == 0
    assert read_archive(tmp_path).validators(entry.url) == {}


def test_only_one_process_writes_at_a_time(tmp_path: Path) -> None:
    with open_archive(tmp_path), pytest.raises(ArchiveInUse, match="Another fetch is writing"), open_archive(tmp_path):
        pass


def test_warc_files_of_others_can_be_dropped_into_the_folder(tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, exchange("ghana"))
    archive = tmp_path / "archive"
    write(archive, exchange())
    path = next(other.glob("*.warc.gz"))
    (archive / "crawl").mkdir()
    (archive / "crawl" / "theirs.warc.gz").write_bytes(path.read_bytes())
    assert len(pages(archive)) == 2
    assert read_archive(archive).validators("https://www.gfmd.org/pfp/ppd/ghana")
    files = [PageFile(archive / "crawl" / "theirs.warc.gz", "theirs.warc.gz")]
    assert [snapshot.url for file in files for snapshot in read_snapshots(file)] == [
        "https://www.gfmd.org/pfp/ppd/ghana"
    ]
