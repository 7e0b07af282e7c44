"""The address of a store of parts: the path of a folder, or that of a prefix in an object store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import parse_qsl, urlsplit

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
    parts = urlsplit(location)
    settings = parse_qsl(parts.query, keep_blank_values=True)
    unknown = sorted({name for name, _ in settings} - _SETTINGS)
    if parts.username or parts.password:
        raise UnusableStoreError(
            "The address of a store holds no secrets: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead."
        )
    if parts.scheme != "s3" or not parts.netloc or parts.fragment:
        raise UnusableStoreError(f"{location} is no address of an object store: write it as {_EXAMPLE}.")
    if unknown:
        allowed = ", ".join(sorted(_SETTINGS))
        raise UnusableStoreError(f"{location} says {', '.join(unknown)}, which no store has: it may say {allowed}.")
    return Bucket(parts.netloc, parts.path.strip("/"), tuple(settings))
