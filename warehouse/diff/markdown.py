"""A diff as a short text of Markdown, such as a comment on a pull request, whose length is bounded."""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.diff.model import Diff, Group
from warehouse.diff.words import TITLES, following_line, group_title, headline, page_line, rule_line, shown, why

_LONGEST = 50_000
"""Comments on GitHub take 65,536 characters."""
_SAMPLES = 3
_PAGES = 10
_RULES = 40
_VALUE = 100
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#@~"} | {"\n": " ", "\r": " "})


def render_markdown(diff: Diff) -> str:
    """The text; what is beyond its bound is left out, and a last line says so."""
    lines, length = [], 0
    for line in _lines(diff):
        length += len(line) + 1
        if length > _LONGEST:
            lines.append("\n… and more.")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _lines(diff: Diff) -> Iterator[str]:
    yield f"**{_plain(headline(diff))}**\n"
    yield from (f"* {_plain(remark)}" for remark in diff.remarks)
    yield from (f"* {_plain(page_line(page))}" for page in diff.pages[:_PAGES])
    if len(diff.pages) > _PAGES:
        yield f"* and {len(diff.pages) - _PAGES} more pages"
    for group in diff.groups:
        yield from _group(group)
    if diff.rules:
        yield "\n**By rule**\n"
        yield from (f"* {_plain(rule_line(rule))}" for rule in diff.rules[:_RULES])
    following = following_line(diff)
    if following:
        yield f"\n{_plain(following)}"


def _group(group: Group) -> Iterator[str]:
    yield f"\n**{TITLES[group.tier]}:** {_plain(group_title(group))}\n"
    for change in group.samples[:_SAMPLES]:
        values = f"{_plain(shown(change.old, _VALUE))} → {_plain(shown(change.new, _VALUE))}"
        yield f"* {_plain(shown(change.id, _VALUE))}: {values} ({_plain(shown(why(change), _VALUE))})"


def _plain(text: str) -> str:
    """A text none of whose signs is taken for Markdown, for HTML or for somebody's name."""
    return text.translate(_SIGNS)
