"""Following redirects, hop by hop, as far as somebody allows each of them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from pipeline.acquire.fetch.page import REDIRECTS
from pipeline.acquire.fetch.request import Answer

MOST_HOPS = 5


def follow(ask_for: Callable[[str], Answer], address: str, may_follow: Callable[[str, str], bool]) -> Answer:
    """The answer for an address after redirects; ``may_follow`` is given where each comes from and leads to.

    A redirect that is not followed, or one too many, is the answer. Raises what ``ask_for`` raises.
    """
    answer = ask_for(address)
    for _ in range(MOST_HOPS):
        target = target_of(answer)
        if answer.status not in REDIRECTS or not may_follow(address, target):
            break
        answer = ask_for(target)
    return answer


def target_of(answer: Answer) -> str:
    """Where an answer redirects to, as an absolute address; empty where it does not say, or not sensibly."""
    location = answer.header("Location") or ""
    try:
        return urljoin(answer.asked, location.strip()) if location else ""
    except ValueError:
        return ""
