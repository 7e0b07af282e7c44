"""MHTML: which part is the page, what its heads tell, and what ends in a refusal instead of a hang."""

from __future__ import annotations

import random
import time
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.acquire.containers.mhtml import MainPart, read_mhtml
from pipeline.acquire.items import read_snapshots
from pipeline.acquire.page_files import PageFile
from schemas.snapshot import Refusal, Snapshot
from tests.comparing import refused
from tests.saving import CAPTURED, Page, chromium_mhtml, explorer_mhtml, unmht

LIMIT = 5 * 2**20
HTML = "<html><head></head><body><p>Österreich &amp; Perú</p></body></html>"
PAGE = Page(HTML, "https://www.gfmd.org/pfp/ppd/austria")
HEAD = (
    "From: <Saved by Blink>\r\nDate: Sun, 05 Nov 2017 21:04:09 GMT\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; boundary="b"; type="text/html"\r\n\r\n'
)
PART = "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Austria</p>\r\n"


def snapshot_of(content: str | bytes, tmp_path: Path) -> Snapshot:
    path = tmp_path / "page.mhtml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (page,) = read_snapshots(PageFile(path, path.name), limit=LIMIT)
    return page


def reason(content: str | bytes, tmp_path: Path) -> str | None:
    return refused(snapshot_of(content, tmp_path))


def main_of(content: str) -> MainPart:
    main = read_mhtml(content.encode(), LIMIT)
    assert isinstance(main, MainPart)
    return main


@pytest.mark.parametrize("save", [chromium_mhtml, explorer_mhtml, unmht], ids=lambda save: str(save.__name__))
def test_page_address_and_time_of_each_browser(save: object, tmp_path: Path) -> None:
    assert callable(save)
    page = snapshot_of(save(PAGE), tmp_path)
    assert (page.payload.decode().strip(), page.url, page.fetched_at) == (HTML, PAGE.address, CAPTURED)
    assert (page.media_type, page.refusal, page.doubts) == ("text/html", None, ())


def test_the_page_is_the_part_that_the_head_names_though_another_comes_first() -> None:
    other = "--b\r\nContent-Type: text/html\r\nContent-Location: https://www.gfmd.org/frame\r\n\r\nAn advertisement\r\n"
    part = f"--b\r\nContent-Type: text/html\r\nContent-Location: {PAGE.address}\r\n\r\nAustria\r\n--b--\r\n"
    head = f"Snapshot-Content-Location: {PAGE.address}\r\n{HEAD}"
    assert main_of(head + other + part).payload.strip() == b"Austria"


def test_the_page_is_the_root_that_start_names() -> None:
    head = HEAD.replace('boundary="b"', 'boundary="b"; start="<2@here>"')
    first = "--b\r\nContent-Type: text/html\r\nContent-ID: <1@here>\r\n\r\nA frame\r\n"
    second = "--b\r\nContent-Type: text/html\r\nContent-ID: <2@here>\r\n\r\nAustria\r\n--b--\r\n"
    assert main_of(head + first + second).payload.strip() == b"Austria"


def test_a_page_without_parts_is_read() -> None:
    content = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Location: http://x.org/\n\nAustria\n"
    assert main_of(content).payload == b"Austria\n"


def test_the_charset_of_the_part_counts(tmp_path: Path) -> None:
    part = '--b\r\nContent-Type: text/html; charset="windows-1252"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    page = snapshot_of(HEAD.encode() + part.encode() + "Österreich\r\n--b--\r\n".encode("cp1252"), tmp_path)
    assert (page.charset, page.payload.strip()) == ("windows-1252", "Österreich".encode("cp1252"))


def test_a_date_without_a_zone_tells_no_time(tmp_path: Path) -> None:
    page = snapshot_of(HEAD.replace(" GMT", "") + PART + "--b--\r\n", tmp_path)
    assert (page.refusal, page.fetched_at) == (None, None)


def test_the_head_counts_where_the_part_tells_another_address(tmp_path: Path) -> None:
    part = PART.replace("charset=utf-8", "charset=utf-8\r\nContent-Location: https://www.gfmd.org/pfp/ppd/peru")
    page = snapshot_of(f"Content-Location: {PAGE.address}\r\n{HEAD}{part}--b--\r\n", tmp_path)
    assert page.url == PAGE.address
    assert [doubt.code for doubt in page.doubts] == ["address_differs"]


