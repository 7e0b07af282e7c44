"""Visits to a web archive: its robots.txt first, then its index and the captures that it replays, each hop checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.acquire.archive.archive import Archive
from pipeline.acquire.archive.entries import Entry
from pipeline.acquire.archive.write import Answer, Exchange, Replayed
from pipeline.acquire.fetch.host import Host, follow, target_of
from pipeline.acquire.fetch.page import (
    REDIRECTS,
    PageFacts,
    ReadFacts,
    Verdict,
    judge_head,
    judge_page,
    judge_redirect,
    page_of,
)
from pipeline.acquire.fetch.patience import AskedToWait
from pipeline.acquire.fetch.request import NoAnswer
from pipeline.acquire.fetch.walk import Visit
from pipeline.acquire.history.cdx import (
    FILTERS,
    IndexLine,
    IndexQuery,
    IndexUnreadable,
    ListedCapture,
    captures_in,
    read_part,
)
from pipeline.acquire.history.memento import (
    is_archived,
    is_rewritten,
    memento_of,
    read_replay_address,
    replay_address,
)
from pipeline.acquire.warc.captures import page_types
from schemas.source import Source

_MOST_LINES = 100_000
_JSON = {"Accept": "application/json"}


@dataclass(slots=True)
class WebArchive:
    """A web archive, which ``host`` answers for, and whose captures go into ``archive``. Call ``enter`` first."""

    source: Source
    host: Host
    archive: Archive
    read: ReadFacts

    def enter(self) -> None:
        """Read robots.txt and keep the pause that it asks for. Raises AskedToWait."""
        self.host.enter(lambda _, target: target.startswith(f"{self.host.origin}/"))

    def captures(self, query: IndexQuery) -> list[ListedCapture]:
        """What the index names. Raises NoAnswer, IndexUnreadable and AskedToWait."""
        return captures_in(line for lines in FILTERS for line in self._lines_of_index(query, lines))

    def _lines_of_index(self, query: IndexQuery, lines: str) -> Iterator[IndexLine]:
        keys: set[str | None] = set()
        key: str | None = None
        number = 0
        while key not in keys:
            keys.add(key)
            part = read_part(self._index_answer(query.url(self.host.origin, lines, key)))
            yield from part.lines
            number += len(part.lines)
            if number > _MOST_LINES:
                raise IndexUnreadable(f"the index has over {_MOST_LINES:,} lines for {query.address}")
            if part.resume_key is None:
                return
            key = part.resume_key
        raise IndexUnreadable("the index goes on at a place where it was before")

    def _index_answer(self, address: str) -> bytes:
        if not self.host.robots.allows(address):
            raise NoAnswer("robots", "robots.txt does not allow to ask the index", again=False)
        answer = self._ask(address, _JSON)
        if answer.status != 200:
            verdict = judge_head(answer) or Verdict("unexpected")
            raise NoAnswer(verdict.outcome, f"the index answers with status {answer.status}", again=False)
        return answer.payload

    def visit(self, wanted: ListedCapture) -> Visit:
        """Ask for a capture as it was, and archive it under its own address and time.

        Raises AskedToWait if the archive wants to be left alone, OSError where the disk refuses.
        """
        address = replay_address(self.host.origin, wanted)
        robots = self.host.robots
        if not robots.allows(address):
            return Visit(Verdict("robots", robots.refusal or "robots.txt does not allow this capture"))
        try:
            answer = follow(lambda hop: self._ask(hop, {}), address, self._leads_to_a_capture)
        except NoAnswer as error:
            return Visit(Verdict(error.code, str(error)))
        memento = memento_of(answer, self.host.origin)
        return Visit(_own_verdict(answer)) if memento is None else self._keep(wanted, answer, memento)

    def note_repeat(self, wanted: ListedCapture, page: Entry) -> None:
        """Archive a capture whose content is that of a page held, as the index says, without asking for it."""
        replayed = Replayed(replay_address(self.host.origin, wanted), self.host.asker.now(), wanted.digest)
        notes = {"program": self.host.agent, "outcome": "ok", "detail": "not asked for: the index names its content"}
        self.archive.append_repeat(page, wanted.captured_at, replayed, notes)

    def _keep(self, wanted: ListedCapture, answer: Answer, memento: Answer) -> Visit:
        verdict, facts = self._judge(wanted.url, memento)
        entry = self.archive.append(self._exchange(wanted, answer, memento, verdict))
        if verdict.outcome != "ok":
            return Visit(Verdict("no_page", f"{verdict.outcome}: {verdict.detail}".rstrip(": ")))
        elsewhen = f"the archive served that of {memento.sent_at:%Y-%m-%d %H:%M:%S}"
        detail = elsewhen if memento.sent_at != wanted.captured_at else ""
        return Visit(Verdict("ok", detail), entry.good, facts)

    def _judge(self, url: str, original: Answer) -> tuple[Verdict, PageFacts | None]:
        """What a capture is by what it was, as the site's own answer would be judged."""
        if original.status in REDIRECTS:
            target = target_of(original)
            led_to = read_replay_address(target, self.host.origin)
            return judge_redirect(url, led_to.url if led_to else target, led_to.url if led_to else None), None
        by_head = judge_head(original, page_types(url))
        if by_head is not None:
            return by_head, None
        if is_rewritten(original.payload):
            return Verdict("rewritten", "the archive changed the page for its readers"), None
        facts = self.read(page_of(original, url, self.source.name))
        return judge_page(original, facts), facts

    def _exchange(self, wanted: ListedCapture, answer: Answer, memento: Answer, verdict: Verdict) -> Exchange:
        elsewhen = wanted.captured_at if wanted.captured_at != memento.sent_at else None
        notes = {
            "program": self.host.agent,
            "asked": replay_address(self.host.origin, wanted),
            "memento-datetime": answer.header("Memento-Datetime") or "",
            "outcome": verdict.outcome,
            "detail": verdict.detail,
        }
        # What the index said of one capture it did not say of another.
        replayed = Replayed(answer.asked, answer.sent_at, None if elsewhen else wanted.digest, elsewhen)
        return Exchange(wanted.url, memento, verdict.outcome, notes, replayed)

    def _ask(self, address: str, extra: dict[str, str]) -> Answer:
        answer = self.host.ask(address, extra)
        if answer.status == 429 and not is_archived(answer):
            raise AskedToWait("The web archive has had too many requests; ask again in a quarter of an hour.")
        return answer

    def _leads_to_a_capture(self, came_from: str, target: str) -> bool:
        """Whether a redirect leads to another capture of the same page, as it was."""
        asked, led_to = (read_replay_address(address, self.host.origin) for address in (came_from, target))
        if asked is None or led_to is None or not led_to.as_it_was:
            return False
        return asked.url == led_to.url and self.host.robots.allows(target)


def _own_verdict(answer: Answer) -> Verdict:
    """What an answer of the archive's own is: it says nothing about the page."""
    if answer.status in REDIRECTS:
        return Verdict("redirected", f"the archive redirects to {target_of(answer)[:200]!r}")
    if answer.status == 200:
        return Verdict("unexpected", "the answer does not say of which time it is a capture")
    verdict = judge_head(answer) or Verdict("unexpected")
    return Verdict(verdict.outcome, f"the archive answers with status {answer.status}")
