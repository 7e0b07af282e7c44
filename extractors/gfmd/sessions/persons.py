"""The people that a line is about, with the office or body that stands beside their names.

Seen: ``Mr X, Director of Y, was speaker for the RT 1.2``. Also ``Ms X (Ministry of Y) - speaker at RT 2.1``.
A country, a body or an office is no person: what may be one of these gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from extractors.data_files import listed
from extractors.text import DASH, without_accents
from extractors.values.countries import country_named
from extractors.values.names import has_honorific, is_person

_SURE_ROLES = (
    r"(?:speakers?|panell?ists?|resource persons?|moderators?|rapporteurs?|discussants?|team members?|conveners?)\b"
)
_ROLE_IN_VENUE = (
    r"(?:co ?-? ?|vice ?-? ?)?(?:chair(?:person|man|woman)?s?|coordinators?|hosts?),? "
    r"(?:(?:in|of|for|at|on) (?:the )?)?"
    r"(?:RTs?|round ?-?tables?|clusters?|working sessions?|thematic|common space|business round|platform for|[0-9])"
)
_BEFORE_ROLE = r"(?:(?:a|an|the|as|also|main|lead|keynote|general|government(?:al)?|gov\.?) ){0,3}"
# What leads from a person to the role.
_LINK = re.compile(
    r"(?<!\bwell),? (?P<verb>was|were|is|are|(?:(?:act|serv|participat)ed |spoke |took part )?as(?! well\b))"
    r"(?: an?| the)? "
    r"|,? (?=(?:co-?)?(?:chaired|moderated) )"
    rf"|(?:(?<=[)\]])|,| ?[:;]| ?{DASH}) ?(?={_BEFORE_ROLE}(?:{_SURE_ROLES}|{_ROLE_IN_VENUE}))",
    re.IGNORECASE,
)
_PLURAL_ROLE = re.compile(
    rf"{_BEFORE_ROLE}(?:co ?-? ?)?(?:speaker|panell?ist|resource person|moderator|rapporteur|discussant|team member"
    r"|convener|chair(?:person)?|coordinator|host)s\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(rf" ?[(\[]| (?:of|from) | {DASH} |,(?! (?:Jr|Sr|PhD|II|III|IV)\b)(?: (?:of|from) )?")
# A session between a person and the role is no part of the office: "Ms X (Ministry of Y), RT 2.1, speaker".
_SESSION = re.compile(
    r"[ ,;:(-]{0,4}\b(?:RTs?|round ?-?tables?|clusters?|working sessions?|common space)[ .:]{0,2}(?:[0-9]|I{1,3}\b|\b)",
    re.IGNORECASE,
)
_NEXT_PERSON = re.compile(
    r"(?:\band\b|&|,|;|/|\bwith\b|\bas well as\b) ?(?:the )?(?:Mr|Ms|Mrs|Dr|Prof|Amb|H\.E|Mme|Sra?)\b"
)
_MORE_BEHIND_BRACKET = re.compile(r"[)\]] ?(?:and\b|&|;|/|as well as\b|with\b)")
_IN_BRACKET = re.compile(r"\A((?:[^()\[\]]|\([^()]{0,80}\)){1,200})[)\]](.*)")
_OPENS = re.compile(
    rf"(?:\A|(?:[,;/&\"”»]|{DASH}|\band\b|\bas well as\b)(?: and)? )(?=[^\W\d_])",
)
_WORDS_OF_SHORT_NAME = 2  # "Ms. Jane Head" is a name, "Mr. X Y Head" a name with an office
_LONGEST = 250  # characters from a person's name to the role
_MOST_LINKS = 6

_ROOM = "extractors.gfmd.sessions"


class Person(NamedTuple):
    """A person in a text, with the words that lead over to the role, from ``start`` to ``end``.

    ``name`` is None if the words are about several people: a record has one.
    """

    name: str | None
    affiliation: str | None
    start: int
    end: int


def find_people(text: str) -> tuple[Person, ...]:
    """The people that the clauses of a line open with, each before what it did.

    ``Mr. John Smith (Director), Team Member in RT 1.1`` gives Mr. John Smith, with the affiliation Director.
    """
    found: list[Person] = []
    for opening in _OPENS.finditer(text):
        start = opening.end()
        if not found or start >= found[-1].end:
            found.extend(_people_at(text, start))
    return tuple(found)


def _people_at(text: str, start: int) -> Iterator[Person]:
    """The person whose name begins here, if one does."""
    for link in islice(_LINK.finditer(text, start, start + _LONGEST), _MOST_LINKS):
        session = _SESSION.search(text, start, link.start())
        head = text[start : session.start() if session else link.start()].rstrip()
        named = _read_head(head)
        if _opens_with_several(head, is_named=named is not None) or (named and _is_about_several(text, link)):
            named = (None, None)
        if named:
            yield Person(*named, start, session.start() if session else link.end())
            return


def _opens_with_several(head: str, *, is_named: bool) -> bool:
    return (is_named or has_honorific(head)) and _NEXT_PERSON.search(head) is not None


def _is_about_several(text: str, link: re.Match[str]) -> bool:
    """Whether the words after a name are those for several people: ``were``, ``speakers``."""
    verb = (link["verb"] or "").casefold()
    return verb in ("were", "are") or _PLURAL_ROLE.match(text, link.end()) is not None


def _read_head(head: str) -> tuple[str | None, str | None] | None:
    """Name and affiliation out of the words before the role, both None for several people; None for no person."""
    opened = _OFFICE.search(head)
    name = (head[: opened.start()] if opened else head).strip()
    affiliation = _affiliation(head[opened.start() :].strip(), head[opened.end() :]) if opened else None
    if not is_person(name.replace(", ", " ")) or country_named(name):
        return None
    follows_of = opened is not None and opened[0] in (" of ", " from ")
    is_one = (
        _is_no_office(name, follows_of=follows_of)
        if has_honorific(name)
        else _is_named_beside(name, affiliation, follows_of=follows_of)
    )
    if not is_one:
        return None
    return (None, None) if _MORE_BEHIND_BRACKET.search(head) else (name, affiliation)


def _affiliation(printed: str, words: str) -> str | None:
    """The office or body beside a name: ``printed`` with what sets it off, ``words`` without that."""
    if printed[:1] not in ("(", "["):
        return words.strip(" ,") or None
    bracket = _IN_BRACKET.match(words)
    if bracket is None:
        return words.rstrip(")] ,") or None
    behind = bracket[2] if bracket[2].startswith(",") else ""
    return f"{bracket[1]}{behind}".strip(" ,") or None


def _is_no_office(name: str, *, follows_of: bool) -> bool:
    """Whether a name with a title, such as ``H.E. Ms Ana Paz``, does not end in an office or consist of some."""
    titles, offices = listed(_ROOM, "titles"), listed(_ROOM, "offices")
    words = [word for word in _folded_words(name) if word not in titles]
    if not words or words[-1] not in offices:
        return True
    return not follows_of and len(words) == _WORDS_OF_SHORT_NAME and words[0] not in offices


def _is_named_beside(name: str, affiliation: str | None, *, follows_of: bool) -> bool:
    """Whether a name without a title is a person's: an office or body stands beside it, and it is none itself."""
    words = _folded_words(name)
    if affiliation is None or follows_of or country_named(affiliation):
        return False
    named_otherwise = listed(_ROOM, "offices") | listed(_ROOM, "bodies")
    return named_otherwise.isdisjoint(words) and not _is_acronym(name.split(maxsplit=1)[0], words, affiliation)


def _is_acronym(first: str, words: Sequence[str], affiliation: str) -> bool:
    """Whether a name begins with an acronym, as in ``IOM Geneva``, or the words beside it are its own."""
    is_capital = len(first) > 1 and first.isupper() and not first.endswith(".")
    return affiliation.casefold() == "".join(word[0] for word in words) or is_capital


def _folded_words(name: str) -> list[str]:
    return [word.strip(".,'’") for word in without_accents(name).casefold().split()]
