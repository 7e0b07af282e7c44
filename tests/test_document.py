"""Bytes in, numbered lines out: encodings, white space, line ends, and what is refused."""

from __future__ import annotations

import codecs
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.reading.document import read_document
from extractors.text import BULLETS, without_mark
from schemas.bounds import Bounds
from schemas.document import Document
from schemas.snapshot import Refusal, Snapshot


def snapshot(payload: bytes, charset: str | None = None, media_type: str | None = None) -> Snapshot:
    return Snapshot("gfmd", "page", payload, charset=charset, media_type=media_type)


def document(payload: bytes, charset: str | None = None, media_type: str | None = None) -> Document:
    read = read_document(snapshot(payload, charset, media_type))
    assert isinstance(read, Document), read
    return read


def texts(payload: bytes, charset: str | None = None) -> list[str]:
    return [line.text for line in document(payload, charset).lines]


def reason(payload: bytes, bounds: Bounds | None = None) -> str:
    read = read_document(snapshot(payload), bounds or Bounds())
    assert isinstance(read, Refusal), read
    assert read.message[0].isupper()
    assert read.message.endswith(".")
    return read.reason


CURLY = "Côte d’Ivoire – “Label”…"
LETTERS = "São Tomé"
CASES = [
    ("plain ASCII", b"Peru", None, "utf-8", "Peru"),
    ("ASCII declared as something unheard of", b"Peru", "x-klingon", "utf-8", "Peru"),
    ("UTF-8", CURLY.encode(), None, "utf-8", CURLY),
    ("UTF-8 with a mark", codecs.BOM_UTF8 + CURLY.encode(), None, "utf-8", CURLY),
    ("UTF-8 declared as Latin-1", CURLY.encode(), "ISO-8859-1", "utf-8", CURLY),
    ("UTF-8 declared as UTF-16", CURLY.encode(), "utf-16", "utf-8", CURLY),
    ("UTF-8 cut in a character", (CURLY + " à").encode()[:-1], None, "utf-8", CURLY),
    ("UTF-8 whose only such character is cut", "Peru …".encode()[:-1], None, "utf-8", "Peru"),
    ("UTF-8 with one pasted byte", CURLY.encode() + b" caf\xe9 y", None, "utf-8", CURLY + " café y"),
    ("UTF-8 with a mark and a pasted byte", codecs.BOM_UTF8 + CURLY.encode() + b" \x92s", None, "utf-8", CURLY + " ’s"),
    ("Windows-1252", CURLY.encode("cp1252"), None, "windows-1252", CURLY),
    ("Windows-1252 declared as UTF-8", CURLY.encode("cp1252"), "utf-8", "windows-1252", CURLY),
    ("Windows-1252 declared as Latin-1", CURLY.encode("cp1252"), "latin1", "windows-1252", CURLY),
    ("Windows-1252 that ends in its only letter", b"caf\xe9", None, "windows-1252", "café"),
    ("Latin-2 declared", "Łódź".encode("iso-8859-2"), '"ISO-8859-2"', "iso-8859-2", "Łódź"),
    ("Cyrillic declared", "Перу".encode("cp1251"), "windows-1251", "windows-1251", "Перу"),
    ("Windows-1252 declared as Latin-2", CURLY.encode("cp1252"), "iso-8859-2", "windows-1252", CURLY),
    ("Windows-1252 declared as Cyrillic", CURLY.encode("cp1252"), "windows-1251", "windows-1252", CURLY),
    ("Windows-1252 declared as KOI8", "Móvil €5".encode("cp1252"), "koi8-r", "windows-1252", "Móvil €5"),
    ("Windows-1252 declared as Mac Roman", CURLY.encode("cp1252"), "macintosh", "windows-1252", CURLY),
    ("Windows-1252 declared as Chinese", "Móvil año".encode("cp1252"), "gb2312", "windows-1252", "Móvil año"),
    ("UTF-16 LE with a mark", codecs.BOM_UTF16_LE + CURLY.encode("utf-16-le"), None, "utf-16-le", CURLY),
    ("UTF-16 BE with a mark", codecs.BOM_UTF16_BE + CURLY.encode("utf-16-be"), None, "utf-16-be", CURLY),
    ("UTF-16 LE without a mark", LETTERS.encode("utf-16-le"), None, "utf-16-le", LETTERS),
    ("UTF-16 BE without a mark", LETTERS.encode("utf-16-be"), "utf-8", "utf-16-be", LETTERS),
    ("UTF-16 cut in a character", LETTERS.encode("utf-16")[:-1], None, "utf-16-le", LETTERS[:-1]),
]


