"""What one page says, each value with the lines it was read from, and what an address says by one capture or several.

No identifiers yet, nothing merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from schemas.snapshot import Refusal

Severity = Literal["error", "warning", "info"]
Facts = TypeVar("Facts", covariant=True)


class Span(NamedTuple):
    """A run of lines, both ends included."""

    first: int
    last: int


class Issue(NamedTuple):
    """Something about a page that a reader of its data should know."""

    severity: Severity
    code: str
    message: str
    span: Span | None = None


class Repair(NamedTuple):
    """A damaged line, as printed and as repaired, with the name of the repair."""

    line: int
    repair: str
    printed: str
    repaired: str


class Identity(NamedTuple):
    """Which country a page is about. ``spans`` are the lines that say so; ``printed_name`` is the short name there."""

    iso3: str
    iso2: str
    name: str
    code_basis: str
    official_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    point: str | None = None
    printed_name: str | None = None
    spans: tuple[Span, ...] = ()


class Claim(NamedTuple):
    """The owner of one line: a part of the page, ``ignored:<name>``, or ``unclaimed``.

    ``last_line`` is its last physical line where it was put together from several, else the same as ``line``.
    """

    line: int
    owner: str
    text: str
    last_line: int
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Of one snapshot, what the tables keep: where it is from and what kind of page it is.

    ``canonical`` is the address that an HTML page gives as its own.
    """

    page_id: str
    source: str
    path: str
    url: str | None
    fetched_at: datetime | None
    kind: str | None = None
    form: str | None = None
    complete: bool = True
    language: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction(Generic[Facts]):
    """All that one page gives. ``facts`` are what its source reads from it beside the country that it is about.

    ``facts`` is None if nothing was read. ``refusal`` is set where the page could not be used as what it is.
    """

    page: Page
    identity: Identity | None = None
    facts: Facts | None = None
    claims: Sequence[Claim] = ()
    issues: tuple[Issue, ...] = ()
    repairs: tuple[Repair, ...] = ()
    refusal: Refusal | None = None


AnyExtraction = Extraction[Any]
"""What a page of any source gives."""


@dataclass(frozen=True, slots=True)
class Account:
    """``whole`` is all that the address says, as if one page said it.

    ``pages`` are the captures that it rests on, the newest first, each with what of it counts.
    """

    whole: AnyExtraction
    pages: tuple[AnyExtraction, ...]

    def with_issue(self, issue: Issue) -> Account:
        """The same with an issue about the newest of its captures."""
        newest, *older = self.pages
        return replace(self, pages=(replace(newest, issues=(*newest.issues, issue)), *older))


def account_of(page: AnyExtraction) -> Account:
    """What a page says by itself."""
    return Account(page, (page,))
