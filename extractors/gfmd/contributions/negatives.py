"""The many ways in which a line under a label says that there was nothing: ``Did not contribute to the 2011 budget``.

The site's own words for it (``No Financial Contribution``) are in the vocabulary. Authors write sentences, too, and in
the languages of the pages. The rule: a word of negation denies a word of giving, or of taking part, and only certain
words may stand between the two. Whatever else the line says must be harmless, such as a year or the name of the
country: help that is told beside a denial is not to be lost. The words and their reasons are in ``words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from extractors.data_files import listed
from extractors.gfmd.reference.known import reference
from extractors.gfmd.site.spoken import Spoken
from extractors.gfmd.site.vocabulary import Label, is_negative
from extractors.text import plain_dashes, without_accents
from extractors.values.countries import country_named

_ROOM = "extractors.gfmd.contributions"
_GIVING = ("giving_nouns", "giving_verbs", "giving_further")
_TAKING_PART = ("taking_part_nouns", "taking_part_verbs", "taking_part_further")
_LISTS = {Label.CONTRIBUTION: _GIVING, Label.ROUNDTABLES: _TAKING_PART, Label.THEMATIC_MEETINGS: _TAKING_PART}
_ONE_WORD = (  # words that count as one, and what they count as
    (re.compile(r"\bin ?-? ?kind\b"), "in-kind"),
    (re.compile(r"\bround[ -]tables?\b|\bmesas? redondas?\b|\btables? rondes?\b"), "roundtable"),
    (re.compile(r"\b(?:take|took|taken|taking) part\b|\b(?:tomo|pris|fez) parte?\b"), "participate"),
    (re.compile(r"\bco ?- ?chair"), "co-chair"),
    (re.compile(r"\bor other\b"), "or"),
    (re.compile(r"\b[a-z]{2,8}n't\b"), "not"),
    (re.compile(r"\bd'(?=[a-z])"), "d' "),
    # The French negation before its verb, as the English one is: "ne contribue pas", "n'a rien verse".
    (re.compile(r"\bn'(?:a|ont) rien\b"), "pas"),
    (re.compile(r"\b(?:ne |n')((?:a |ont )?[a-z]{3,14}) (pas|jamais|rien|aucune?)\b"), r"pas \1 \2"),
)
_CLAUSE_END = re.compile(r"[,;:()\[\]=]|\.(?= |\Z)| - ")
_YEAR = re.compile(r"20[0-9]{0,2}(?:[-/][0-9]{2,4})?")  # perhaps cut
_CODE = re.compile(r"[0-9](?:\.[0-9])?|i{1,3}")
_LONGEST = 300  # characters: what is longer says more than that there was nothing


class _DenialWords(NamedTuple):
    """The words that make a denial, whatever the list is about, in lower case and without accents."""

    no: frozenset[str]
    not_: frozenset[str]
    negations: frozenset[str]
    nothing: frozenset[str]
    done: frozenset[str]
    outcomes: frozenset[str]
    between: frozenset[str]
    harmless: frozenset[str]


class _Vocabulary(NamedTuple):
    """What a list tells of: its nouns and verbs, and further words which say that there was something."""

    nouns: frozenset[str]
    verbs: frozenset[str]
    further: frozenset[str]


@cache
def _denial_words() -> _DenialWords:
    """The words of a denial: ``no``, what it denies and what may stand around."""
    no, not_, done, between = (listed(_ROOM, name) for name in ("no", "not", "done", "between"))
    return _DenialWords(
        no=no,
        not_=not_,
        negations=no | not_ | listed(_ROOM, "without"),
        nothing=listed(_ROOM, "nothing"),
        done=done,
        outcomes=done | listed(_ROOM, "outcomes"),
        between=between | listed(_ROOM, "between_as_ways"),
        harmless=between | listed(_ROOM, "harmless"),
    )


@cache
def _vocabulary_of(label: Label) -> _Vocabulary | None:
    """The words of the list under a label; None for a label whose list is denied by the site's own words alone."""
    names = _LISTS.get(label)
    return _Vocabulary(*(listed(_ROOM, name) for name in names)) if names else None


class _Denial(NamedTuple):
    """A clause with a denial: the words before it, its own from the negation to what is denied, and those behind."""

    before: tuple[str, ...]
    words: tuple[str, ...]
    behind: tuple[str, ...]


class _ClauseVerdict(Enum):
    """What a clause says: that there was nothing, nothing of the kind, or perhaps something."""

    DENIES = auto()
    HARMLESS = auto()
    TELLS = auto()


def says_none(line: Spoken, label: Label) -> bool:
    """Whether a line says that there was nothing to list under this label; elsewhere only the site's own words do.

    ``No contribution received`` and ``did not contribute`` do. ``No cash, but secondment of an adviser`` does not: help
    in kind, an amount and any word of an exception tell that there was something.
    """
    vocabulary = _vocabulary_of(label)
    if is_negative(line.text):
        return True
    return vocabulary is not None and len(line.text) <= _LONGEST and _denies_all(line, vocabulary)


def _denies_all(line: Spoken, vocabulary: _Vocabulary) -> bool:
    if any(amount.amount != 0 for amount in line.amounts):
        return False
    text = line.words
    for amount in reversed(line.amounts):
        text = f"{text[: amount.start]} nil {text[amount.end :]}"
    clauses = [words for clause in _CLAUSE_END.split(_lower_case_words(text)) if (words := clause.split())]
    every_word, known = {word for words in clauses for word in words}, _denial_words()
    if every_word.isdisjoint(known.negations | known.nothing) or every_word & listed(_ROOM, "exceptions"):
        return False
    verdicts = {_clause_verdict(words, vocabulary) for words in clauses}
    return _ClauseVerdict.DENIES in verdicts and _ClauseVerdict.TELLS not in verdicts


