"""What an answer is worth, and where it leads: pure functions over bytes.

Only marks that survive any markup and any ASCII-compatible encoding are looked for: labels, addresses in ``href``,
and the end of the document. What a page says is the business of the extractors.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pipeline.acquire.captures import PAGE_TYPES, content_type
from pipeline.acquire.fetch_request import Answer
from pipeline.acquire.sources import Source, canonical_url

_HREF = re.compile(rb"""\bhref\s{0,20}=\s{0,20}["']([^"'<>]{1,1000})["']""", re.IGNORECASE)
_PASSWORD = re.compile(rb"""<input\b[^>]{0,500}\btype\s{0,5}=\s{0,5}["']?password\b""", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_SIGNED = b"Submitted by"
_LOGIN_PATH = re.compile(r"/(?:user|account|sso|auth)?/?(?:login|signin|sign-in|log-in)\b", re.IGNORECASE)
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Verdict(NamedTuple):
    """What became of a page: a stable code, and a sentence where the code does not say it all."""

    outcome: str
    detail: str = ""


def judge(source: Source, kind: str, answer: Answer) -> Verdict:
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
    media_type, _ = content_type(answer.header("Content-Type") or "")
    if media_type is not None and media_type not in PAGE_TYPES:
        return Verdict("unexpected", f"the answer is {media_type[:60]}, not a page")
    return _judge_payload(source, kind, answer.payload)


def _judge_payload(source: Source, kind: str, payload: bytes) -> Verdict:
    text = payload.replace(b"\0", b"")
    if not text.strip():
        return Verdict("empty", "the page has no content")
    labels = source.practice_labels if kind == "practice" else source.country_labels
    if not any(label.encode("ascii") in text for label in labels):
        if _PASSWORD.search(text):
            return Verdict("login", "the site shows a login page")
        return Verdict("unexpected", "none of the expected labels is on the page")
    lower = text[-4096:].lower()
    if b"<html" in text[:4096].lower() and b"</html" not in lower:
        return Verdict("incomplete", "the document has no end")
    return Verdict("ok")


def judge_redirect(target: str) -> Verdict:
    """What a redirect to another page than the one asked for is."""
    if _LOGIN_PATH.search(urlsplit(target).path if target.startswith("http") else ""):
        return Verdict("login", f"the site redirects to {target[:200]}")
    return Verdict("redirected", f"the site redirects to {target[:200]!r}")


def links(source: Source, page_url: str, payload: bytes, origin: str) -> Iterator[str]:
    """The canonical addresses of this source's pages that a page links to, in its order, each once.

    ``origin`` is where the site was asked; a copy may name itself in its links.
    """
    given: set[str] = set()
    for match in _HREF.finditer(payload):
        href = unescape(match[1].decode("utf-8", "replace")).strip()
        try:
            target = urljoin(page_url, href)
            url = canonical_url(source.base + target[len(origin) :] if target.startswith(f"{origin}/") else target)
        except ValueError:
            continue
        if url not in given and source.kind_of(url) is not None:
            given.add(url)
            yield url


def teasers(source: Source, page_url: str, payload: bytes, origin: str) -> frozenset[str]:
    """What tells the teasers of a page apart: the practice pages linked, else the lines before ``Submitted by``."""
    linked = frozenset(url for url in links(source, page_url, payload, origin) if source.kind_of(url) == "practice")
    if linked or _SIGNED not in payload:
        return linked
    texts = [text.strip() for text in _TAG.sub(b"\n", payload).split(b"\n") if text.strip()]
    signed = (before for before, text in itertools.pairwise(texts) if text.startswith(_SIGNED))
    return frozenset(title.decode("utf-8", "replace") for title in signed)
