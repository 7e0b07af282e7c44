"""Menus in plain markup are read at once, and give the lines that a walk through their elements gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.reading.document import read_document
from extractors.reading.html.menus import menu_lines
from schemas.document import Document, Line
from schemas.snapshot import Snapshot

WORDS = st.sampled_from(["About", "Über uns", " ", "\n", "a & b", "x<y", "1 > 0", 'so "called"', "\u00a0", "", "•"])
ATTRIBUTES = st.sampled_from([
    "", ' class="menu"', ' href="/about"', ' class="x" href="/a?b=1&amp;c=2" rel="home"', " href", ' title="a > b"',
    ' title="<b>"', ' style="display: none"', " hidden", ' data-x="1" id="y"', ' href=" /spaced "', " href=''",
])  # fmt: skip
NAMES = st.sampled_from(["ul", "li", "div", "p", "h2", "a", "span", "strong", "button", "svg", "pre", "header"])


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def element(parts: tuple[str, str, list[str]]) -> str:
    name, attributes, inside = parts
    return f"<{name}{attributes}>{''.join(inside)}</{name}>"


MARKUP = st.recursive(
    WORDS.map(escaped) | st.sampled_from(["<br>", '<img src="x.svg" alt="Home">', "<!-- <li> -->"]),
    lambda inside: st.tuples(NAMES, ATTRIBUTES, st.lists(inside, max_size=4)).map(element),
    max_leaves=12,
)


def lines_of(markup: str) -> list[Line]:
    page = read_document(Snapshot("gfmd", "page.html", f"<body>{markup}<p>last".encode(), media_type="text/html"))
    assert isinstance(page, Document)
    return list(page.lines)


def told(lines: list[Line]) -> list[tuple[int, str, str | None, str | None]]:
    return [(line.number, line.text, line.region, line.href) for line in lines]


@settings(max_examples=400, deadline=None)
@given(MARKUP)
@example('<ul><li><a href="/a">One</a></li><li class="x"><a class="y" href="/b">Two</a> new</li></ul>')
@example('<ul><li title="a>b"><a href="/a">One</a></ul>')
@example('<a href="/about"><p>About</p></a>')
@example('<a href="/x">A</a><a href="/x">B</a>')
@example('<a href="/1">A</a> | <a href="/2">B</a>')
@example("<ul><li></li></ul>")
def test_a_menu_has_the_lines_that_a_walk_finds(inside: str) -> None:
    at_once, walked = lines_of(f"<nav>{inside}</nav>"), lines_of(f'<section role="navigation">{inside}</section>')
    assert told(at_once) == told(walked)
    assert at_once[-1].gap == walked[-1].gap


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_a_menu_within_a_header_has_them_too(inside: str) -> None:
    at_once = lines_of(f"<header><nav>{inside}</nav></header>")
    walked = lines_of(f'<header><section role="navigation">{inside}</section></header>')
    assert told(at_once) == told(walked)


AROUND = (
    "<pre>{}</pre>",
    '<div style="white-space: pre">{}</div>',
    '<a href="/o">{}</a>',
    "<ul><li>{}B</li></ul>",
    "<dl><dt>{}C",
)


@pytest.mark.parametrize("around", AROUND)
@settings(max_examples=60, deadline=None)
@given(MARKUP)
@example("Home\nAbout")
@example("<ul><li></li></ul>")
def test_what_stands_around_a_menu_counts_as_well(around: str, inside: str) -> None:
    at_once = lines_of(around.format(f"<nav>{inside}</nav>"))
    walked = lines_of(around.format(f'<section role="navigation">{inside}</section>'))
    assert told(at_once) == told(walked)
    assert [line.gap for line in at_once if not line.region] == [line.gap for line in walked if not line.region]


def test_plain_markup_is_read_at_once() -> None:
    markup = '<nav class="m"><ul><li><a href="/a?b=1&amp;c">A &amp; <b>B</b></a></li><li>plain</li></ul></nav>'
    assert menu_lines(markup) == (("A & B", "/a?b=1&c"), ("plain", None))


def test_what_may_not_be_shown_must_be_walked() -> None:
    for inside in ('<p style="x">a</p>', "<p hidden>a</p>", "<svg><title>a</title></svg>", '<p title="a > b">a</p>'):
        assert menu_lines(f"<nav>{inside}</nav>") is None
