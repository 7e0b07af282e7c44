"""Who did what: the roles that a line names, and the person it is about."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.countries import country_named
from extractors.names import has_honorific, is_name
from extractors.text import plain_dashes

_CO = r"\bco ?-? ?"
_ROLES = (
    ("other", re.compile(r"\b(?:vice|deputy) ?-? ?chair\w{0,8}|\bdiscussants?\b", re.IGNORECASE)),
    ("co_chair", re.compile(rf"{_CO}chair(?:s|ed|ing|person|man|woman)?\b(?! by\b)", re.IGNORECASE)),
    ("chair", re.compile(r"\bchair(?:s|ed|ing|person|man|woman)?\b(?! by\b)", re.IGNORECASE)),
    (
        "team_member",
        re.compile(
            r"\bteam ?-? ?members?\b"
            r"|\bmembers? of (?:the )?(?:government(?:al)?|gov\.?|(?:RT|round ?table)(?: ?[0-9][0-9.]{0,3})?) team\b",
            re.IGNORECASE,
        ),
    ),
    ("moderator", re.compile(r"\bmoderat(?:or|ed|ing)s?\b(?! by\b)", re.IGNORECASE)),
    ("rapporteur", re.compile(r"\brapporteurs?\b", re.IGNORECASE)),
    ("coordinator", re.compile(r"\bco-?ordinat(?:or|ed|ing)s?\b(?! by\b)", re.IGNORECASE)),
    ("convener", re.compile(rf"(?:{_CO}|\b)conven(?:er|or|ed|ing)s?\b(?! by\b)", re.IGNORECASE)),
    ("resource_person", re.compile(r"\bresource persons?\b", re.IGNORECASE)),
    ("panelist", re.compile(r"\bpanell?ists?\b", re.IGNORECASE)),
    ("speaker", re.compile(r"\bspeakers?\b", re.IGNORECASE)),
    ("host", re.compile(r"\b(?:co-?)?host(?:s|ed|ing)?\b(?! by\b)", re.IGNORECASE)),
)
_SUBJECT = re.compile(
    r"\A(.{2,200}?)(?:,? (?:was|were|is|are|acted as|served as|participated as|as)(?: an?| the)? "
    r"|,? (?=(?:co-?)?(?:chaired|moderated) )"
    r"|, (?=(?:speaker|panell?ist|resource person|moderator|rapporteur)\b))",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r" ?\(| (?:of|from) |,(?! (?:Jr|Sr|PhD|II|III|IV)\b)(?: (?:of|from) )?")
# Behind "of", a name without a title, or one that ends in an office, is none: "United Republic", "Mr. X Minister".
_ENDS_IN_OFFICE = re.compile(
    r"\b(?:minister|director|head|chief|secretary|general|representative|commissioner|advis[eo]r|officer|president)\Z",
    re.IGNORECASE,
)
_AROUND_ROLE = re.compile(r"[\W_]+|\b(?:and|as|general|government(?:al)?|gov|rt)\b|\bwith\b.*", re.IGNORECASE)
_SEVERAL_PEOPLE = re.compile(r"(?:\band\b|&|,|;|/) ?(?:Mr|Ms|Mrs|Dr|Prof|Amb|H\.E|Mme|Sra?)\b")
_LEADS_OVER = ' ,;/&".'


class Subject(NamedTuple):
    """Who words are about, as printed, and the words after that; no person where they are about several."""

    person: str | None
    affiliation: str | None
    rest: str


def read_roles(text: str) -> tuple[str, ...]:
    """The roles named in the text, in the order printed; a co-chair is no chair, a vice-chair is ``other``."""
    found, _ = _roles_and_rest(text)
    return tuple(role for _, role in sorted(found))


def is_role(text: str) -> bool:
    """Whether a text is a role and no more, perhaps with whom it was shared: ``Government Team Member``."""
    found, rest = _roles_and_rest(text)
    return bool(found) and not _AROUND_ROLE.sub("", rest)


def _roles_and_rest(text: str) -> tuple[list[tuple[int, str]], str]:
    """The roles in a text behind the places where they stand, and the text with blanks in their place."""
    found: list[tuple[int, str]] = []
    rest = plain_dashes(text)
    for role, pattern in _ROLES:
        match = pattern.search(rest)
        if match:
            found.append((match.start(), role))
            rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    return found, rest


def read_subject(words: str) -> Subject | None:
    """The person that words open with, the office, and what follows; None for anything else, such as a country.

    Of several people none is taken: the record has one person. What follows tells their roles, not their offices.
    """
    words = words.lstrip(_LEADS_OVER).removeprefix("and ")
    match = _SUBJECT.match(words)
    if match is None:
        return None
    after = _AFTER_NAME.search(match[1])
    name = match[1][: after.start()].strip() if after else match[1].strip()
    office = match[1][after.end() :].strip(" ,") if after else ""
    office = office.removesuffix(")") if after and after[0].endswith("(") else office
    if _SEVERAL_PEOPLE.search(match[1]):
        return Subject(None, None, words[match.end() :])
    if not is_name(name.replace(", ", " ")) or not (has_honorific(name) or office) or country_named(name):
        return None
    if after and after[0] in (" of ", " from ") and (not has_honorific(name) or _ENDS_IN_OFFICE.search(name)):
        return None
    return Subject(name, office or None, words[match.end() :])
