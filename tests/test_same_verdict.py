"""The same bytes, the same verdict: what a fetch takes for a good page is what a run uses, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.acquire.archive.archive import read_archive
from pipeline.acquire.archive.index import INDEX_NAME
from pipeline.acquire.fetch.page import open_reader
from pipeline.engine.worker import ProcessBounds
from pipeline.explain.explain import current_release, rows
from pipeline.order import Order
from schemas.snapshot import Snapshot
from tests.hostile_server import country_page, noisy, practice_page, quick, run_fetch, says, serving
from tests.rendering import warc
from tests.running import run_quietly
from tests.test_hostile_pages import HOSTILE

FIXTURES = Path(__file__).parent / "fixtures"
BASE = "https://www.gfmd.org"
MOST_BYTES = 300_000
TYPES = {".html": "text/html", ".txt": "text/plain"}
SOUND = country_page("peru", [1, 2])


def shown(markup: str) -> bytes:
    """A sound page of a country with more markup above its lines."""
    return SOUND.replace(b"<body>", b"<body>" + markup.encode())


MARKUP = {
    "a drawing with a title": shown("<svg><title>A map</title><path d='M0 0'/></svg>"),
    "a comment that ends at once": shown("<!-->"),
    "a comment that ends at once, of three dashes": shown("<!--->"),
    "a comment that ends with a mark": shown("<!-- left open --!>"),
    "a sign of more in an attribute": shown('<a title="1 > 0" href="/about">About</a><p data-x="</script>">x</p>'),
    "a sign of less in an attribute": shown("<p title='a <b c'>Words</p>"),
    "a comment in an attribute": shown('<p title="<!--">Words</p>'),
    "styles where scripts do not run": shown("<noscript><style>p { color: red }</style></noscript>"),
    "an open style where scripts do not run": shown("<noscript><style></noscript>"),
    "a script that writes a script": shown("<script><!-- document.write('<script>x</script>') --></script>"),
    "a text field with markup": shown("<textarea><p>Words</textarea>"),
    "a template": shown("<template><p>Official Name</p></template>"),
    "letters in capitals": SOUND.upper().replace(b"PERU", b"Peru"),
    "labels in one line of markup": SOUND.replace(b"</p><p>", b"</p>\n<p>"),
}


def fixtures() -> dict[str, bytes]:
    pages = [*FIXTURES.glob("*/*/page.html"), *FIXTURES.glob("*/*/page.txt")]
    return {f"{page.parent.name}{page.suffix}": page.read_bytes() for page in sorted(pages)}


def hostile() -> dict[str, bytes]:
    made = {name: payload() for name, (payload, _) in HOSTILE.items() if "up to" not in name and "10 MB" not in name}
    return {name: payload for name, payload in made.items() if len(payload) <= MOST_BYTES} | {"sound": SOUND}


def noise() -> dict[str, bytes]:
    rng = random.Random(12)
    return {f"noise {number}": noisy(rng, SOUND) for number in range(60)}


def others() -> dict[str, bytes]:
    return {
        "a drawing that is not closed": shown("<svg><title>A map<path d='M0 0'/></svg>"),
        "a practice": practice_page(7),
        "not found": b"<html><h1>Page not found</h1><p>Subscribe to Peru</p></html>",
        "not found in two lines": b"<html><h1>Sorry</h1><p>No such page is here.</p><p>Subscribe to Peru</p></html>",
        "a login": b"<html><h1>Log in</h1><form><input type=password></form></html>",
        "teasers and a country": b"<html><h3>A</h3><p>Submitted by X</p><p>Text.</p><p>Subscribe to Peru</p></html>",
        "a country that nobody knows": SOUND.replace(b"PER", b"").replace(b"peru", b"Atlantis"),
        "two countries": SOUND.replace(b"Subscribe to peru", b"Subscribe to Chile"),
    }


PAGES = {
    "the markup": MARKUP,
    "the fixtures": fixtures(),
    "hostile pages": hostile(),
    "noise": noise(),
    "more": others(),
}


def address(number: int) -> str:
    """An address of a country page, whose slug is that of no country."""
    return f"{BASE}/pfp/ppd/page-{chr(97 + number // 26)}{chr(97 + number % 26)}"


def fetched(folder: Path, pages: Mapping[str, tuple[bytes, str]]) -> dict[str, str]:
    """What a fetch says of each page, by address."""
    handlers = {
        url.removeprefix(BASE): says(200, payload, Content_Type=media_type)
        for url, (payload, media_type) in pages.items()
    }
    slugs = [url.rpartition("/")[2] for url in pages]
    with serving({"/robots.txt": b""}, handlers) as server:
        report = run_fetch(folder, quick(server.url, slugs, most_pages=1))
    return {result.url: result.outcome for result in report.results if result.outcome != "too_many"}


def used(folder: Path, pages: Mapping[str, tuple[bytes, str]]) -> set[str]:
    """The addresses whose page a run over WARC files of others uses as that of a country."""
    folder.mkdir()
    for media_type in TYPES.values():
        saved = {url: payload for url, (payload, declared) in pages.items() if declared == media_type}
        name = media_type.replace("/", "-")
        (folder / f"{name}.warc.gz").write_bytes(warc(saved, media_type, compressed=True))
    data = folder.parent / "data"
    order = Order(data, (folder,), workers=2, accept=("unclaimed_share", "issues_of_severity_error"))
    run_quietly(order)
    listed = rows(
        current_release(data), "SELECT url FROM pages ANTI JOIN quarantine USING (page_id) WHERE kind = 'country'"
    )
    return {str(row["url"]) for row in listed}


@pytest.mark.parametrize("name", PAGES)
def test_a_fetch_a_run_and_the_index_say_the_same_of_each_page(tmp_path: Path, name: str) -> None:
    named = {address(number): (title, payload) for number, (title, payload) in enumerate(PAGES[name].items())}
    pages = {url: (payload, TYPES.get(Path(title).suffix, "text/html")) for url, (title, payload) in named.items()}
    outcomes = fetched(tmp_path / "archive", pages)
    by_run = used(tmp_path / "saved", pages)
    by_index = {entry.url for entry in read_archive(tmp_path / "saved").entries() if entry.good}
    # A document without its end is read where it was saved; a fetch can ask for it again.
    without_end = {url for url, outcome in outcomes.items() if outcome == "incomplete"}
    assert all(b"</html" not in pages[url][0].lower().replace(b"\0", b"") for url in without_end)
    by_fetch = {url for url, outcome in outcomes.items() if outcome == "ok"}
    assert {named[url][0] for url in by_run - by_fetch - without_end} == set()
    assert {named[url][0] for url in by_fetch - by_run} == set()
    assert {named[url][0] for url in by_index ^ by_run} == set()
    assert by_run


@pytest.mark.parametrize("name", MARKUP)
def test_a_fetch_follows_the_links_of_any_markup(tmp_path: Path, name: str) -> None:
    with serving({"/robots.txt": b"", "/pfp/ppd/peru": MARKUP[name]}) as server:
        report = run_fetch(tmp_path, quick(server.url, ["peru"], linked=True))
    outcomes = {result.url.removeprefix(BASE): result.outcome for result in report.results}
    expected = {"/pfp/ppd/peru": "ok", "/pfp/ppd/peru?page=1": "past_end"}
    practices = {} if "/PFP" in MARKUP[name].decode() else dict.fromkeys(("/pfp/ppd/1", "/pfp/ppd/2"), "not_found")
    assert outcomes == {**expected, **practices}


def test_a_page_that_ends_its_reader_is_refused_and_costs_no_other() -> None:
    busy = Snapshot("gfmd", "", HOSTILE["5,000 attributes"][0]() * 125, f"{BASE}/pfp/ppd/ghana", media_type="text/html")
    with open_reader(BASE, ProcessBounds(cpu_seconds=1)) as read:
        found = [read(page) for page in (replace(busy, payload=SOUND), busy, replace(busy, payload=SOUND))]
    assert [facts.refusal.reason if facts.refusal else None for facts in found] == [None, "too_slow", None]
    assert found[0] == found[2]


def test_the_verdicts_of_an_archive_are_those_of_its_pages_when_the_index_is_made_anew(tmp_path: Path) -> None:
    pages = {f"{BASE}/pfp/ppd/{slug}": page for slug, page in (("peru", SOUND), ("ghana", b"<html>Sorry</html>"))}
    (tmp_path / "crawl.warc.gz").write_bytes(warc(pages, "text/html", compressed=True))
    good = {entry.url for entry in read_archive(tmp_path).entries() if entry.good}
    assert good == {f"{BASE}/pfp/ppd/peru"}
    assert not (tmp_path / INDEX_NAME).exists()