@pytest.mark.parametrize(
    ("payload", "charset", "encoding", "text"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_bytes_tell_the_encoding_before_any_label(
    payload: bytes, charset: str | None, encoding: str, text: str
) -> None:
    read = document(payload, charset)
    assert read.encoding == encoding
    assert [line.text for line in read.lines] == [text]


@pytest.mark.parametrize("label", ["iso-8859-2", "ISO-8859-2"])
def test_a_meta_charset_is_believed_where_it_fits(label: str) -> None:
    page = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={label}"></head><p>Łódź'
    assert texts(page.encode("iso-8859-2")) == ["Łódź"]
    assert texts(page.encode()) == ["Łódź"]


def test_a_wrong_charset_of_the_server_gives_way_to_a_meta_charset_that_fits() -> None:
    assert texts('<meta charset="windows-1251"><p>Перу'.encode("cp1251"), "gb18030x") == ["Перу"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\u00a0\u200b\n".encode(), "empty"),
        (codecs.BOM_UTF8, "empty"),
        (codecs.BOM_UTF16_LE + " \n".encode("utf-16-le"), "empty"),
        (b"<html><head><title>Peru</title></head><body></body></html>", "empty"),
        (b"%PDF-1.7 text", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"\x1f\x8b\x08rest", "binary"),
        (b"bplist00<html><p>Attended Summit</p></html>", "binary"),
        (b"{\\rtf1 Attended Summit\\par}", "binary"),
        (
            b"From: <Saved by X>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n--x",
            "mhtml",
        ),
        (b"\nMime-version: 1.0\ncontent-type: text/html\n\n<html><p>Attended Summit=\n</p></html>", "mhtml"),
        (b"\0" * 5000, "binary"),
        (b"Peru\0Lima", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"Peru\x01\x02\x03\x04", "binary"),
        (b"Peru \x81 caf\xe9", "undecodable"),
        (codecs.BOM_UTF8 + b"Peru \xe9\xe9", "undecodable"),
        (codecs.BOM_UTF16_LE + b"P\x00\x00\xd8e\x00", "undecodable"),
        (b"x" * (5 * 2**20 + 1), "too_large"),
        (b"x\n" * 100_001, "too_large"),
        (b"<p>x" * 100_001, "too_large"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason_and_a_sentence(payload: bytes, expected: str) -> None:
    assert reason(payload) == expected


def test_a_damaged_container_keeps_its_own_refusal() -> None:
    torn = Refusal("truncated_gzip", "The file ends too early.")
    assert read_document(replace(snapshot(b"Peru"), refusal=torn)) is torn


def test_bounds_can_be_set() -> None:
    assert reason(b"12345", Bounds(payload_bytes=4)) == "too_large"
    assert reason(b"<div><div><div>deep", Bounds(depth=2)) == "too_deep"
    assert reason(b"one\ntwo", Bounds(lines=1)) == "too_large"


def test_lines_are_physical_ones_and_blank_ones_count_without_being_lines() -> None:
    read = document("one\r\ntwo\rthree\n\n \u00a0\nfour\n".encode())
    assert [(line.number, line.text, line.gap) for line in read.lines] == [
        (1, "one", 0), (2, "two", 0), (3, "three", 0), (6, "four", 2),
    ]  # fmt: skip


LINE_ENDS = "\x0b\u0085\u2028\u2029"
PAGE_ENDS = "\x0c\x1c\x1d\x1e"


@pytest.mark.parametrize("end", LINE_ENDS + PAGE_ENDS, ids=ascii)
@pytest.mark.parametrize("markup", ["{}", "<p>{}</p>", "<pre>{}</pre>", "<p><b>Delegate</b>{}"])
def test_every_character_that_ends_a_line_parts_two_labels(end: str, markup: str) -> None:
    page = markup.format(f"{'' if '</b>' in markup else 'Delegate'}{end}Financial Contribution")
    assert [(line.number, line.text, line.gap) for line in document(page.encode()).lines] == [
        (1, "Delegate", int("<" in markup)),
        (2, "Financial Contribution", 0),
    ]


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_a_page_may_have_no_other_line_ends(end: str) -> None:
    read = document(f"one{end}two{end}{end}four{end}".encode())
    assert [(line.number, line.text, line.gap) for line in read.lines] == [(1, "one", 0), (2, "two", 0), (4, "four", 1)]
    assert not read.ends_in_line


@pytest.mark.parametrize("end", PAGE_ENDS, ids=ascii)
@pytest.mark.parametrize("around", ["{}\n", "\n{}", "\r\n {}", "{0}{0}", " {} "])
def test_the_end_of_a_printed_page_leaves_no_blank_line(end: str, around: str) -> None:
    read = document(f"one{around.format(end)}two{end}".encode())
    assert [(line.number, line.text, line.gap) for line in read.lines] == [(1, "one", 0), (2, "two", 0)]
    assert not read.ends_in_line


def test_a_form_feed_beside_space_is_space_in_html() -> None:
    assert texts(b"<p>Attended\n\x0c\nSummit \x0c now") == ["Attended Summit now"]


def test_the_rest_of_a_letter_that_was_read_as_another_encoding_ends_no_line() -> None:
    assert len(texts("Ã\u0085land".encode())) == 1


UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2063\u2066\u2069\u206f\ufe0f\ufeff"


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_no_character_that_prints_nothing_hides_a_label(mark: str) -> None:
    printed = f"{mark}Attended{mark} Sum{mark}mit{mark}\n{mark}\n“{mark}Yes”"
    assert texts(printed.encode()) == ["Attended Summit", "“Yes”"]
    assert texts(f"<p>{printed.replace(chr(10), '<p>')}".encode()) == ["Attended Summit", "“Yes”"]


@pytest.mark.parametrize("mark", "\x03\x1b\x7f", ids=ascii)
def test_a_few_control_characters_hide_no_label(mark: str) -> None:
    assert texts(f"Attended{mark} Summit\n{'Yes ' * 100}".encode())[0] == "Attended Summit"


@pytest.mark.parametrize(
    "word", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🌾", "❤\ufe0f", "parÃ\u00ads", "â€\u00ad"], ids=ascii
)
def test_what_prints_nothing_stays_where_it_is_a_part_of_a_letter(word: str) -> None:
    assert texts(f"{word} a".encode()) == [f"{word} a"]


def test_space_is_folded_and_edges_and_zero_width_marks_dropped() -> None:
    assert texts("\ufeff\u200b  Official\u00a0\u202f \u2007Name\t\n\tYes \u3000".encode()) == ["Official Name", "Yes"]


@pytest.mark.parametrize("mark", [*BULLETS, "• ", "► ", "* ", "- ", "– ", "— ", "✓ ", "• - "])
def test_a_list_mark_is_kept_and_makes_an_item(mark: str) -> None:
    for page in (f"  {mark}Team Member", f"<p>{mark}Team Member</p>"):
        (line,) = document(page.encode()).lines
        assert (line.text, line.item) == (f"{mark}Team Member", True)
        assert without_mark(line.text) == "Team Member"


@pytest.mark.parametrize("text", ["-5 degrees", "*note", "–2016", "Team - Member", "—dash", "✓", "o Peru", "» more"])
def test_what_may_be_a_word_or_an_answer_is_no_list_mark(text: str) -> None:
    assert [line.item for line in document(text.encode()).lines] == [False]
    assert without_mark(text) == text


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><p>Peru</p>", "\n <!-- saved --> <HTML><p>Peru</p>", "<?xml version='1.0'?><html><body>Peru",
        "<div class=x>Peru</div>", "<DL><DT>Peru", "Warning: slow <!doctype html><p>Peru",
        "Peru</dd><dt>Lima</dt><dd>Cusco</dd>",
    ],
)  # fmt: skip
def test_html_is_told_by_its_content(page: str) -> None:
    assert document(page.encode()).container == "html"


@pytest.mark.parametrize(
    "page", ["Peru < Chile", "a <b>bold</b> claim", "<3", "<Peru>", "see <https://example.org>", "x"]
)
def test_text_that_merely_holds_an_angle_bracket_is_text(page: str) -> None:
    read = document(page.encode())
    assert (read.container, [line.text for line in read.lines]) == ("text", [page])


def test_a_media_type_makes_html_of_anything() -> None:
    assert document(b"Peru", media_type="text/html; charset=utf-8").container == "html"
    assert document(b"Peru", media_type="text/plain").container == "text"


UNSEEN = "\u034f\u180e" + "".join(map(chr, range(0xFE00, 0xFE10)))
"""Marks that print nothing by themselves."""


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="<" + UNSEEN), min_size=1), min_size=1
    )
)
@example(["é"])
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_from_every_encoding_that_holds_it(words: list[str]) -> None:
    text = " ".join(words)
    for payload in (("x…y " + text).encode(), codecs.BOM_UTF8 + text.encode(), text.encode("utf-16")):
        assert texts(payload)[0].removeprefix("x…y ") == text


def test_a_page_that_speaks_of_mime_is_no_mime_file() -> None:
    lines = ["Official Name", "MIME-Version: 1.0", "", "Content-Type: text"]
    assert texts("\n".join(lines).encode()) == [line for line in lines if line]


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_lines_or_a_refusal(payload: bytes) -> None:
    assert isinstance(read_document(snapshot(payload)), Document | Refusal)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<meta ", "<meta charset", "</p", "<?xml ", "<!doctype ", "- ", " \u00a0", "-->"]
)
def test_hostile_starts_take_no_time(piece: str) -> None:
    payload = (piece * 50_000)[:50_000].encode()
    begun = time.process_time()
    read_document(snapshot(payload + b"\xe9\xe9\xe9"))
    assert time.process_time() - begun < 1
