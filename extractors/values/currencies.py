"""Words, signs and codes of currencies in a text, as ISO 4217 codes.

A code or a name of two words comes from the library of ISO 4217. Codes of less known currencies are also English words
or other abbreviations (``ALL``, ``TOP``, ``SDG``, ``COP``): they count in capitals, beside thousands only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pycountry

_SPELLED = {
    "us$": "USD", "us $": "USD", "$us": "USD", "usd$": "USD", "us dollars": "USD", "u.s. dollars": "USD",
    "u.s. dollar": "USD", "american dollars": "USD",
    "us-dollars": "USD", "us-dollar": "USD", "u.s.$": "USD", "u.s. $": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "sfr": "CHF", "£": "GBP", "pounds sterling": "GBP", "british pounds": "GBP",
    "swedish kronor": "SEK", "swedish crowns": "SEK", "norwegian kroner": "NOK", "norwegian crowns": "NOK",
    "danish kroner": "DKK", "danish crowns": "DKK", "aud$": "AUD", "a$": "AUD", "au$": "AUD",
    "cad$": "CAD", "can $": "CAD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "nzd$": "NZD", "nz$": "NZD",
    "sgd$": "SGD", "s$": "SGD", "hk$": "HKD", "japanese yen": "JPY", "rmb": "CNY", "r$": "BRL", "₹": "INR",
    "₱": "PHP", "₺": "TRY", "₦": "NGN", "₪": "ILS", "₫": "VND", "฿": "THB", "₽": "RUB", "₴": "UAH", "zł": "PLN",
    "uae dirhams": "AED",
}  # fmt: skip
# Signs and words that several currencies share, and what the library's names of these currencies have in common.
_OPEN = {
    ("$", "dollars", "dollar"): "dollar|peso",
    ("¥",): "yen|yuan",
    ("yen",): "yen",
    ("francs", "franc", "fr", "frs", "fcfa", "cfa"): "franc",
    ("crowns", "kroner", "kronor", "krona", "krone", "kr"): "kron[ae]|koruna",
    ("pounds", "pound"): "pound",
    ("dirhams", "dhs", "dh"): "dirham",
    ("pesos",): "peso",
    ("rupees", "rupee", "rs"): "rupee",
    ("dinars",): "dinar",
    ("riyals", "rials"): "riyal|rial",
    ("shillings",): "shilling",
}
# fmt: off
_WELL_KNOWN = frozenset({
    "USD", "EUR", "CHF", "GBP", "SEK", "NOK", "DKK", "AUD", "CAD", "NZD", "JPY", "CNY", "MXN", "BRL", "INR", "ZAR",
    "PHP", "BDT", "AED", "MUR", "SGD", "THB", "KRW", "QAR", "KWD", "BHD", "SAR", "PLN", "CZK", "HUF", "GHS", "NGN",
    "KES", "XOF", "XAF", "TND", "EGP", "LKR", "MDL", "CLP", "ARS", "JMD", "CVE", "IDR", "ILS",
})
_NO_MONEY = frozenset({  # metals, units of account, codes for tests
    "XAU", "XAG", "XPT", "XPD", "XTS", "XXX", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA",
})
# fmt: on
_ISO = {currency.alpha_3: currency.name for currency in pycountry.currencies if currency.alpha_3 not in _NO_MONEY}
_NAMES = {
    name: code
    for code, printed in _ISO.items()
    if re.fullmatch(r"[A-Za-z]+(?: [A-Za-z]+){1,2}", printed)
    for name in (printed.casefold(), f"{printed.casefold()}s")
}
_CURRENCIES_OF = {
    word: frozenset(code for code, name in _ISO.items() if re.search(common, name, re.IGNORECASE))
    for words, common in _OPEN.items()
    for word in words
}
_BY_WORD: dict[str, str | None] = {
    **_NAMES, **{code.casefold(): code for code in _WELL_KNOWN}, **_SPELLED, **dict.fromkeys(_CURRENCIES_OF)
}  # fmt: skip
# Tried by their first characters: one long list of words would be gone through at every place of a text.
_BY_INITIAL = "|".join(
    f"{re.escape(initial)}(?:{'|'.join(re.escape(word[1:]) for word in words)})"
    for initial, words in groupby(sorted(_BY_WORD, key=lambda word: (word[0], -len(word))), key=itemgetter(0))
)
_LETTER = r"[^\W\d_]"
_SCALED = r"(?:(?<=[0-9][kKmM])|(?<=[0-9] [kKmM]))(?=[€$£¥])"  # the k of "50 k€" belongs to the number
_MARK = re.compile(
    rf"(?:(?<!{_LETTER})|{_SCALED})(?:(?P<code>{'|'.join(sorted(_ISO.keys() - _WELL_KNOWN))})"
    rf"|(?P<word>(?i:{_BY_INITIAL})))(?!{_LETTER})"
)


_OPENED = re.compile(r"(?:(?P<round>\()|\[)(?:in )?\Z")
_SEEN_BEFORE = 4


class Mark(NamedTuple):
    """A currency named in a text, and where, or None if its sign is that of several.

    ``possible`` are all that it can be. ``firm`` is false for a code that is also a word: it names a currency only
    beside a number of thousands.
    """

    currency: str | None
    start: int
    end: int
    possible: frozenset[str]
    firm: bool = True


def find_marks(text: str) -> Iterator[Mark]:
    """The currencies named in a text, in order; a code and a sign side by side (``USD $``, ``$ (AUD)``) are one.

    A currency alone in brackets, as in ``$50,000 (USD)``, is taken with them.
    """
    above: Mark | None = None
    for match in _MARK.finditer(text):
        mark = _with_own_brackets(text, _mark(match))
        if above and text[above.end : mark.start] in ("", " ") and _is_same(above, mark):
            above = _merged(above, mark)
            continue
        if above:
            yield above
        above = mark
    if above:
        yield above


def _mark(match: re.Match[str]) -> Mark:
    word = match["word"]
    currency = _BY_WORD[word.casefold()] if word else match["code"]
    possible = frozenset({currency}) if currency else _CURRENCIES_OF[word.casefold()]
    return Mark(currency, match.start(), match.end(), possible, firm=word is not None)


def _with_own_brackets(text: str, mark: Mark) -> Mark:
    """A mark with the brackets around it where they hold nothing else: ``(USD)``, ``[in US dollars]``."""
    opened = _OPENED.search(text[max(0, mark.start - _SEEN_BEFORE) : mark.start])
    if opened is None or not text.startswith(")" if opened["round"] else "]", mark.end):
        return mark
    return mark._replace(start=mark.start - len(opened[0]), end=mark.end + 1)


def _merged(one: Mark, other: Mark) -> Mark:
    currency = one.currency or other.currency
    return Mark(currency, one.start, other.end, one.possible & other.possible, one.firm or other.firm)


def _is_same(one: Mark, other: Mark) -> bool:
    """Whether two marks side by side are a code and its sign."""
    return None in (one.currency, other.currency) and not one.possible.isdisjoint(other.possible)


def is_mark_at(text: str, at: int) -> bool:
    """Whether the name of a currency begins at this place of a text."""
    return _MARK.match(text, at) is not None
