"""What tools made of one page in each markup says what the page says, or the page is refused as a whole.

The files are what lynx, w3m, elinks, pandoc, inscriptis, html2text and markdownify print of the pages that
``page_html`` writes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from pipeline.transform.dataset import dataset_of, read_snapshot
from schemas.tables import Dataset
from tests.comparing import accounting, refused, rows, snapshot
from tests.rendering_html import Markup, ink, page_html
from tests.test_forms import COUNTRIES, facts
from tests.truth import CountryTruth

FOLDER = Path(__file__).parent / "fixtures" / "tools"
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
REFUSED = {
    "belgium-table": {
        "elinks.txt", "inscriptis.txt", "lynx.txt", "lynx-60-columns.txt", "markdownify.md", "pandoc.md",
        "pandoc-plain.txt", "w3m.txt",
    },
    "switzerland-definitions": {"inscriptis.txt"},
}  # fmt: skip
"""Rows of several values beside one label, in columns or on one line, and labels on one line with their values."""
MARKUPS = {markup: markup for markup in get_args(Markup)}
WITHOUT_LINKS = {"practices": {"url"}}

of_tools = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")


def is_refused(path: Path) -> bool:
    """Whether the file belongs in quarantine."""
    return path.name in REFUSED.get(path.parent.name, ())


def of_page(path: Path) -> Dataset:
    """The records of the page of HTML that a tool made the file of; all its teasers have titles."""
    slug, _, markup = path.parent.name.rpartition("-")
    country: CountryTruth = next(one for one in COUNTRIES if one.place.slug == slug)
    titled = replace(country, teasers=tuple(teaser for teaser in country.teasers if teaser.title))
    return dataset_of([snapshot(page_html(titled, MARKUPS[markup], ink(1)).encode(), "saved/page.html")])


@of_tools
def test_the_text_of_a_tool_says_what_the_page_says(path: Path) -> None:
    saved = snapshot(path.read_bytes(), f"saved/{path.name}")
    found = read_snapshot(saved)
    if is_refused(path):
        assert refused(found) == "wrapped"
        return
    assert found.page.form in ("markdown", "wrapped", "full")
    records = dataset_of([saved])
    assert facts(records, WITHOUT_LINKS) == facts(of_page(path), WITHOUT_LINKS)
    assert [fault for fault in accounting(records) if "unclaimed" not in fault] == []


@of_tools
def test_evidence_holds_the_words_of_its_record(path: Path) -> None:
    if path.suffix != ".txt" or is_refused(path):
        return
    printed = path.read_text(encoding="utf-8").split("\n")
    records = dataset_of([snapshot(path.read_bytes(), f"saved/{path.name}")])
    cited = {row["record_id"]: row for row in rows(records, "evidence") if row["table_name"] == "roundtable_roles"}
    texts = [str(row["text"]) for row in rows(records, "roundtable_roles")]
    shown = [
        " ".join(" ".join(printed[int(str(row["first_line"])) - 1 : int(str(row["last_line"]))]).split())
        for row in cited.values()
    ]
    assert all(any(text.replace(" ", "") in one.replace(" ", "") for one in shown) for text in texts)
    assert len(shown) == len(texts)
