"""Whether a text has the shape of a person's name. It need not be one: who asks must look at what stands around it."""

from __future__ import annotations

import re

from extractors.data_files import listed
from extractors.text import unclipped

_ANONYMOUS = re.compile(r"anonymous(?: ?\(not verified\))?", re.IGNORECASE)
_ROOM = "extractors.values"
_NO_FIRST_WORDS = ("honorifics", "particles", "further_particles")
_LONGEST = 80
_MOST_WORDS = 5  # of a name that stands alone: a longer run of capitals is a title
_LONGEST_OF_PERSON = 120
_MOST_WORDS_OF_PERSON = 8


def is_anonymous(text: str) -> bool:
    """Whether this is the site's word for an author without a name."""
    return _ANONYMOUS.fullmatch(text) is not None


def has_honorific(text: str) -> bool:
    """Whether a text opens with a title such as ``Ms.``."""
    return text.partition(" ")[0] in listed(_ROOM, "honorifics")


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name, perhaps cut, or of the site's anonymous author."""
    if has_honorific(text) and is_person(unclipped(text)):
        return True
    words = _without_honorifics(unclipped(text))
    fewest = 1 if has_honorific(text) else 2
    named = fewest <= len(words) <= _MOST_WORDS and all(_is_name_word(word) for word in words)
    return (len(text) <= _LONGEST and named and words[0] not in listed(_ROOM, "particles")) or is_anonymous(text)


def is_person(text: str) -> bool:
    """Whether a text that stands beside a role or an office has the shape of a person's name, of up to eight words.

    ``Mr. José Antonio de la Cruz Fernández Gómez`` has; a title without a name, such as ``Ambassador``, has not.
    """
    words = _without_honorifics(text)
    if len(text) > _LONGEST_OF_PERSON or any(words[0] in listed(_ROOM, name) for name in _NO_FIRST_WORDS):
        return False
    fewest = 1 if has_honorific(text) else 2
    return fewest <= len(words) <= _MOST_WORDS_OF_PERSON and all(_is_word_of_person(word) for word in words)


def _without_honorifics(text: str) -> list[str]:
    words, honorifics = text.split(" "), listed(_ROOM, "honorifics")
    while len(words) > 1 and words[0] in honorifics:
        words = words[1:]
    return words


def _is_name_word(word: str) -> bool:
    return word in listed(_ROOM, "particles") or (word[:1].isupper() and all(c.isalpha() or c in ".'’-" for c in word))


def _is_word_of_person(word: str) -> bool:
    articles = listed(_ROOM, "articles_of_names")
    bare = next((word.removeprefix(article) for article in articles if word.startswith(article)), word)
    return word in listed(_ROOM, "further_particles") or _is_name_word(bare)
