"""The roles that a line names: ``Team Member``, ``Co- chair``, ``Chair/ Moderator``, ``General Rapporteur``.

Lines in Spanish, French and Portuguese have them too: ``Copresidente de la mesa redonda 2.1``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.text import plain_dashes

_CO = r"co ?-? ?"
# Of two that begin at one place the first counts: a co-chair is no chair.
_ROLES = {
    "other": r"(?:vice|deputy) ?-? ?chair\w{0,8}|discussants?\b",
    "co_chair": rf"{_CO}chair(?:s|ed|ing|person|man|woman)?\b(?! by\b)|co-?pr[eé]sident[ea]?s?\b",
    "chair": r"chair(?:s|ed|ing|person|man|woman)?\b(?! by\b)",
    "team_member": (
        r"team ?-? ?members?\b"
        r"|miembros? del equipo\b|membres? de l['’][eé]quipe\b|membros? da equip[ae]\b"
        r"|members? of (?:the )?(?:government(?:al)?|gov\.?|(?:RT|round ?table)(?: ?[0-9][0-9.]{0,3})?) team\b"
    ),
    "moderator": r"moderat(?:or|ed|ing)s?\b(?! by\b)|moderador(?:e?s|as?)?\b|mod[eé]rat(?:eur|rice)s?\b",
    "rapporteur": r"rapporteu(?:rs?|res?|ses?)\b|relator(?:e?s|as?)?\b",
    "coordinator": r"co-?ordinat(?:or|ed|ing)s?\b(?! by\b)",
    "convener": rf"(?:{_CO})?conven(?:er|or|ed|ing)s?\b(?! by\b)",
    "resource_person": r"resource persons?\b",
    "panelist": r"panell?ists?\b|panelistas?\b|pan[eé]listes?\b",
    "speaker": r"speakers?\b|ponentes?\b|orador(?:e?s|as?)?\b|orat(?:eur|rice)s?\b|intervenante?s?\b",
    "host": r"(?:co-?)?host(?:s|ed|ing)?\b(?! by\b)",
}
_ROLE = re.compile(r"\b(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _ROLES.items()) + ")", re.IGNORECASE)
_AROUND_ROLE = re.compile(r"[\W_]+|\b(?:and|as|general|government(?:al)?|gov|rt)\b", re.IGNORECASE)
_SHARED_WITH = re.compile(r"\bwith\b.*", re.IGNORECASE)


class RoleWord(NamedTuple):
    """A role named in a text, from ``start`` to ``end``."""

    role: str
    start: int
    end: int


def role_words(text: str) -> tuple[RoleWord, ...]:
    """The roles named in a text with plain dashes, wherever they stand; a co-chair is no chair.

    A vice-chair is ``other``, and so is whoever has a role that the records do not know.
    """
    return tuple(RoleWord(str(match.lastgroup), *match.span()) for match in _ROLE.finditer(text))


def read_roles(text: str) -> tuple[str, ...]:
    """The roles named in a text, each once, in the order printed.

    ``Co- chair and Rapporteur in RT 1.1`` gives co_chair and rapporteur.
    """
    return tuple(dict.fromkeys(word.role for word in role_words(plain_dashes(text))))


def is_role(text: str) -> bool:
    """Whether a text is a role and no more, perhaps with whom it was shared: ``Government Team Member``."""
    own = _SHARED_WITH.sub("", plain_dashes(text))
    rest, roles = _ROLE.subn(lambda match: " " * len(match[0]), own)
    return roles > 0 and not _AROUND_ROLE.sub("", rest)
