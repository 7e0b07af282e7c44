"""What somebody may have meant who named a table, a column or a record that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from schemas.asking import Ask, quoted

_LIKE_ENOUGH = 0.8
_MOST = 3


def near_names(wrong: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are most like one that is not there: ``countrys`` gives ``countries``."""
    return tuple(get_close_matches(wrong.lower(), names, n=_MOST))


def near_ids(ask: Ask, ids: str, wrong: str) -> tuple[str, ...]:
    """The ids most like one that is not there; those that contain it come first. ``ids`` is a query of a column id.

    ``per`` gives ``PER``, and ``CHE`` in a table with longer keys those of Switzerland.
    """
    if not wrong:
        return ()
    typed = f"upper({quoted(wrong)})"
    found = ask(
        "SELECT id FROM ("
        f"  SELECT id, contains(upper(id), {typed}) AS has_it, jaro_winkler_similarity(upper(id), {typed}) AS likeness"
        f"  FROM ({ids})"
        f") WHERE has_it OR likeness >= {_LIKE_ENOUGH} ORDER BY has_it DESC, likeness DESC, id LIMIT {_MOST}"
    )
    return tuple(str(one["id"]) for one in found)


def hint(near: Sequence[str]) -> str:
    """A question behind a sentence: `` Did you mean PER or PRY?``, or nothing."""
    return f" Did you mean {' or '.join(near)}?" if near else ""
