"""How values are put in words: the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from warehouse.site.blocks import Value
from warehouse.site.release import Row

NOT_SAID = "not said"
UNTITLED = "Without a title"
_STATUS: Mapping[str, str] = {
    "listed": "listed",
    "none": "said: none",
    "blank": "label without an entry",
    "absent": "no label",
}
_BASES: Mapping[str, str] = {
    "stated": "a year it states",
    "roundtable": "a roundtable",
    "meeting": "a meeting",
    "contribution": "a contribution",
    "position": "the order of blocks",
}
CODE_BASES: Mapping[str, str] = {
    "page": "the codes printed on the page",
    "official_name": "the official name printed",
    "name": "the short name printed",
    "url": "the address of the page",
    "file_name": "the name of the file",
}


def words(value: object) -> str:
    """A value as a text: ``Decimal("1200.50")`` gives ``1,200.50``, ``co_chair`` stays, nothing is not said."""
    if not is_said(value):
        return NOT_SAID
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return amount(value)
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    return str(value)


def is_said(value: object) -> bool:
    """Whether a value says anything: None, an empty text and an empty list do not."""
    return value is not None and value not in ("", (), [])


def amount(value: Decimal) -> str:
    """An exact amount with its thousands apart, and without cents that are none: ``700,000``, ``66,250.50``."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,}"


def shown(value: object, href: str | None = None) -> Value:
    """A value as a page shows it, with the way to its evidence."""
    return Value(words(value), href, said=is_said(value))


def plain(code: str | None) -> str | None:
    """A code as words: ``co_chair`` gives ``co-chair``, ``thematic_meeting`` gives ``thematic meeting``."""
    if code is None:
        return None
    return code.replace("co_chair", "co-chair").replace("_", " ")


def status(code: str | None) -> str | None:
    """How a list of a block is told: ``none`` is an explicit negative, ``absent`` has not even a label."""
    return None if code is None else _STATUS.get(code, code)


def edition_of(participation: Row) -> str:
    """The edition of a block, or the range that is open: ``2016``, or ``2010–2011, open``."""
    if participation["edition"] is not None:
        return str(participation["edition"])
    first, last = participation["edition_first"], participation["edition_last"]
    return NOT_SAID if first is None else f"{first}–{last}, open"


def settled_by(participation: Row) -> str:
    """What settled the edition of a block: ``a roundtable``; nothing did where it is open."""
    basis = participation["edition_basis"]
    return "nothing: it is open" if basis is None else _BASES.get(basis, basis)


def page_name(page: Row) -> str:
    """What a saved page is called: its address, or where it has none its path."""
    name: str = page["url"] or page["path"]
    return name


def days(first: date | None, last: date | None) -> str | None:
    """A span of days: ``2016-12-10 to 2016-12-12``, or one day."""
    if first is None:
        return None
    return first.isoformat() if last in {None, first} else f"{first.isoformat()} to {words(last)}"


def titled(table: str) -> str:
    """The name of a table as a title: ``roundtable_roles`` gives ``Roundtable roles``."""
    return table.replace("_", " ").capitalize()


def short(number: float | Decimal) -> str:
    """A number in few letters, for a label on a chart: ``1700000`` gives ``1.7M``, ``35000`` gives ``35k``."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{float(number) / size:.1f}".removesuffix(".0") + letter
    return f"{float(number):g}"


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; the end of a longer one is ``…``."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def counted(number: int, what: str, several: str | None = None) -> str:
    """``1 country``, ``2 countries``."""
    return f"{number:,} {what if number == 1 else several or f'{what}s'}"
