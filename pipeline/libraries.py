"""Libraries that the program does without, although others of its libraries import them wherever they are installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

NOT_USED = frozenset({"fsspec", "pandas"})
"""Arrow imports pandas when it makes its first array, and warcio fsspec: a quarter of a second for nothing."""


class _Withheld:
    """A finder of modules that says of these libraries that they are not there, and leaves all others to the rest."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Raise ModuleNotFoundError for a library that is not used."""
        if name in NOT_USED:
            raise ModuleNotFoundError(f"{name} is not used by this program", name=name)
        return None


def leave_out_unused() -> None:
    """Have nothing in this process import them from now on. To be called by programs, not by what they import."""
    sys.meta_path.insert(0, _Withheld())
