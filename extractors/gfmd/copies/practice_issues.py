"""What a reader should know about how the copies of practices fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractors.gfmd.copies.practice_values import author_key, author_of, day_of
from extractors.gfmd.copies.shown import Shown, own_page_url, practice_address
from schemas import records


def disagreements(practice_id: str, copies: Sequence[Shown]) -> Iterator[records.Issue]:
    """Issues about authors, days and addresses that differ between the copies of one practice."""
    if len(copies) == 1:
        return
    names = author_of(copies).differing
    if names:
        yield _values_differ(
            "practice_authors_differ", f"Practice {practice_id} has several authors", _by_author(names, copies)
        )
    days = day_of(copies).differing
    if days:
        dated = [(one.practice.submitted_on.isoformat(), one) for one in copies if one.practice.submitted_on]
        yield _values_differ("practice_days_differ", f"Practice {practice_id} has several days", dated)
    addresses = {address: own_page_url(one) for one in copies if (address := practice_address(one))}
    if len(addresses) > 1:
        urls = ", ".join(sorted(str(url) for url in addresses.values()))
        message = f"Practice {practice_id} stands with the same words at {urls}."
        yield _about_several("info", "practice_addresses_differ", message)


def fits_several(copies: Sequence[Shown]) -> records.Issue:
    """The issue about copies that fit practices which contradict each other."""
    name = copies[0].practice.title or "A practice without a title"
    message = f"{name} on {_paths_of(copies)} fits several practices whose words differ, and is kept as one of its own."
    return _about_several("info", "practice_ambiguous", message)


def blank(shown: Shown) -> records.Issue:
    """The issue about a copy that has neither title nor text."""
    first, last = shown.practice.span
    message = "A practice without title and text is left out."
    return records.Issue(shown.page.page_id, "warning", "practice_blank", first, last, message)


def _by_author(names: Iterable[str], copies: Iterable[Shown]) -> list[tuple[str | None, Shown]]:
    """Each copy with the one of these names that its author has, however it is spelt."""
    by_key = {author_key(name): name for name in names}
    return [(by_key.get(author_key(one.practice.submitted_by or "")), one) for one in copies]


def _values_differ(code: str, what: str, found: Sequence[tuple[str | None, Shown]]) -> records.Issue:
    """The issue about a value that copies give in several ways, with the pages that give each."""
    pages: Mapping[str, list[Shown]] = {value: [] for value in sorted({value for value, _ in found if value})}
    for value, shown in found:
        if value:
            pages[value].append(shown)
    values = "; ".join(f"{value} on {_paths_of(shown)}" for value, shown in pages.items())
    return _about_several("warning", code, f"{what}: {values}. The value is left empty.")


def _paths_of(shown: Iterable[Shown]) -> str:
    return ", ".join(sorted({one.page.path for one in shown}))


def _about_several(severity: records.Severity, code: str, message: str) -> records.Issue:
    return records.Issue(None, severity, code, None, None, message)