def _lower_case_words(text: str) -> str:
    folded = without_accents(plain_dashes(text)).casefold().replace("’", "'").rstrip("!")
    for pattern, word in _ONE_WORD:
        folded = pattern.sub(word, folded)
    return folded


def _clause_verdict(words: Sequence[str], vocabulary: _Vocabulary) -> _ClauseVerdict:
    if list(words) == ["no"] or (words[0] in _denial_words().nothing and _is_harmless(_without_outcome(words[1:]))):
        return _ClauseVerdict.DENIES
    denial = _first_denial(words, vocabulary)
    if denial is None:
        return _ClauseVerdict.HARMLESS if _is_harmless(words) else _ClauseVerdict.TELLS
    if _denial_words().negations & {*denial.before}:
        return _ClauseVerdict.TELLS  # "never failed to contribute"
    is_all = _reaches_all(denial, vocabulary) if _denies_act(denial, vocabulary) else _is_beside_nothing(denial)
    return _ClauseVerdict.DENIES if is_all else _ClauseVerdict.TELLS


def _first_denial(words: Sequence[str], vocabulary: _Vocabulary) -> _Denial | None:
    """The first negation of a clause that denies what the list tells of, and not something else, such as an earmark."""
    known = _denial_words()
    for place, word in enumerate(words):
        if word in known.nothing and (listed(_ROOM, "making") | vocabulary.verbs | vocabulary.further) & {
            *words[place - 1 : place]
        }:
            return _Denial(tuple(words[: place - 1]), tuple(words[place - 1 : place + 1]), tuple(words[place + 1 :]))
        end = _end_of_denial(words, place, vocabulary) if word in known.negations else None
        if end is not None:
            return _Denial(tuple(words[:place]), tuple(words[place:end]), tuple(words[end:]))
    return None


def _end_of_denial(words: Sequence[str], place: int, vocabulary: _Vocabulary) -> int | None:
    end, known = place + 1, _denial_words()
    while end < len(words) and words[end] in known.between and words[end] not in vocabulary.verbs:
        end += 1
    between, denied = set(words[place + 1 : end]), set(words[end : end + 1])
    if denied & (vocabulary.nouns | vocabulary.verbs):
        return end + 1
    if between & vocabulary.nouns:
        return end
    noun_before = words[place] in known.not_ and vocabulary.nouns & {*words[:place]}
    return end if noun_before and known.done & (between | denied) else None


def _denies_act(denial: _Denial, vocabulary: _Vocabulary) -> bool:
    """Whether what is denied is an act, as in ``did not contribute``, ``made no contribution`` and ``paid nothing``."""
    negation, denied, known = denial.words[0], denial.words[-1], _denial_words()
    makes = negation in known.no and listed(_ROOM, "making") & {*denial.before[-1:]}
    return negation in known.not_ or denied in known.nothing or denied in vocabulary.verbs or bool(makes)


def _reaches_all(denial: _Denial, vocabulary: _Vocabulary) -> bool:
    """Whether the denial of an act says all: its subject stands before, and all behind it up to an "and" is denied too.

    Where it is the subject itself that was ``not received``, that may be a contribution.
    """
    known = _denial_words()
    is_passive = not (vocabulary.nouns | vocabulary.verbs) & {*denial.words}
    telling = vocabulary.verbs | vocabulary.further | (frozenset() if is_passive else vocabulary.nouns)
    subject = denial.before[:-1] if denial.words[0] in known.no else denial.before
    joint = next((at for at, word in enumerate(denial.behind) if word in listed(_ROOM, "joints")), len(denial.behind))
    more = denial.behind[joint + 1 :]
    return not telling & {*subject} and not (more and _clause_verdict(more, vocabulary) is _ClauseVerdict.TELLS)


def _is_beside_nothing(denial: _Denial) -> bool:
    """Whether nothing is told beside a denied thing: ``no contribution`` reaches no farther than its own ways."""
    known_ways = listed(_ROOM, "ways")
    ways = next((at for at, word in enumerate(denial.behind) if word not in known_ways), len(denial.behind))
    return _is_harmless(denial.before) and _is_harmless(_without_outcome(denial.behind[ways:]))


def _without_outcome(behind: Sequence[str]) -> list[str]:
    """Words behind a denied thing less what would have been done with it and for whom, and less codes of sessions."""
    outcomes = _denial_words().outcomes
    return [word for word in behind if word not in outcomes and not _CODE.fullmatch(word)]


def _is_harmless(words: Sequence[str]) -> bool:
    """Whether words tell of nothing: a time, the budget, a city of the forum, the country, a reason."""
    harmless = _denial_words().harmless | _host_city_words()
    reasons = listed(_ROOM, "reasons")
    before_reason = takewhile(lambda word: word not in reasons, words)
    remaining = [word for word in before_reason if word not in harmless and not _YEAR.fullmatch(word)]
    return not remaining or country_named(" ".join(remaining)) is not None


@cache
def _host_city_words() -> frozenset[str]:
    """The words of the names of the cities that the forum met in."""
    named = " ".join(edition.host_city or "" for edition in reference().editions)
    return frozenset(_lower_case_words(named).replace("(", " ").replace(")", " ").split())
