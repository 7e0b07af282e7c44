"""Practices shown on many pages become one row each, whatever the order of the pages."""

from __future__ import annotations

import csv
import hashlib
import random
import time
from collections.abc import Sequence
from datetime import date

import pytest

from extractors.gfmd.copies.matching import normalised
from extractors.gfmd.copies.practice_values import period_of
from extractors.gfmd.copies.shown import Shown
from extractors.gfmd.facts import Practice, Term
from schemas.extraction import Page, Span
from tests.merged_practices import MergedPractices, merge_practices
from tests.test_matching import PAIRS

TITLE = "Harvest Contracts Explained in the Orchard"
TEASER = "Two inspectors and an interpreter drive from orchard to orchard before the picking begins."
WHOLE = TEASER + "\nThey read the contract aloud, answer questions and leave a copy with every picker."
SITE = "https://www.gfmd.org"
HARD = ("slip in the first letter", "two slips in the title", "a word lost")


def page(name: str, kind: str = "country", url: str | None = None) -> Page:
    return Page(hashlib.sha256(name.encode()).hexdigest(), "gfmd", name, url, None, kind)


def shown(
    name: str,
    title: str | None = TITLE,
    summary: str | None = WHOLE,
    *,
    iso3: str | None = None,
    line: int = 10,
    **values: object,
) -> Shown:
    """A practice on the page of a country (``iso3``) or else on a practice page."""
    practice = Practice(Span(line, line + 4), title, summary, **values)  # type: ignore[arg-type]  # named by the test
    return Shown(page(name, "country" if iso3 else "practice"), iso3, practice)


def test_one_practice_of_many_pages_is_one_row_with_all_its_countries() -> None:
    merged = merge_practices(
        [
            shown("peru.txt", iso3="PER"),
            shown("chile.txt", TITLE.upper(), WHOLE, iso3="CHL"),
            shown("ghana.txt", TITLE, TEASER[:60] + " …", iso3="GHA", truncated=True),
            shown("togo.txt", None, WHOLE, iso3="TGO"),
        ]
    )
    practice = merged.practices[0]
    assert len(merged.practices) == 1
    assert (practice.title, practice.summary, practice.truncated, practice.language) == (TITLE, WHOLE, False, "en")
    assert [(row.iso3, row.basis) for row in merged.practice_countries] == [
        ("CHL", "listed"), ("GHA", "listed"), ("PER", "listed"), ("TGO", "listed"),
    ]  # fmt: skip
    assert {row.page_id for row in merged.evidence if row.table_name == "practices"} == {
        page(name).page_id for name in ("peru.txt", "chile.txt", "ghana.txt", "togo.txt")
    }
    assert sorted(merge.reason for merge in merged.practice_merges) == ["cut_short", "cut_short", "same_key"]


def test_an_uncut_text_goes_before_a_longer_cut_one() -> None:
    merged = merge_practices(
        [
            shown("peru.txt", summary=TEASER, iso3="PER"),
            shown("chile.txt", summary=WHOLE[:-20] + "…", iso3="CHL", truncated=True),
        ]
    )
    assert merged.practices[0].summary == TEASER
    assert merged.practices[0].truncated is False


def test_a_text_that_just_stops_goes_before_a_cut_one_and_behind_a_whole_one() -> None:
    copies = [
        shown("peru.txt", summary=TEASER, iso3="PER"),
        shown("togo.txt", summary=WHOLE[:-20], iso3="TGO", truncated=None),
        shown("chile.txt", summary=WHOLE[:-10] + "…", iso3="CHL", truncated=True),
    ]
    for kept, expected in ((copies, False), (copies[1:], None)):
        (practice,) = merge_practices(kept).practices
        assert (practice.summary, practice.truncated) == (kept[0].practice.summary, expected)


def test_a_text_that_stops_in_the_middle_of_a_word_is_the_beginning_of_the_whole_one() -> None:
    copies = [shown("peru.txt", iso3="PER"), shown("togo.txt", summary=WHOLE[:-4], iso3="TGO", truncated=None)]
    assert [merge.reason for merge in merge_practices(copies).practice_merges] == ["cut_short"]


