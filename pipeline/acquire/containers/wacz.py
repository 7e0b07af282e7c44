"""WACZ files (https://specs.webrecorder.net/wacz/1.1.1/): WARC files in a ZIP file, with the digests of all files.

The lists of pages and the indexes are not needed: the WARC files say all themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.acquire.containers.zip_members import DamagedMember, Member, pieces, refusal_of, unpacked
from schemas.snapshot import Doubt, Refusal

_PACKAGE = "datapackage.json"
_PACKAGE_DIGEST = "datapackage-digest.json"
_WARCS = "archive/"
_LONGEST_JSON = 8 * 2**20
_ALGORITHMS = frozenset({"sha256", "md5"})
_UNREADABLE = Doubt("digest_unchecked", f"The {_PACKAGE} of the WACZ file can't be read, so no digest was checked.")


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
