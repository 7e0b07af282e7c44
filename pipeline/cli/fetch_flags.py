"""The flags of a fetch, from the site or from a web archive, and the request that they make."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import bundle, time_span
from pipeline.cli.run_flags import web_address
from pipeline.spans import Span

if TYPE_CHECKING:
    from pipeline.acquire.fetch.plan import Request
    from pipeline.acquire.history.plan import Every, HistoryRequest
    from schemas.source import Source

CONTACT = "PROFILES_CONTACT"
_SITE_DELAY, _ARCHIVE_DELAY = 2.0, 5.0


@dataclass(frozen=True, slots=True)
class FetchFlags:
    """The flags of a fetch, as they were given."""

    slugs: tuple[str, ...]
    source: str | None
    all_known: bool
    base_url: str | None
    delay: float | None
    linked: bool
    allow_loopback: bool
    dry_run: bool
    asked_at: str
    archive_url: str | None
    since: Span | None
    until: Span | None
    every: Every | None

    def request(self) -> Request | HistoryRequest:
        """The fetch that is asked for, by the contact of the environment. Raises WrongRequest.

        Before anything is written: a fetch that makes no sense leaves no trace.
        """
        return self._of_site() if self.asked_at == "site" else self._of_archive()

    def _of_site(self) -> Request:
        from pipeline.acquire.fetch.plan import WrongRequest, site_of, wanted_slugs

        for name in ("archive_url", "since", "until", "every"):
            if getattr(self, name) is not None:
                raise WrongRequest(f"--{name.replace('_', '-')} is about a web archive; give --from wayback as well.")
        asked = self._pages(_SITE_DELAY)
        wanted_slugs(asked)
        site_of(asked)
        return asked

    def _of_archive(self) -> HistoryRequest:
        from pipeline.acquire.history.plan import WAYBACK_MACHINE, HistoryRequest

        asked = HistoryRequest(
            self._pages(_ARCHIVE_DELAY),
            archive_url=self.archive_url or WAYBACK_MACHINE,
            since=self.since.first if self.since else None,
            until=self.until.last if self.until else None,
            every=self.every or "change",
        )
        asked.slugs()
        return asked

    def _pages(self, delay: float) -> Request:
        from pipeline.acquire.fetch.plan import Request

        return Request(
            source=self._source(),
            slugs=self.slugs,
            all_known=self.all_known,
            linked=self.linked,
            base_url=self.base_url,
            delay=delay if self.delay is None else self.delay,
            contact=os.environ.get(CONTACT) or None,
            allow_loopback=self.allow_loopback,
        )

    def _source(self) -> Source:
        from extractors.sources import SOURCES, source_named, source_to_fetch
        from pipeline.acquire.fetch.plan import WrongRequest

        if self.source is None:
            return source_to_fetch()
        try:
            return source_named(self.source)
        except KeyError:
            names = ", ".join(source.name for source in SOURCES)
            raise WrongRequest(f"There is no source {self.source[:80]!r}; the sources are {names}.") from None


# The slugs and the options of a fetch, handed to the command as ``fetch_flags``.
fetch_options = bundle(
    FetchFlags,
    "fetch_flags",
    click.argument("slugs", metavar="[SLUG]...", nargs=-1),
    click.option(
        "--source",
        metavar="NAME",
        help="The source whose pages are wanted, as 'profiles sources' lists them.  [default: the first with any]",
    ),
    click.option("--all", "all_known", is_flag=True, help=f"All known countries. Needs {CONTACT} to be set."),
    click.option("--base-url", metavar="URL", callback=web_address, help="Ask a copy of the site."),
    click.option(
        "--delay",
        type=float,
        help="Seconds between two requests, 1 at the least, of a web archive 5.  "
        f"[default: {_SITE_DELAY:g}, of a web archive {_ARCHIVE_DELAY:g}]",
    ),
    click.option("--practices", "linked", is_flag=True, help="Also the practice pages that teasers link to."),
    click.option("--allow-loopback", is_flag=True, help="For tests: 127.0.0.0/8 may be asked, and without a pause."),
    click.option("--dry-run", is_flag=True, help="List the pages that would be asked for, and why; send nothing."),
    click.option(
        "--from",
        "asked_at",
        type=click.Choice(["site", "wayback"]),
        default="site",
        show_default=True,
        help="Where to ask: the site for its pages as they are, or a web archive for what they were.",
    ),
    click.option(
        "--archive-url",
        metavar="URL",
        callback=web_address,
        help="A web archive with the interface of the Wayback Machine.  [default: https://web.archive.org]",
    ),
    click.option("--since", metavar="DATE", callback=time_span, help="Only captures from this date or time (UTC) on."),
    click.option(
        "--until",
        metavar="DATE",
        callback=time_span,
        help="Only captures up to the end of this date or time.",
    ),
    click.option(
        "--every",
        type=click.Choice(["capture", "change", "year"]),
        help="Each capture, each whose content is another, or the last of each year.  [default: change]",
    ),
)
