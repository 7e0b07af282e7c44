"""How often functions of the program are called, as a measure of work that does not depend on the machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType


class Calls(Counter[CodeType]):
    """The calls of each function meanwhile."""

    def of(self, function: Callable[..., object]) -> int:
        return self[function.__code__]


def calls_during(work: Callable[[], object]) -> Calls:
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
