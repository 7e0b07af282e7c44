"""What is noted of a field of a record beside its type."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """A note on a column: what it holds, its least and greatest value, and the regular expression that its texts match.

    ``Annotated[int, Field(ge=1, description="Place on the page")]``. Notes of an alias and of a field add up.
    """

    description: str = ""
    ge: float | None = None
    le: float | None = None
    pattern: str | None = None
