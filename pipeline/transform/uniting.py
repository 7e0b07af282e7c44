"""From what each address says to rows: the steps of each source, one after another, over what they are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractors.sources import SOURCES, source_of_page
from schemas.extraction import Account
from schemas.source import Rows, Source
from schemas.uniting import Told, given_in_memory


def united_rows(accounts: Iterable[Account]) -> Rows:
    """The rows of what all addresses say, in memory.

    The pages of each source are united by themselves: pages of two sources are never copies of each other. Raises
    LookupError where something is told to a step that has passed, or that there is not.
    """
    by_source: dict[str, list[Told]] = defaultdict(list)
    for account in accounts:
        source = source_of_page(account.whole.page)
        by_source[source.name] += source.told(account)
    for source in SOURCES:
        yield from rows_of_steps(source, by_source[source.name])


def rows_of_steps(source: Source, told: Iterable[Told]) -> Rows:
    """The rows that the steps of a source give for all that they are told, in memory.

    Raises LookupError where something is told to a step that has passed, or that there is not.
    """
    for given in given_in_memory(source.steps, told):
        match given:
            case Told(step):
                raise LookupError(f"{source.name}: step {step} is told something too late, or there is none")
            case row:
                yield row
