"""HTML of any markup gives the lines that a browser shows, and what its elements say about them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.reading.document import read_document
from schemas.bounds import Bounds
from schemas.document import Document, Line
from schemas.snapshot import Refusal, Snapshot
from tests.browser_lines import SHOWN_BY_BROWSER


def read(page: str) -> Document:
    document = read_document(Snapshot("gfmd", "page", page.encode(), media_type="text/html"))
    assert isinstance(document, Document), document
    return document


def texts(page: str) -> list[str]:
    return [line.text for line in read(page).lines]


def only_line(page: str) -> Line:
    (line,) = read(page).lines
    return line


@pytest.mark.parametrize(("page", "shown"), SHOWN_BY_BROWSER.values(), ids=SHOWN_BY_BROWSER.keys())
def test_the_lines_are_those_that_a_browser_shows(page: str, shown: list[str]) -> None:
    assert texts(page) == shown


STYLES = {
    "/* a note; */display:none": False,
    "color:red;/*;*/ display : NONE": False,
    "display:none!important;display:block": False,
    "display:none;display:nonsense": False,
    "visibility:hidden": False,
    "content-visibility:hidden": False,
    "display:none;display:block": True,
    "display:none;display:block ! important;display:none": True,
    "background:url(a;display:none)": True,
    "background:url('a;display:none')": True,
    "content:'display:none;'": True,
    "visibility:hidden;visibility:visible": True,
    "backface-visibility:hidden": True,
    "-x-display:none": True,
    "/* display:none": True,
    "opacity:0": True,
}


@pytest.mark.parametrize(("style", "shown"), STYLES.items())
def test_an_inline_style_is_read_as_a_browser_reads_it(style: str, shown: bool) -> None:
    assert texts(f'<p>a</p><p style="{style}">b</p>') == ["a"] + ["b"] * shown


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p style='white-space: pre-line'>a\n <b>b\nc</b></p>d\ne", ["a", "b", "c", "d e"]),
        ("<span style='white-space:pre-wrap'>a\nb</span>c\nd", ["a", "bc d"]),
        ("<pre>a\n<span style='white-space:normal'>b\nc</span>\nd</pre>", ["a", "b c", "d"]),
        ("<table style='white-space:nowrap'><tr><td>a\nb</table>", ["a b"]),
    ],
)
def test_line_ends_of_the_source_count_where_a_style_says_so(page: str, shown: list[str]) -> None:
    assert texts(page) == shown


def test_choices_are_left_out_and_folded_details_and_text_fields_kept() -> None:
    assert texts("<p>Pick <select><option>one<option>two</select> now</p>") == ["Pick now"]
    assert texts("<details><summary>More</summary>body</details>") == ["More", "body"]
    assert texts("a<textarea>\none\ntwo</textarea>b") == ["a", "one", "two", "b"]


def test_lines_are_numbered_without_gaps_in_the_numbers() -> None:
    assert [line.number for line in read("<p>a<p> <p>b<br><br>c").lines] == [1, 2, 3]


def test_the_page_as_a_whole_has_a_language_a_canonical_address_and_a_title() -> None:
    page = read(
        '<html lang="es"><head><title> Perú  | Forum </title>'
        '<link rel="shortlink canonical" href=" https://e.org/peru ">'
        "</head><body>Peru<svg><title>no</title></svg></body></html>"
    )
    assert (page.container, page.language, page.canonical, page.title) == (
        "html",
        "es",
        "https://e.org/peru",
        "Perú | Forum",
    )
    assert [line.text for line in page.lines] == ["Peru"]


def test_a_page_that_says_none_of_it_has_none_of_it() -> None:
    page = read('<html lang=""><link rel=stylesheet href=x>Peru')
    assert (page.language, page.canonical, page.title) == (None, None, None)


def test_blank_lines_are_seen_between_paragraphs_but_not_within_lists_rows_and_breaks() -> None:
    page = (
        "<h3>Title</h3><div>By</div><p>text<br>more<br><br>apart</p><ul><li>one<li><p>two</p><p>tail</p></ul>after"
        "<table><tr><td>a<td>b<tr><td>c</table><dl><dt>label<dd>value</dl><pre>x\ny\n\nz</pre>"
    )
    assert [(line.text, line.gap) for line in read(page).lines] == [
        ("Title", 1),
        ("By", 1),
        ("text", 1),
        ("more", 0),
        ("apart", 1),
        ("one", 0),
        ("two", 0),
        ("tail", 1),
        ("after", 1),
        ("a", 1),
        ("b", 0),
        ("c", 1),
        ("label", 0),
        ("value", 0),
        ("x", 1),
        ("y", 0),
        ("z", 1),
    ]


def test_the_line_behind_a_rule_says_so() -> None:
    page = "<hr><p>one<hr class=x><div>two</div>three<ul><li>four<hr>five</ul><hr hidden><p>six"
    assert [line.text for line in read(page).lines if line.after_rule] == ["one", "two", "five"]


def test_items_and_headings() -> None:
    lines = read("<h2>Head <b>line</b></h2><ul><li>one<div>two</div></ul><p>• three<p>four").lines
    assert [(line.text, line.item, line.heading) for line in lines] == [
        ("Head line", False, True),
        ("one", True, False),
        ("two", True, False),
        ("• three", True, False),
        ("four", False, False),
    ]


@pytest.mark.parametrize(
    ("page", "href"),
    [
        ("<h3><a href=/pfp/ppd/1>Whole <b>line</b></a></h3>", "/pfp/ppd/1"),
        ("<h3> <a href=' /x '>Whole</a> <!-- c --> </h3>", "/x"),
        ("<p><a href=/x>Part</a> of it</p>", None),
        ("<p>More: <a href=/x>part</a></p>", None),
        ("<p><a href=/x>one</a> <a href=/y>two</a></p>", None),
        ("<p><a name=x>anchor</a></p>", None),
        ("<p>No link</p>", None),
    ],
)
def test_a_link_counts_where_it_spans_the_whole_line(page: str, href: str | None) -> None:
    assert only_line(page).href == href


def test_a_link_around_blocks_counts_for_each_of_their_lines() -> None:
    assert [line.href for line in read("<a href=/x><h3>one</h3><p>two</p></a>three").lines] == ["/x", "/x", None]


@pytest.mark.parametrize(
    ("stated", "when"),
    [
        ("2018-11-09T08:13:00+01:00", "2018-11-09"),
        ("2018-11-09T08:13:00Z", "2018-11-09"),
        ("2018-11-09T00:30:00+01:00", "2018-11-09"),
        ("2018-12-31T23:30:00-05:00", "2018-12-31"),
        ("2018-11-09 08:13", "2018-11-09"),
        ("2018-11-09", "2018-11-09"),
        ("2018-W45", None),
        ("2018", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_element_gives_the_day_that_it_states(stated: str, when: str | None) -> None:
    lines = read(f"<p>Submitted by X on <time datetime='{stated}'>some day</time></p><p>text</p>").lines
    assert [line.when and line.when.isoformat() for line in lines] == [when, None]


@pytest.mark.parametrize(
    ("page", "region"),
    [
        ("<nav>x</nav>", "nav"),
        ("<header><div>x</div></header>", "header"),
        ("<div><footer><p>x</footer></div>", "footer"),
        ("<aside>x</aside>", "aside"),
        ("<div role=navigation><ul><li>x</ul></div>", "nav"),
        ("<div role=banner>x</div>", "header"),
        ("<div role='contentinfo'>x</div>", "footer"),
        ("<main><nav>x</nav></main>", "nav"),
        ("<header><nav>x</nav></header>", "header"),
        ("<article><footer>x</footer></article>", None),
        ("<main><header>x</header></main>", None),
        ("<div role=main><aside>x</aside></div>", None),
        ("<section><header>x</header></section>", None),
        ("<article><nav>x</nav></article>", None),
        ("<div>x</div>", None),
        ("<nav></nav>x", None),
    ],
)
def test_regions_are_parts_of_the_site_outside_its_content(page: str, region: str | None) -> None:
    assert only_line(page).region == region


def test_lines_of_one_element_share_a_prefix_of_their_paths() -> None:
    page = "<div><article><h3>a</h3><p>b</p></article><article><h3>c</h3><ul><li>d</ul></article></div>e"
    a, b, c, d, e = read(page).lines
    assert a.article == b.article
    assert c.article == d.article
    assert a.article not in (None, c.article)
    assert e.article is None
    assert a.path[:-1] == b.path[:-1]
    assert c.path[:-1] == d.path[:-2]
    assert a.path[:-1] != c.path[:-1]
    assert a.path[:-2] == c.path[:-2]
    assert a.path[:2] == e.path


WORDS = st.text(st.sampled_from("abcXYZ019.,:;()“”é…-"), min_size=1, max_size=8)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8)
INLINE = st.sampled_from(
    [
        "<b>{}</b>",
        "<SPAN class='x y'>{}</SPAN>",
        "<em></em>{}",
        "<a href=/x>{}</a>",
        "{}<!-- <p>no</p> -->",
        "<my-tag>{}</my-tag>",
        "{}<wbr>",
        "<img alt=no>{}",
        "{}<script>no</script>",
        "<i><u>{}</u></i>",
        "{}<span hidden>no</span>",
        "{}",
    ]
)
BLOCK = st.sampled_from(
    [
        "<p>{}",
        "<div>{}</div>",
        "<dl><dt>{}</dl>",
        "<dl><dd>{}</dl>",
        "<ul><li>{}</ul>",
        "<table><tr><td>{}</table>",
        "{}<br>",
        "<DIV><DIV id=1>{}</DIV></DIV>",
        "<h4>{}</h4>",
        "<p hidden>no</p><section>{}</section>",
        "<details open>{}</details>",
    ]
)


@given(LINES, st.data())
@settings(max_examples=200, deadline=None)
def test_no_markup_changes_the_lines(lines: list[str], data: st.DataObject) -> None:
    page = "<body>"
    for line in lines:
        cut = data.draw(st.integers(0, len(line)))
        marked = data.draw(INLINE).format(line[:cut]) + data.draw(INLINE).format(line[cut:])
        spaced = (
            marked if "<" in marked else marked.replace(" ", data.draw(st.sampled_from([" ", "\n ", "&nbsp;", "\t"])))
        )
        page += "\n<div>" + data.draw(BLOCK).format(spaced) + "</div>"
    assert texts(page) == lines


TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</i>",
    "<table>",
    "<td>",
    "</table>",
    "<li>",
    "<ul>",
    "<pre>",
    "</br>",
]
ODDS = ["&#0;", "&lt", "<!--", "-->", "<svg>", "</svg>", "<a ", "<br ", "a='", " ", "\n", "&", "<template>", "<select>"]
SOUP = st.sampled_from([*TAGS, *ODDS])


@given(st.lists(SOUP | WORDS, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_tag_soup_gives_tidy_lines(page: str) -> None:
    document = read_document(Snapshot("gfmd", "page", page.encode(), media_type="text/html"))
    if isinstance(document, Refusal):
        assert document.reason == "empty"
        return
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    assert all(line.text == " ".join(line.text.split()) != "" for line in document.lines)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 600,
        "<span>" * 600 + "x",
        "<b></div>" * 600 + "x",
        "<svg>" + "<g>" * 600,
        "<ul><li>" * 600 + "x",
        "<table><tr><td>" * 600 + "x",
    ],
)
def test_deep_nesting_is_refused(page: str) -> None:
    refusal = read_document(Snapshot("gfmd", "page", page.encode(), media_type="text/html"))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "too_deep"


@pytest.mark.parametrize(
    "unit",
    [
        "<p>x",
        "<li>x",
        "<tr><td>x<td>y",
        "<dt>x<dd>y",
        "<br>x",
        "<a name=x>y",
        "<div>x</div>",
        "<!-- <div> -->x<p>",
        "<script>'<div>'</script><p>x",
        "<svg><path d=M0 /><g/></svg><p>x",
        "<img src=x><input>x<p>",
        "<h3>x<h3>y",
    ],
)
def test_long_flat_pages_are_not_deep(unit: str) -> None:
    assert len(read("<body><main>" + unit * 2_000).lines) >= 1


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<svg", "<script", "<a <", "</", "<p title='", "<b/>", "&", "<!-->", "</b", "<title"]
)
def test_hostile_tags_take_no_time(piece: str) -> None:
    page = (piece * 50_000)[:50_000].encode()
    begun = time.process_time()
    read_document(Snapshot("gfmd", "page", page, media_type="text/html"), Bounds(depth=50))
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "style", ["display:", "display : ", ";" * 9, " ", "visibility :", "display:none;", "(", '"', "/*", 'a("', '(;"']
)
def test_hostile_styles_take_no_time(style: str) -> None:
    page = f"<p style='{style * (50_000 // len(style))}'>x"
    begun = time.process_time()
    read_document(Snapshot("gfmd", "page", page.encode(), media_type="text/html"))
    assert time.process_time() - begun < 1
