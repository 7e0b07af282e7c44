"""Mirrors of a site on disk, by ``wget -m`` and its like: a file's folders are the path of its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from extractors.reading.web_archives import copy_at
from extractors.sources import SOURCES
from pipeline.acquire.sources import canonical_url
from schemas.site import Site

# wget writes "?" as it is or, where the system forbids it, as "@"; with --adjust-extension it appends ".html".
_NAME = re.compile(r"(?P<path>[^?@]{0,250})(?:[?@](?P<query>[\w.%-]{1,100}=.{0,250}))?", re.DOTALL)
_APPENDED = re.compile(r"\.html?\Z", re.IGNORECASE)
_KEPT = "%:+,;=@&$!~()'*"
_INDEX = "index"
_SCHEMES = frozenset({"http:", "https:"})


def mirrored_address(parts: Sequence[str]) -> str | None:
    """The address of a file by the folders below the host's name, or None if they tell none of a known source.

    ``www.gfmd.org``, ``pfp``, ``ppd``, ``peru?page=1.html`` tell ``https://www.gfmd.org/pfp/ppd/peru?page=1``. A mirror
    of a web archive tells the address of the copy, and by it the time.
    """
    mirrored = (_address_at(source.site, parts) for source in SOURCES)
    return next((address for address in mirrored if address is not None), None)


def _address_at(site: Site, parts: Sequence[str]) -> str | None:
    """The address of a file in a mirror of this site: the last folder with the name of one of its hosts begins it."""
    at = max((at for at, part in enumerate(parts[:-1]) if part.lower() in site.hosts), default=None)
    if at is None:
        return None
    addresses = (f"https://{parts[at].lower()}/{path}" for path in _paths(parts[at + 1 :]))
    known = next((address for address in addresses if site.kind_of(canonical_url(address) or "") is not None), None)
    return None if known is None else _address_of_copy(parts[:at], known) or known


def _paths(parts: Sequence[str]) -> Iterator[str]:
    """The paths that a file may have been saved from, the one without what the mirror appended first."""
    *folders, name = parts
    found = _NAME.fullmatch(name)
    if found is None:
        return
    bare = _APPENDED.sub("", found["path"])
    path = _joined_path([*folders, *([bare] if bare != _INDEX else [])])
    if found["query"] is not None:
        yield f"{path}?{_quoted(_APPENDED.sub('', found['query']))}"
    else:
        yield path
        yield _joined_path(parts)


def _joined_path(parts: Sequence[str]) -> str:
    return "/".join(map(_quoted, parts))


def _quoted(name: str) -> str:
    """A name as it stands in an address, also one whose bytes are no UTF-8."""
    return quote(name, safe=_KEPT, errors="surrogateescape")


def _address_of_copy(above: Sequence[str], address: str) -> str | None:
    """The copy's address where the folders above are those of a web archive: ``web.archive.org/web/2019…/https:``."""
    if not above or above[-1] not in _SCHEMES:
        return None
    starts = (f"https://{'/'.join(above[at:-1])}/{address}" for at in range(len(above) - 1))
    return next((start for start in starts if copy_at(start)), None)
