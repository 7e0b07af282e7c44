"""Teasers in unlike markup and between unlike blank lines: each has its own title, author, day and text."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.gfmd.facts import facts_of
from schemas.extraction import AnyExtraction
from tests.written_pages import END, FIELDS, IDENTITY, SUBSCRIBE, codes, html, owners, read, shown, unclaimed

A = "Seafarers can see a nurse."
B = "People find one desk."
TWO = [("Harbour Clinics", A), ("Return Desk", B)]
SITE = "https://www.gfmd.org/pfp/ppd/"


ABOVE = f"{IDENTITY}Delegate\nRT Participation\nAttended Summit\n\n"


def text_page(teasers: str) -> AnyExtraction:
    return read(f"{ABOVE}{teasers}{END}")


def told(found: AnyExtraction) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.title, one.submitted_by, one.summary) for one in facts_of(found).practices]


def urls(found: AnyExtraction) -> list[str | None]:
    return [one.url for one in facts_of(found).practices]


BY = "Submitted by {author} on"


@pytest.mark.parametrize(
    "card",
    [
        "<a href='/pfp/ppd/{n}'><h3>{title}</h3><p>{by}</p><p>{text}</p></a>",
        "<a href='/pfp/ppd/{n}'><div>{title}</div><div>{by}</div><div>{text}</div></a>",
        "<div><h3>{title}</h3><p>{by}</p><p>{text}</p><a href='/pfp/ppd/{n}'>Read more →</a></div>",
        "<div><h3>{title}</h3><p>{by}</p><p>{text}</p><p><a href='/pfp/ppd/{n}'>Explore</a></p></div>",
        "<div><div>{title}</div><div>{by}</div><p>{text}</p><a href='/pfp/ppd/{n}'>Abrir</a></div>",
        "<div><a href='/pfp/ppd/{n}?page=0'>{title}</a><div>{by}</div><p>{text}</p></div>",
        "<h3><a href='/pfp/ppd/{n}'>{title}</a></h3><p>Submitted by</p><p>{author}</p><p>on</p><p>{text}</p>",
        "<table><tr><td><a href='/pfp/ppd/{n}'>{title}</a><td>Submitted by<td>{author} on 9 May 2018<td>{text}</table>",
        "<div><h3><a href='/es/pfp/ppd/{n}'>{title}</a></h3><div>Submitted by: {author}</div><p>{text}</p></div>",
        "<div><h3><a href='{n}'>{title}</a></h3><div>{by}</div><p>{text}</p></div>",
    ],
)
def test_a_card_gives_title_author_text_and_address(card: str) -> None:
    first = card.format(n=1, title="Harbour Clinics", author="Mr. A B", by=BY.format(author="Mr. A B"), text=A)
    second = card.format(n=2, title="Return Desk", author="Mr. C D", by=BY.format(author="Mr. C D"), text=B)
    page = f'<html><head><base href="{SITE}"></head><body><main>{FIELDS}{first}{second}{SUBSCRIBE}</main></body></html>'
    found = read(page)
    assert told(found) == [("Harbour Clinics", "Mr. A B", A), ("Return Desk", "Mr. C D", B)]
    assert urls(found) == [f"{SITE}1", f"{SITE}2"]
    assert unclaimed(found) == []


@pytest.mark.parametrize(
    ("teaser", "day"),
    [
        ('<div>Submitted by Mr. A B on <time datetime="2018-11-09T00:30:00+01:00">9 Nov</time></div>', 9),
        ('<div>Submitted by Mr. A B on</div><div><time datetime="2018-11-09">2 years ago</time></div>', 9),
        ("<div>Submitted by Mr. A B on</div><div>Fri, 11/09/2018 - 08:13</div>", 9),
        ("<div>Submitted by Mr. A B</div><div>Friday, November 9, 2018 - 08:13</div>", 9),
        ("<div>Submitted by Mr. A B on</div>", None),
    ],
)
def test_the_day_is_that_of_the_submission_and_no_part_of_the_text(teaser: str, day: int | None) -> None:
    text = '<p>It began on <time datetime="2011-03-04">4 March 2011</time>.</p>'
    found = html(f'<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3>{teaser}{text}</div>')
    assert told(found) == [("Harbour Clinics", "Mr. A B", "It began on 4 March 2011.")]
    assert [one.submitted_on for one in facts_of(found).practices] == [date(2018, 11, day) if day else None]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Submitted by Commission on Filipinos Overseas on", "Commission on Filipinos Overseas"),
        ("Submitted by Office on Refugees on Fri, 11/09/2018 - 08:13", "Office on Refugees"),
        ("Submitted by Conference on Migration", "Conference on Migration"),
        ("Submitted by Mr. A B on", "Mr. A B"),
        ("Submitted by on", None),
        ("Submitted by Anonymous (not verified) on", None),
    ],
)
def test_an_author_may_have_on_in_the_name(line: str, author: str | None) -> None:
    (practice,) = facts_of(text_page(f"Harbour Clinics\n\n{line}\n\n{A}")).practices
    assert practice.submitted_by == author


@pytest.mark.parametrize(
    "teasers",
    [
        "<h2>{h}</h2><p><strong>Harbour Clinics</strong></p><p>Submitted by Mr. A B on</p><p>{a}</p>"
        "<p><strong>Return Desk</strong></p><p>Submitted by Mr. C D on</p><p>{b}</p>",
        "<h2>{h}</h2><ul><li>Harbour Clinics<br>Submitted by Mr. A B on<br>{a}</li>"
        "<li>Return Desk<br>Submitted by Mr. C D on<br>{b}</li></ul>",
        "<h2>{h}</h2><div><b>Harbour Clinics</b><p>{a}</p></div><div><b>Return Desk</b><p>{b}</p></div>",
        "<h2>{h}</h2><dl><dt>Harbour Clinics</dt><dd>{a}</dd><dt>Return Desk</dt><dd>{b}</dd></dl>",
    ],
)
def test_a_heading_above_all_teasers_is_the_title_of_none(teasers: str) -> None:
    found = html(teasers.format(h="Policies and Practices", a=A, b=B))
    assert shown(found) == TWO
    assert owners(found)["Policies and Practices"] == "ignored:frame"


def test_rows_without_titles_keep_their_own_texts() -> None:
    rows = f"<div><p>Submitted by Mr. A B on</p><p>{A}</p></div><div><p>Submitted by Mr. C D on</p><p>{B}</p></div>"
    assert told(html(rows)) == [(None, "Mr. A B", A), (None, "Mr. C D", B)]


def test_a_link_within_a_text_begins_no_practice() -> None:
    other = '<p><a href="/pfp/ppd/77">Other desks</a></p>'
    found = html(f'<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><p>{A}</p>{other}<p>{B}</p></div>')
    assert shown(found) == [("Harbour Clinics", f"{A}\nOther desks\n{B}")]
    assert urls(found) == [f"{SITE}1"]


def test_a_list_of_tags_is_ignored_and_a_file_is_text() -> None:
    tags = '<p><a href="/taxonomy/term/5">Migration and Health</a>, <a href="/taxonomy/term/6">Remittances</a></p>'
    file = '<ul><li><a href="/sites/default/files/handbook.pdf">Handbook for nurses</a></li></ul>'
    found = html(f'<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><p>{A}</p>{file}<p>Ms. Jo Roe</p>{tags}</div>')
    assert told(found) == [("Harbour Clinics", "Ms. Jo Roe", f"{A}\nHandbook for nurses")]
    assert owners(found)["Migration and Health, Remittances"] == "ignored:link of the site"


@pytest.mark.parametrize("separator", ["<br>\n", "\n"])
def test_blank_lines_of_a_page_that_keeps_its_lines_tell_teasers_apart(separator: str) -> None:
    lines = f"{IDENTITY}Delegate\nRT Participation\nAttended Summit\n\nHarbour Clinics\n\n{A}\n\n\n{B}{END}".replace(
        "\n", separator
    )
    found = read(f"<html><body>{lines}" if "<br>" in separator else f"<html><body><pre>{lines}</pre>")
    assert shown(found) == [("Harbour Clinics", A), (None, B)]


@pytest.mark.parametrize(
    ("teasers", "expected"),
    [
        (f"Harbour Clinics\n\n\nSubmitted by Mr. A B on\n\n{A}", [("Harbour Clinics", "Mr. A B", A)]),
        (f"Safe Return Desk\n\nSubmitted by Mr. A B on\n\n\n{A}", [("Safe Return Desk", "Mr. A B", A)]),
        (
            f"A desk\n\nSubmitted by Mr. A B on\n\n{A}\n\n\nHarbour Clinics\n\n{B}",
            [("A desk", "Mr. A B", A), ("Harbour Clinics", None, B)],
        ),
        (
            f"A desk\n\nIt offers:\n\nSavings Advice\nTelephone Line\n\nThe end\n\nSubmitted by Mr. C D on\n\n{B}",
            [("A desk", None, "It offers:\nSavings Advice\nTelephone Line"), ("The end", "Mr. C D", B)],
        ),
        (f"A desk\n\n{A}\n\n\nMs. Jo Roe\n\nThe end\n\n{B}", [("A desk", "Ms. Jo Roe", A), ("The end", None, B)]),
    ],
)
def test_blank_lines_and_names_in_text(teasers: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    found = text_page(teasers)
    assert told(found) == expected
    assert unclaimed(found) == []
    assert codes(found) == []


@pytest.mark.parametrize("doubled", [("\n", "\r\r\n"), ("\n\n", "\n\n\n")])
def test_doubled_blank_lines_count_once(doubled: tuple[str, str]) -> None:
    teasers = f"Harbour Clinics\n\nSubmitted by Mr. A B on\n\n{A}\n\nReturn Desk\n\nSubmitted by Mr. C D on\n\n{B}"
    page = f"{IDENTITY}Delegate\nRT Participation\nAttended Summit\n\n{teasers}\n\nSubscribe to Peru\n"
    assert told(read(page.replace(*doubled))) == [("Harbour Clinics", "Mr. A B", A), ("Return Desk", "Mr. C D", B)]


def test_a_title_with_the_shape_of_text_is_doubtful() -> None:
    found = text_page(f"A desk\n\nSubmitted by Mr. A B on\n\n{A}\n\nSubmitted by Mr. C D on\n\n{B}")
    assert codes(found) == ["teaser_boundary_unsure"]


LONG = f"{A} " * 6 + "The end."
LIST = "A desk that offers:\n\n• Savings Advice\n• Telephone Line"


@pytest.mark.parametrize(
    ("teasers", "expected"),
    [
        (
            f"A desk\n\n{A}\n\nSubmitted by Mr. A B on\n\nReturn Desk\n\n{B}\n\nSubmitted by Mr. C D on",
            [("A desk", "Mr. A B", A), ("Return Desk", "Mr. C D", B)],
        ),
        (f"A desk\n\n{A}\n\nSubmitted by Mr. A B on", [("A desk", "Mr. A B", A)]),
        (
            f"A desk\n\n{A}\n\nMs. Jo …\n\nReturn Desk\n\n{B}\n\nSubmitted by Mr. C D on",
            [("A desk", "Ms. Jo …", A), ("Return Desk", "Mr. C D", B)],
        ),
        (
            f"A desk\n\n{A}\n\nSubmitted by Mr. C D on\n\nReturn Desk\n\n{B}\n\nMs. Jo …",
            [("A desk", "Mr. C D", A), ("Return Desk", "Ms. Jo …", B)],
        ),
        (f"A desk\n\n{LONG}\n\nSubmitted by Mr. C D on\n\n{B}", [("A desk", "Mr. C D", LONG), (None, None, B)]),
        (
            f"A desk\n\n{LIST}\nSubmitted by Mr. A B on\n\nReturn Desk\n\n{B}\n\n{A}\n\nSubmitted by Mr. C D on",
            [
                ("A desk", "Mr. A B", "A desk that offers:\nSavings Advice\nTelephone Line"),
                ("Return Desk", "Mr. C D", f"{B}\n{A}"),
            ],
        ),
    ],
)
def test_a_text_may_be_signed_below(teasers: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    found = text_page(teasers)
    assert told(found) == expected
    assert unclaimed(found) == []
    assert codes(found) == []


@pytest.mark.parametrize(
    ("teasers", "expected"),
    [
        (f"A desk\n\nSubmitted by Mr. A B on\n\n{A}\n\nB desk\n\nSubmitted by Mr. C D on", ["A desk", "B desk"]),
        (f"A desk\n\n{A}\n\nWhat next?\n\nSubmitted by Mr. C D on", ["A desk", "What next?"]),
    ],
)
def test_a_title_above_the_last_signature_stays_one(teasers: str, expected: list[str]) -> None:
    assert [title for title, _, _ in told(text_page(teasers))] == expected


@pytest.mark.parametrize("mark", ["∙", "■", "►", "➢", "○", "❖", "→", "—", "\uf0d8"])
def test_a_short_line_with_a_list_mark_is_an_item_of_the_text_above(mark: str) -> None:
    item = f"A desk\n\nSubmitted by Mr. A B on\n\nIt teaches:\n\n{mark} Counting\n\n{B}\n\n"
    found = text_page(f"{item}Return Desk\n\nSubmitted by Mr. C D on\n\n{A}")
    assert told(found) == [("A desk", "Mr. A B", f"It teaches:\nCounting\n{B}"), ("Return Desk", "Mr. C D", A)]


@pytest.mark.parametrize("opening", ["a) Counting", "(2) Counting", "iv) Counting", "o Counting"])
def test_an_enumerated_line_is_an_item_as_well_and_keeps_its_sign(opening: str) -> None:
    item = f"A desk\n\nSubmitted by Mr. A B on\n\nIt teaches:\n\n{opening}\n\n{B}\n\n"
    found = text_page(f"{item}Return Desk\n\nSubmitted by Mr. C D on\n\n{A}")
    assert told(found) == [("A desk", "Mr. A B", f"It teaches:\n{opening}\n{B}"), ("Return Desk", "Mr. C D", A)]


FIRST, LAST = f"A desk\n\nSubmitted by Mr. A B on\n\n{A}\n\n", f"Night School\n\nSubmitted by Mr. C D on\n\n{A}"
HEADING = f"Working hours\n\n{B}\n\n"


def spans(found: AnyExtraction) -> list[tuple[int, int]]:
    """The lines of a page that an issue says are doubtful, counted from the first line of its teasers."""
    above = ABOVE.count("\n")
    doubts = [issue.span for issue in found.issues if issue.code == "teaser_boundary_unsure" and issue.span]
    return [(first - above, last - above) for first, last in doubts]


def test_an_unsigned_heading_between_signed_teasers_is_divided_and_doubtful() -> None:
    found = text_page(FIRST + HEADING + LAST)
    assert told(found) == [("A desk", "Mr. A B", A), ("Working hours", None, B), ("Night School", "Mr. C D", A)]
    assert spans(found) == [(7, 9)]


@pytest.mark.parametrize(
    ("teasers", "doubtful"),
    [
        (FIRST + HEADING, [(7, 9)]),
        (FIRST + HEADING + f"Lost and found\n\n{A}\n\n", []),  # most are unsigned
        (HEADING + FIRST + LAST, []),
        (FIRST + "\n" + HEADING + LAST, []),
        (FIRST + f"{HEADING}\n\nMs. Jo Roe\n\n{LAST}", []),
        (f"A desk\n\n{A}\n\n\nMs. Jo Roe\n\n{HEADING}{LAST}", []),
        (FIRST + f"-----\n\n{HEADING}-----\n\n{LAST}", []),
    ],
)
def test_what_is_unsigned_is_sure_at_the_top_set_off_or_among_others(
    teasers: str, doubtful: list[tuple[int, int]]
) -> None:
    found = text_page(teasers)
    assert ("Working hours", B) in shown(found)
    assert spans(found) == doubtful


def test_a_heading_right_below_the_author_begins_the_text_and_is_doubtful() -> None:
    found = text_page(f"A desk\n\nSubmitted by Mr. A B on\n\n{HEADING}{LAST}")
    assert told(found) == [("A desk", "Mr. A B", f"Working hours\n{B}"), ("Night School", "Mr. C D", A)]
    assert spans(found) == [(5, 5)]


@pytest.mark.parametrize(
    ("heading", "doubts"),
    [
        (f"<h4>Working hours</h4><p>{B}</p>", 1),
        (f"<div><h4>Working hours</h4><p>{B}</p></div>", 0),
        (f"<article><h4>Working hours</h4><p>{B}</p></article>", 0),
    ],
)
def test_in_html_an_element_of_its_own_makes_a_heading_sure(heading: str, doubts: int) -> None:
    first = f"<h3>A desk</h3><p>Submitted by Mr. A B on</p><p>{A}</p>"
    found = html(f"{first}{heading}<h3>Night School</h3><p>Submitted by Mr. C D on</p><p>{A}</p>")
    assert ("Working hours", B) in shown(found)
    assert codes(found) == ["teaser_boundary_unsure"] * doubts


SIGNED = "<p><b>Harbour Clinics</b></p><p>Submitted by Mr. A B on</p>"


@pytest.mark.parametrize(
    "teasers",
    [
        f"{SIGNED}<p>{A}</p><hr><p>{B}</p>",
        f"<div>{SIGNED}<p>{A}</p><hr><p>{B}</p></div>",
        f"<h3>Harbour Clinics</h3><p>Submitted by Mr. A B on</p><p>{A}</p><hr/><p>{B}</p>",
        f"<p>Harbour Clinics<br>Submitted by Mr. A B on<br>{A}</p><div><hr></div><p>{B}</p>",
        f"{SIGNED}<p>{A}</p><p>-----</p><p>{B}</p>",
        f"<pre>Harbour Clinics\n\nSubmitted by Mr. A B on\n\n{A}\n\n* * *\n\n{B}\n</pre>",
    ],
)
def test_a_rule_parts_a_teaser_without_title_from_the_one_above(teasers: str) -> None:
    found = html(teasers)
    assert told(found) == [("Harbour Clinics", "Mr. A B", A), (None, None, B)]
    assert (unclaimed(found), codes(found)) == ([], [])


@pytest.mark.parametrize(
    "teasers",
    [
        f"{SIGNED}<hr><p>{A}</p><p>{B}</p>",
        f"<p><b>Harbour Clinics</b></p><hr><p>Submitted by Mr. A B on</p><p>{A}</p><p>{B}</p>",
        f"<p><b>Harbour Clinics</b></p><p>{A}</p><p>{B}</p><hr><p>Mr. A B</p>",
        f"<article>{SIGNED}<p>{A}</p><hr><p>{B}</p></article>",
        f"<article><h3>Harbour Clinics</h3><p>{A}</p><hr><p>{B}</p><hr><p>Submitted by Mr. A B on</p></article>",
    ],
)
@pytest.mark.parametrize("below", ["", f"<hr><h3>Night School</h3><p>Submitted by Mr. E F on</p><p>{A}</p>"])
def test_a_rule_within_a_teaser_parts_nothing(teasers: str, below: str) -> None:
    found = html(teasers + below)
    assert told(found)[0] == ("Harbour Clinics", "Mr. A B", f"{A}\n{B}")
    assert len(facts_of(found).practices) == (2 if below else 1)


@pytest.mark.parametrize("rule", ["<hr>", "<p>-----</p>"])
def test_an_author_below_a_rule_begins_a_teaser_where_the_one_above_has_its_own(rule: str) -> None:
    found = html(f"{SIGNED}<p>{A}</p>{rule}<p>Submitted by Ms. C D on</p><p>{B}</p>")
    assert told(found) == [("Harbour Clinics", "Mr. A B", A), (None, "Ms. C D", B)]


def test_a_rule_within_a_row_of_several_parts_nothing() -> None:
    rows = f"<div>{SIGNED}<p>{A}</p><hr><p>{B}</p></div><div><p>Night School</p><p>{A}</p></div>"
    assert shown(html(rows)) == [("Harbour Clinics", f"{A}\n{B}"), ("Night School", A)]


@pytest.mark.parametrize("rule", ["-----", "___", "* * *", "=====", "———", "- - - - -", "~~~~"])
def test_a_printed_rule_parts_teasers_and_is_ignored_by_name(rule: str) -> None:
    found = text_page(f"{rule}\n\n{FIRST}{rule}\n{B}\n{rule}\n\n{LAST}\n\n{rule}")
    assert told(found) == [("A desk", "Mr. A B", A), (None, None, B), ("Night School", "Mr. C D", A)]
    assert owners(found)[rule] == "ignored:rule"
    assert (unclaimed(found), codes(found)) == ([], [])


def test_a_printed_rule_that_other_titles_do_not_have_parts_nothing_and_is_doubtful() -> None:
    found = text_page(f"{FIRST}-----\n\n{B}\n\n{LAST}")
    assert told(found) == [("A desk", "Mr. A B", f"{A}\n{B}"), ("Night School", "Mr. C D", A)]
    assert spans(found) == [(9, 9)]


def test_a_rule_of_html_that_other_titles_do_not_have_is_doubtful() -> None:
    found = html(f"{SIGNED}<p>{A}</p><hr><p>{B}</p><p><b>Night</b></p><p>Submitted by Mr. C D on</p><p>{A}</p>")
    assert told(found) == [("Harbour Clinics", "Mr. A B", A), (None, None, B), ("Night", "Mr. C D", A)]
    assert codes(found) == ["teaser_boundary_unsure"]


def test_a_title_may_be_underlined() -> None:
    found = text_page(f"A desk\n------\n\nSubmitted by Mr. A B on\n\n{A}\n\n\nNight School\n============\n\n{B}")
    assert told(found) == [("A desk", "Mr. A B", A), ("Night School", None, B)]