def test_a_teaser_and_the_practice_page_are_one_by_url() -> None:
    teaser = shown("peru.html", "A Title of Its Own", TEASER, iso3="PER", url="/pfp/ppd/4582")
    own = shown(
        "4582.html",
        summary=WHOLE,
        url=f"{SITE}/pfp/ppd/4582/",
        countries=(("PER", Span(3, 3)), ("CHL", Span(3, 3))),
        terms=(Term("theme", "Health", Span(5, 5)), Term("theme", "health", Span(6, 6))),
    )
    merged = merge_practices([teaser, own])
    practice = merged.practices[0]
    assert len(merged.practices) == 1
    assert (practice.summary, practice.url) == (WHOLE, f"{SITE}/pfp/ppd/4582/")
    assert [(row.iso3, row.basis) for row in merged.practice_countries] == [("CHL", "stated"), ("PER", "stated")]
    assert [row.term for row in merged.practice_terms] == ["Health"]
    assert [(merge.reason, merge.score) for merge in merged.practice_merges] == [("same_url", 1.0)]
    spans = {(row.table_name, row.record_id, row.first_line) for row in merged.evidence}
    assert {
        ("practices", practice.practice_id, 10),
        ("practice_countries", f"{practice.practice_id}/PER", 3),
        ("practice_countries", f"{practice.practice_id}/PER", 10),
        ("practice_terms", f"{practice.practice_id}/theme/Health", 5),
        ("practice_terms", f"{practice.practice_id}/theme/Health", 6),
    } <= spans


def test_other_addresses_keep_like_practices_apart_but_not_equal_ones() -> None:
    one = shown("a.html", iso3="PER", url="/pfp/ppd/1")
    cut = shown("b.html", summary=TEASER, iso3="CHL", url="/pfp/ppd/2")
    equal = shown("c.html", TITLE.upper(), iso3="CHL", url="/pfp/ppd/3")
    assert len(merge_practices([one, cut]).practices) == 2
    merged = merge_practices([one, equal])
    assert merged.practices[0].url == "/pfp/ppd/1"
    assert [issue.code for issue in merged.issues] == ["practice_addresses_differ"]


def test_practices_with_one_beginning_have_ids_of_their_own() -> None:
    common = "The fund pays for tools and seeds in the first year after return and is run by the office in "
    merged = merge_practices(
        [
            shown("ghana.txt", "Return Fund", common + "Tema.", iso3="GHA"),
            shown("togo.txt", "Return Fund", common + "Kara.", iso3="TGO"),
        ]
    )
    assert len({practice.practice_id for practice in merged.practices}) == 2


def test_a_copy_that_fits_two_practices_joins_neither_and_is_reported() -> None:
    common = "The fund pays for tools and seeds in the first year after return and is run by the office in "
    merged = merge_practices(
        [
            shown("ghana.txt", "Return Fund", common + "Tema.", iso3="GHA"),
            shown("togo.txt", "Return Fund", common + "Kara.", iso3="TGO"),
            shown("mali.txt", "Return Fund", common[:70] + "…", iso3="MLI", truncated=True),
            shown("niger.txt", "Return Fund", common[:50] + "…", iso3="NER", truncated=True),
        ]
    )
    assert sorted(bool(practice.truncated) for practice in merged.practices) == [False, False, True]
    assert [issue.code for issue in merged.issues] == ["practice_ambiguous"]


def test_the_id_is_made_of_the_smallest_title_and_beginning() -> None:
    merged = merge_practices([shown("peru.txt", iso3="PER"), shown("chile.txt", TITLE.upper(), WHOLE, iso3="CHL")])
    key = (normalised(TITLE), normalised(WHOLE)[:60].rstrip())
    assert merged.practices[0].practice_id == hashlib.sha256("\0".join(key).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("authors", "name", "anonymous"),
    [
        ([(None, None), (None, None)], None, None),
        ([(None, True), (None, None)], None, True),
        ([(None, True), ("Ms. Ada Lum", False)], "Ms. Ada Lum", False),
        ([("Ms. Ada LUM", False), ("ms.  ada lum", False)], "ms.  ada lum", False),
        ([("Ms. Ada …", False), ("Ms. Ada Lum", False)], "Ms. Ada Lum", False),
        ([("Ms. Ada …", False), (None, None)], "Ms. Ada …", False),
        ([("Ms. Ada Lum", False), ("Mr. Bo Tan", False)], None, False),
        ([("Ms. Ada Lum", False), ("Ada Lum", False)], "Ms. Ada Lum", False),
        ([("ADA LUM", False), ("ADA LUM", False), ("Mrs Ada Lúm", False)], "Mrs Ada Lúm", False),
        ([("Dr. Ada …", False), ("Ada Lum", False)], "Ada Lum", False),
        ([("Ms. …", False), ("H.E. Mr. Bo Tan", False)], None, False),
    ],
)
def test_authors(authors: Sequence[tuple[str | None, bool | None]], name: str | None, anonymous: bool | None) -> None:
    merged = merge_practices(
        [
            shown(f"{place}.txt", iso3="PER", submitted_by=author, anonymous=is_anonymous)
            for place, (author, is_anonymous) in enumerate(authors)
        ]
    )
    assert (merged.practices[0].submitted_by, merged.practices[0].anonymous) == (name, anonymous)


