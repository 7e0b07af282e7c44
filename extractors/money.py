"""Amounts of money as the pages print them, as exact decimals. What is not certain is None, never a guess."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_WORDS = {
    "usd$": "USD", "us $": "USD", "$us": "USD", "aud$": "AUD", "cad$": "CAD", "can $": "CAD",
    "nzd$": "NZD", "sgd$": "SGD",
    "us$": "USD", "usd": "USD", "us dollars": "USD", "us dollar": "USD", "u.s. dollars": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "chf": "CHF", "sfr": "CHF", "swiss francs": "CHF", "swiss franc": "CHF",
    "£": "GBP", "gbp": "GBP", "pounds sterling": "GBP", "british pounds": "GBP",
    "sek": "SEK", "swedish kronor": "SEK", "swedish krona": "SEK", "swedish crowns": "SEK",
    "nok": "NOK", "norwegian kroner": "NOK", "norwegian krone": "NOK", "norwegian crowns": "NOK",
    "dkk": "DKK", "danish kroner": "DKK", "danish crowns": "DKK",
    "aud": "AUD", "a$": "AUD", "au$": "AUD", "australian dollars": "AUD",
    "cad": "CAD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "canadian dollars": "CAD",
    "nzd": "NZD", "nz$": "NZD", "jpy": "JPY", "japanese yen": "JPY", "cny": "CNY", "rmb": "CNY",
    "mxn": "MXN", "brl": "BRL", "r$": "BRL", "inr": "INR", "zar": "ZAR", "php": "PHP", "bdt": "BDT",
    "aed": "AED", "uae dirhams": "AED", "mad": "MAD", "moroccan dirhams": "MAD", "try": "TRY", "mur": "MUR",
    "sgd": "SGD", "thb": "THB", "krw": "KRW", "qar": "QAR", "kwd": "KWD", "bhd": "BHD", "sar": "SAR",
    "pln": "PLN", "czk": "CZK", "huf": "HUF", "ron": "RON", "ghs": "GHS", "ngn": "NGN", "kes": "KES",
    "xof": "XOF", "xaf": "XAF", "tnd": "TND", "egp": "EGP", "lkr": "LKR", "mdl": "MDL", "cop": "COP",
    "pen": "PEN", "clp": "CLP", "ars": "ARS", "jmd": "JMD", "cve": "CVE", "idr": "IDR", "ils": "ILS",
    "gel": "GEL", "all": "ALL",
}  # fmt: skip
_AMBIGUOUS = (
    "$", "¥", "dollars", "dollar", "francs", "crowns", "kroner", "kronor", "pounds", "dirhams", "yen", "pesos",
    "rupees",
)  # fmt: skip
_CASED = {"TRY", "ALL", "MAD", "PEN", "COP", "RON"}  # also English words: these count in capitals only
_SIGNS = sorted((*_WORDS, *_AMBIGUOUS), key=len, reverse=True)
_CURRENCY = r"(?:(?<![A-Za-z])(?:" + "|".join(re.escape(sign) for sign in _SIGNS) + r")(?![A-Za-z]))"
_NUMBER = r"[0-9]{1,15}(?:[.,'’][0-9]{1,15}|[ ][0-9]{3}(?![0-9])){0,6}"
_SCALE = r"(?:[ ]?(?P<scale{n}>million|mio|mill|thousand|k|m)\b\.?)?"
_AMOUNT = re.compile(
    rf"(?P<before>{_CURRENCY})\.?[ ]?(?P<number1>{_NUMBER}){_SCALE.format(n=1)}"
    rf"|(?<![0-9.,'’])(?P<number2>{_NUMBER})(?:[.,][-–—])?{_SCALE.format(n=2)}[ ]?(?P<after>{_CURRENCY})",
    re.IGNORECASE,
)
_CODES = "|".join(sorted(set(_WORDS.values())))
_CODE_BEFORE = re.compile(rf"(?<![A-Za-z])(US|{_CODES})[ ]?$")
_CODE_AFTER = re.compile(rf"[ ]?(US|{_CODES})(?![A-Za-z])(?![ ]?[0-9])")
_LONGEST_CODE = 4
# "10,000-20,000" is no amount, but "5,000 - 2014 budget" and "5,000 to 20 delegates" are.
_TO = re.compile(
    r"[-–—](?=[0-9])"
    r"|[ ]?(?:[-–—]|to\b|or\b)[ ]?(?!(?:19|20)[0-9]{2}(?![0-9.,'’]))(?=[0-9]{4}|[0-9]{1,3}[.,'’ ][0-9]{3})"
)
_SCALES = {"million": 10**6, "mio": 10**6, "mill": 10**6, "m": 10**6, "thousand": 10**3, "k": 10**3}
_LARGEST = Decimal(10) ** 16


class Amount(NamedTuple):
    """Money in a text and where it stands. ``currency`` is ISO 4217; None where sign or number can be read two ways."""

    currency: str | None
    amount: Decimal | None
    start: int
    end: int


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every number with a currency beside it, in order."""
    return tuple(found for match in _AMOUNT.finditer(text) if (found := _amount(match)))


