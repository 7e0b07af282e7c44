"""How often functions of the program are called, as a measure of work that does not depend on the machine."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from inspect import unwrap
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).parent.parent


class Calls(Counter[CodeType]):
    """The calls of each function meanwhile."""

    def of(self, *functions: Callable[..., object]) -> int:
        """The calls of some functions that no answer was known of."""
        return sum(self[unwrap(function).__code__] for function in functions)

    def within(self, place: str) -> int:
        """The calls of all functions below a folder of the program, or of the library at an absolute path."""
        beginning = str(ROOT / place)
        return sum(count for code, count in self.items() if code.co_filename.startswith(beginning))


def calls_during(work: Callable[[], object]) -> Calls:
    """The calls while something is done for which no answer is known from before."""
    forget_texts()
    return calls_of(work)


def calls_of(work: Callable[[], object]) -> Calls:
    """The calls while something is done, with what is known of texts from before."""
    calls = Calls()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def forget_texts() -> None:
    """Forget what texts said that were read before. What is read from files of the program stays."""
    for one in gc.get_objects():
        is_kept = type(one).__name__ == "_lru_cache_wrapper" and one.__module__.startswith("extractors.")
        if is_kept and one.cache_parameters()["maxsize"] is not None:
            one.cache_clear()
