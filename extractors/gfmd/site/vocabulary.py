"""The fixed words of the site: labels, their answers, and explicit negatives.

They are in ``words.toml``; the old site ends a label in ``: ``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum, auto
from functools import cache
from typing import NamedTuple

from extractors.data_files import any_of, listed, meanings
from extractors.text import BULLETS, kept_by_text, plain_dashes, without_mark


class Label(IntEnum):
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

_ROOM = "extractors.gfmd.site"
_VALUE_AFTER_LABEL = re.compile(
    rf"\(?(?:yes|no)\b|[✓✔☑✗✘☒{BULLETS}*€£-]|(?:CHF|USD|EUR|Euro|SEK|NOK|DKK|GBP|AUD|CAD|US\$)(?![a-z])|in ?-? ?kind\b"
    r"|(?:government )?team member|(?:co ?-? ?)?chair|member of|speaker|panel|rapporteur|moderator|co-?ordinator"
    r"|attended |participated ",
    re.IGNORECASE,
)
_COORDINATE_AFTER_LABEL = re.compile(r"point ?\(|[0-9]", re.IGNORECASE)
_WORD_MARKS = frozenset("'’_")

# Printed just so these are labels, whatever sentence markup put on the same line.
_FIRM_LABELS = frozenset({"Financial Contribution", "RT Participation", "Thematic Meetings"})

_LIKE_NEGATIVE = re.compile(
    r"no (?:(?:financial|monetary|cash|in[ -]?kind|or|other|rt|round ?table|thematic) ){0,4}"
    r"(?:contributions?|participations?|meetings?|workshops?|round ?tables?)"
    r"(?: (?:was|were|has been|have been|made|given|recorded|reported|listed)){0,3}"
)


@kept_by_text
def labelled(text: str) -> Labelled | None:
    """The label that a line opens with, or None if it is a value.

    What follows a label on its line is a value where a colon stands between, where markup of the page put a value
    beside its label (``Yes``, a coordinate, a list mark, a sentence of its own), or, for the official name, anyway.
    Markup that only a style sheet spaces leaves no space at all: ``Attended SummitYes``.
    """
    match = _opening().fullmatch(text)
    if match is None:
        return None
    label, colon, rest = _labels()[match[1].casefold()], match[2] is not None, match[4].strip()
    if not rest or colon:
        return Labelled(label, colon, rest)
    if not match[3] and (rest[0].islower() or rest[0] in _WORD_MARKS):
        return None  # the beginning of another word, such as "Delegates'" or "Latitudes"
    return Labelled(label, colon, rest) if _is_value_beside(match[1], label, rest) else None


def _is_value_beside(printed: str, label: Label, rest: str) -> bool:
    if label in (Label.OFFICIAL_NAME, Label.ISO2, Label.ISO3) or (printed in _FIRM_LABELS and rest[0].isupper()):
        return True
    value = _COORDINATE_AFTER_LABEL if label in COORDINATE_LABELS else _VALUE_AFTER_LABEL
    return value.match(plain_dashes(rest)) is not None or is_negative(rest)


def is_bare(found: Labelled) -> bool:
    """Whether a line is a label and no more than that: a colon, an answer or nothing follows its words."""
    return not found.rest or found.colon or answer(found.rest) is not None


@kept_by_text
def answer(text: str) -> bool | None:
    """What ``Yes``, ``No`` or a tick beside a label says, however it is marked, or None if a text says neither."""
    said = meanings(_ROOM, "answers").get(without_mark(text).strip("().!").casefold())
    return None if said is None else said == "yes"


@kept_by_text
def is_negative(text: str) -> bool:
    """Whether a value says outright that there was nothing, such as ``No Financial Contribution``."""
    said = plain_dashes(without_mark(text)).rstrip(".").casefold()
    return answer(text) is False or said in listed(_ROOM, "negatives") or _LIKE_NEGATIVE.fullmatch(said) is not None


@kept_by_text
def says_nothing(text: str) -> bool:
    """Whether a value is an empty list item, or words for a value that is not there, such as ``N/A``."""
    said = without_mark(text).strip("().").casefold()
    return said in listed(_ROOM, "not_available") or (answer(text) is None and not any(c.isalnum() for c in said))


def begins_last_words(text: str) -> bool:
    """Whether a line is the beginning of ``Submitted by`` or of the page's last line, without what follows it."""
    return any(words.startswith(text.casefold()) for words in _LAST_WORDS)


def begins_answer(text: str) -> bool:
    """Whether a line is the beginning, but not the whole, of a ``Yes`` or ``No``: it was cut there."""
    folded = text.casefold()
    return any(word != folded and word.startswith(folded) for word in meanings(_ROOM, "answers"))


def begins_fixed_words(text: str) -> bool:
    """Whether a line is the beginning, but not the whole, of a label or a negative: it was cut there."""
    folded, labels, negatives = text.casefold(), _labels(), listed(_ROOM, "negatives")
    if begins_last_words(text):
        return True
    if folded in labels or (folded in negatives and " " in folded):
        return False
    return any(words != folded and words.startswith(folded) for words in (*labels, *negatives))


@cache
def _labels() -> Mapping[str, Label]:
    """The label that each printed form is: ``iso 2 code`` is ISO2."""
    return {printed: Label[name] for printed, name in meanings(_ROOM, "labels").items()}


@cache
def _opening() -> re.Pattern[str]:
    """A line that opens with a label: its words, a colon, a space, and the rest."""
    return re.compile(rf"({any_of(map(re.escape, _labels()))})(?!-)(?: ?(:))?( ?)(.*)", re.IGNORECASE)


_LAST_WORDS = ("subscribe to ", "submitted by ")
_NO_NAME = r"(?:our|your|my|this)\b|.{0,80}\b(?:(?:e-?)?newsletters?|news|rss|feeds?|updates?|mailing|channel)\b"
SUBSCRIPTION = re.compile(rf"Subscribe to (?!{_NO_NAME})(.+)", re.IGNORECASE)
"""The last line of a whole page, with the country's short name; a newsletter of the site is no country."""
SUBMITTED_BY = re.compile(r"Submitted by:?(?: (.*))?", re.IGNORECASE)