@pytest.mark.parametrize(
    ("titles", "chosen"),
    [
        ([TITLE.upper(), TITLE.upper(), TITLE], TITLE),
        ([TITLE.lower(), TITLE], TITLE),
        ([TITLE.upper(), TITLE.lower()], TITLE.lower()),
        ([TITLE + " (HCEO)", TITLE, TITLE], TITLE + " (HCEO)"),
        ([TITLE[:30] + "…", TITLE.upper()], TITLE.upper()),
        ([TITLE.replace("Contracts", "Contrcats"), TITLE, TITLE], TITLE),
    ],
)
def test_a_title_is_given_whole_and_in_sound_case(titles: Sequence[str], chosen: str) -> None:
    copies = [shown(f"{number}.txt", title, iso3="PER") for number, title in enumerate(titles)]
    assert [practice.title for practice in merge_practices(copies).practices] == [chosen]


def test_a_title_in_capitals_beside_the_fullest_text_is_given_as_another_copy_spells_it() -> None:
    copies = [shown("a.txt", TITLE.upper(), iso3="PER"), shown("b.txt", TITLE, TEASER[:60] + "…", iso3="CHL")]
    assert [practice.title for practice in merge_practices(copies).practices] == [TITLE]


def test_differing_authors_and_days_are_reported_with_their_pages() -> None:
    merged = merge_practices(
        [
            shown("a.txt", iso3="PER", submitted_by="Ms. Ada Lum", submitted_on=date(2018, 11, 9)),
            shown("b.txt", iso3="CHL", submitted_by="Mr. Bo Tan", submitted_on=date(2019, 1, 28)),
        ]
    )
    assert (merged.practices[0].submitted_by, merged.practices[0].submitted_on) == (None, None)
    assert [(issue.severity, issue.code) for issue in merged.issues] == [
        ("warning", "practice_authors_differ"),
        ("warning", "practice_days_differ"),
    ]
    assert "Mr. Bo Tan on b.txt; Ms. Ada Lum on a.txt" in merged.issues[0].message
    assert "2018-11-09 on a.txt; 2019-01-28 on b.txt" in merged.issues[1].message


def test_a_day_across_midnight_is_the_one_of_the_practice_page() -> None:
    merged = merge_practices(
        [shown("a.html", iso3="PER", submitted_on=date(2018, 11, 9)), shown("4.txt", submitted_on=date(2018, 11, 10))]
    )
    assert merged.practices[0].submitted_on == date(2018, 11, 10)
    assert merged.issues == ()


def test_a_practice_without_title_and_text_is_left_out_and_reported() -> None:
    merged = merge_practices([shown("a.txt", None, None, iso3="PER"), shown("b.txt", " ", "…", iso3="PER")])
    assert not (merged.practices or merged.practice_countries or merged.evidence)
    assert [issue.code for issue in merged.issues] == ["practice_blank", "practice_blank"]


