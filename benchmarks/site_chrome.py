"""What stands around the content of a page of the made-up site: head, header, menus, footer, scripts and styles."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from benchmarks.site_countries import site_countries

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
