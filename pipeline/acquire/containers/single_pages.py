"""A file that is one page: as it is, compressed by gzip, or in an MHTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.reading.decoding import is_mime
from pipeline.acquire.containers.mhtml import TIMES_A_PAGE, MessageReader, read_mhtml
from pipeline.acquire.containers.zip_members import begins_like_zip
from pipeline.acquire.origins.saving_tools import opening_comments, stated_by_browser, stated_by_mirror
from pipeline.acquire.origins.statements import Statement, origin_of, statement_at
from pipeline.acquire.origins.web_archives import archived_status, stated_by_archive
from pipeline.acquire.warc.captures import content_type, snapshot_from
from pipeline.acquire.warc.payloads import GZIP_MAGIC, gunzip, too_large
from schemas.snapshot import Refusal, Snapshot

_NESTED = Refusal("nested_archive", "This is a ZIP file within another file; take it out and give it by itself.")

# https://archive.org/web/researcher/ArcFileFormat.php
_ARC_BEGINS = b"filedesc://"
_ARC = Refusal("arc", "This is an ARC file; make a WARC file of it, with 'warcio recompress X.arc.gz X.warc.gz'.")


def longest_file(limit: int) -> int:
    """How many bytes a file may have at most, where its page may have ``limit``."""
    return TIMES_A_PAGE * limit


def page_in(
    raw: bytes, name: str, limit: int, url: str | None = None, read_message: MessageReader = read_mhtml
) -> Snapshot:
    """The page that a file is. ``raw`` are its bytes, of a longer file at least one more than are read of it.

    ``name`` is for the tables, ``url`` the address that the folders around the file tell, and ``read_message`` reads
    the page of an MHTML file.
    """
    content = _uncompressed(raw, limit)
    if isinstance(content, Refusal):
        return refused_page(raw, name, limit, content)
    mirrored = [statement_at("the folders around the file", url)] if url is not None else []
    if is_mime(content):
        main = read_message(content, limit)
        if isinstance(main, Refusal):
            return refused_page(raw, name, limit, main)
        media_type, charset = content_type(main.content_type)
        return replace(
            _snapshot_of_page(main.payload, name, [*mirrored, *main.statements]), charset=charset, media_type=media_type
        )
    refusal = too_large(limit) if len(content) > limit else _of_other_archive(content)
    return _snapshot_of_page(content, name, mirrored) if refusal is None else refused_page(raw, name, limit, refusal)


def _of_other_archive(content: bytes) -> Refusal | None:
    """Why a file is no page that holds many."""
    if begins_like_zip(content):
        return _NESTED
    return _ARC if content.startswith(_ARC_BEGINS) else None


def refused_page(raw: bytes, name: str, limit: int, refusal: Refusal) -> Snapshot:
    """A file that can't be read as a page, with its bytes as they were found."""
    return replace(snapshot_from(origin_of(()), name, raw[:limit]), refusal=refusal)


def _uncompressed(raw: bytes, limit: int) -> bytes | Refusal:
    if len(raw) > longest_file(limit):
        return too_large(limit)
    return gunzip(raw, longest_file(limit)) if raw.startswith(GZIP_MAGIC) else raw


def _snapshot_of_page(payload: bytes, name: str, container: Sequence[Statement]) -> Snapshot:
    """A page with what its container says of its origin, and what it says itself.

    HTTrack changes names: of a page that it mirrored its comment counts instead of the folders.
    """
    comments = opening_comments(payload)
    within = (*stated_by_browser(comments), *stated_by_archive(payload))
    origin = origin_of((*(stated_by_mirror(comments) or container), *within))
    status = archived_status(payload) if origin.rewritten_to else None
    snapshot = snapshot_from(origin, name, payload)
    if status is None:
        return snapshot
    message = f"A web archive shows here that the site answered with status {status}, and no page of it."
    return replace(snapshot, refusal=Refusal(f"status_{status}", message))
