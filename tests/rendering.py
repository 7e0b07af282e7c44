"""Truth to the bytes of a page, in the text forms, encodings and containers that pages were saved in."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from tests.saving import record
from tests.truth import BlockTruth, CountryTruth, Form, Part, Teaser, one_word

Style = Literal["value", "bullets", "dashes", "negative"]
MONEY = ("Financial Contribution", "No Financial Contribution")
ROLES = ("RT Participation", "No Participation")


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with the values beneath it. ``block`` is the ordinal of its participation block."""

    label: str
    values: tuple[str, ...] = ()
    style: Style = "value"
    block: int | None = None


class TextLine(NamedTuple):
    """One line with the blank lines before it, and the thing that it belongs to (``PER-01``, ``practice 2``…)."""

    text: str
    gap: int = 0
    owner: str = ""


def identity_entries(country: CountryTruth) -> list[Entry]:
    """The identity; the site swaps the labels of longitude and latitude."""
    place = country.place
    codes = country.prints_codes
    north, east = (
        f"{degrees} {minutes:02d} {letter}" for degrees, minutes, letter in (place.latitude, place.longitude)
    )
    return [
        Entry("Official Name", (place.official_name,) if place.official_name else ()),
        Entry("ISO2 Code", (place.iso2,) if codes else ()),
        Entry("ISO3 Code", (place.iso3,) if codes else ()),
        Entry("Longitude", (north,)),
        Entry("Latitude", (east,)),
        Entry("Geolocation", (place.point,)),
        Entry("Attended Meeting"),
    ]


def _part(label: str, negative: str, part: Part, block: int, marks: Style) -> list[Entry]:
    if part.status == "absent":
        return []
    if part.status == "none":
        return [Entry(label, (negative,), "negative", block)]
    return [Entry(label, tuple(line.text for line in part.lines), marks if part.marked else "value", block)]


def block_entries(block: BlockTruth, number: int, says_yes: bool) -> list[Entry]:
    """One participation block, closed by the summit, behind which only thematic meetings stand."""
    yes = ("Yes",) if says_yes else ()
    entries = [Entry("Delegate", yes, block=number)] if block.delegate else []
    entries += _part(*MONEY, block.money, number, "bullets")
    entries += _part(*ROLES, block.roles, number, "bullets")
    for label, answer in (("Attended Prep Meetings", block.prep), ("Attended Summit", block.summit)):
        if answer != "absent":
            entries.append(Entry(label, yes if answer == "yes" else ("No",), block=number))
    return entries + _part("Thematic Meetings", "", block.meetings, number, "dashes")


def entries_of(country: CountryTruth) -> list[Entry]:
    """Identity and participation, in page order."""
    found = identity_entries(country)
    for number, block in enumerate(country.blocks, 1):
        found += block_entries(block, number, country.says_yes)
    return found


def _entry_lines(entry: Entry, old: bool, iso3: str) -> Iterator[TextLine]:
    owner = f"{iso3}-{entry.block:02d}" if entry.block else "countries"
    yield TextLine(f"{entry.label}: " if old else entry.label, owner=owner)
    mark = {"bullets": "  • {} ", "dashes": "- {}"}.get(entry.style, "{}")
    for value in entry.values:
        yield TextLine(mark.format(value), int(entry.style == "negative"), owner)


def _spread(lines: list[TextLine]) -> list[TextLine]:
    """An explicit negative has a blank line behind it as well as before it."""
    pairs = zip([TextLine(""), *lines], lines, strict=False)
    return [line._replace(gap=1) if before.gap and not line.gap else line for before, line in pairs]


def teaser_lines(teaser: Teaser, owner: str) -> Iterator[TextLine]:
    """A teaser as text: list items close up, an untitled one and a bare author stand behind two blank lines."""
    if teaser.title is not None:
        yield TextLine(teaser.title, 1, owner)
    if teaser.submitted_line is not None:
        yield TextLine(teaser.submitted_line, 1, owner)
    for at, paragraph in enumerate(teaser.paragraphs):
        yield TextLine(paragraph, 2 if teaser.title is None and at == 0 else 1, owner)
    for at, item in enumerate(teaser.items):
        yield TextLine(item, 1 if at == 0 else 0, owner)
    if teaser.author_after and teaser.author is not None:
        yield TextLine(teaser.author, 2, owner)


def text_lines(country: CountryTruth, form: Form) -> list[TextLine]:
    """The lines of a text page, in order, without those that the form loses."""
    old = form in {"old", "old_short"}
    upper = [line for entry in entries_of(country) for line in _entry_lines(entry, old, country.place.iso3)]
    lower = [line for at, teaser in enumerate(country.teasers, 1) for line in teaser_lines(teaser, f"practice {at}")]
    if lower:
        lower[0] = lower[0]._replace(gap=max(1, lower[0].gap))
    last = TextLine(f"Subscribe to {country.place.short_name}", 2, "countries")
    lines = [*_spread(upper), *lower, last]
    return [line for line in lines if not (form in {"short", "old_short"} and one_word(line.text))]


def text_of(lines: Sequence[TextLine]) -> str:
    """The lines with their blank ones, without a break at the end."""
    return "\n".join("\n" * line.gap + line.text for line in lines)


def page_text(country: CountryTruth, form: Form) -> str:
    """A page in a text form."""
    return text_of(text_lines(country, form))


def spans(lines: Sequence[TextLine]) -> dict[str, tuple[int, int]]:
    """The first and last physical line of each owner."""
    found: dict[str, tuple[int, int]] = {}
    number = 0
    for line in lines:
        number += line.gap + 1
        first, _ = found.get(line.owner, (number, number))
        found[line.owner] = (first, number)
    return found


def loosely_spaced(text: str, rng: Random) -> str:
    """The text with some spaces widened or made no-break, as saved pages have them."""
    kinds = (" ",) * 12 + ("\u00a0", "  ", " \u00a0")
    return "".join(rng.choice(kinds) if letter == " " else letter for letter in text)


def encoded(text: str, name: str) -> bytes | None:
    """The bytes of a page in a named encoding, or None if the encoding lacks a letter."""
    encoding, _, breaks = name.partition("+")
    text = text.replace("\n", "\r\n") if breaks == "crlf" else text
    try:
        return text.encode({"bom": "utf-8-sig"}.get(encoding, encoding))
    except UnicodeEncodeError:
        return None


ENCODINGS = ("utf-8", "bom", "utf-16", "cp1252", "utf-8+crlf", "cp1252+crlf")


def gzipped(payload: bytes) -> bytes:
    """The payload, gzip-compressed without a time."""
    return gzip.compress(payload, mtime=0)


def chunked(payload: bytes, size: int = 700) -> bytes:
    """The payload in the chunks of HTTP."""
    parts = [payload[at : at + size] for at in range(0, len(payload), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def warc(pages: Mapping[str, bytes], media_type: str, compressed: bool, coding: str = "") -> bytes:
    """A WARC file with one response record a page, by address; ``coding`` is ``gzip``, ``chunked`` or nothing."""
    code, headers = CODINGS[coding]
    return b"".join(
        record(url, code(payload), f"2024-05-01T10:00:{second % 60:02d}Z", headers, "200 OK", media_type, compressed)
        for second, (url, payload) in enumerate(pages.items())
    )


CODINGS: Mapping[str, tuple[Callable[[bytes], bytes], list[tuple[str, str]]]] = {
    "": (bytes, []),
    "gzip": (gzipped, [("Content-Encoding", "gzip")]),
    "chunked": (chunked, [("Transfer-Encoding", "chunked")]),
}
"""How the body of an answer is coded, and the header that says so."""
