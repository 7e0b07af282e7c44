"""What an answer is worth, and where it leads: pure functions over bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from extractors.gfmd.practice_links import practice_url
from pipeline.acquire.captures import PAGE_TYPES, content_type
from pipeline.acquire.fetch_marks import page_number, shows_kind, signed
from pipeline.acquire.fetch_markup import asks_for_password, hrefs, page_text, shown_lines
from pipeline.acquire.fetch_request import Answer
from pipeline.acquire.sources import Source, canonical_url

_LOGIN_PATH = re.compile(r"/(?:user|account|sso|auth)?/?(?:login|signin|sign-in|log-in)\b", re.IGNORECASE)
PAST_END = "past_end"
"""The outcome of a ``?page=N`` that the site does not have, which is the end of a country and no error."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Verdict(NamedTuple):
    """What became of a page: a stable code, and a sentence where the code does not say it all."""

    outcome: str
    detail: str = ""


def judge(kind: str, answer: Answer) -> Verdict:
    """What an answer that is no redirect is: ``ok``, ``not_modified``, or one of the ways not to be a good page."""
    status = answer.status
    if status == 304:
        return Verdict("not_modified")
    if status in {404, 410}:
        return Verdict("not_found", f"status {status}")
    if status in {401, 403, 407, 451}:
        return Verdict("forbidden", f"status {status}")
    if status == 429 or status >= 500:
        return Verdict("error", f"status {status} at every try")
    if status != 200:
        return Verdict("unexpected", f"status {status}")
    media_type, charset = content_type(answer.header("Content-Type") or "")
    if media_type is not None and media_type not in PAGE_TYPES:
        return Verdict("unexpected", f"the answer is {media_type[:60]}, not a page")
    return _judge_payload(kind, answer, charset)


def _judge_payload(kind: str, answer: Answer, charset: str | None) -> Verdict:
    if not answer.payload.strip(b"\0 \t\r\n\f"):
        return Verdict("empty", "the page has no content")
    text = page_text(answer.payload, charset)
    if text is None:
        return Verdict("unexpected", "the answer is no text")
    if not shows_kind(kind, shown_lines(text), answer.asked):
        if asks_for_password(text):
            return Verdict("login", "the site shows a login page")
        return Verdict("unexpected", f"the page shows nothing of a {kind} page")
    return Verdict("incomplete", "the document has no end") if is_cut(answer) else Verdict("ok")


def is_cut(answer: Answer) -> bool:
    """Whether a document came whole by the count of its bytes, and yet has no end: the site itself had only half."""
    text = answer.payload.replace(b"\0", b"").lower()
    return answer.status == 200 and b"<html" in text[:4096] and b"</html" not in text


def judge_redirect(url: str, target: str, led_to: str | None) -> Verdict:
    """What a redirect away from a canonical address is; ``led_to`` is the canonical form of a target on the site."""
    if (
        led_to is not None
        and led_to.partition("?")[0] == url.partition("?")[0]
        and page_number(led_to) < page_number(url)
    ):
        return Verdict(PAST_END, "the site leads back to an earlier page")
    if _LOGIN_PATH.search(urlsplit(target).path if target.startswith("http") else ""):
        return Verdict("login", f"the site redirects to {target[:200]}")
    return Verdict("redirected", f"the site redirects to {target[:200]!r}")


def links(source: Source, page_url: str, payload: bytes, origin: str) -> Iterator[str]:
    """The canonical addresses of this source's pages that a page links to, in its order, each once.

    ``origin`` is where the site was asked; a copy may name itself in its links.
    """
    given: set[str] = set()
    for target in hrefs(page_text(payload, None) or "", page_url):
        try:
            url = canonical_url(source.base + target[len(origin) :] if target.startswith(f"{origin}/") else target)
        except ValueError:
            continue
        # A practice's page in another language is the same practice.
        url = practice_url(url) or url
        if url not in given and source.kind_of(url) is not None:
            given.add(url)
            yield url


def teasers(source: Source, page_url: str, payload: bytes, origin: str) -> frozenset[str]:
    """What tells the teasers of a page apart: the practice pages linked, and the lines before ``Submitted by``.

    Both, since a page can link to practices that are no teasers of it, and can have teasers without a link.
    """
    linked = {url for url in links(source, page_url, payload, origin) if source.kind_of(url) == "practice"}
    return frozenset({*linked, *signed(shown_lines(page_text(payload, None) or ""))})