def test_a_blank_line_before_the_head_changes_nothing(tmp_path: Path) -> None:
    page = snapshot_of("\r\n" + HEAD + PART + "--b--\r\n", tmp_path)
    assert (page.payload.strip(), page.fetched_at) == (b"<p>Austria</p>", CAPTURED)


NESTED = "".join(
    f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(20)
)  # fmt: skip
BROKEN = {
    "an e-mail with files": (HEAD.replace("related", "mixed") + PART + "--b--\r\n", "mhtml"),
    "an e-mail within": (HEAD + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--b--", "too_many_parts"),
    "pictures only": (HEAD + "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "mhtml"),
    "parts in parts in parts": (HEAD.replace('"b"', '"b0"') + NESTED, "too_many_parts"),
    "ten thousand parts": (HEAD + PART * 10_000 + "--b--", "too_many_parts"),
    "no boundary": (HEAD.replace('boundary="b"; ', "") + PART + "--b--\r\n", "damaged_mhtml"),
    "another boundary": (HEAD + PART.replace("--b", "--c"), "damaged_mhtml"),
    "a lost boundary": (HEAD + PART + PART.replace("--b\r", "--c\r") + "--b--\r\n", "damaged_mhtml"),
    "cut within the page": (HEAD + PART, "damaged_mhtml"),
    "cut within the head": (HEAD[:-4], "damaged_mhtml"),
    "base64 that is none": (HEAD + PART.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n!") + "--b--",
                            "damaged_mhtml"),
    "an unknown encoding": (HEAD + PART.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: x-uue\r\n\r\n") + "--b--",
                            "unknown_encoding"),
    "a header without end": (HEAD.replace("related;", f"related; {'a=b; ' * 9_999}") + PART + "--b--", "damaged_mhtml"),
}  # fmt: skip


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_with_a_reason(content: tuple[str, str], tmp_path: Path) -> None:
    message, expected = content
    begun = time.process_time()
    assert reason(message, tmp_path) == expected
    assert time.process_time() - begun < 2


COSTLY = {
    "boundaries everywhere": HEAD + "--b\r\n" * 900_000,
    "dashes": HEAD + PART + "--" * 2_400_000 + "\r\n--b--",
    "headers": HEAD + "--b\r\n" + "X: y\r\n" * 800_000 + "\r\n--b--",
    "a folded header": HEAD + "--b\r\nX: y\r\n" + " z\r\n" * 900_000 + "\r\n--b--",
    "carriage returns": HEAD + PART + "--b\r\n\r\n" + "\r" * 1_900_000 + "\r\n--b--",
    "quoted letters": HEAD + PART.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
                      + "=41" * 1_600_000 + "\r\n--b--",
}  # fmt: skip


@pytest.mark.parametrize("content", COSTLY.values(), ids=COSTLY)
def test_nothing_keeps_the_parser_busy(content: str) -> None:
    begun = time.process_time()
    read_mhtml(content.encode(), LIMIT)
    assert time.process_time() - begun < 5


def test_a_message_of_many_pictures_takes_memory_in_proportion() -> None:
    picture = (
        "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ("QUJD" * 19 + "\r\n") * 20_000
    )
    content = (HEAD + PART + picture * 6 + "--b--\r\n").encode()
    tracemalloc.start()
    main = read_mhtml(content, LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(main, MainPart)
    assert peak < 10 * len(content)


def test_whatever_is_damaged_ends_in_a_page_or_a_reason() -> None:
    whole = chromium_mhtml(PAGE)
    rng = random.Random(7)
    for _ in range(1000):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 5)):
            damaged[rng.randrange(len(damaged))] = rng.choice(b"\r\n-:;=\x00\xff ab")
        assert isinstance(read_mhtml(bytes(damaged), LIMIT), MainPart | Refusal)


def test_a_time_is_the_same_moment_in_every_way_that_tools_print_it() -> None:
    main = main_of(HEAD.replace("21:04:09 GMT", "22:04:09 +0100") + PART + "--b--")
    assert main.statements[0].moment == datetime.fromisoformat("2017-11-05T21:04:09")
