"""The index of a web archive: what is asked, and what its answers name."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acquire.history.cdx import (
    FILTERS,
    IndexQuery,
    IndexUnreadable,
    captures_in,
    moment_of,
    read_part,
    timestamp,
)

HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"]
GHANA = "https://www.gfmd.org/pfp/ppd/ghana"
DIGEST = "Q4YULN754FHV2U6Q5JUT6Q2P57WEWNNY"
NOTHING = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def line(**changes: str) -> list[str]:
    fields = {
        "urlkey": "org,gfmd)/pfp/ppd/ghana",
        "timestamp": "20180203040506",
        "original": "http://www.gfmd.org:80/pfp/ppd/ghana",
        "mimetype": "text/html",
        "statuscode": "200",
        "digest": DIGEST,
        **changes,
    }
    return [fields[name] for name in HEADER]


def captured(*lines: list[str]) -> list[tuple[str, str, str | None]]:
    part = read_part(json.dumps([HEADER, *lines]).encode())
    return [(one.url, timestamp(one.captured_at), one.digest) for one in captures_in(part.lines)]


def test_a_question_is_put_as_the_documentation_of_the_server_has_it() -> None:
    query = IndexQuery("www.gfmd.org/pfp/ppd/ghana", "prefix", datetime(2014, 1, 1), datetime(2016, 12, 31, 23, 59, 59))
    url = query.url("https://web.archive.org", FILTERS[0], "org%2Cgfmd%29%2F+20150101000000%21")
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://web.archive.org/cdx/search/cdx"
    assert parse_qs(parts.query) == {
        "url": ["www.gfmd.org/pfp/ppd/ghana"],
        "matchType": ["prefix"],
        "output": ["json"],
        "fl": ["urlkey,timestamp,original,mimetype,statuscode,digest"],
        "filter": ["statuscode:200"],
        "from": ["20140101000000"],
        "to": ["20161231235959"],
        "limit": ["1000"],
        "showResumeKey": ["true"],
        "resumeKey": ["org,gfmd)/ 20150101000000!"],
    }
    assert "resumeKey=org%2Cgfmd%29%2F+20150101000000%21" in url, "as it was printed"


def test_a_question_without_bounds_names_none() -> None:
    url = IndexQuery("www.gfmd.org/pfp/ppd/12", "exact").url("https://web.archive.org", FILTERS[1], None)
    assert not {"from", "to", "resumeKey"} & parse_qs(urlsplit(url).query).keys()


@pytest.mark.parametrize("answer", [b"", b"\n", b"[]", b"[[]]", json.dumps([HEADER]).encode()])
def test_an_empty_answer_names_nothing(answer: bytes) -> None:
    part = read_part(answer)
    assert (captures_in(part.lines), part.resume_key) == ([], None)


def test_the_key_to_go_on_with_stands_behind_an_empty_line() -> None:
    part = read_part(json.dumps([HEADER, line(), [], ["org%2Cgfmd%29%2F+2018%21"]]).encode())
    assert (len(part.lines), part.resume_key) == (1, "org%2Cgfmd%29%2F+2018%21")


def test_fields_are_found_by_their_names_in_any_order() -> None:
    header = ["digest", "original", "length", "statuscode", "timestamp", "mimetype"]
    part = read_part(json.dumps([header, [DIGEST, GHANA, "77", 200, "20180203040506", "text/html"]]).encode())
    assert [(one.url, one.digest) for one in captures_in(part.lines)] == [(GHANA, DIGEST)]


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>503</html>", b"{}", b'{"error": "x"}', b"[1, 2]", b'["x"]', b"[" * 100_000, b"\xff\xfe", b"null", b"7",
        b'org,gfmd)/pfp/ppd/ghana 20180203040506 {"url": "http://www.gfmd.org/pfp/ppd/ghana"}',
        json.dumps([["urlkey", "timestamp", "url", "mime", "status", "digest"], line()]).encode(),
        json.dumps([HEADER, line()[:-1]]).encode(),
        json.dumps([HEADER, [*line(), "more"]]).encode(),
    ],
)  # fmt: skip
def test_an_answer_of_another_interface_is_refused(answer: bytes) -> None:
    with pytest.raises(IndexUnreadable, match="answer"):
        read_part(answer)


@pytest.mark.parametrize(
    "original",
    [
        "http://www.gfmd.org/pfp/ppd/ghana", "https://gfmd.org/pfp/ppd/ghana", "http://gfmd.org:80/pfp/ppd/ghana/",
        "https://www.gfmd.org:443/pfp/ppd/ghana?utm_source=x", "HTTP://WWW.GFMD.ORG/pfp/ppd/ghana#practices",
    ],
)  # fmt: skip
def test_all_spellings_of_an_address_are_one(original: str) -> None:
    assert captured(line(original=original)) == [(GHANA, "20180203040506", DIGEST)]


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "2018"}, {"timestamp": "20181399000000"}, {"timestamp": "-"}, {"timestamp": "٢٠١٨٠٢٠٣٠٤٠٥٠٦"},
        {"statuscode": "404"}, {"statuscode": "301"}, {"statuscode": "-"},
        {"statuscode": "301", "mimetype": "warc/revisit"}, {"digest": NOTHING},
        {"original": "mailto:someone@gfmd.org"}, {"original": "http://"}, {"original": "http://www.gfmd.org/a b"},
        {"original": "http://www.gfmd.org/pfp/ppd/ghana\r\nX: y"}, {"original": "http://[/"},
    ],
)  # fmt: skip
def test_a_line_that_names_no_capture_of_a_page_is_left_out(changes: dict[str, str]) -> None:
    assert captured(line(**changes), line(timestamp="20190101000000")) == [(GHANA, "20190101000000", DIGEST)]


def test_a_repeat_has_no_status_and_is_a_capture() -> None:
    assert captured(line(mimetype="warc/revisit", statuscode="-")) == [(GHANA, "20180203040506", DIGEST)]


def test_captures_are_in_order_of_address_and_time_and_each_there_once() -> None:
    assert captured(
        line(timestamp="20190101000000"),
        line(original=f"{GHANA}?page=1"),
        line(),
        line(original="https://gfmd.org/pfp/ppd/ghana", digest="B" * 32),
    ) == [
        (GHANA, "20180203040506", DIGEST),
        (GHANA, "20190101000000", DIGEST),
        (f"{GHANA}?page=1", "20180203040506", DIGEST),
    ]


@pytest.mark.parametrize("digest", ["-", "", "x y", "<b>", "\r\nA"])
def test_a_digest_that_is_none_is_not_known(digest: str) -> None:
    assert captured(line(digest=digest)) == [(GHANA, "20180203040506", None)]


@given(st.datetimes())
def test_a_time_comes_back_to_the_second(moment: datetime) -> None:
    assert moment_of(timestamp(moment)) == moment.replace(microsecond=0)
