"""From the bytes of JSON to lines: each leaf is one, with the pointer that leads back to it."""

from __future__ import annotations

import json
import time

import pytest

from extractors.reading.document import read_document
from extractors.reading.json_document import pointer_names
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Document
from schemas.snapshot import Refusal, Snapshot
from tests.comparing import snapshot

MOMENT = 2.0  # seconds; what takes longer than linear time takes far more


def document(payload: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Document:
    """The document of a page that can be read."""
    found = read_document(snapshot(payload, "saved/page.json"), bounds)
    assert isinstance(found, Document)
    return found


def lines(payload: bytes) -> list[tuple[str | None, str]]:
    """Pointer and text of each line."""
    found = document(payload)
    assert found.container == "json"
    return [(line.pointer, line.text) for line in found.lines]


def said(text: str) -> list[str]:
    """The lines of a page whose only leaf is this text."""
    return [line.text for line in document(json.dumps({"text": text, "end": "."}).encode()).lines[:-1]]


def reason(payload: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> str | None:
    """Why a page is refused."""
    found = read_document(snapshot(payload, "saved/page.json"), bounds)
    return found.reason if isinstance(found, Refusal) else None


POINTERS = [
    ("members", b'{"Area": {"land": "30 km", "water": "2 km"}}', [("/Area/land", "30 km"), ("/Area/water", "2 km")]),
    ("entries of lists", b'[{"a": "x"}, [["y"]], "z"]', [("/0/a", "x"), ("/1/0/0", "y"), ("/2", "z")]),
    ("a slash in a name", b'{"agency/agencies": "SUPARCO"}', [("/agency~1agencies", "SUPARCO")]),
    ("a tilde in a name", b'{"a~b": "x", "~1": "y"}', [("/a~0b", "x"), ("/~01", "y")]),
    ("an empty name", b'{"": {"": "x"}, "b": "y"}', [("//", "x"), ("/b", "y")]),
    ("a name with spaces and marks", '{"Côte d\'Ivoire %": "x"}'.encode(), [("/Côte d'Ivoire %", "x")]),
    ("a name of digits", b'{"0": "x"}', [("/0", "x")]),
    ("a name that stands twice", b'{"a": "x", "a": "y"}', [("/a", "x"), ("/a", "y")]),
    ("half of a character in a name", b'{"a\\ud800": "x"}', [("/a\ufffd", "x")]),
    ("no character in a name", b'{"a\\u0000": "x"}', [("/a\ufffd", "x")]),
]


@pytest.mark.parametrize(("payload", "found"), [case[1:] for case in POINTERS], ids=[case[0] for case in POINTERS])
def test_each_leaf_is_a_line_with_its_pointer(payload: bytes, found: list[tuple[str, str]]) -> None:
    assert lines(payload) == found


def test_the_names_of_a_pointer_come_back() -> None:
    assert pointer_names("/agency~1agencies/~01//text") == ("agency/agencies", "~1", "", "text")
    assert pointer_names("") == ()


VALUES = [
    ("a number as printed", b"17.90", "17.90"),
    ("a number with an exponent", b"-1E+3", "-1E+3"),
    ("a number larger than any type", b"9" * 6_000, "9" * 6_000),
    ("a number smaller than any type", b"1e-999999", "1e-999999"),
    ("true", b"true", "true"),
    ("false", b"false", "false"),
    ("null", b"null", "null"),
    ("a letter written as a number", b'"Per\\u00fa"', "Perú"),
    ("a character of two halves", b'"\\ud83c\\uddf5"', "\U0001f1f5"),
    ("half of a character", b'"a\\ud800b"', "a\ufffdb"),
    ("no character at all", b'"a\\u0000b"', "a\ufffdb"),
    ("signs of control", b'"a\\u0001b\\u001bc"', "abc"),
    ("the end of a line", b'"a\\r\\n\\tb\\u2028c"', "a b c"),
]


@pytest.mark.parametrize(("value", "text"), [case[1:] for case in VALUES], ids=[case[0] for case in VALUES])
def test_values_are_kept_as_printed(value: bytes, text: str) -> None:
    assert lines(b'{"a": ' + value + b"}") == [("/a", text)]


HTML = [
    ("entities", "Rep&uacute;blica del Per&#250; &amp; more", "República del Perú & more"),
    ("spaces that break no line", "18&nbsp;km\u00a0 long", "18 km long"),
    ("breaks", "first<br>second<br><br/>third", "first second third"),
    ("a break at the beginning", "<br>total: 3", "total: 3"),
    ("emphasis within a word's sentence", "from <em>xaymaca</em>, an <b>old</b> word", "from xaymaca, an old word"),
    ("paragraphs", "<p>one</p><p>two</p>three", "one two three"),
    ("a list", "<ul><li>one</li><li>two</li></ul>", "one two"),
    ("a tag that is never closed", "<strong>note: one <em>two", "note: one two"),
    ("an entity of an entity", "&amp;eacute;", "&eacute;"),
    ("an ampersand by itself", "R&D, Trinidad & Tobago", "R&D, Trinidad & Tobago"),
    ("less than", "less than 1 < 2 and 3 > 2", "less than 1 < 2 and 3 > 2"),
    ("a bracket that opens nothing", "below <", "below <"),
    ("space between", "  one \n two\t", "one two"),
]


@pytest.mark.parametrize(("printed", "text"), [case[1:] for case in HTML], ids=[case[0] for case in HTML])
def test_html_in_a_leaf_is_read_to_text_on_one_line(printed: str, text: str) -> None:
    assert said(printed) == [text]


@pytest.mark.parametrize("blank", ["", " \n ", "&nbsp;", "<br>", "<p></p><!-- old -->", "\u200b"])
def test_a_blank_leaf_is_counted_and_is_no_line(blank: str) -> None:
    found = document(json.dumps({"a": "x", "b": blank, "c": ["y"]}).encode())
    assert [(line.number, line.pointer) for line in found.lines] == [(1, "/a"), (3, "/c/0")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_in_the_encodings_of_pages(encoding: str) -> None:
    assert lines('{"Name": "Côte d’Ivoire"}'.encode(encoding)) == [("/Name", "Côte d’Ivoire")]


BROKEN = {
    "cut": b'{"Geography": {"Area": {"text": "5',
    "cut behind a colon": b'{"a":',
    "a comma too many": b'{"a": 1,}',
    "no number": b'{"a": NaN}',
    "no end": b'{"a": -Infinity}',
    "single quotes within": b"{\"a\": 'b'}",
    "two values": b'{"a": 1} {"b": 2}',
    "a line end in a string": b'{"a": "b\nc"}',
    "a word": b'{"a": undefined}',
}


@pytest.mark.parametrize("payload", BROKEN.values(), ids=BROKEN)
def test_broken_json_is_refused(payload: bytes) -> None:
    assert reason(payload) == "undecodable"


DEEP = 100_000
BOTTOMLESS = {
    "lists": b"[" * DEEP,
    "lists with their ends": b"[" * DEEP + b"]" * DEEP,
    "members": b'{"a":' * DEEP,
    "members with their ends": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "html in a leaf": b'{"a": "' + b"<b>" * DEEP + b'"}',
}


@pytest.mark.parametrize("payload", BOTTOMLESS.values(), ids=BOTTOMLESS)
def test_what_nests_too_deep_is_refused_at_once(payload: bytes) -> None:
    began = time.perf_counter()
    assert reason(payload) == "too_deep"
    assert time.perf_counter() - began < MOMENT


def test_the_depth_that_is_allowed_is_exact() -> None:
    bounds = Bounds(depth=20)
    allowed, further = (b'{"a":' * depth + b"1" + b"}" * depth for depth in (20, 21))
    assert [line.pointer for line in document(allowed, bounds).lines] == ["/a" * 20]
    assert reason(further, bounds) == "too_deep"


def test_too_many_leaves_are_refused() -> None:
    bounds = Bounds(lines=50)
    allowed, further = (json.dumps(["x"] * count).encode() for count in (50, 51))
    assert len(document(allowed, bounds).lines) == 50
    assert reason(further, bounds) == "too_large"
    assert reason(further, Bounds(nodes=50)) == "too_large"


def test_too_many_bytes_are_refused() -> None:
    assert reason(b'{"a": "bcd"}', Bounds(payload_bytes=11)) == "too_large"


@pytest.mark.parametrize("payload", [b"{}", b"[]", b'{"a": "", "b": []}'])
def test_json_that_says_nothing_is_empty(payload: bytes) -> None:
    assert reason(payload) == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "[1] Belgium",
        "[Belgium](https://example.org/belgium) takes part",
        "[![map](map.png)](https://example.org)",
        "[[Belgium]] takes part",
        "[[1]](#note) Belgium",
        "[] Belgium",
        "[x] Delegate",
        "{Belgium}",
        "{{Infobox country}}",
        "{ name: Belgium }",
        '"Belgium"',
        "2014",
    ],
)
def test_text_that_begins_with_a_bracket_is_text(text: str) -> None:
    found = document(text.encode())
    assert found.container == "text"
    assert [(line.text, line.pointer) for line in found.lines] == [(text, None)]


@pytest.mark.parametrize("text", ['{"a": 1}', '  \n{ "a": 1}', '[{"a": 1}]', '["a"]', "[[[1]]]", "[[1, 2], [3]]"])
def test_json_is_told_by_what_it_begins_with(text: str) -> None:
    assert document(text.encode()).container == "json"


@pytest.mark.parametrize("text", ['[ "', '{ "Peru" and others', '[ "Peru" ] took part'])
def test_what_only_begins_like_json_is_text_but_under_the_name_of_json(text: str) -> None:
    found = read_document(snapshot(text.encode(), "saved/page.txt"))
    assert isinstance(found, Document)
    assert [line.text for line in found.lines] == [text]
    assert reason(text.encode()) == "undecodable"


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "TEXT/JSON"])
def test_json_is_told_by_what_its_server_said(media_type: str) -> None:
    page = Snapshot("gfmd", "saved/page", b'"Belgium"', media_type=media_type)
    found = read_document(page)
    assert isinstance(found, Document)
    assert [(line.text, line.pointer) for line in found.lines] == [("Belgium", "")]
