"""Which of the files in a ZIP file are read: pages and WARC files by their names, of a WACZ file its WARC files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline.acquire.containers.mhtml import MessageReader
from pipeline.acquire.containers.page_names import (
    is_folder_of_saved_page,
    is_json_answer,
    named_like_page,
    named_like_warc,
)
from pipeline.acquire.containers.single_pages import longest_file, page_in, refused_page
from pipeline.acquire.containers.wacz import is_wacz, warcs_of
from pipeline.acquire.containers.zip_list import members_of
from pipeline.acquire.containers.zip_members import (
    Member,
    begins_like_zip,
    opening_of,
    packed_bytes,
    refusal_of,
    unpacked,
)
from pipeline.acquire.containers.zip_streams import MOST_INFLATED
from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.warc.captures import Skipped
from pipeline.acquire.warc.warc_records import OPENING, begins_like_warc
from schemas.snapshot import Refusal, Snapshot

_SUFFIXES = (".zip", ".wacz")
# What macOS adds to ZIP files: the properties of each file.
_HIDDEN_FOLDER = "__MACOSX"
_TOO_LONG_WARC = Refusal(
    "too_large",
    f"This WARC file is compressed within a ZIP file, and longer than {MOST_INFLATED:,} bytes; take it out of there.",
)
_NO_PAGE = Refusal("binary", "This ZIP or office file holds no page of text or HTML and no WARC file.")


def is_zip(name: str, opening: bytes) -> bool:
    """Whether a file is a ZIP file, by its name or its beginning: the list of files is at the end of it."""
    return name.lower().endswith(_SUFFIXES) or begins_like_zip(opening)


def pages_in_zip(path: Path, name: str) -> list[Member | Skipped] | Refusal:
    """The pages and WARC files in a ZIP file, and what is passed over, in the order of its list.

    The refusal is that of the file as a whole. Raises OSError if it can't be read.
    """
    members = members_of(path, name)
    if isinstance(members, Refusal):
        return members
    found: list[Member | Skipped] = list(warcs_of(members) if is_wacz(members) else _pages_of_members(members))
    return found if any(isinstance(one, Member) for one in found) else _NO_PAGE


def _pages_of_members(members: Sequence[Member]) -> Iterator[Member | Skipped]:
    """What is no page is passed over, and so is the folder of a page that a browser saved, once."""
    paths = [PurePosixPath(member.inner.replace("\\", "/")) for member in members]
    of_saved_pages = _folders_of_saved_pages(paths)
    passed: set[PurePosixPath] = set()
    for member, path in zip(members, paths, strict=True):
        folder = next((parent for parent in path.parents if parent in of_saved_pages), None)
        if _is_hidden(path) or folder in passed:
            continue
        if folder is not None:
            passed.add(folder)
            yield Skipped("files_of_saved_page", None)
        elif named_like_page(path.name) and not _is_answer_member(member, path.name):
            yield replace(member, url=mirrored_address(path.parts))
        else:
            yield Skipped("not_a_page", None)


def _is_answer_member(member: Member, name: str) -> bool:
    """Whether a file in a ZIP file is JSON that a program answered; one that can't be opened is none."""
    if not name.lower().endswith(".json") or refusal_of(member) is not None:
        return False
    return is_json_answer(name, opening_of(member, OPENING))


def _folders_of_saved_pages(paths: Sequence[PurePosixPath]) -> set[PurePosixPath]:
    beside: dict[PurePosixPath, set[str]] = {}
    for path in paths:
        beside.setdefault(path.parent, set()).add(path.name)
    folders = {parent for path in paths for parent in path.parents}
    return {folder for folder in folders if is_folder_of_saved_page(folder.name, beside.get(folder.parent, ()))}


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part == _HIDDEN_FOLDER or (part.startswith(".") and part != "..") for part in path.parts)


def member_page(member: Member, limit: int, read_message: MessageReader) -> Snapshot:
    """The page that a file in a ZIP file is; ``limit`` is the longest payload in bytes.

    ``read_message`` reads the page of an MHTML file. Raises OSError if the ZIP file can't be read.
    """
    content = _TOO_LONG_WARC if _is_long_warc(member) else unpacked(member, longest_file(limit))
    if isinstance(content, Refusal):
        page = refused_page(packed_bytes(member, limit), member.name, limit, content)
    else:
        page = page_in(content, member.name, limit, member.url, read_message)
    return replace(page, doubts=(*member.doubts, *page.doubts))


def is_warc_member(member: Member) -> bool:
    """Whether a file in a ZIP file is a WARC file that can be read there, by its name or its beginning.

    Raises OSError if the ZIP file can't be read.
    """
    if refusal_of(member) is not None or _is_long_warc(member):
        return False
    return named_like_warc(member.inner) or begins_like_warc(opening_of(member, OPENING))


def _is_long_warc(member: Member) -> bool:
    return member.size > MOST_INFLATED and member.is_compressed and named_like_warc(member.inner)