@pytest.mark.parametrize("url", ["http://[", "//", "", "javascript:void(0)", "/pfp/ppd/1" + "?" * 50_000])
def test_odd_addresses_break_nothing(url: str) -> None:
    merged = merge_practices([shown("a.txt", iso3="PER", url=url), shown("b.txt", iso3="PER", url="/pfp/ppd/1")])
    assert merged.practices


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Municipal Plan 2023 - 2026", (2023, 2026)),
        ("Registro Consular (2021–2024)", (2021, 2024)),
        ("Strategy 2019/22 and 2023-2025", (2019, 2025)),
        ("Plan de 2015 a 2020", (2015, 2020)),
        *((f"Plan 2023{dash}2026", (2023, 2026)) for dash in "-‐‑‒–—―−﹣－"),
        ("Survey (2019)", (2019, 2019)),
        ("Strategy 2025: Towards 2030", (None, None)),
        ("Agenda 2030", (None, None)),
        ("Plan 2026-2023", (None, None)),
        ("Law 067-2011", (None, None)),
        ("Plan ٢٠٢٣ - ٢٠٢٦ (２０２３)", (None, None)),
        ("Call 12019-20201", (None, None)),
        (None, (None, None)),
    ],
)
def test_periods(title: str | None, years: tuple[int | None, int | None]) -> None:
    assert period_of(title) == years


@pytest.mark.parametrize("piece", ["2", "2020", "2020-", "2020 - ", "(2020", "( ", "20 to ", "1999a", "-"])
def test_periods_of_hostile_titles_take_bounded_time(piece: str) -> None:
    started = time.process_time()
    period_of(piece * (50_000 // len(piece)))
    assert time.process_time() - started < 1


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


def corpus(*labels: str) -> list[Shown]:
    """Labelled pairs as pages of up to six teasers, some with an address, some of them practice pages."""
    chance = seeded(4)
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in labels and row["kind"] not in HARD]
    found: list[Shown] = []
    for number, row in enumerate(chance.sample(rows, k=100)):
        for half in ("a", "b"):
            title, text = row[f"title_{half}"], row[f"text_{half}"].replace("\\n", "\n")
            copy = shown(
                f"page {chance.randrange(40)}",
                title or None,
                text or None,
                iso3=chance.choice(["PER", "GHA", "TGO", None]),
                line=10 * number + 10,
                url=f"/pfp/ppd/{normalised(text)[:5]}" if text and chance.random() < 0.1 else None,
                submitted_by=chance.choice(["Ms. Ada Lum", "Ms. Ada …", None]),
            )
            found.append(copy)
    return found


def test_no_table_depends_on_the_order_of_pages() -> None:
    copies = corpus("same", "different")
    expected = merge_practices(copies)
    for seed in range(50):
        seeded(seed).shuffle(copies)
        assert merge_practices(copies) == expected


def rows_by_practice(merged: MergedPractices) -> dict[str, tuple[object, ...]]:
    return {
        practice.practice_id: (
            practice,
            tuple(row for row in merged.practice_countries if row.practice_id == practice.practice_id),
            tuple(row for row in merged.evidence if row.record_id.split("/")[0] == practice.practice_id),
        )
        for practice in merged.practices
    }


def test_a_page_changes_only_the_practices_that_it_shows() -> None:
    """But where it makes a copy ambiguous: then that copy leaves the practice that it had joined."""
    copies = corpus("same")
    whole = rows_by_practice(merge_practices(copies))
    assert 5 < len(whole) < 100
    for left_out in sorted({one.page.page_id for one in copies}):
        without = rows_by_practice(merge_practices([one for one in copies if one.page.page_id != left_out]))
        independent = {practice_id: rows for practice_id, rows in whole.items() if left_out not in repr(rows[2])}
        assert independent.items() <= without.items()


def test_ten_thousand_teasers_take_seconds() -> None:
    chance = seeded(1)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(3, 9))) for _ in range(4000)]
    texts = [(" ".join(chance.choices(words, k=5)), " ".join(chance.choices(words, k=30))) for _ in range(3000)]
    copies = []
    for number in range(10_000):
        title, text = chance.choice(texts)
        cut = chance.randint(80, 120)
        copies.append(shown(f"page {number}", title, chance.choice([text, text[:cut] + "…"]), iso3="PER"))
    started = time.process_time()
    merge_practices(copies)
    assert time.process_time() - started < 12


def test_a_copy_cut_within_a_word_by_the_end_of_its_page_is_no_practice_of_its_own() -> None:
    whole, cut = shown("peru.txt", iso3="PER"), shown("chile.txt", summary=WHOLE[:-13], iso3="CHL", truncated=True)
    merged = merge_practices([cut, whole])
    assert [practice.summary for practice in merged.practices] == [WHOLE]
    assert [merge.reason for merge in merged.practice_merges] == ["cut_short"]
