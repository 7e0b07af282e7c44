"""What a part of a page shows does not depend on whether its markup was met before."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.reading.document import read_document
from extractors.reading.html.known_parts import LONGEST_PART, known_part
from extractors.reading.html.lines import LinesOnPage
from schemas.bounds import DEFAULT_BOUNDS, Bounds
from schemas.document import Document
from schemas.snapshot import Refusal, Snapshot
from tests.counting_calls import calls_during, calls_of

WORDS = st.sampled_from(["About", "Über uns", " ", "\n", "a & b", "x<y", "1 > 0", 'so "called"', "\u00a0", "", "•"])
ATTRIBUTES = st.sampled_from([
    "", ' class="menu"', ' href="/about"', ' class="x" href="/a?b=1&amp;c=2" rel="home"', " href", ' title="a > b"',
    ' title="<b>"', ' style="display: none"', " hidden", ' style="display: block"', ' datetime="2010-01-02"',
    ' role="navigation"', ' data-x="1" id="y"', ' href=" /spaced "', " href=''",
])  # fmt: skip
NAMES = st.sampled_from([
    "ul", "li", "div", "p", "h2", "a", "span", "strong", "button", "svg", "pre", "header", "nav", "article", "main",
    "time", "hr", "table", "tr", "td", "dl", "dt",
])  # fmt: skip


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


BEFORE = st.lists(MARKUP, max_size=2).map("".join)
AROUND = st.sampled_from([
    "{}", "<ul><li>{}B</ul>", "<dl><dt>{}C</dl>", "<pre>{}</pre>", '<div style="white-space: pre">{}</div>',
    '<a href="/o">{}</a>', "<article>{}</article>", "<table><tr><td>{}<td>D</table>", "<nav>{}</nav>", "<hr>{}",
])  # fmt: skip


def page_of(markup: str, bounds: Bounds = DEFAULT_BOUNDS) -> Document | Refusal:
    saved = Snapshot("gfmd", "page.html", f"<body>{markup}<p>last".encode(), media_type="text/html")
    return read_document(saved, bounds)


def page_by_itself(markup: str, bounds: Bounds = DEFAULT_BOUNDS) -> Document | Refusal:
    """The page as it is read where no other one was read before."""
    known_part.cache_clear()
    return page_of(markup, bounds)


def part(inside: str) -> str:
    return f'<section class="part">{inside}</section><p>below</p>'


@settings(max_examples=400, deadline=None)
@given(MARKUP, BEFORE, BEFORE, AROUND, AROUND)
@example("<p>A", "", "<p>B", "{}", "{}")
@example("A<article>B</article>", "", "<article>B</article>", "<article>{}</article>", "<article>{}</article>")
@example("<table><tr><td>A<td>B</table>", "<p>", "<table><tr><td>A</table>", "{}", "<ul><li>{}B</ul>")
@example("<hr>", "<br><br>", "", "{}", "<hr>{}")
@example('</section><time style="display: block" datetime="2010-01-02">A</time>tail', "", "", "{}", "{}")
def test_a_part_is_told_as_if_no_page_had_it_before(
    inside: str, above: str, above_other: str, around: str, around_other: str
) -> None:
    this, other = (
        f"{before}{outer.format(part(inside))}" for before, outer in ((above, around), (above_other, around_other))
    )
    by_itself = page_by_itself(this)
    page_by_itself(other)
    assert page_of(this) == by_itself
    assert page_of(this) == by_itself


@settings(max_examples=200, deadline=None)
@given(MARKUP, AROUND)
def test_a_part_that_stands_twice_on_a_page_is_two(inside: str, around: str) -> None:
    """A comment within the second one makes it another, and shows nothing."""
    twice = around.format(part(inside)) * 2
    alike = around.format(part(inside)) + around.format(part(f"<!-- second -->{inside}"))
    assert page_by_itself(twice) == page_by_itself(alike)


@pytest.mark.parametrize("bounds", [Bounds(nodes=60), Bounds(lines=14), Bounds(depth=9), Bounds(nodes=60, lines=12)])
@pytest.mark.parametrize("above", range(12))
def test_a_page_of_known_parts_is_refused_as_any_other(bounds: Bounds, above: int) -> None:
    known = part("<ul>" + "<li><b>item</b></li>" * 10 + "</ul><div><div><div>deep")
    page = "<p>above</p>" * above + known
    by_itself = page_by_itself(page, bounds)
    page_by_itself(known)
    assert page_of(page, bounds) == by_itself


def test_a_part_that_was_met_before_is_not_walked_again() -> None:
    page = "<header>" + '<p>A <a href="/a">link</a></p>' * 40 + "</header>" + "<p>above</p>" * 2
    first = calls_during(lambda: page_of(page))
    again = calls_of(lambda: page_of(f"{page}<p>more</p>"))
    walked = "extractors/reading/html/lines.py"
    assert first.within(walked) > 400
    assert again.within(walked) < 100


@pytest.mark.parametrize(
    ("inside", "texts"), [("<b>x</b>", 0), ("<math><mi>x</mi></math>", 1), ("x" * LONGEST_PART, 1)]
)
def test_what_the_parser_may_not_write_out_or_is_long_is_walked_again(inside: str, texts: int) -> None:
    page = f"<section>{inside}</section>"
    page_by_itself(page)
    assert calls_of(lambda: page_of(page)).of(LinesOnPage.add_text) == texts
