"""What a source knows of the shapes of its lines, as far as reading a page needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Shapes(NamedTuple):
    """Questions about the text of one line, without its list mark, by which wrapped lines are told from whole ones.

    * ``is_whole``: a fixed text that no other line goes on with, such as a label or ``No Participation``.
    * ``begins``: a fixed text that never goes on with the line above it, perhaps with a value: ``Submitted by NAME``.
    * ``may_begin``: a text that by its beginning may be a record of its own: ``EUR 5,000 for …``, ``Speaker at …``.
    * ``may_be_record``: a text that may be a record by any of its words: ``The Ministry gave EUR 5,000``.
    """

    is_whole: Callable[[str], bool]
    begins: Callable[[str], bool]
    may_begin: Callable[[str], bool]
    may_be_record: Callable[[str], bool]


def _never(_text: str) -> bool:
    return False


NO_SHAPES = Shapes(_never, _never, _never, _never)
"""For a source that knows nothing of the kind."""
