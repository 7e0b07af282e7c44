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

    def count(frame: FrameType) -> None:
        calls[frame.f_code] += 1

    _watch(work, count)
    return calls


def readings_of(reader: Callable[..., object], work: Callable[[], object]) -> Counter[str]:
    """How often a reader, whose first argument is a text, reads each text, where nothing is known from before."""
    forget_texts()
    code, readings = unwrap(reader).__code__, Counter[str]()

    def count(frame: FrameType) -> None:
        if frame.f_code is code:
            readings[frame.f_locals[code.co_varnames[0]]] += 1

    _watch(work, count)
    return readings


def _watch(work: Callable[[], object], note: Callable[[FrameType], None]) -> None:
    """Do something, and note each call meanwhile."""
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _argument: note(frame) if event == "call" else None)
    try:
        work()
    finally:
        sys.setprofile(before)


def forget_texts() -> None:
    """Forget what texts said that were read before. What is read from files of the program stays."""
    for one in gc.get_objects():
        is_kept = type(one).__name__ == "_lru_cache_wrapper" and one.__module__.startswith("extractors.")
        if is_kept and one.cache_parameters()["maxsize"] is not None:
            one.cache_clear()
