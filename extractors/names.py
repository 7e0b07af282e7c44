"""Whether a text has the shape of a person's name. It need not be one: who asks must look at what stands around it."""

from __future__ import annotations

import re

from extractors.text import unclipped

_ANONYMOUS = re.compile(r"anonymous(?: ?\(not verified\))?", re.IGNORECASE)
# fmt: off
_HONORIFICS = frozenset({
    "Mr.", "Ms.", "Mrs.", "Mx.", "Dr.", "Prof.", "Amb.", "Hon.", "Sr.", "Sra.", "Mme.", "M.", "Eng.", "H.E.", "H.E",
    "Mr", "Ms", "Mrs", "Miss", "Dr", "Prof", "Professor", "Ambassador", "Amb", "Mme", "Sir", "Dame", "Sr", "Sra",
})
_PARTICLES = frozenset({
    "de", "da", "do", "dos", "del", "della", "di", "la", "las", "le", "los", "van", "von", "der", "den", "ter",
    "bin", "ben", "al", "el", "y", "e",
})
# fmt: on
_LONGEST = 80
_MOST_WORDS = 5


def is_anonymous(text: str) -> bool:
    """Whether this is the site's word for an author without a name."""
    return _ANONYMOUS.fullmatch(text) is not None


def has_honorific(text: str) -> bool:
    """Whether a text opens with a title such as ``Ms.``."""
    return text.partition(" ")[0] in _HONORIFICS


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name, perhaps cut, or of the site's anonymous author."""
    if len(text) > _LONGEST:
        return False
    words = unclipped(text).split(" ")
    while len(words) > 1 and words[0] in _HONORIFICS:
        words = words[1:]
    fewest = 1 if has_honorific(text) else 2
    named = fewest <= len(words) <= _MOST_WORDS and all(_is_name_word(word) for word in words)
    return (named and words[0] not in _PARTICLES) or is_anonymous(text)


def _is_name_word(word: str) -> bool:
    return word in _PARTICLES or (word[:1].isupper() and all(c.isalpha() or c in ".'’-" for c in word))
