"""Telling a monitoring service how a scheduled run ended."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from pipeline.acquire.fetch.request import Bounds, NoAnswer, Surroundings, open_asker

_BOUNDS = Bounds(seconds=10.0, page_bytes=64 * 1024)


def ping(url: str, around: Surroundings, agent: str, *, succeeded: bool) -> str | None:
    """Call ``url`` after a success, and its path with ``/fail`` added after a failure, as such services have it.

    Gives a sentence where the call did not go through, else None: a run does not fail because its monitor does.
    The address is the user's own, so it may be a private one.
    """
    parts = urlsplit(url)
    asked = url if succeeded else urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/fail"))
    with open_asker(agent, _BOUNDS, around, lambda _: None) as asker:
        try:
            status = asker.get(asked, {}).status
        except NoAnswer as error:
            return f"The ping to {parts.hostname} failed: {error}"
    return None if status < 400 else f"The ping to {parts.hostname} failed with status {status}."
