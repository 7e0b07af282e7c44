"""What an answer is worth: by its head, its bytes, and what the extractor reads of its page in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from extractors.reading.navigation import read_navigation
from pipeline.acquire.archive.write import Answer
from pipeline.acquire.sources import canonical_url, source_of
from pipeline.acquire.verdict import page_number, refusal_at
from pipeline.acquire.warc.captures import PAGE_TYPES, content_type
from pipeline.engine.pool import DEFAULT_BOUNDS, kept_worker
from pipeline.engine.worker import ProcessBounds
from pipeline.transform.dataset import read_snapshot
from schemas.extraction import AnyExtraction
from schemas.snapshot import Refusal, Snapshot
from schemas.source import Source

_LOGIN_PATH = re.compile(r"/(?:user|account|sso|auth)?/?(?:login|signin|sign-in|log-in)\b", re.IGNORECASE)
PAST_END = "past_end"
"""The outcome of a ``?page=N`` that the site does not have, which is the end of a country and no error."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BY_STATUS = {
    304: "not_modified",
    429: "error",
    **dict.fromkeys((404, 410), "not_found"),
    **dict.fromkeys((401, 403, 407, 451), "forbidden"),
}


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


class Verdict(NamedTuple):
    """What became of a page: a stable code, and a sentence where the code does not say it all."""

    outcome: str
    detail: str = ""


def judge_head(answer: Answer, media_types: frozenset[str] = PAGE_TYPES) -> Verdict | None:
    """What an answer that is no redirect is by its status and type, or by having no content.

    ``media_types`` are those of the pages of its site.
    None if it may be a good page, which only reading it tells.
    """
    if answer.status != 200:
        return _judge_status(answer.status)
    media_type, _ = content_type(answer.header("Content-Type") or "")
    if media_type is not None and media_type not in media_types:
        return Verdict("unexpected", f"the answer is {media_type[:60]}, not a page")
    if not answer.payload.strip(b"\0 \t\r\n\f"):
        return Verdict("empty", "the page has no content")
    return None


def _judge_status(status: int) -> Verdict:
    outcome = _BY_STATUS.get(status) or ("error" if status >= 500 else "unexpected")
    if outcome == "not_modified":
        return Verdict(outcome)
    return Verdict(outcome, f"status {status}" + (" at every try" if outcome == "error" else ""))


def judge_page(answer: Answer, facts: PageFacts) -> Verdict:
    """What an answer is by what the extractor says of its page: ``ok``, or one of the ways not to be a good page.

    A document without its end is none, although the extractor reads such pages where they were saved: the site can be
    asked again.
    """
    refusal = facts.refusal
    if refusal is not None and facts.asks_for_password:
        return Verdict("login", "the site shows a login page")
    if is_cut(answer):
        return Verdict("incomplete", "the document has no end")
    if refusal is None:
        return Verdict("ok")
    return Verdict("empty" if refusal.reason == "empty" else "unexpected", f"{refusal.reason}: {refusal.message}")


def page_of(answer: Answer, url: str, source: str) -> Snapshot:
    """The page that an answer shows at a canonical address, as a reader of the archive will have it."""
    media_type, charset = content_type(answer.header("Content-Type") or "")
    return Snapshot(source, "", answer.payload, url, answer.sent_at, charset, media_type)


def is_cut(answer: Answer) -> bool:
    """Whether a document came whole by the count of its bytes, and yet has no end: the site itself had only half."""
    text = answer.payload.replace(b"\0", b"").lower()
    return answer.status == 200 and b"<html" in text[:4096] and b"</html" not in text


def judge_redirect(url: str, target: str, led_to: str | None) -> Verdict:
    """What a redirect away from a canonical address is; ``led_to`` is the canonical form of a target on the site."""
    is_same_page = led_to is not None and led_to.partition("?")[0] == url.partition("?")[0]
    if is_same_page and page_number(led_to or "") < page_number(url):
        return Verdict(PAST_END, "the site leads back to an earlier page")
    if _LOGIN_PATH.search(urlsplit(target).path if target.startswith("http") else ""):
        return Verdict("login", f"the site redirects to {target[:200]}")
    return Verdict("redirected", f"the site redirects to {target[:200]!r}")
