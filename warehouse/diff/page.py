"""A diff as one page of HTML, without scripts or other files, and with no more rows than a budget allows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from warehouse.diff.model import Change, Diff, Group
from warehouse.diff.words import TITLES, following_line, group_title, headline, page_line, shown, tiers_of, why

ROWS = 2_000
"""Rows of the page at most, over all groups."""
_ROWS_OF_GROUP = 100
_FEWEST = 3
_PAGES = 500
_VALUE = 300
_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid GrayText }
td { overflow-wrap: anywhere }
summary { font-weight: 600; margin: .6rem 0; cursor: pointer }
"""


def render_page(diff: Diff) -> str:
    """The page, in UTF-8. Values are escaped and cut at 300 characters; each group shows a hundred rows at most."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    title = f"{diff.old.release} → {diff.new.release}"
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    )
    body = "\n".join(_sections(diff))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _sections(diff: Diff) -> Iterator[str]:
    yield f"<h1>What changed</h1>\n<p>{escape(headline(diff))}</p>"
    yield from (f"<p>{escape(remark)}</p>" for remark in diff.remarks)
    yield from _pages(diff)
    each = _rows_of_each(diff)
    for tier, groups in tiers_of(diff):
        yield f"<h2>{TITLES[tier]}</h2>"
        yield from (_group(group, each) for group in groups)
    following = following_line(diff)
    if following:
        yield f"<p>{escape(following)}</p>"


def _pages(diff: Diff) -> Iterator[str]:
    if diff.pages:
        items = "".join(f"<li>{escape(page_line(page))}</li>" for page in diff.pages[:_PAGES])
        more = f"<p>{len(diff.pages) - _PAGES} more.</p>" if len(diff.pages) > _PAGES else ""
        yield f"<details><summary>Pages: {len(diff.pages)}</summary><ul>{items}</ul>{more}</details>"


def _rows_of_each(diff: Diff) -> int:
    """How many rows each group may show, so that all groups together keep to the budget."""
    return max(_FEWEST, min(_ROWS_OF_GROUP, ROWS // max(1, len(diff.groups))))


def _group(group: Group, most: int) -> str:
    rows = "".join(map(_row, group.samples[:most]))
    left = group.count - min(most, len(group.samples))
    more = f"<p>{left} more.</p>" if left > 0 else ""
    names = "".join(f"<th>{name}</th>" for name in ("id", "old", "new", "why"))
    return (
        f"<details open><summary>{escape(group_title(group))}</summary>"
        f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>{more}</details>"
    )


def _row(change: Change) -> str:
    cells = (shown(change.id, _VALUE), shown(change.old, _VALUE), shown(change.new, _VALUE), shown(why(change), _VALUE))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
