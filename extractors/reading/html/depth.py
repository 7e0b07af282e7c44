"""What would keep a parser of HTML busy for long, estimated on the text of a page before any parser sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice

from extractors.data_files import listed

_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|noscript|textarea|title|xmp|iframe)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*+)(?P<rest>[^<>]*+)",
    re.IGNORECASE | re.DOTALL,
)
# So many elements take Lexbor 3 ms, one inside the other.
_FEW_TAGS = 2_000

_TAG = re.compile(r"""<[a-z](?:[^"'>]++|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE)
_ENDS_IN_QUOTES = re.compile(r"""=\s*+"[^">]*+>""")
_ENDS_IN_SINGLE_QUOTES = re.compile(r"""=\s*+'[^'>]*+>""")
_ATTRIBUTE = re.compile(r"""[^\s"'/=>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")


def has_more_attributes(text: str, bound: int) -> bool:
    """Say whether a tag of this HTML has more than ``bound`` attributes, for which parsers need quadratic time."""
    shortest = 2 * bound
    if not _may_hold_tag_of(text, shortest):
        return False
    tags = (tag[0] for tag in _TAG.finditer(text) if tag.end() - tag.start() > shortest)
    return any(next(islice(_ATTRIBUTE.finditer(tag), bound + 1, None), None) is not None for tag in tags)


def _may_hold_tag_of(text: str, length: int) -> bool:
    """Say whether a tag may be longer than ``length`` characters: one has none of ``>`` but within quotation marks."""
    if _ENDS_IN_QUOTES.search(text) or ("='" in text and _ENDS_IN_SINGLE_QUOTES.search(text)):
        return True
    end = 0
    while end + length < len(text):
        last = text.rfind(">", end, end + length)
        if last < end:
            return True
        end = last + 1
    return False


def nests_deeper(text: str, depth: int) -> bool:
    """Say whether more than ``depth`` elements of this HTML are open at once, in time linear in its length.

    Parsers need quadratic time on deep nesting, and some crash, so this is asked first. Few tags keep no parser busy,
    however they nest, so that of these the answer is always False.
    """
    if text.count("<") <= _FEW_TAGS or text.count("<") - text.count("</") <= _FEW_TAGS:
        return False
    never_nesting = listed("extractors.reading.html", "never_nesting")
    open_by_name: Counter[str] = Counter()
    open_now = 0
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        if not name or name in never_nesting:
            continue
        change = _change(token, name, open_by_name)
        open_by_name[name] += change
        open_now += change
        if open_now > depth:
            return True
    return False


def _change(token: re.Match[str], name: str, open_by_name: Mapping[str, int]) -> int:
    """By how many a tag changes the number of open elements: 1, or -1 where it ends one that is open, or 0."""
    if token["end"]:
        return -1 if open_by_name[name] else 0
    closes_itself = token["rest"].endswith("/") and (open_by_name["svg"] or open_by_name["math"])
    return 0 if closes_itself else 1
