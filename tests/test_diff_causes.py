"""No wrong cause: where one is told as certain, it alone gives what the new release has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extractors.sources import SCHEMA
from pipeline.transform.dataset import dataset_of
from schemas.snapshot import Snapshot
from schemas.tables import Dataset
from tests.releases import SITE, Made, diff_of
from warehouse.diff.model import Change

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
PAGES = {
    name: (FIXTURES / name / "page.txt").read_text(encoding="utf-8")
    for name in ("moldova-full", "switzerland-full", "mexico-full", "practice-9871-new", "listing-europe", "peru-short")
}
TABLES = {table.name: table for table in SCHEMA.tables if table.kind == "data"}
Rows = Mapping[tuple[str, str], Mapping[str, object]]


def newer(dataset: Dataset) -> Dataset:
    """What another program makes of the same pages: values, a row less in each list, and one more."""
    roles, practices = dataset.get("roundtable_roles", ()), dataset.get("practices", ())
    return {
        **dataset,
        "contributions": [row._replace(purpose="a purpose") for row in dataset.get("contributions", ())],
        "participations": [row._replace(attended_prep_meetings=None) for row in dataset.get("participations", ())],
        "roundtable_roles": [row for row in roles if row.position > 1],
        "practices": [row._replace(language=None) for row in practices],
    }


def rows_of(pages: Mapping[str, str], program: str) -> Rows:
    """The records by table and id that a program makes of pages."""
    snapshots = [
        Snapshot("gfmd", f"{name}.txt", text.encode(), f"{SITE}{name}", datetime(2026, 1, 1))
        for name, text in pages.items()
    ]
    dataset = dataset_of(snapshots)
    dataset = newer(dataset) if program == "newer" else dataset
    return {
        (name, "/".join(str(getattr(row, part)) for part in table.key)): row._asdict()
        for name, table in TABLES.items()
        for row in dataset.get(name, ())
    }


def suffices(change: Change, alone: Rows, new: Rows) -> bool:
    """Whether a change of one alone, of the pages or the program, gives what the new release has."""
    key, old_key = (change.table, change.id), (change.table, change.old_id or change.id)
    made, wanted = alone.get(key) or alone.get(old_key), new.get(key)
    if made is None or wanted is None or change.column is None:
        return (made is None) == (wanted is None)
    return made[change.column] == wanted[change.column]


@st.composite
def edited(draw: st.DrawFn) -> Mapping[str, str]:
    """The pages with lines of one or two of them taken out, doubled or altered, and perhaps a page gone."""
    pages = dict(PAGES)
    for name in draw(st.lists(st.sampled_from(sorted(PAGES)), min_size=1, max_size=2, unique=True)):
        lines = pages[name].split("\n")
        at = draw(st.integers(8, len(lines) - 2))
        some = lines[at : at + draw(st.integers(1, 6))]
        pages[name] = "\n".join([*lines[:at], *draw(st.sampled_from(edits(some))), *lines[at + len(some) :]])
    gone = draw(st.sampled_from([None, *sorted(PAGES)]))
    return {name: text for name, text in pages.items() if name != gone}


def edits(lines: Sequence[str]) -> list[list[str]]:
    return [[], [*lines, *lines], [line.replace("e", "ee") for line in lines], [*lines, "", "One more line", ""]]


@settings(max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(pages=edited())
def test_a_cause_that_is_certain_suffices(tmp_path_factory: pytest.TempPathFactory, pages: Mapping[str, str]) -> None:
    only_pages, only_program, both = rows_of(pages, "old"), rows_of(PAGES, "newer"), rows_of(pages, "newer")
    made = Made(PAGES, "old"), Made(pages, "newer", otherwise=newer)
    with diff_of(tmp_path_factory.mktemp("diff"), *made) as found:
        for change in found.changes():
            if change.table in TABLES and not change.others:
                alone = only_program if change.cause == "program" else only_pages
                assert suffices(change, alone, both), (change, diff_in_words(pages))


def diff_in_words(pages: Mapping[str, str]) -> str:
    """What was edited, for people who look at a failure."""
    before, after = (
        [f"{name}: {line}" for name in all_of for line in all_of[name].split("\n")] for all_of in (PAGES, pages)
    )
    return "\n".join(unified_diff(before, after, n=1))
