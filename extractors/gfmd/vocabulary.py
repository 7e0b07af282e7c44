"""The fixed words of the site: labels, explicit negatives, and the texts that are ignored by name.

Read off saved copies of the pages of 26 countries; the old site ends a label in ``: ``.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from extractors.text import without_mark


class Label(Enum):
    """The labels of a country page."""

    OFFICIAL_NAME = auto()
    ISO2 = auto()
    ISO3 = auto()
    LONGITUDE = auto()
    LATITUDE = auto()
    GEOLOCATION = auto()
    PARTICIPATION = auto()
    DELEGATE = auto()
    CONTRIBUTION = auto()
    ROUNDTABLES = auto()
    PREP_MEETINGS = auto()
    SUMMIT = auto()
    THEMATIC_MEETINGS = auto()


class Labelled(NamedTuple):
    """A line that opens with a label: the label, whether a colon ends it, and what follows on the same line."""

    label: Label
    colon: bool
    rest: str


IDENTITY_LABELS = frozenset(
    {Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3, Label.LONGITUDE, Label.LATITUDE, Label.GEOLOCATION}
)
COORDINATE_LABELS = frozenset({Label.LONGITUDE, Label.LATITUDE, Label.GEOLOCATION})
# The order within a block. Only the thematic meetings may follow the summit, which closes the block.
BLOCK_LABELS = (
    Label.DELEGATE,
    Label.CONTRIBUTION,
    Label.ROUNDTABLES,
    Label.PREP_MEETINGS,
    Label.SUMMIT,
    Label.THEMATIC_MEETINGS,
)
# The short form loses every line of one word: these tell whether it did.
ONE_WORD_LABELS = frozenset({*COORDINATE_LABELS, Label.DELEGATE})

_PRINTED = {
    "official name": Label.OFFICIAL_NAME,
    "iso2 code": Label.ISO2,
    "iso 2 code": Label.ISO2,
    "iso3 code": Label.ISO3,
    "iso 3 code": Label.ISO3,
    "longitude": Label.LONGITUDE,
    "latitude": Label.LATITUDE,
    "geolocation": Label.GEOLOCATION,
    "attended meeting": Label.PARTICIPATION,
    "attended meetings": Label.PARTICIPATION,
    "delegate": Label.DELEGATE,
    "delegates": Label.DELEGATE,
    "financial contribution": Label.CONTRIBUTION,
    "financial contributions": Label.CONTRIBUTION,
    "rt participation": Label.ROUNDTABLES,
    "rt participations": Label.ROUNDTABLES,
    "attended prep meetings": Label.PREP_MEETINGS,
    "attended prep meeting": Label.PREP_MEETINGS,
    "attended summit": Label.SUMMIT,
    "thematic meetings": Label.THEMATIC_MEETINGS,
    "thematic meeting": Label.THEMATIC_MEETINGS,
}
_OPENING = re.compile(
    r"(" + "|".join(sorted(_PRINTED, key=len, reverse=True)) + r")(?![\w-])(?: ?(:))?(?: (.*))?", re.IGNORECASE
)
_VALUE_AFTER_LABEL = re.compile(
    r"(?:yes|no)\b|[•·▪◦*€£-]|(?:CHF|USD|EUR|Euro|SEK|NOK|DKK|GBP|AUD|CAD|US\$)(?![a-z])|in ?-? ?kind\b"
    r"|(?:government )?team member|(?:co ?-? ?)?chair|member of|speaker|panel|rapporteur|moderator|co-?ordinator"
    r"|attended |participated ",
    re.IGNORECASE,
)
_COORDINATE_AFTER_LABEL = re.compile(r"point ?\(|[0-9]", re.IGNORECASE)

# Printed just so these are labels, whatever sentence markup put on the same line.
_FIRM_LABELS = frozenset({"Financial Contribution", "RT Participation", "Thematic Meetings"})

YES = frozenset({"yes"})
NO = frozenset({"no"})
NEGATIVES = frozenset(
    {
        "no",
        "none",
        "no contribution",
        "no contributions",
        "no financial contribution",
        "no financial contributions",
        "no participation",
        "no rt participation",
        "no roundtable participation",
        "no thematic meeting",
        "no thematic meetings",
    }
)


def labelled(text: str) -> Labelled | None:
    """The label that a line opens with; None where it is a value.

    What follows a label on its line is a value where a colon stands between, where markup of the page put a value
    beside its label (``Yes``, a coordinate, a list mark, a sentence of its own), or, for the official name, anyway.
    """
    match = _OPENING.fullmatch(text)
    if match is None:
        return None
    label, colon, rest = _PRINTED[match[1].casefold()], match[2] is not None, (match[3] or "").strip()
    if not rest or colon or label in (Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3):
        return Labelled(label, colon, rest)
    if match[1] in _FIRM_LABELS and rest[0].isupper():
        return Labelled(label, colon, rest)
    value = _COORDINATE_AFTER_LABEL if label in COORDINATE_LABELS else _VALUE_AFTER_LABEL
    return Labelled(label, colon, rest) if value.match(rest) or is_negative(rest) else None


def is_negative(text: str) -> bool:
    """Whether a value says outright that there was nothing, such as ``No Financial Contribution``."""
    return without_mark(text).rstrip(".").casefold() in NEGATIVES


def begins_fixed_words(text: str) -> bool:
    """Whether a line is the beginning, but not the whole, of a label or a negative: it was cut there."""
    folded = text.casefold()
    if folded in _PRINTED or (folded in NEGATIVES and " " in folded):
        return False
    return any(words != folded and words.startswith(folded) for words in (*_PRINTED, *NEGATIVES))


SUBSCRIPTION = re.compile(r"Subscribe to (.+)", re.IGNORECASE)
SUBMITTED_BY = re.compile(r"Submitted by(?: (?!on\b)(.*?))?(?: on\b ?(.*))?", re.IGNORECASE)

_IGNORED_TEXTS = {
    "skip to main content": "navigation",
    "skip to content": "navigation",
    "main navigation": "navigation",
    "main menu": "navigation",
    "toggle navigation": "navigation",
    "menu": "navigation",
    "home": "navigation",
    "search": "navigation",
    "search form": "navigation",
    "log in": "navigation",
    "login": "navigation",
    "user account menu": "navigation",
    "you are here": "breadcrumb",
    "breadcrumb": "breadcrumb",
    "pagination": "pager",
    "pages": "pager",
    "first page": "pager",
    "previous page": "pager",
    "next page": "pager",
    "last page": "pager",
    "current page": "pager",
    "read more": "teaser link",
    "add new comment": "teaser link",
    "log in to post comments": "teaser link",
    "log in or register to post comments": "teaser link",
    "share": "social",
    "tweet": "social",
    "facebook": "social",
    "twitter": "social",
    "print": "social",
    "powered by drupal": "footer",
    "footer": "footer",
    "contact": "footer",
    "contact us": "footer",
    "privacy policy": "footer",
    "terms of use": "footer",
    "all rights reserved": "footer",
}
_IGNORED_PATTERNS = (
    (re.compile(r"(?:current )?page [0-9]{1,4}(?: of [0-9]{1,4})?", re.IGNORECASE), "pager"),
    (re.compile(r"[«‹<]{1,2} ?(?:first|previous|prev)|(?:next|last) ?[»›>]{1,2}", re.IGNORECASE), "pager"),
    (re.compile(r"[«‹›»<>|…]{1,3}|[0-9]{1,3}"), "pager"),
    (re.compile(r"read more about .{1,300}", re.IGNORECASE), "teaser link"),
    (re.compile(r"home ?[›»>/] ?.{1,300}", re.IGNORECASE), "breadcrumb"),
    (re.compile(r"(?:©|copyright\b).{0,200}", re.IGNORECASE), "footer"),
)
# fmt: off
_PAGER_SIGNS = frozenset({
    "first", "previous", "prev", "next", "last", "page", "pages", "current",
    "«", "‹", "›", "»", "<<", "<", ">", ">>", "‹‹", "››",
})
_PAGER_WORDS = _PAGER_SIGNS | {"of", "|", "…", "..."}
_LANGUAGES = frozenset({
    "english", "français", "francais", "español", "espanol", "العربية", "русский", "中文", "português", "deutsch",
    "en", "fr", "es", "|", "/",
})
# fmt: on
_PAGER_TARGET = re.compile(r"[^?]{0,500}\?(?:[^=&]{1,50}=[^&]{0,200}&){0,9}page=[0-9]{1,5}(?:[&#].{0,500})?")
_FRAME_LENGTH = 200


def ignored_name(text: str) -> str | None:
    """The name under which a line of the site's frame is ignored; None where the text is not a listed one."""
    folded = text.casefold().rstrip(":").rstrip()
    if folded in _IGNORED_TEXTS:
        return _IGNORED_TEXTS[folded]
    name = next((name for pattern, name in _IGNORED_PATTERNS if pattern.fullmatch(text)), None)
    return name or _named_by_words(folded)


