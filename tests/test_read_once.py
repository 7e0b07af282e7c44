"""The work that a page takes: each line is labelled once, each title matched once, and dating reads records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import pytest

from extractors.gfmd.contributions.contributions import read_contribution
from extractors.gfmd.extraction import extract, resolve
from extractors.gfmd.facts import GfmdExtraction, facts_of
from extractors.gfmd.reference.catalogue import meetings_surely_titled, meetings_titled, roundtables_titled
from extractors.gfmd.sessions.meetings import read_meetings
from extractors.gfmd.sessions.sessions import read_sessions
from extractors.gfmd.site.vocabulary import labelled
from extractors.values.addresses import absolute
from tests.comparing import snapshot
from tests.counting_calls import calls_during

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "tests" / "fixtures" / "gfmd").glob("*/page.*"))
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
    calls: Counter[CodeType]

    def of(self, *functions: Callable[..., object]) -> int:
        return sum(self.calls[function.__code__] for function in functions)


def work_of(call: Callable[[], GfmdExtraction]) -> Work:
    found: list[GfmdExtraction] = []
    calls = calls_during(lambda: found.append(call()))
    return Work(found[0], calls)


def extracted(path: Path) -> Work:
    saved = snapshot(path.read_bytes(), f"{path.parent.name}/{path.name}")
    return work_of(lambda: extract(saved))


@pytest.fixture(params=PAGES, ids=lambda path: path.parent.name)
def work(request: pytest.FixtureRequest) -> Work:
    return extracted(request.param)


def test_each_line_of_a_page_is_labelled_once(work: Work) -> None:
    assert work.of(labelled) == len(work.page.claims)


def test_each_line_of_a_list_is_read_once(work: Work) -> None:
    blocks = facts_of(work.page).blocks
    contributions = [one for block in blocks for one in block.contributions]
    meetings = {one.span for block in blocks for one in block.meetings}
    roles = {one.span for block in blocks for one in block.roles}
    assert work.of(read_contribution) == len(contributions)
    assert work.of(read_meetings) == len(meetings)
    # A line under another label is asked, too, whether it tells of a session.
    assert len(roles) <= work.of(read_sessions) <= len(roles) + len(contributions) + len(meetings)


def test_each_title_is_matched_once(work: Work) -> None:
    blocks = facts_of(work.page).blocks
    sessions = {(block.number, one.position) for block in blocks for one in block.roles if one.title_of_roundtable}
    meetings = [one for block in blocks for one in block.meetings]
    assert work.of(roundtables_titled) <= len(sessions)
    assert work.of(meetings_titled) <= len(meetings)
    assert work.of(meetings_surely_titled) <= len(sessions) + len(meetings)


def test_links_are_made_absolute_once(work: Work) -> None:
    of_page_and_base = 2
    text = (ROOT / "tests" / "fixtures" / "gfmd" / work.page.page.path).read_bytes()
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
