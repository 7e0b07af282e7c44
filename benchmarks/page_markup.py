"""A saved page of the made-up site as HTML: fields and views of a content management system, and its surroundings."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from random import Random

from benchmarks.site import SavedPage, site_countries
from tests.rendering import Entry, entries_of
from tests.truth import Teaser

_SMALLEST, _USUAL, _LARGEST = 26_000, 34_000, 76_000
_MENUS = {
    "About": (
        "Background",
        "The Chair",
        "Steering Group",
        "Friends of the Forum",
        "Support Unit",
        "Funding",
        "Contact",
    ),
    "Meetings": tuple(f"Summit {year}" for year in (2007, 2008, 2009, 2010, 2011, 2012, 2014, 2015, 2016, 2017, 2018)),
    "Process": ("Government-led", "Civil Society", "Business Mechanism", "Mayors Mechanism", "Youth Forum", "Academia"),
    "Partnerships": ("Search the database", "Share a practice", "Working groups", "Platform", "Ad hoc groups"),
    "Documents": tuple(f"Reports of {year}" for year in range(2007, 2019)),
    "News": ("Events", "Newsletter", "Press", "Vacancies", "Gallery", "Calendar"),
}
_COUNTRIES_IN_MENU = 105
_SCRIPT = (
    "(function(d,w){{var q=w.siteQueue||[];q.push(['set','block-{n}']);d.addEventListener('scroll',function(e)"
    "{{if(w.scrollY>{n})q.push([e.type,{n}]);}});}})(document,window);"
)
_RULE = (
    ".region-{n} .views-row-{n} a:hover{{color:#{n:06x};margin:0 {m}px 1em;padding:.{m}em;"
    "background:url(/themes/site/img/i{n}.png) no-repeat 0 -{n}px;transition:all .{m}s ease-in-out}}"
)


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


def page_head(rng: Random, title: str, address: str, size: int) -> str:
    """The head of a page; its scripts and styles are about as long as is asked for."""
    settings = {"path": {"baseUrl": "/", "currentPath": address}, "user": {"uid": 0, "permissionsHash": rng.random()}}
    parts = [
        '<meta charset="utf-8">',
        f"<title>{html.escape(title)} | Global Forum on Migration and Development</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="shortcut icon" href="/themes/site/favicon.ico">',
        *_scripts_and_styles(rng, size),
        f'<script type="application/json" data-selector="settings">{json.dumps(settings)}</script>',
    ]
    return "<head>" + "\n".join(parts) + "</head>"


def _scripts_and_styles(rng: Random, size: int) -> Iterator[str]:
    written = 0
    while written < size:
        rules = [_RULE.format(n=rng.randrange(1, 9999), m=rng.randrange(1, 9)) for _ in range(8)]
        script = _SCRIPT.format(n=rng.randrange(1, 9999))
        part = f"<style>{''.join(rules)}</style>\n<script>{script}</script>"
        written += len(part)
        yield part


@cache
def page_header() -> str:
    """The banner with search form, and the menus: about 160 links."""
    menus = "".join(_menu(name, entries) for name, entries in _MENUS.items())
    countries = [(place.short_name, f"/pfp/ppd/{place.slug}") for place in site_countries()[:_COUNTRIES_IN_MENU]]
    listed = "".join(_entry(name, path, 3) for name, path in countries)
    return (
        '<header class="header" id="header" role="banner"><div class="container"><a class="logo" href="/" title="Home" '
        'rel="home"><img src="/themes/site/logo.svg" alt="Home"></a>'
        '<form action="/search/node" method="get"><label class="visually-hidden" for="edit-keys">Search</label>'
        '<input id="edit-keys" name="keys" size="15" type="search"><button type="submit">Search</button></form>'
        '<ul class="links"><li><a href="/user/login">Log in</a></li><li><a href="/fr">Français</a></li>'
        '<li><a href="/es">Español</a></li></ul></div></header>\n'
        f'<nav class="navbar navbar-expand" id="block-main-navigation" role="navigation"><ul class="menu nav">{menus}'
        f'<li class="nav-item dropdown"><a class="nav-link" href="/pfp/ppd">Countries</a><ul class="dropdown-menu">'
        f"{listed}</ul></li></ul></nav>\n"
    )


def _menu(name: str, entries: Sequence[str]) -> str:
    path = name.lower()
    shown = "".join(_entry(entry, f"/{path}/{entry.lower().replace(' ', '-')}", 2) for entry in entries)
    return (
        f'<li class="nav-item dropdown expanded"><a class="nav-link dropdown-toggle" href="/{path}">{name}</a>'
        f'<ul class="dropdown-menu">{shown}</ul></li>'
    )


def _entry(name: str, path: str, level: int) -> str:
    return (
        f'<li class="menu-item level-{level}"><a class="dropdown-item" href="{path}" data-path="{path[1:]}">'
        f"{html.escape(name)}</a></li>"
    )


def page_trail(name: str) -> str:
    """The breadcrumb above the content."""
    return (
        '<nav class="breadcrumb" role="navigation" aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li>'
        f'<li><a href="/pfp">Platform for Partnerships</a></li><li>{html.escape(name)}</li></ol></nav>\n'
    )


def page_pager(path: str) -> str:
    """The links to the other pages of the list of practices."""
    entries = "".join(f'<li class="pager__item"><a href="{path}?page={at}">{at + 1}</a></li>' for at in range(9))
    return f'<nav class="pager" role="navigation"><ul class="pager__items">{entries}</ul></nav>\n'


@cache
def page_footer() -> str:
    """The footer, with its links and the scripts of measurement."""
    columns = "".join(
        f'<div class="col"><h4>{name}</h4><ul>{"".join(_entry(entry, f"/{name.lower()}", 1) for entry in entries[:4])}'
        "</ul></div>"
        for name, entries in _MENUS.items()
    )
    return (
        f'<footer class="footer" id="footer" role="contentinfo"><div class="container">{columns}'
        "<p>GFMD Support Unit, Geneva</p><p>Terms of use</p></div></footer>\n"
        "<script>window.dataLayer=window.dataLayer||[];dataLayer.push({event:'page'});</script>"
    )
