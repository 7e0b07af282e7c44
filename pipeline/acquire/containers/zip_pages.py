"""Which of the files in a ZIP file are read: pages and WARC files by their names, of a WACZ file its WARC files.

WACZ (https://specs.webrecorder.net/wacz/1.1.1/) is a ZIP file with WARC files and the digests of all files. Its lists
of pages and its indexes are not needed: the WARC files say all themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline.acquire.containers.mhtml import MessageReader
from pipeline.acquire.containers.single_pages import longest_file, page_in, refused_page
from pipeline.acquire.containers.zip_list import members_of
from pipeline.acquire.containers.zip_members import (
    MOST_INFLATED,
    DamagedMember,
    Member,
    begins_like_zip,
    opening_of,
    packed_bytes,
    pieces,
    refusal_of,
    unpacked,
)
from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.page_names import (
    is_folder_of_saved_page,
    is_json_answer,
    named_like_page,
    named_like_warc,
)
from pipeline.acquire.warc.captures import Skipped
from pipeline.acquire.warc.warc_records import OPENING, begins_like_warc
from schemas.snapshot import Doubt, Refusal, Snapshot

_SUFFIXES = (".zip", ".wacz")
# What macOS adds to ZIP files: the properties of each file.
_HIDDEN_FOLDER = "__MACOSX"
_TOO_LONG_WARC = Refusal(
    "too_large",
    f"This WARC file is compressed within a ZIP file, and longer than {MOST_INFLATED:,} bytes; take it out of there.",
)
_NO_PAGE = Refusal("binary", "This ZIP or office file holds no page of text or HTML and no WARC file.")
_PACKAGE = "datapackage.json"
_PACKAGE_DIGEST = "datapackage-digest.json"
_WARCS = "archive/"
_LONGEST_JSON = 8 * 2**20
_ALGORITHMS = frozenset({"sha256", "md5"})
_UNREADABLE = Doubt("digest_unchecked", f"The {_PACKAGE} of the WACZ file can't be read, so no digest was checked.")


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


def is_wacz(members: Sequence[Member]) -> bool:
    """Whether the files of a ZIP file are those of a WACZ file: a data package with WARC files in ``archive/``."""
    names = {member.inner for member in members}
    return _PACKAGE in names and any(name.startswith(_WARCS) for name in names)


def warcs_of(members: Sequence[Member]) -> list[Member]:
    """The WARC files of a WACZ file; where digests that it states are not right, each has a doubt.

    Raises OSError if the ZIP file can't be read.
    """
    by_name = {member.inner: member for member in members}
    package, seal = by_name[_PACKAGE], by_name.get(_PACKAGE_DIGEST)
    listed = _json_of_member(package)
    stated = _stated_digests(listed)
    of_package = [] if isinstance(listed, dict) else [_UNREADABLE]
    of_package += _digest_doubts(package, _stated_digest(_json_of_member(seal)) if seal else None)
    return [
        replace(member, doubts=(*of_package, *_digest_doubts(member, stated.get(member.inner))))
        for member in members
        if member.inner.startswith(_WARCS)
    ]


def _digest_doubts(member: Member, stated: str | None) -> Iterator[Doubt]:
    """The doubt in a file that is not what its digest (``sha256:…``) says; none in a file without a digest."""
    if stated is None or refusal_of(member) is not None:
        return
    algorithm, _, value = stated.partition(":")
    if algorithm not in _ALGORITHMS:
        yield Doubt("digest_unchecked", f"The digest of {member.inner} is of an unknown kind: {algorithm[:40]!r}.")
    elif _digest_of_member(member, algorithm) != value.lower():
        yield Doubt("digest_differs", f"The WACZ file states another digest of {member.inner} than that of the file.")


def _digest_of_member(member: Member, algorithm: str) -> str | None:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    try:
        for piece in pieces(member):
            digest.update(piece)
    except DamagedMember:
        return None
    return digest.hexdigest()


def _stated_digests(package: object) -> Mapping[str, str]:
    """The digests that a data package states, by the names of the files."""
    resources = package.get("resources") if isinstance(package, dict) else None
    listed = [row for row in resources if isinstance(row, dict)] if isinstance(resources, list) else []
    named = ((row.get("path"), row.get("hash")) for row in listed)
    return {path: stated for path, stated in named if isinstance(path, str) and isinstance(stated, str)}


def _stated_digest(seal: object) -> str | None:
    stated = seal.get("hash") if isinstance(seal, dict) else None
    return stated if isinstance(stated, str) else None


def _json_of_member(member: Member) -> object:
    """What a JSON file holds, or None if it can't be read."""
    content = unpacked(member, _LONGEST_JSON)
    if isinstance(content, Refusal):
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
