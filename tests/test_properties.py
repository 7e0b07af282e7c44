"""A country is made up, printed in some form, and read: what is read is what was made up, less what the form loses."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from pipeline.transform.dataset import dataset_of
from tests.comparing import accounting, differences, rows, snapshot
from tests.generators import CERTAIN_KINDS, STEADY, countries, seeds
from tests.rendering import ENCODINGS, TextLine, encoded, loosely_spaced, page_text, text_lines, text_of
from tests.rendering_html import MARKUPS, Ink, Markup, page_html
from tests.truth import CountryTruth, Form, expected_tables

TEXT_FORMS: tuple[Form, ...] = ("full", "short", "old", "old_short")


def faults(payload: bytes, country: CountryTruth, form: Form) -> list[str]:
    """All that is wrong in the records of one page."""
    found = dataset_of([snapshot(payload, "saved/page.html" if form == "html" else "saved/page.txt")])
    return differences(found, expected_tables(country, form)) + accounting(found)


@pytest.mark.parametrize("form", TEXT_FORMS)
@settings(STEADY, max_examples=120)
@given(country=countries(CERTAIN_KINDS), rng=seeds())
def test_text_pages_give_the_truth(form: Form, country: CountryTruth, rng: Random) -> None:
    text = loosely_spaced(page_text(country, form), rng)
    note(text)
    assert faults(text.encode(), country, form) == []


@pytest.mark.parametrize("markup", MARKUPS)
@settings(STEADY, max_examples=80)
@given(country=countries(CERTAIN_KINDS), rng=seeds(), busy=st.sampled_from((0.0, 0.1, 0.4)), loose=st.booleans())
def test_html_pages_give_the_truth(
    markup: Markup, country: CountryTruth, rng: Random, busy: float, loose: bool
) -> None:
    text = page_html(country, markup, Ink(rng, busy, loose, upper=rng.random() < 0.2))
    note(text)
    assert faults(text.encode(), country, "html") == []


@settings(STEADY, max_examples=60)
@given(country=countries(CERTAIN_KINDS), between=st.sampled_from(("12 liked this page.", "-----", "* * *")))
def test_what_stands_between_all_teasers_changes_none(country: CountryTruth, between: str) -> None:
    lines = text_lines(country, "full")
    first = {line.owner: i for i, line in reversed(list(enumerate(lines))) if line.owner.startswith("practice")}
    for i in sorted(first.values(), reverse=True):
        lines.insert(i, TextLine(between, 1))
    note(text_of(lines))
    assert faults(text_of(lines).encode(), country, "full") == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(STEADY, max_examples=25)
@given(country=countries(CERTAIN_KINDS), form=st.sampled_from(TEXT_FORMS))
def test_every_encoding_gives_the_truth(encoding: str, country: CountryTruth, form: Form) -> None:
    payload = encoded(page_text(country, form), encoding)
    if payload is not None:
        assert faults(payload, country, form) == []


@settings(STEADY, max_examples=60)
@given(country=countries(), form=st.sampled_from(TEXT_FORMS))
def test_every_line_of_a_text_page_has_one_owner_and_the_form_is_told(country: CountryTruth, form: Form) -> None:
    lines = text_lines(country, form)
    found = dataset_of([snapshot(page_text(country, form).encode())])
    (page,) = rows(found, "pages")
    assert page["form"] == form
    assert page["lines"] == len(lines)
    assert accounting(found) == []


@settings(STEADY, max_examples=60)
@given(country=countries(), form=st.sampled_from(TEXT_FORMS))
def test_evidence_of_a_line_is_that_line(country: CountryTruth, form: Form) -> None:
    text = page_text(country, form)
    printed = [" ".join(line.split()).lstrip("•- ") for line in text.split("\n")]
    found = dataset_of([snapshot(text.encode())])
    texts = {
        (table, f"{row['participation_id']}/{row['position']}"): row["text"]
        for table in ("contributions", "meeting_attendances")
        for row in rows(found, table)
    }
    cited = {(str(row["table_name"]), str(row["record_id"])): row for row in rows(found, "evidence")}
    for key, shown in texts.items():
        line = cited[key]["first_line"]
        assert isinstance(line, int)
        assert cited[key]["last_line"] == line
        assert printed[line - 1] == shown
