"""The roles that a line names: ``Team Member``, ``Co- chair``, ``Chair/ Moderator``, ``General Rapporteur``.

Lines in Spanish, French and Portuguese have them too: ``Copresidente de la mesa redonda 2.1``. Their words are in
``words.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.data_files import meanings
from extractors.text import kept_by_text, plain_dashes

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
    return tuple(RoleWord(str(match.lastgroup), *match.span()) for match in _role_pattern().finditer(text))


@kept_by_text
def read_roles(text: str) -> tuple[str, ...]:
    """The roles named in a text, each once, in the order printed.

    ``Co- chair and Rapporteur in RT 1.1`` gives co_chair and rapporteur.
    """
    return tuple(dict.fromkeys(word.role for word in role_words(plain_dashes(text))))


@kept_by_text
def is_role(text: str) -> bool:
    """Whether a text is a role and no more, perhaps with whom it was shared: ``Government Team Member``."""
    own = _SHARED_WITH.sub("", plain_dashes(text))
    rest, roles = _role_pattern().subn(lambda match: " " * len(match[0]), own)
    return roles > 0 and not _AROUND_ROLE.sub("", rest)


@cache
def _role_pattern() -> re.Pattern[str]:
    """Any role, in a group by its name. Of two that begin at one place the first of the list counts."""
    roles = meanings("extractors.gfmd.sessions", "roles")
    words = {role: "|".join(pattern for pattern in roles if roles[pattern] == role) for role in roles.values()}
    return re.compile(rf"\b(?:{'|'.join(f'(?P<{role}>{words[role]})' for role in words)})", re.IGNORECASE)