def _amount(match: re.Match[str]) -> Amount | None:
    sign = match["before"] or match["after"]
    if sign.upper() in _CASED and sign != sign.upper():
        return None
    found = Amount(_WORDS.get(sign.casefold()), _number(match), match.start(), match.end())
    return found if found.currency else _with_code_beside(match.string, found)


def _number(match: re.Match[str]) -> Decimal | None:
    if _TO.match(match.string, match.end()):
        return None
    scale = (match["scale1"] or match["scale2"] or "").casefold()
    number = read_number(match["number1"] or match["number2"], scaled=bool(scale))
    return _exact(None if number is None else number * _SCALES.get(scale, 1))


def _with_code_beside(text: str, found: Amount) -> Amount:
    """An amount whose sign is that of several currencies, with the one that a code beside it tells: ``US $5,000``."""
    before = _CODE_BEFORE.search(text[max(0, found.start - _LONGEST_CODE - 1) : found.start])
    after = _CODE_AFTER.match(text, found.end)
    code = before or after
    if code is None:
        return found
    currency = "USD" if code[1] == "US" else code[1]
    start, end = (found.start - len(before[0]), found.end) if before else (found.start, code.end())
    return found._replace(currency=currency, start=start, end=end)


def _exact(number: Decimal | None) -> Decimal | None:
    if number is None or number >= _LARGEST:
        return None
    cents = number.quantize(Decimal("0.01"))
    return cents if cents == number else None


def read_number(printed: str, *, scaled: bool = False) -> Decimal | None:
    """A number with thousands and decimals told apart by form; None where it can be read two ways.

    Groups of three digits after the first are thousands (``20.000``), a last group of one or two is decimals, also
    behind the same mark (``28.522.50``). ``scaled`` says that a word such as million follows: then a single mark
    stands before decimals, and three digits after it can be read two ways.
    """
    marks = [c for c in printed if not c.isdigit()]
    groups = re.split(r"[^0-9]", printed)
    if not marks:
        return Decimal(printed)
    if scaled and len(marks) == 1 and marks[0] in ".,":
        return None if len(groups[1]) == 3 else Decimal(f"{groups[0]}.{groups[1]}")
    whole, decimals = (groups, "") if len(groups[-1]) == 3 else (groups[:-1], groups[-1])
    if not _are_thousands(whole, marks[: len(whole) - 1]) or len(decimals) > 2 or (decimals and marks[-1] not in ".,"):
        return None
    return Decimal("".join(whole) + (f".{decimals}" if decimals else ""))


def _are_thousands(groups: list[str], marks: list[str]) -> bool:
    """Whether the groups are a whole number: alone, or behind one kind of mark by threes and no leading zero."""
    if len(groups) == 1:
        return True
    return (
        len(set(marks)) == 1
        and 1 <= len(groups[0]) <= 3
        and groups[0][0] != "0"
        and all(len(g) == 3 for g in groups[1:])
    )
