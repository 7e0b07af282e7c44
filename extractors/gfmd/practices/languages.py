"""The languages of practices: told page by page, by whoever read the page, and looked up when copies are united."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from extractors.gfmd.facts import GfmdExtraction, Language, Practice, facts_of
from extractors.values.language import language_of, load_model


def load_languages() -> None:
    """Load what telling languages needs, if the folder for temporary files has room for it."""
    with suppress(OSError):
        load_model()


def with_languages(extraction: GfmdExtraction) -> GfmdExtraction:
    """The same with the language of each practice.

    As it is where the folder for temporary files has no room for the model: uniting then says so of the whole run.
    """
    facts = facts_of(extraction)
    if not facts.practices:
        return extraction
    try:
        practices = tuple(map(_with_language, facts.practices))
    except OSError:
        return extraction
    return replace(extraction, facts=replace(facts, practices=practices))


def _with_language(practice: Practice) -> Practice:
    return practice._replace(language=_language(practice.title, practice.summary))


def language_of_practice(title: str | None, summary: str | None, copies: Iterable[Practice]) -> str | None:
    """The language of a title and text: as told of the copy that shows just these, else told now.

    Raises OSError as ``language_of`` does.
    """
    told = (one.language for one in copies if one.language and (one.title, one.summary) == (title, summary))
    return (next(told, None) or _language(title, summary)).code


# The pages of a list and the captures of a page show the same practices.
@lru_cache(maxsize=4096)
def _language(title: str | None, summary: str | None) -> Language:
    return Language(language_of("\n".join(part for part in (title, summary) if part)))
