"""Named repairs of damaged text, line by line. Each gives back the line as printed and as repaired.

Sound text stays as it is: curly quotes are not straightened, typing errors stay typing errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import ftfy

from schemas.document import Document, Line
from schemas.extraction import Repair

# Windows-1252 quotes (0x91 to 0x94) that were read as Mac Roman. Common repair libraries leave these alone.
_MAC_QUOTES = {"ë": "‘", "í": "’", "ì": "“", "î": "”"}
# Few words begin so in sound text: Albanian ëndrra (dreams).
_MAC_PAIR = re.compile(r"(?<!\w)(?:ë(?=\S)(?!ndrr)([^ëí]{1,400}?)(?<=\S)í(?!\w)|ì(?=\S)([^ìî]{1,400}?)(?<=\S)î(?!\w))")
_MAC_LONE = re.compile(r"(?<!\w)([#@]?\w{2,100})í(?!\w)")
_SUSPECT = re.compile(r"[\u0080-\u009f]|[ÂÃâÅÐÎÏØÙðàãåŁ][^\x00-\x7f]")
# The end of a word in capitals before a quotation mark or dash (“AMANHÔ), or of one such as İLÂ before a word.
_END_OF_CAPITALS = re.compile(r"(?<=[A-ZÀ-ÞĀ-Ž])[ÂÃÐÎÏØ](?=[‘’“”»–—•…™](?!\w)|(?<=Â) (?![0-9]))")
# What all of these begin with or have, in one class, which is searched for much faster.
_MAY_BE_DAMAGED = re.compile("[\u0080-\u009fÂÃâÅÐÎÏØÙðàãåŁíî]")
_GUARD = "\x01"
_LOST_BYTE = re.compile(r"â€(?=[\s.,;:!?)]|$)")  # the last byte of ” has no letter in Windows-1252


def repair_document(document: Document) -> tuple[Document, tuple[Repair, ...]]:
    """The document with its damaged lines repaired, and what was repaired, in order of lines."""
    suspect = [line for line in document.lines if not line.text.isascii() and _MAY_BE_DAMAGED.search(line.text)]
    damaged = frozenset(word for line in suspect for word in _words_between_mac_quotes(line.text))
    repairs: list[Repair] = []
    repaired: dict[int, Line] = {}
    for line in suspect:
        text = line.text
        for name, mend in _repairs(damaged):
            mended = mend(text)
            if mended != text:
                repairs.append(Repair(line.number, name, text, mended))
                text = mended
        if text is not line.text:
            repaired[line.number] = line._replace(text=text)
    if not repaired:
        return document, ()
    return replace(document, lines=tuple(repaired.get(line.number, line) for line in document.lines)), tuple(repairs)


def _repairs(damaged: frozenset[str]) -> Sequence[tuple[str, Callable[[str], str]]]:
    return (
        ("utf8_read_as_other", _decode_again),
        ("mac_roman_quotes", _restore_pairs),
        ("mac_roman_lone_quote", lambda text: _restore_lone(text, damaged)),
    )


def _decode_again(text: str) -> str:
    """Text whose UTF-8 bytes were read in another encoding, such as ``â€™`` for ``’``.

    A word in capitals that ends before a quotation mark looks the same and is sound: a guard keeps the two apart.
    """
    if _GUARD in text or not _SUSPECT.search(text):
        return text
    guarded = _END_OF_CAPITALS.sub(lambda match: match[0] + _GUARD, text)
    if not _SUSPECT.search(guarded):
        return text
    mended: str = ftfy.fix_encoding(_LOST_BYTE.sub("â€\u009d", guarded))
    return mended.replace(_GUARD, "").replace("\u00a0", " ")


def _restore_pairs(text: str) -> str:
    return _MAC_PAIR.sub(lambda m: _MAC_QUOTES[m[0][0]] + m[0][1:-1] + _MAC_QUOTES[m[0][-1]], text)


def _restore_lone(text: str, damaged: frozenset[str]) -> str:
    """A closing quote whose opening one is lost, only where the page has that very word between both."""
    return _MAC_LONE.sub(lambda m: m[1] + "’" if m[1] in damaged else m[0], text)


def _words_between_mac_quotes(text: str) -> list[str]:
    return [match[1] or match[2] for match in _MAC_PAIR.finditer(text)] if "í" in text or "î" in text else []
