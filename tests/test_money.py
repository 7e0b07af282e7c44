"""Amounts of money: what is printed gives exact decimals, and what can be read two ways gives none, with an issue."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gfmd.contributions.contributions import read_contribution
from extractors.gfmd.participation.labels_by_words import label_by_words
from extractors.gfmd.site.spoken import spoken
from extractors.gfmd.site.vocabulary import Label
from extractors.values.figures import read_number
from extractors.values.money import find_amounts
from schemas.document import Line
from tests.case_files import lines_of, rows_of


@pytest.mark.parametrize(("printed", "currency", "amount"), rows_of("amounts.csv"))
def test_an_amount_is_read_exactly(printed: str, currency: str, amount: str) -> None:
    (found,) = find_amounts(printed)
    assert (found.currency, found.amount) == (currency, Decimal(amount).quantize(Decimal("0.01")))
    row, doubts = read_contribution(Line(1, f"• {printed}"))
    assert (row.kind, row.currency, row.amount, doubts) == ("cash", currency, found.amount, ())


@pytest.mark.parametrize("printed", lines_of("amounts_read_two_ways.txt"))
def test_a_number_that_can_be_read_two_ways_gives_no_amount(printed: str) -> None:
    row, doubts = read_contribution(Line(4, printed))
    assert (row.currency, row.amount, row.amount_usd) == ("USD" if "USD" in printed else "SEK", None, None)
    assert [(one.code, one.severity, one.span) for one in doubts] == [("amount_unclear", "warning", (4, 4))]


@pytest.mark.parametrize(
    "printed",
    [
        "$ 5,000", "300 dollars", "1,000 Kroner", "Pesos 1,000", "500 francs", "¥ 900", "Fr. 500", "Rs. 900",
        "Dhs 500", "EUR 5,000 SEK", "EUR 5,000 (SEK)", "$5,000 (EUR)", "$5,000 EUR", "£5,000 (in US dollars)",
        "$5,000 (dollars)", "EUR $ 5,000",
    ],
)  # fmt: skip
def test_a_sign_of_several_currencies_gives_none(printed: str) -> None:
    row, doubts = read_contribution(Line(4, printed))
    assert row.currency is None
    assert [one.code for one in doubts] == ["currency_unclear"]


@pytest.mark.parametrize("printed", ["KEUR 50", "50 T€", "one million USD", "100 mil. EUR", "250,000", "USD (5,000)"])
def test_money_that_is_not_read_is_reported(printed: str) -> None:
    row, doubts = read_contribution(Line(4, printed))
    assert (row.amount, row.currency) == (None, None)
    assert [one.code in {"amount_unclear", "amount_without_currency"} for one in doubts] == [True]


@pytest.mark.parametrize("printed", ["2 instalments of EUR 10,000", "EUR 10,000 per delegate", "EUR 10,000/year"])
def test_an_amount_of_each_is_kept_as_printed_and_reported(printed: str) -> None:
    row, doubts = read_contribution(Line(4, printed))
    assert (row.amount, row.currency) == (Decimal(10000), "EUR")
    assert [(one.code, one.severity) for one in doubts] == [("amount_of_each", "info")]


def test_two_amounts_side_by_side_give_none_and_an_issue() -> None:
    row, doubts = read_contribution(Line(1, "USD 5,000 for travel and EUR 4,000 for rooms"))
    assert (row.amount, row.currency, row.amount_usd) == (None, None, None)
    assert [one.code for one in doubts] == ["several_amounts"]


def test_a_currency_in_brackets_says_what_sign_it_explains_and_an_amount_there_what_that_is_worth() -> None:
    row, doubts = read_contribution(Line(1, "$300,000 (AUD) (USD 210,000) for travel"))
    assert (row.amount, row.currency, row.amount_usd) == (Decimal(300000), "AUD", Decimal(210000))
    assert (row.purpose, doubts) == ("travel", ())


def test_an_amount_in_brackets_is_the_conversion_of_the_page() -> None:
    row, doubts = read_contribution(Line(1, "SEK 1,000,000 (USD 154,131) in January 2014"))
    assert (row.amount, row.currency, row.amount_usd) == (Decimal("1000000.00"), "SEK", Decimal("154131.00"))
    assert doubts == ()
    row, _ = read_contribution(Line(1, "USD 154,131 (SEK 1,000,000)"))
    assert (row.amount, row.currency, row.amount_usd) == (Decimal("154131.00"), "USD", Decimal("154131.00"))


@pytest.mark.parametrize(
    ("printed", "kind", "earmarked", "purpose"),
    [
        ("In- kind contributions", "in_kind", None, None),
        (
            "In kind contributions: International Advisor secondment",
            "in_kind",
            None,
            "International Advisor secondment",
        ),
        ("In-kind: two interpreters", "in_kind", None, None),
        ("The Kingdom of Belgium contributed financially to the 2010 GFMD budget.", "unspecified", None, None),
        ("USD 12,000 left-over from GFMD 2012", "left_over", None, None),
        ("Left over funds of EUR 3,000 for travel", "left_over", None, "travel"),
        ("Hosted the preparatory meeting", "hosting", None, None),
        ("USD 25,000 Non-earnmarked", "cash", False, None),
        ("USD 25,000 not earmarked", "cash", False, None),
        ("USD 25,000 earmarked for interpretation", "cash", True, "interpretation"),
        (
            "CHF 230,000 for Preparatory Activities and Adviser Fees",
            "cash",
            None,
            "Preparatory Activities and Adviser Fees",
        ),
    ],
)
def test_kinds_of_help_are_told_apart(printed: str, kind: str, earmarked: bool | None, purpose: str | None) -> None:
    row, doubts = read_contribution(Line(1, printed))
    assert (row.kind, row.earmarked, row.purpose, row.text, doubts) == (kind, earmarked, purpose, printed, ())


@pytest.mark.parametrize(
    "printed",
    [
        "2010 GFMD budget", "No Financial Contribution", "try 5 times", "all 20 delegates", "RT 2.2", "٣٠٠ USD",
        "mad 5", "ALL 20 delegates", "SDG 10.7", "COP 2015", "won 20,000 hearts",
    ],
)  # fmt: skip
def test_what_is_no_money_gives_no_amount(printed: str) -> None:
    assert find_amounts(printed) == ()


def test_a_role_line_that_names_money_is_no_money_line() -> None:
    assert label_by_words(spoken("USD 25,000 for travel"), Label.ROUNDTABLES) is Label.CONTRIBUTION
    assert (
        label_by_words(spoken('Team member in RT 2.1 "Moving USD 5,000 home"'), Label.ROUNDTABLES) is Label.ROUNDTABLES
    )


AMOUNTS = st.integers(1, 10**13).map(lambda cents: Decimal(cents).scaleb(-2))
STYLES = [
    (",", "."),
    (".", ","),
    (" ", ","),
    (" ", "."),
    ("'", "."),
    ("’", "."),
    ("", "."),
    ("", ","),
    (".", "."),
    (",", ","),
]
BEFORE = [("USD {}", "USD"), ("€{}", "EUR"), ("Euro {}", "EUR"), ("CHF {} for fees", "CHF"), ("US$ {}.", "USD")]
AFTER = [("{} SEK", "SEK"), ("{} euros", "EUR"), ("{} € in 2014", "EUR"), ("about {} Swiss francs", "CHF")]


def rendered(amount: Decimal, thousands: str, point: str, decimals: bool) -> str:
    """An amount with these marks; whole amounts with or without decimals."""
    whole, cents = f"{amount:,.2f}".split(".")
    return whole.replace(",", thousands) + (f"{point}{cents}" if decimals or cents != "00" else "")


@settings(max_examples=600, deadline=None)
@given(AMOUNTS, st.sampled_from(STYLES), st.booleans(), st.sampled_from(BEFORE + AFTER))
def test_whatever_the_style_the_amount_is_read_back(
    amount: Decimal, style: tuple[str, str], decimals: bool, shape: tuple[str, str]
) -> None:
    text = shape[0].format(rendered(amount, *style, decimals))
    (found,) = find_amounts(text)
    assert (found.amount, found.currency) == (amount, shape[1]), text


FRONTS = ["GFMD 2012 ", "In 2014 ", "for RT 2.2 ", "12 May 2014 - ", "Cluster 1: ", "20 delegates, ", "2012/13 "]
BACKS = [" 2014", " in 2014", " for 20 delegates", " - 2014 budget", " to 20 delegates", ", 3 rooms", " (2012)", ""]


@settings(max_examples=600, deadline=None)
@given(
    AMOUNTS.map(lambda amount: amount + 1000),
    st.sampled_from(STYLES),
    st.sampled_from(BEFORE + AFTER),
    st.sampled_from(FRONTS),
    st.sampled_from(BACKS),
)
def test_no_other_number_of_the_line_is_taken_for_the_amount(
    amount: Decimal, style: tuple[str, str], shape: tuple[str, str], front: str, back: str
) -> None:
    text = front + shape[0].format(rendered(amount, *style, False)) + back
    (found,) = find_amounts(text)
    assert (found.amount, found.currency) == (amount, shape[1]), text


@settings(max_examples=600, deadline=None)
@given(st.text("0123456789.,' ’", min_size=1, max_size=18).map(lambda text: f"1{text.strip()}1"))
def test_a_number_is_its_digits_with_at_most_two_decimals_or_nothing(printed: str) -> None:
    number = read_number(printed)
    digits = "".join(letter for letter in printed if letter.isdigit())
    assert number is None or number in {Decimal(digits), Decimal(digits).scaleb(-1), Decimal(digits).scaleb(-2)}
