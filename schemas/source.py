"""What a source must give, so that everything else works for it without knowing its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from schemas.asking import Ask, Candidate, Explain, Finding
from schemas.bounds import Bounds
from schemas.extraction import Account, AnyExtraction, account_of
from schemas.site import Site
from schemas.snapshot import Snapshot
from schemas.tables import Origin, Table
from schemas.uniting import Row, Step, Survey, Told, told_by_country

Rows = Iterator[Row]
"""Names of tables, each with one of its records."""


def as_read(extraction: AnyExtraction) -> AnyExtraction:
    """What a page says, of a source where each page says all of it by itself."""
    return extraction


def can_be_used(page: AnyExtraction) -> bool:
    """Whether a page says anything, of a source that reads nothing from refused pages."""
    return page.refusal is None


def can_be_used_whole(page: AnyExtraction) -> bool:
    """Whether a page can be used and is not cut."""
    return page.refusal is None and page.page.complete


def newest_alone(newest: AnyExtraction, _older: Sequence[AnyExtraction]) -> Account:
    """The newest capture as it is, of a source that fills nothing from older ones."""
    return account_of(newest)


def no_rows() -> Rows:
    """The rows of a source without tables of reference."""
    return iter(())


def no_entries(_page: AnyExtraction) -> Iterator[str]:
    """The entries of a page of a source whose pages have no further pages."""
    return iter(())


def counts_nothing(_page: AnyExtraction | None) -> Mapping[str, int | None]:
    """What a page gives, of a source that counts nothing of it."""
    return {}


def nothing_wrong(_folder: Path | None) -> tuple[Finding, ...]:
    """What is wrong with the reference of a source that has none."""
    return ()


def no_candidates(_ask: Ask) -> tuple[Candidate, ...]:
    """What pages name and the reference lacks, of a source that has no reference."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One body that publishes country profiles.

    ``licence`` says what may be done with the content of its pages, ``licence_id`` the same by an identifier of the
    Open Definition (https://opendefinition.org/licenses/), such as ``other-pd``. ``recognises`` tells a page that
    was saved without its address, by its path and payload; the first source that does has it. ``extract`` reads one
    page and ``resolve`` settles what only the whole page tells; both are pure. Of the captures of an address,
    ``tells`` says whether one says anything, ``is_whole`` whether it lacks nothing, and ``fill`` takes what the
    newest lacks from older ones, the newest first. ``told`` is what an address tells the ``steps``, which unite what
    all addresses say into rows, each with its evidence. ``entries`` gives what tells the entries of a list that goes
    on at ``?page=N`` apart from others, ``counts`` how much a page gives of what users ask for, by name, or None if
    there is no page.

    ``tables`` are its own, beside those of every release; ``views`` and ``checks`` are files, as
    ``schemas.tables.Schema`` has them. ``reference_rows`` gives the rows of its tables of reference, whose files are
    the CSV files of its folder. ``check_reference`` says what is wrong with such files (without a folder, with the
    program's own), ``candidates`` what the pages of a release name and the reference lacks. ``explanations`` has, by
    table, the reasoning behind a record.
    """

    name: str
    title: str
    licence: str
    licence_id: str
    site: Site
    recognises: Callable[[str, bytes], bool]
    extract: Callable[[Snapshot, Bounds], AnyExtraction]
    resolve: Callable[[AnyExtraction], AnyExtraction] = as_read
    tells: Callable[[AnyExtraction], bool] = can_be_used
    is_whole: Callable[[AnyExtraction], bool] = can_be_used_whole
    fill: Callable[[AnyExtraction, Sequence[AnyExtraction]], Account] = newest_alone
    told: Callable[[Account], Iterator[Told]] = told_by_country
    steps: tuple[Step | Survey, ...]
    tables: tuple[Table, ...] = ()
    views: tuple[Traversable, ...] = ()
    checks: tuple[Traversable, ...] = ()
    entries: Callable[[AnyExtraction], Iterator[str]] = no_entries
    counts: Callable[[AnyExtraction | None], Mapping[str, int | None]] = counts_nothing
    reference_rows: Callable[[], Rows] = no_rows
    check_reference: Callable[[Path | None], tuple[Finding, ...]] = nothing_wrong
    candidates: Callable[[Ask], tuple[Candidate, ...]] = no_candidates
    explanations: Mapping[str, Explain] = field(default_factory=dict)

    @property
    def origin(self) -> Origin:
        """What a release says of this source."""
        return Origin(self.name, self.title, self.site.base, self.licence, self.licence_id)
