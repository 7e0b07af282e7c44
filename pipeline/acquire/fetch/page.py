"""What an answer is worth: pure functions over its head, its bytes, and what the extractor says of its page."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.acquire.fetch.facts import PageFacts
from pipeline.acquire.fetch.request import Answer
from pipeline.acquire.verdict import page_number
from pipeline.acquire.warc.captures import PAGE_TYPES, content_type
from schemas.snapshot import Snapshot

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
    if (
        led_to is not None
        and led_to.partition("?")[0] == url.partition("?")[0]
        and page_number(led_to) < page_number(url)
    ):
        return Verdict(PAST_END, "the site leads back to an earlier page")
    if _LOGIN_PATH.search(urlsplit(target).path if target.startswith("http") else ""):
        return Verdict("login", f"the site redirects to {target[:200]}")
    return Verdict("redirected", f"the site redirects to {target[:200]!r}")
