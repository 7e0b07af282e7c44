"""The rows of a table in pieces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Pieces:
    """The rows of a table in pieces, each an Arrow table of its schema that was checked and is in key order.

    ``in_order`` says that each piece begins behind the end of the one before.
    """

    tables: Iterable[pa.Table]
    in_order: bool = False
