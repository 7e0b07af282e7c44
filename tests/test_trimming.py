"""Trimmed pages of a country take little, and are enough to unite it."""

from __future__ import annotations

import pytest

from extractors.gfmd.uniting.agreement import agree
from extractors.gfmd.uniting.rows import country_rows
from extractors.gfmd.uniting.trimming import trimmed_account
from pipeline.transform.dataset import read_snapshot
from schemas.extraction import Account, account_of
from tests.comparing import snapshot
from tests.known_countries import MEXICO, MOLDOVA
from tests.known_countries_more import PERU
from tests.rendering import page_text
from tests.truth import CountryTruth

ENDS = (0.2, 0.5, 0.8, 0.95, 1.0)


def accounts(country: CountryTruth) -> list[Account]:
    """The pages of a country in two forms, cut at several places."""
    found = []
    for form in ("full", "old_short"):
        text = page_text(country, form)
        cut = (snapshot(text[: int(end * len(text))].encode(), f"{form}.{end}.txt") for end in ENDS)
        found += [account_of(read_snapshot(one)) for one in cut]
    return [one for one in found if one.whole.identity and one.whole.refusal is None]


@pytest.mark.parametrize("country", [MEXICO, MOLDOVA, PERU], ids=lambda country: country.place.slug)
def test_a_country_has_the_same_rows_of_trimmed_pages(country: CountryTruth) -> None:
    whole = accounts(country)
    assert len(whole) > 6
    assert list(country_rows(agree(list(map(trimmed_account, whole))))) == list(country_rows(agree(whole)))


def test_neither_lines_nor_practices_of_a_page_are_sent_on() -> None:
    whole = accounts(PERU)[4]
    trimmed = trimmed_account(whole)
    titles = [teaser.title for teaser in PERU.teasers if teaser.title]
    assert titles and all(title in str(whole) for title in titles)
    assert not any(title in str(trimmed) for title in titles)
    assert len(trimmed.whole.claims) == 0
