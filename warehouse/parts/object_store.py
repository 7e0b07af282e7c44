"""The files of a store of parts as the objects of an S3-compatible store.

A process that has opened an object store must not fork others that use one. The AWS library has threads and files,
which a fork has not, or has shared; it supports no forks (https://github.com/awslabs/aws-crt-python/pull/628), and
workers that were forked so crashed or got each other's answers. So the process that starts the workers leaves object
stores to them, and has a worker read what it wants to know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from pyarrow.fs import FileSelector, FileType, S3FileSystem

from warehouse.parts.location import Bucket, UnusableStoreError

_WITHDRAWN = b"withdrawn\n"
_CREDENTIALS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to keys that may list, read and write there"
# What the AWS library calls it, and what to do.
_WAYS_OUT = {
    "NO_SUCH_BUCKET": "create the bucket, or name another one",
    "ACCESS_DENIED": _CREDENTIALS,
    "INVALID_ACCESS_KEY_ID": _CREDENTIALS,
    "INVALID_CLIENT_TOKEN_ID": _CREDENTIALS,
    "SIGNATURE_DOES_NOT_MATCH": _CREDENTIALS,
    "HTTP status 301": "say the region of the bucket (?region=…)",
    "NETWORK_CONNECTION": "check the address and the network",
}


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a bucket below a prefix, by their names after it. An object is put whole or not at all.

    Methods raise UnusableStoreError where the store refuses.
    """

    bucket: Bucket

    def look(self) -> None:
        """Raise UnusableStoreError where the bucket is not there or does not let us in.

        Whether one may write shows at the first part.
        """
        with self._opened() as store:
            if store.get_file_info(self.bucket.name).type is FileType.NotFound:
                raise _unusable(self.bucket, "there is no such bucket", _WAYS_OUT["NO_SUCH_BUCKET"])

    def sizes(self, path: str) -> dict[str, int]:
        """The size of each object in a folder, by the rest of its name."""
        with self._opened() as store:
            found = store.get_file_info(FileSelector(self._name(path), allow_not_found=True))
        return {info.base_name: info.size for info in found if info.type is FileType.File}

    def write(self, path: str, content: bytes) -> None:
        """Put an object, in the place of one of its name."""
        with self._opened() as store, store.open_output_stream(self._name(path)) as stream:
            stream.write(content)

    def read(self, path: str) -> bytes:
        """What an object holds. Raises FileNotFoundError."""
        with self._opened() as store, store.open_input_file(self._name(path)) as file:
            content: bytes = file.read()
        return content

    def withdraw(self, path: str) -> None:
        """Have a marker count no more, by writing a word into it.

        Where pyarrow deletes an object, it puts empty ones in the place of its folders.
        """
        self.write(path, _WITHDRAWN)

    def note_use(self, path: str) -> None:
        """An object has the time at which it was put, and no other: rules of the bucket say how long it stays."""

    def _name(self, path: str) -> str:
        return "/".join(filter(None, (self.bucket.name, self.bucket.prefix, path)))

    @contextmanager
    def _opened(self) -> Iterator[S3FileSystem]:
        if _first_process() != os.getpid():
            raise RuntimeError("an object store was opened before this process was forked")
        try:
            yield _store(self.bucket.settings)
        except FileNotFoundError:
            raise
        except (OSError, ValueError) as error:
            words = str(error)
            ways_out = (way_out for name, way_out in _WAYS_OUT.items() if name in words)
            raise _unusable(
                self.bucket, words.rstrip("."), next(ways_out, "try again, or name another store")
            ) from error


@cache
def _first_process() -> int:
    """The process that used an object store first, of this one and those that it was forked from."""
    return os.getpid()


@cache
def _store(settings: tuple[tuple[str, str], ...]) -> S3FileSystem:
    """The store, opened once. Small objects are put by a single request."""
    return S3FileSystem(**dict(settings), allow_delayed_open=True, background_writes=False)


def _unusable(bucket: Bucket, reason: str, way_out: str) -> UnusableStoreError:
    return UnusableStoreError(f"The bucket {bucket.name} can't keep parts: {reason}; {way_out}.")