def _named_by_words(folded: str) -> str | None:
    """A pager or a switch of languages that stands on one line."""
    words = folded.split(" ") if len(folded) <= _FRAME_LENGTH else []
    if words and all(word in _LANGUAGES for word in words):
        return "languages"
    pager = all(word in _PAGER_WORDS or (word.isascii() and word.isdigit()) for word in words)
    return "pager" if pager and any(word in _PAGER_SIGNS for word in words) else None


_FRAME_TEXTS = frozenset(
    {"accept", "decline", "acceptdecline", "searchsearch", "countries", "country profile", "country information"}
    | {"policies and practices", "latest practices", "related practices", "upcoming events", "latest news", "tags"}
    | {"your name", "comment", "your namecomment", "save", "preview", "savepreview"}
)
_FRAME_PATTERN = re.compile(r".{0,120}\bcookies?\b.{0,200}|(?:follow|like|find|join) us\b.{0,80}", re.IGNORECASE)


def is_frame_text(text: str) -> bool:
    """Whether a text is ignored around the content, where no part of the page stands: cookies, social links."""
    return text.casefold().rstrip(":") in _FRAME_TEXTS or _FRAME_PATTERN.fullmatch(text) is not None


def is_pager_link(href: str | None) -> bool:
    """Whether a link leads to a further page of the same list."""
    return href is not None and _PAGER_TARGET.fullmatch(href) is not None
