"""Where the participation ends and the practices begin: no value becomes a title, and no title a value."""

from __future__ import annotations

import pytest

from extractors.gfmd.facts import facts_of
from tests.written_pages import END, FIELDS, IDENTITY, SUBSCRIBE, codes, html, identity_of, read, shown, unclaimed

BLOCK = (
    "Delegate\nFinancial Contribution\n\nNo Contribution\n\nRT Participation\n\nNo Participation\n\nAttended Summit\n"
)
TEXT = "Seafarers can see a nurse."
UNTITLED = f"\n\nSubmitted by Mr. A B on\n\n{TEXT}"
MEETING = 'Participated in the Thematic Workshop on "Labour Migration and Skills" 3 May 2018, Geneva'


@pytest.mark.parametrize("answer", ["Yes", "No", "No.", "(No)", "✗"])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_the_last_answer_is_no_title_of_the_practice_below(answer: str, blank: str) -> None:
    found = read(f"{IDENTITY}{BLOCK}{answer}{blank}Submitted by Mr. A B on\n\n{TEXT}{END}")
    assert [block.attended_summit for block in facts_of(found).blocks] == [answer == "Yes"]
    assert shown(found) == [(None, TEXT)]
    assert unclaimed(found) == []


@pytest.mark.parametrize("summit", ["<dd>No</dd>", "<dd>✘</dd>"])
def test_so_it_is_in_html(summit: str) -> None:
    fields = FIELDS.replace("<dt>Attended Summit</dt><dd>Yes</dd>", f"<dt>Attended Summit</dt>{summit}")
    found = html(f"<div>Submitted by Mr. A B on</div><p>{TEXT}</p>", fields)
    assert [block.attended_summit for block in facts_of(found).blocks] == [False]
    assert shown(found) == [(None, TEXT)]


@pytest.mark.parametrize("teaser", [UNTITLED, f"\n\nHarbour Clinics\n\nSubmitted by Mr. A B on\n\n{TEXT}"])
def test_the_last_meeting_is_no_title_of_the_practice_below(teaser: str) -> None:
    found = read(f"{IDENTITY}{BLOCK}Thematic Meetings\n{MEETING}\n{teaser}{END}")
    (block,) = facts_of(found).blocks
    assert [meeting.text for meeting in block.meetings] == [MEETING]
    assert block.dating.edition == 2018
    assert [text for _, text in shown(found)] == [TEXT]
    assert unclaimed(found) == []


def test_lines_of_the_element_that_holds_the_first_value_are_values() -> None:
    more = "Hosted the regional consultation in Lima."
    values = f"<dt>Thematic Meetings</dt><dd><p>{MEETING.replace(chr(34), '&quot;')}</p><p>{more}</p></dd></dl>"
    found = html(f"<h3>Harbour Clinics</h3><p>{TEXT}</p>", FIELDS.replace("</dl>", values))
    assert [meeting.text for meeting in facts_of(found).blocks[0].meetings] == [MEETING, more]
    assert shown(found) == [("Harbour Clinics", TEXT)]


@pytest.mark.parametrize(
    "text",
    [
        "Delegates participated in five courses.",
        "Financial Contribution Programme for Returnees",
        "Thematic Meetings Series on Diaspora",
        "The courses are for:\nDelegate\nInterpreter",
    ],
)
def test_a_text_that_opens_with_a_labels_words_opens_no_block(text: str) -> None:
    found = read(f"{IDENTITY}{BLOCK}\nHarbour Clinics\n\n{TEXT}\n\n{text}\n\nIt is read by all.{END}")
    assert len(facts_of(found).blocks) == 1
    assert unclaimed(found) == []
    assert "label_repeated" not in codes(found)


def test_an_odd_line_among_blocks_costs_only_itself() -> None:
    found = read(f"{IDENTITY}{BLOCK}\nAn odd line, and nobody knows why.\n\n{BLOCK}{END}")
    assert len(facts_of(found).blocks) == 2
    assert unclaimed(found) == ["An odd line, and nobody knows why."]


def test_practices_of_a_side_column_above_are_not_taken_for_the_end_of_the_labels() -> None:
    column = f'<div><h3><a href="/pfp/ppd/8">Old Bridges</a></h3><div>Submitted by Mr. C D on</div><p>{TEXT}</p></div>'
    row = f'<div><h3><a href="/pfp/ppd/1">Harbour Clinics</a></h3><div>Submitted by Mr. A B on</div><p>{TEXT}</p></div>'
    found = read(f"<html><body>{column}<div>{FIELDS}{row}{SUBSCRIBE}</div></body></html>")
    assert len(facts_of(found).blocks) == 1
    assert shown(found) == [("Harbour Clinics", TEXT)]
    assert unclaimed(found) == ["Submitted by Mr. C D on", TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>Attended Summit</span><span>{}</span></div>",
        "<div><b>Attended Summit:</b><span>{}</span></div>",
        "<div>Attended Summit ({})</div>",
        "<div>Attended Summit: {}.</div>",
    ],
)
@pytest.mark.parametrize(("answer", "attended"), [("Yes", True), ("No", False)])
def test_an_answer_beside_its_label_is_read_however_it_is_spaced(line: str, answer: str, attended: bool) -> None:
    fields = FIELDS.replace("<dt>Attended Summit</dt><dd>Yes</dd>", "")
    found = html(line.format(answer), fields)
    assert [block.attended_summit for block in facts_of(found).blocks] == [attended]
    assert unclaimed(found) == []


def test_labels_and_values_without_a_space_between_them_are_told_apart() -> None:
    page = (
        "<p><b>Official Name:</b><i>Republic of Peru</i></p><p><b>ISO3 Code</b><i>PER</i></p>"
        "<p><b>Longitude</b><i>10 00 S</i></p><p>Attended Meeting</p><p><b>Delegate</b><i>Yes</i></p>"
        "<p><b>Financial Contribution</b><i>USD 20.000 for Advisor Fees</i></p>"
        "<p><b>RT Participation</b><i>No Participation</i></p><p><b>Attended Summit</b><i>Yes</i></p>"
    )
    found = read(f"<html><body>{page}{SUBSCRIBE}</body></html>")
    assert (identity_of(found).official_name, identity_of(found).latitude) == ("Republic of Peru", -10.0)
    (block,) = facts_of(found).blocks
    assert (block.delegate, block.attended_summit, block.roundtable_status) == (True, True, "none")
    assert [str(one.amount) for one in block.contributions] == ["20000.00"]


@pytest.mark.parametrize(("end", "name"), [("\n", "United Mexican States"), ("", None)])
def test_of_a_cut_page_a_line_that_its_line_end_closes_is_whole(end: str, name: str | None) -> None:
    found = read(f"Official Name\nUnited Mexican States{end}", "mexico.txt")
    assert identity_of(found).official_name == name
    assert "end_missing" in codes(found)


@pytest.mark.parametrize("cut", ["Subscri", "Subscribe to ", "Submitted b"])
def test_of_a_cut_page_half_a_fixed_line_is_no_text(cut: str) -> None:
    found = read(f"{IDENTITY}{BLOCK}\nHarbour Clinics\n\nSubmitted by Mr. A B on\n\n{TEXT}\n\n{cut}")
    assert shown(found) == [("Harbour Clinics", TEXT)]
    assert unclaimed(found) == [cut.strip()]


def test_of_a_page_cut_below_a_title_the_title_is_kept() -> None:
    found = read(f"{IDENTITY}{BLOCK}\nHarbour Clinics")
    assert shown(found) == [("Harbour Clinics", None)]
    assert facts_of(found).practices[0].truncated
