"""The words by which a line says that there was nothing, read by ``negatives``. Their reasons are in ``words.toml``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from extractors.data_files import listed
from extractors.gfmd.site.vocabulary import Label

_ROOM = "extractors.gfmd.contributions"
_GIVING = ("giving_nouns", "giving_verbs", "giving_further")
_TAKING_PART = ("taking_part_nouns", "taking_part_verbs", "taking_part_further")
_LISTS = {Label.CONTRIBUTION: _GIVING, Label.ROUNDTABLES: _TAKING_PART, Label.THEMATIC_MEETINGS: _TAKING_PART}


class DenialWords(NamedTuple):
    """The words of a denial, whatever the list is about. All are in lower case and without accents."""

    no: frozenset[str]
    not_: frozenset[str]
    negations: frozenset[str]
    nothing: frozenset[str]
    exceptions: frozenset[str]
    done: frozenset[str]
    outcomes: frozenset[str]
    making: frozenset[str]
    between: frozenset[str]
    ways: frozenset[str]
    harmless: frozenset[str]
    reasons: frozenset[str]
    joints: frozenset[str]


class Vocabulary(NamedTuple):
    """What a list tells of: its nouns and verbs, and further words which say that there was something."""

    nouns: frozenset[str]
    verbs: frozenset[str]
    further: frozenset[str]


@cache
def denial_words() -> DenialWords:
    """The words of a denial: ``no``, what it denies and what may stand around."""
    no, not_, done, between = (listed(_ROOM, name) for name in ("no", "not", "done", "between"))
    return DenialWords(
        no=no,
        not_=not_,
        negations=no | not_ | listed(_ROOM, "without"),
        nothing=listed(_ROOM, "nothing"),
        exceptions=listed(_ROOM, "exceptions"),
        done=done,
        outcomes=done | listed(_ROOM, "outcomes"),
        making=listed(_ROOM, "making"),
        between=between | listed(_ROOM, "between_as_ways"),
        ways=listed(_ROOM, "ways"),
        harmless=between | listed(_ROOM, "harmless"),
        reasons=listed(_ROOM, "reasons"),
        joints=listed(_ROOM, "joints"),
    )


@cache
def vocabulary_of(label: Label) -> Vocabulary | None:
    """The words of the list under a label; None for a label whose list is denied by the site's own words alone."""
    names = _LISTS.get(label)
    return Vocabulary(*(listed(_ROOM, name) for name in names)) if names else None
