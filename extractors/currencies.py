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
_OPEN = (
    "$", "¥", "dollars", "dollar", "francs", "franc", "fr", "frs", "fcfa", "cfa", "crowns", "kroner", "kronor",
    "krona", "krone", "kr", "pounds", "pound", "dirhams", "dhs", "dh", "yen", "pesos", "rupees", "rupee", "rs",
    "dinars", "riyals", "rials", "shillings",
)  # fmt: skip
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
_BY_WORD: dict[str, str | None] = {
    **_NAMES, **{code.casefold(): code for code in _WELL_KNOWN}, **_SPELLED, **dict.fromkeys(_OPEN)
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


class Mark(NamedTuple):
    """A currency named in a text, and where; None where its sign is that of several.

    ``firm`` is false for a code that is also a word: it names a currency only beside a number of thousands.
    """

    currency: str | None
    start: int
    end: int
    firm: bool = True


def find_marks(text: str) -> Iterator[Mark]:
    """The currencies named in a text, in order; a code and a sign side by side (``USD $``) are one."""
    above: Mark | None = None
    for match in _MARK.finditer(text):
        word = match["word"]
        currency = _BY_WORD[word.casefold()] if word else match["code"]
        mark = Mark(currency, match.start(), match.end(), firm=word is not None)
        if above and None in (above.currency, currency) and text[above.end : mark.start] in ("", " "):
            above = Mark(above.currency or currency, above.start, mark.end, above.firm or mark.firm)
            continue
        if above:
            yield above
        above = mark
    if above:
        yield above


def is_mark_at(text: str, at: int) -> bool:
    """Whether the name of a currency begins at this place of a text."""
    return _MARK.match(text, at) is not None
