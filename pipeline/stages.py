"""The stages of a run: how long each took, and telling whoever watches how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

Watch = Callable[[str, int, int | None], None]
"""Told the stage that a run is at, and how many of its steps are done, of how many, or None if nobody knows."""
Progress = Callable[[int, int], None]
"""Told how many steps of a stage are done, of how many."""


@dataclass(slots=True)
class Stages:
    """The stages of one run so far. ``clock`` counts seconds, ``seconds`` has them by stage, ``watch`` is told each."""

    clock: Callable[[], float]
    watch: Watch
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Progress]:
        """A stage for as long as the block lasts, also where it fails; the result is told its steps."""
        began = self.clock()
        self.watch(name, 0, None)
        try:
            yield partial(self.watch, name)
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + self.clock() - began, 3)
