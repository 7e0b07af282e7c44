"""How a diff is put in words, on a terminal and on a page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from warehouse.diff.model import Cause, Change, Diff, Group, PageChange, RuleChange, Tier

TITLES: Mapping[Tier, str] = {
    "lost": "Lost",
    "revised": "Revised",
    "added": "Added",
    "reference": "Reference",
    "finding": "Findings about pages",
    "trace": "Pages and lines",
}
_CAUSES: Mapping[Cause, str] = {
    "page": "the page changed",
    "page_added": "the page is new",
    "page_removed": "the page is gone",
    "program": "the program changed",
    "reference": "the reference changed",
}
_STATES = {
    "added": "new",
    "removed": "gone",
    "changed": "changed",
    "quarantined": "in quarantine now",
    "usable_again": "can be used again",
}
_MADE_OF = {"inputs": "the pages", "program": "the program", "reference": "the reference"}
_PAGES_NAMED = 3


def headline(diff: Diff) -> str:
    """What was compared, what of it changed, and how many tables differ, in two sentences."""
    names = f"Releases {diff.old.release} and {diff.new.release}"
    if diff.empty:
        return f"{names} have the same content."
    changed = [_MADE_OF[part] for part in diff.changed]
    made = f"between them {_listed(changed)} changed" if changed else "they were made of the same"
    return f"{names}: {made}. {_times(len(diff.identical), 'table')} identical, {len(diff.differing)} not."


def group_title(group: Group) -> str:
    """What a group is, such as ``contributions.amount: 3 values, as the page changed (2), the program changed (1)``."""
    if group.column is None:
        what = f"{group.table}: {_times(group.count, 'row')} {group.kind}"
    else:
        what = f"{group.table}.{group.column}: {_times(group.count, 'value')}"
    counts = sorted(group.causes.items(), key=lambda cause: (-cause[1], cause[0]))
    return f"{what}; {', '.join(f'{_CAUSES[cause]} ({number})' for cause, number in counts)}"


def why(change: Change) -> str:
    """The cause of a change, what else may have had a part in it, and the pages behind it."""
    also = "".join(f"; perhaps {_CAUSES[other]}" for other in change.others)
    more = f" and {len(change.pages) - _PAGES_NAMED} more" if len(change.pages) > _PAGES_NAMED else ""
    pages = f": {', '.join(change.pages[:_PAGES_NAMED])}{more}" if change.pages else ""
    return f"{_CAUSES[change.cause]}{also}{pages}"


def page_line(page: PageChange) -> str:
    """What became of a page: ``https://… is in quarantine now (cut_html)``."""
    reason = f" ({page.reason})" if page.state == "quarantined" and page.reason else ""
    return f"{page.address}: {_STATES[page.state]}{reason}"


def parts_line(group: Group) -> str | None:
    """The parts of pages that the rows of a group are read from: ``read from participation (2), practices (1)``."""
    parts = sorted((part, number) for part, number in group.parts.items() if part)
    return f"read from {', '.join(f'{part} ({number})' for part, number in parts)}" if parts else None


def rule_line(rule: RuleChange) -> str:
    """What became of a rule, such as ``participations.edition_basis: position → stated (2)``."""
    name = f"{rule.table}.{rule.column}"
    if rule.old is None or rule.new is None:
        value, came = (rule.new, "more") if rule.old is None else (rule.old, "fewer")
        return f"{name}: {value} ({rule.rows} {came})"
    return f"{name}: {rule.old} → {rule.new} ({rule.rows})"


def following_line(diff: Diff) -> str | None:
    """The rows that only follow, in one line."""
    if not diff.following:
        return None
    total = sum(one.rows for one in diff.following)
    parts = ", ".join(f"{one.rows} in {one.table} with {one.of}" for one in diff.following)
    return f"{_times(total, 'row')} only follow what is told above: {parts}."


def shown(value: object, most: int) -> str:
    """A value, or a row by its columns, as a text of at most so many characters."""
    text = _text(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def tiers_of(diff: Diff) -> Iterator[tuple[Tier, tuple[Group, ...]]]:
    """The groups of a diff by tier, those first that matter most; tiers without a group are left out."""
    for tier in TITLES:
        groups = tuple(group for group in diff.groups if group.tier == tier)
        if groups:
            yield tier, groups


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _times(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
