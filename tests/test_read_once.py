"""The work that a page takes: each line is labelled once, each title matched once, and dating reads records alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.gfmd.contributions.contributions import read_contribution
from extractors.gfmd.extraction import extract, resolve
from extractors.gfmd.facts import GfmdExtraction, facts_of
from extractors.gfmd.practices.layout import practice_label
from extractors.gfmd.reference.catalogue import meetings_surely_titled, meetings_titled, roundtables_titled
from extractors.gfmd.sessions.meetings import is_meeting_line, read_meetings
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import read_sessions
from extractors.gfmd.site.spoken import spoken
from extractors.gfmd.site.vocabulary import labelled
from extractors.values.addresses import absolute
from extractors.values.dates import dates_in
from extractors.values.money import find_amounts
from tests.comparing import snapshot
from tests.counting_calls import Calls, calls_during, readings_of
from tests.wrapping import STYLES

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "gfmd"
PAGES = sorted(FIXTURES.glob("*/page.*"))
READERS_OF_TEXT = (
    "extractors/text.py",
    "extractors/values/",
    "extractors/reading/",
    *(f"extractors/gfmd/{room}/" for room in ("site", "page", "participation", "sessions", "contributions", "teasers")),
    "extractors/gfmd/reference/catalogue.py",
    "extractors/gfmd/reference/named_editions.py",
)


class Work(NamedTuple):
    """What a call gave, and how often each function of the program was called meanwhile."""

    page: GfmdExtraction
    calls: Calls

    def of(self, *functions: Callable[..., object]) -> int:
        return self.calls.of(*functions)


def work_of(call: Callable[[], GfmdExtraction]) -> Work:
    found: list[GfmdExtraction] = []
    calls = calls_during(lambda: found.append(call()))
    return Work(found[0], calls)


@cache
def extracted(path: Path) -> Work:
    """The work that a page of the fixtures takes, counted once."""
    saved = snapshot(path.read_bytes(), f"{path.parent.name}/{path.name}")
    return work_of(lambda: extract(saved))


@pytest.fixture(params=PAGES, ids=lambda path: path.parent.name)
def work(request: pytest.FixtureRequest) -> Work:
    return extracted(request.param)


def test_each_line_of_a_page_is_labelled_once(work: Work) -> None:
    """Equal texts have equal labels, and where the frame of the site is known nobody asks for any."""
    texts = {claim.text for claim in work.page.claims}
    content = {claim.text for claim in work.page.claims if not claim.owner.startswith("ignored:")}
    for labels in (labelled, practice_label):
        assert len(content) <= work.of(labels) <= len(texts)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("page", ["peru-short", "mexico-full", "practice-7012-old", "switzerland-full"])
def test_wrapped_lines_are_labelled_at_most_twice_more(page: str, style: str) -> None:
    """To join lines, some texts are labelled that are no lines yet: the one above and the one below each line end."""
    text = STYLES[style]((FIXTURES / page / "page.txt").read_text("utf-8"), 72)
    work = work_of(lambda: extract(snapshot(text.encode(), f"{page}.txt")))
    printed = sum(1 for line in text.splitlines() if line.strip())
    assert (work.page.page.form or "").startswith(("wrapped", "practice"))
    for labels in (labelled, practice_label):
        assert 0 < work.of(labels) <= len(work.page.claims) + 2 * printed


def test_each_line_of_a_list_is_read_once(work: Work) -> None:
    blocks = facts_of(work.page).blocks
    contributions = [one for block in blocks for one in block.contributions]
    meetings = {one.span for block in blocks for one in block.meetings}
    roles = [one for block in blocks for one in block.roles]
    assert work.of(read_contribution) == len(contributions)
    assert work.of(read_meetings) == len(meetings)
    # A line under another label is asked, too, whether it tells of a session. Equal texts name equal sessions.
    of_others = len(contributions) + len(meetings)
    assert len({one.text for one in roles}) <= work.of(read_sessions) <= len({one.span for one in roles}) + of_others


# Blank lines stand between, so that only the words of a line tell whether it can stand under its label.
LAST_LISTS = {
    "Financial Contribution": ("EUR 7,000 for a meeting of mayors", "In kind: translation into Arabic"),
    "RT Participation": ("Team Member in RT 1.2", 'Co-Chair of RT 3.1 "Letters home"', "RT 2.2 Ports of call"),
    "Thematic Meetings": (
        "Attended the Thematic Workshop on harbours on 5 May 2015 in Accra, Ghana",
        'Moderator in the Thematic Meeting on "Nurses" on 7 June 2016 in Suva, Fiji',
    ),
}


def page_that_ends_in_list(label: str) -> GfmdExtraction:
    identity = ("Official Name", "Republic of Fiji", "ISO2 Code", "FJ", "ISO3 Code", "FJI", "Participation", "Delegate")
    end = ("A bank for divers", "Submitted by Fiji", "Subscribe to Fiji")
    return extract(snapshot("\n\n".join((*identity, label, *LAST_LISTS[label], *end)).encode(), "fiji.txt"))


@pytest.mark.parametrize("reader", [find_amounts, spoken, read_roles, read_sessions, is_meeting_line, dates_in])
def test_where_a_last_list_ends_is_told_by_readings_that_its_records_share(reader: Callable[..., object]) -> None:
    pages: list[GfmdExtraction] = []
    readings = readings_of(reader, lambda: pages.extend(map(page_that_ends_in_list, LAST_LISTS)))
    in_lists = {claim.text for page in pages for claim in page.claims if claim.owner == "participation"}
    assert in_lists.issuperset(line for lines in LAST_LISTS.values() for line in lines)
    assert set(readings.values()) == {1}


def test_each_title_is_matched_once(work: Work) -> None:
    blocks = facts_of(work.page).blocks
    sessions = {(block.number, one.position) for block in blocks for one in block.roles if one.title_of_roundtable}
    meetings = [one for block in blocks for one in block.meetings]
    assert work.of(roundtables_titled) <= len(sessions)
    assert work.of(meetings_titled) <= len(meetings)
    assert work.of(meetings_surely_titled) <= len(sessions) + len(meetings)


def test_links_are_made_absolute_once(work: Work) -> None:
    of_page_and_base = 2
    text = (FIXTURES / work.page.page.path).read_bytes()
    assert work.of(absolute) <= of_page_and_base + text.count(b"<a ")


def test_dating_reads_records_and_no_text(work: Work) -> None:
    dating = work_of(lambda: resolve(work.page))
    called = {Path(code.co_filename).as_posix().removeprefix(f"{ROOT.as_posix()}/") for code in dating.calls}
    assert "extractors/gfmd/chronology/chronology.py" in called
    assert not [path for path in called if path.startswith(READERS_OF_TEXT)]


def test_the_pages_have_what_is_counted() -> None:
    """Else the bounds above would hold of pages that say nothing."""
    facts = [facts_of(extracted(path).page) for path in PAGES]
    blocks = [block for one in facts for block in one.blocks]
    assert all(any(getattr(block, name) for block in blocks) for name in ("contributions", "roles", "meetings"))
    assert any(one.titled for block in blocks for one in block.roles)
