"""The fixed words of the site: labels, their answers, and explicit negatives.

Read off saved copies of the pages of 26 countries; the old site ends a label in ``: ``.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from extractors.text import BULLETS, plain_dashes, without_mark


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
    "iso-2 code": Label.ISO2,
    "iso3 code": Label.ISO3,
    "iso 3 code": Label.ISO3,
    "iso-3 code": Label.ISO3,
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
    r"(" + "|".join(sorted(_PRINTED, key=len, reverse=True)) + r")(?!-)(?: ?(:))?( ?)(.*)", re.IGNORECASE
)
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

_YES = frozenset({"yes", "✓", "✔", "☑"})
_NO = frozenset({"no", "✗", "✘", "☒"})
_NOT_AVAILABLE = frozenset({
    "n/a", "n.a", "na", "not applicable", "not available", "tba", "tbc", "tbd", "unknown", "not known", "no data",
    "no information", "no information available", "information not available", "to be confirmed", "to be announced",
    "to be determined", "desconocido", "no disponible", "inconnu", "non disponible", "desconhecido", "não disponível",
})  # fmt: skip
NEGATIVES = frozenset(
    {
        "no",
        "none",
        "no contribution",
        "no contributions",
        "no financial contribution",
        "no financial contributions",
        "nil",
        "no participation",
        "no rt participation",
        "no roundtable participation",
        "no thematic meeting",
        "no thematic meetings",
    }
)

_LIKE_NEGATIVE = re.compile(
    r"no (?:(?:financial|monetary|cash|in[ -]?kind|or|other|rt|round ?table|thematic) ){0,4}"
    r"(?:contributions?|participations?|meetings?|workshops?|round ?tables?)"
    r"(?: (?:was|were|has been|have been|made|given|recorded|reported|listed)){0,3}"
)


def labelled(text: str) -> Labelled | None:
    """The label that a line opens with, or None if it is a value.

    What follows a label on its line is a value where a colon stands between, where markup of the page put a value
    beside its label (``Yes``, a coordinate, a list mark, a sentence of its own), or, for the official name, anyway.
    Markup that only a style sheet spaces leaves no space at all: ``Attended SummitYes``.
    """
    match = _OPENING.fullmatch(text)
    if match is None:
        return None
    label, colon, rest = _PRINTED[match[1].casefold()], match[2] is not None, match[4].strip()
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


def answer(text: str) -> bool | None:
    """What ``Yes``, ``No`` or a tick beside a label says, however it is marked, or None if a text says neither."""
    said = without_mark(text).strip("().!").casefold()
    return True if said in _YES else False if said in _NO else None


def is_negative(text: str) -> bool:
    """Whether a value says outright that there was nothing, such as ``No Financial Contribution``."""
    said = plain_dashes(without_mark(text)).rstrip(".").casefold()
    return answer(text) is False or said in NEGATIVES or _LIKE_NEGATIVE.fullmatch(said) is not None


def says_nothing(text: str) -> bool:
    """Whether a value is an empty list item, or words for a value that is not there, such as ``N/A``."""
    said = without_mark(text).strip("().").casefold()
    return said in _NOT_AVAILABLE or (answer(text) is None and not any(c.isalnum() for c in said))


def begins_last_words(text: str) -> bool:
    """Whether a line is the beginning of ``Submitted by`` or of the page's last line, without what follows it."""
    return any(words.startswith(text.casefold()) for words in _LAST_WORDS)


def begins_answer(text: str) -> bool:
    """Whether a line is the beginning, but not the whole, of a ``Yes`` or ``No``: it was cut there."""
    folded = text.casefold()
    return any(word != folded and word.startswith(folded) for word in (*_YES, *_NO))


def begins_fixed_words(text: str) -> bool:
    """Whether a line is the beginning, but not the whole, of a label or a negative: it was cut there."""
    folded = text.casefold()
    if begins_last_words(text):
        return True
    if folded in _PRINTED or (folded in NEGATIVES and " " in folded):
        return False
    return any(words != folded and words.startswith(folded) for words in (*_PRINTED, *NEGATIVES))


_LAST_WORDS = ("subscribe to ", "submitted by ")
_NO_NAME = r"(?:our|your|my|this)\b|.{0,80}\b(?:(?:e-?)?newsletters?|news|rss|feeds?|updates?|mailing|channel)\b"
SUBSCRIPTION = re.compile(rf"Subscribe to (?!{_NO_NAME})(.+)", re.IGNORECASE)
"""The last line of a whole page, with the country's short name; a newsletter of the site is no country."""
SUBMITTED_BY = re.compile(r"Submitted by:?(?: (.*))?", re.IGNORECASE)
