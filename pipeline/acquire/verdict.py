"""Whether a page is what its address is for, in the words of the extractor that a run reads it with.

Fetching, the index of the archive and a run so come to the same verdict on the same bytes.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from pipeline.acquire.sources import source_of
from pipeline.transform.dataset import read_snapshot
from schemas.extraction import AnyExtraction
from schemas.snapshot import Refusal, Snapshot


def refusal_of(snapshot: Snapshot) -> Refusal | None:
    """Why a page is not good as that of its address, or None if it is. The task of a worker process."""
    return refusal_at(snapshot.url or "", read_snapshot(snapshot))


def refusal_at(address: str, extraction: AnyExtraction) -> Refusal | None:
    """Why what was read is not good as the page of a canonical address, or None if it is.

    It is so where the extractor refuses the page (with its own reason), and where it is a page of another kind than the
    address is for (``other_kind``). Further pages of a country may show no more than teasers. Of listings, and of
    addresses that no kind of page has, nothing particular is expected.
    """
    if extraction.refusal is not None:
        return extraction.refusal
    wanted, found = source_of(address).site.kind_of(address), extraction.page.kind
    if wanted in {None, "listing", found}:
        return None
    if wanted == "country" and found == "listing" and page_number(address) > 0:
        return None
    return Refusal("other_kind", f"The page is one of the kind {found}, and its address is for the kind {wanted}.")


def page_number(url: str) -> int:
    """The ``N`` of ``?page=N`` in an address; 0 where it says none."""
    said = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
