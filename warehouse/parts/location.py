"""The address of a store of parts: the path of a folder, or that of a prefix in an object store."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from urllib.parse import parse_qsl

# The bucket, the prefix and the query. The names of buckets: letters, digits, dots, hyphens, and of old also ``_``
# (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
_ADDRESS = re.compile(r"(?i:s3)://(?P<name>[a-zA-Z0-9._-]+)(?:/(?P<prefix>[^?#]*))?(?:\?(?P<query>[^#]*))?")
_SETTINGS = frozenset({"region", "endpoint_override", "scheme"})
_EXAMPLE = "s3://bucket/prefix?region=eu-north-1"


class UnusableStoreError(Exception):
    """Raised where a store of parts can't be used, with a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in an object store: the bucket, the prefix of all names in it, and where the store is found."""

    name: str
    prefix: str
    settings: tuple[tuple[str, str], ...]


def bucket_at(location: str) -> Bucket | None:
    """The place in an object store that is meant; None for the path of a folder.

    ``s3://parts/mine?region=eu-north-1`` gives the bucket ``parts``, the prefix ``mine`` and a region. Raises
    UnusableStoreError for what is neither such an address nor an absolute path.
    """
    if "://" in location:
        return _bucket(location)
    if not PurePath(location).is_absolute():
        raise UnusableStoreError(f"{location} is no absolute path: name a folder so, or {_EXAMPLE}.")
    return None


def _bucket(location: str) -> Bucket:
    """The place that an address means. No sentence shows what may be a secret: what stands in a query."""
    found = _ADDRESS.fullmatch(location)
    shown = location.partition("?")[0].partition("#")[0]
    if found is None:
        _refuse_secrets([location])
        raise UnusableStoreError(f"{shown} is no address of an object store: write it as {_EXAMPLE}.")
    settings = parse_qsl(found["query"] or "", keep_blank_values=True)
    _refuse_secrets(chain(*settings))
    unknown = sorted({name for name, _ in settings} - _SETTINGS)
    if unknown:
        allowed = ", ".join(sorted(_SETTINGS))
        raise UnusableStoreError(f"{shown} says {', '.join(unknown)}, which no store has: it may say {allowed}.")
    return Bucket(found["name"], (found["prefix"] or "").strip("/"), tuple(settings))


def _refuse_secrets(words: Iterable[str]) -> None:
    """Refuse ``key:secret@…`` wherever it stands: what we say of an address is read by others."""
    if any("@" in word for word in words):
        raise UnusableStoreError(
            "The address of a store holds no secrets: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead."
        )
