"""What pages give, as bytes and back. Reading such bytes makes records and plain values, and runs nothing else."""

from __future__ import annotations

import io
import pickle
import sys
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from extractors.sources import SOURCES
from schemas.extraction import AnyExtraction, Extraction
from warehouse.parts.compression import compressed, decompressed

_PLAIN = frozenset({("datetime", "date"), ("datetime", "datetime"), ("decimal", "Decimal")})
# What reading bytes raises that nobody wrote with ``encoded``.
_FAULTS = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
    MemoryError,
)
_NAME_BYTES = 32


class UnreadableAnswerError(ValueError):
    """Raised for bytes that ``encoded`` or ``encoded_records`` did not give."""


def encoded(extraction: AnyExtraction, decided_by: str) -> bytes:
    """What a page gives, compressed, behind the sha256 of all that decides it, which is given in hex."""
    return bytes.fromhex(decided_by) + compressed(encoded_records(extraction))


def name_of(content: bytes) -> bytes:
    """The sha256 that ``encoded`` was given. The bytes behind it may be others for an equal extraction.

    Pickle writes which values are one object, and that may depend on what a process had read before.
    """
    return content[:_NAME_BYTES]


def decoded(content: bytes) -> AnyExtraction:
    """What ``encoded`` was given. Raises UnreadableAnswerError for other bytes, whoever made them up."""
    try:
        unpacked = decompressed(content[_NAME_BYTES:])
    except ValueError as fault:
        raise UnreadableAnswerError(str(fault)) from fault
    found = decoded_records(unpacked)
    if not isinstance(found, Extraction):
        raise UnreadableAnswerError(f"not an extraction but {type(found).__name__}")
    return found


def encoded_records(records: object) -> bytes:
    """The bytes of records of ours and plain values, in whatever lists or tuples."""
    return pickle.dumps(records, pickle.HIGHEST_PROTOCOL)


def encoded_values(values: object) -> bytes:
    """The bytes of plain values in lists and tuples, for ``decoded_records``.

    Equal values give equal bytes: they do not tell which of the values are one object.
    """
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # nothing is referred to by where it stood before
    pickler.dump(values)
    return written.getvalue()


def decoded_records(content: bytes) -> Any:  # noqa: ANN401  whatever was encoded
    """What ``encoded_records`` was given. Raises UnreadableAnswerError for other bytes, whoever made them up."""
    try:
        return _Records(io.BytesIO(content)).load()
    except _FAULTS as fault:
        raise UnreadableAnswerError(str(fault)) from fault


class _Records(pickle.Unpickler):
    """Knows records of ours, dates and amounts by name; a name of anything else, such as ``os.system``, is an error."""

    def find_class(self, module: str, name: str) -> type:
        """The class of this name. Raises UnpicklingError."""
        return _class_named(module, name)


@cache
def _class_named(module: str, name: str) -> type:
    found = getattr(sys.modules.get(module), name, None)
    if isinstance(found, type) and ((module, name) in _PLAIN or _is_record(found)):
        return found
    raise pickle.UnpicklingError(f"{module}.{name} is no record")


def _is_record(found: type) -> bool:
    """Whether a class is a named tuple or a dataclass of the shared schemas or of a source."""
    is_ours = found.__module__.partition(".")[0] in _packages_of_records()
    return is_ours and (is_dataclass(found) or (issubclass(found, tuple) and hasattr(found, "_fields")))


@cache
def _packages_of_records() -> frozenset[str]:
    return frozenset(
        {Extraction.__module__.partition(".")[0], *(s.extract.__module__.partition(".")[0] for s in SOURCES)}
    )
