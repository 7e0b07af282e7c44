"""A saved page of the made-up site as HTML: fields and views of a content management system, and its surroundings."""

from __future__ import annotations

import html
from itertools import groupby
from random import Random

from benchmarks.site import SavedPage
from benchmarks.site_chrome import page_footer, page_head, page_header, page_pager, page_trail
from tests.rendering import Entry, entries_of
from tests.truth import Teaser

_SMALLEST, _USUAL, _LARGEST = 26_000, 34_000, 76_000


def page_html(page: SavedPage, rng: Random) -> str:
    """The page as the site sent it: about as many bytes as true pages have, 30 to 80 kB."""
    place = page.country.place
    path = f"/pfp/ppd/{place.slug}"
    body = (
        f"{page_header()}{page_trail(place.short_name)}"
        f'<main class="main-content" id="content" role="main"><div class="region region-content">{_fields(page)}'
        f'<div class="views-element-container"><div class="view-content">{_teasers(page)}</div>\n{page_pager(path)}'
        f'<div class="feed-icons"><a class="feed-icon" href="/taxonomy/term/9/feed">Subscribe to '
        f"{html.escape(place.short_name)}</a></div></div></div></main>\n{page_footer()}"
    )
    size = round(rng.triangular(_SMALLEST, _LARGEST, _USUAL)) - len(body)
    head = page_head(rng, place.short_name, path, size)
    return f'<html lang="en" dir="ltr">{head}\n<body class="path-taxonomy not-logged-in">{body}</body></html>\n'


def saved_html(page: SavedPage, rng: Random) -> bytes:
    """The page as SingleFile saves it: its comment tells the address and the time."""
    return (
        "<!DOCTYPE html> <!--\n Page saved with SingleFile \n"
        f" url: {page.url} \n saved date: {page.saved_at:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)\n"
        f"-->{page_html(page, rng)}"
    ).encode()


def _fields(page: SavedPage) -> str:
    """The fields of the country, then each participation as an item of a collection."""
    parts = []
    for block, entries in groupby(entries_of(page.country), key=lambda entry: entry.block):
        fields = "\n".join(_field(entry) for entry in entries)
        parts.append(fields if block is None else f'<div class="field-collection-item block-{block}">{fields}</div>\n')
    return f'<div class="taxonomy-term vocabulary-country">{"".join(parts)}</div>\n'


def _field(entry: Entry) -> str:
    name = "-".join(entry.label.lower().split())
    label = f'<div class="field-label">{html.escape(entry.label)}</div>'
    return f'<div class="field field-name-{name}">{label}{_items(entry)}</div>'


def _items(entry: Entry) -> str:
    values = [html.escape(value) for value in entry.values]
    if not values:
        return ""
    if entry.style == "bullets":
        shown = "".join(f"<li>{value}</li>" for value in values)
        return f'<div class="field-items"><ul>{shown}</ul></div>'
    mark = "- " if entry.style == "dashes" else ""
    shown = "".join(f'<div class="field-item even">{mark}{value}</div>' for value in values)
    return f'<div class="field-items">{shown}</div>'


def _teasers(page: SavedPage) -> str:
    return "\n".join(f'<div class="views-row">{_teaser(teaser)}</div>' for teaser in page.country.teasers)


def _teaser(teaser: Teaser) -> str:
    title, submitted = html.escape(teaser.title or ""), html.escape(teaser.submitted_line or "")
    day = f"{teaser.day:%a, %m/%d/%Y} - 08:13" if teaser.day else ""
    texts = "".join(f"<p>{html.escape(text)}</p>" for text in teaser.paragraphs)
    return (
        f'<article class="node node--type-ppd node--view-mode-teaser" data-history-node-id="{teaser.number}">'
        f'<h2 class="node__title"><a href="/pfp/ppd/{teaser.number}" rel="bookmark"><span class="field--title">{title}'
        f'</span></a></h2><div class="node__meta"><span class="submitted">{submitted} '
        f'<time datetime="{teaser.day}T08:13:00+00:00">{day}</time></span></div>'
        f'<div class="node__content"><div class="text-formatted field--body">{texts}</div></div></article>'
    )
