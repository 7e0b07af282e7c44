"""Sites to look at in a browser, and what the browser tells of them."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Dialog, Page, Request

from benchmarks.pages import write_pages
from pipeline.order import Order
from pipeline.site import build
from tests.rooms import ROOT
from tests.running import run_quietly

AXE = ROOT / "tests" / "vendored" / "axe.min.js"
FIXTURES = ROOT / "tests" / "fixtures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
KINDS: Mapping[str, str] = {
    "overview": r"index\.html",
    "countries": r"countries/index\.html",
    "country": r"countries/[A-Z]{3}\.html",
    "evidence": r"countries/[A-Z]{3}-evidence\.html",
    "editions": r"editions/index\.html",
    "edition": r"editions/\d{4}\.html",
    "roundtables": r"roundtables/index\.html",
    "roundtable": r"roundtables/(?!index).+\.html",
    "organizations": r"organizations/index\.html",
    "organization": r"organizations/(?!index).+\.html",
    "practices": r"practices/index\.html",
    "practice": r"practices/(?!index).+\.html",
    "quality": r"quality/index\.html",
    "data": r"data/index\.html",
    "dictionary": r"data/dictionary\.html",
    "saved pages": r"pages/index\.html",
    "saved page": r"pages/(?!index).+\.html",
}
"""Every kind of page of the site, and the addresses of its pages."""
BRIGHTNESS = """name => {
  const [red, green, blue, alpha = 1] = getComputedStyle(document.documentElement)[name].match(/[\\d.]+/g).map(Number);
  return alpha === 0 ? 255 : (red + green + blue) / 3;
}"""
"""A script: how bright a colour of the page is (its name in CSS), from 0 to 255."""


class Watched:
    """What a page does meanwhile that nobody should see.

    That is messages on the console, errors, dialogs, and requests to anything but the site.
    """

    def __init__(self, page: Page, site: str) -> None:
        self.found: list[str] = []
        self._page = page
        self._site = site
        self._watchers: Mapping[Any, Any] = {
            "console": lambda message: self.found.append(f"console: {message.text}"),
            "pageerror": lambda error: self.found.append(f"error: {error}"),
            "dialog": self._answer,
            "requestfailed": lambda request: self.found.append(f"failed: {request.url}"),
            "request": self._asked,
        }

    def __enter__(self) -> Self:
        for event, watcher in self._watchers.items():
            self._page.on(event, watcher)
        return self

    def __exit__(self, *_: object) -> None:
        for event, watcher in self._watchers.items():
            self._page.remove_listener(event, watcher)

    def _answer(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:")):
            self.found.append(f"asked: {request.url}")


def browser_program() -> str | None:
    """The browser of this machine, or None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages within the folder of a site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def examples(site: Path) -> Mapping[str, str]:
    """The largest page of each kind that the site has: the one on which most can go wrong."""
    by_size = sorted(pages_of(site), key=lambda address: (site / address).stat().st_size)
    return {kind: page for kind, pattern in KINDS.items() for page in by_size if re.fullmatch(pattern, page)}


def page_of_kind(site: Path, kind: str) -> str:
    """The address of the example of a kind, as that of a file."""
    return (site / examples(site)[kind]).as_uri()


def build_sample(folder: Path) -> Path:
    """The site of the sample pages of both sources."""
    return _built(folder, FIXTURES / "gfmd", FIXTURES / "factbook")


def build_made_up(folder: Path, pages: int) -> Path:
    """The site of so many made-up pages."""
    write_pages(folder / "pages", pages, seed=1)
    return _built(folder, folder / "pages")


def _built(folder: Path, *pages: Path) -> Path:
    run_quietly(Order(folder / "data", pages))
    return site_of(folder / "data", (folder / "data" / "current").resolve(), folder / "site")


def site_of(data: Path, release: Path, out: Path) -> Path:
    """The folder of the site of a release."""
    return build(data, release, out).folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Tell nobody."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a web server on this machine that serves a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def violations(tab: Page, options: Mapping[str, Any]) -> list[str]:
    """What axe-core finds on a page, with these options of ``axe.run``: each rule with the element that breaks it."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    told = tab.evaluate("options => axe.run(document, options)", {**options, "resultTypes": ["violations"]})
    return [f"{rule['id']}: {node['html']}" for rule in told["violations"] for node in rule["nodes"]]
