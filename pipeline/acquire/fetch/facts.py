"""What a fetch needs to know of a page, read by the extractor of its source in a process that can be killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from extractors.reading.navigation import read_navigation
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.acquire.verdict import refusal_at
from pipeline.engine.pool import DEFAULT_BOUNDS, kept_worker
from pipeline.engine.worker import ProcessBounds
from pipeline.transform.dataset import read_snapshot
from schemas.extraction import AnyExtraction
from schemas.snapshot import Refusal, Snapshot
from schemas.source import Source


class PageFacts(NamedTuple):
    """What a fetch needs to know of a page.

    ``refusal`` says why it is not good as the page of its address. ``links`` has the canonical addresses of the
    source's pages that it links to, in its order, each once. ``teasers`` has what tells its teasers apart from others.
    """

    refusal: Refusal | None
    asks_for_password: bool = False
    links: tuple[str, ...] = ()
    teasers: frozenset[str] = frozenset()


ReadFacts = Callable[[Snapshot], PageFacts]


@contextmanager
def open_reader(origin: str, bounds: ProcessBounds = DEFAULT_BOUNDS) -> Iterator[ReadFacts]:
    """A reader of pages that were asked for at ``origin``: one worker process for all of them.

    It starts with the first page. A page that ends it, or exceeds a bound, is refused, and the next one is read.
    """
    with kept_worker(partial(facts_of, origin=origin), bounds) as answer:

        def read(snapshot: Snapshot) -> PageFacts:
            found = answer(snapshot)
            return PageFacts(found) if isinstance(found, Refusal) else found

        yield read


def facts_of(snapshot: Snapshot, origin: str) -> PageFacts:
    """Read one page: the task of the worker.

    ``origin`` is where the site was asked; a copy may name itself in its links.
    """
    source = source_of(snapshot.url)
    extraction = read_snapshot(snapshot)
    navigation = read_navigation(snapshot)
    links = tuple(dict.fromkeys(_on_site(source, navigation.links, origin)))
    return PageFacts(
        refusal_at(snapshot.url or "", extraction),
        navigation.asks_for_password,
        links,
        frozenset(_entries(source, links, extraction)),
    )


def _on_site(source: Source, links: Sequence[str], origin: str) -> Iterator[str]:
    """The canonical addresses of the source's pages among links.

    ``http://127.0.0.1:80/pfp/ppd/14`` on a copy at that origin is ``https://www.gfmd.org/pfp/ppd/14``.
    """
    for link in links:
        url = canonical_url(source.site.base + link[len(origin) :] if link.startswith(f"{origin}/") else link)
        page = source.site.same_page(url) if url else None
        if page and source.site.kind_of(page) is not None:
            yield page


def _entries(source: Source, links: Sequence[str], page: AnyExtraction) -> Iterator[str]:
    """The pages linked that a country's page leads on to, and what tells the entries without a link apart.

    Both, since a page can link to pages that it has no entry for, and can have entries without a link.
    """
    yield from (link for link in links if source.site.kind_of(link) in source.site.linked)
    yield from source.entries(page)
