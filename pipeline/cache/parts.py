"""The store in which the tasks of a run leave what they made for others, and for later runs."""

from __future__ import annotations

from pipeline.cache.pages import CACHE
from pipeline.engine.pool import kept_worker
from pipeline.order import Order
from schemas.snapshot import Refusal
from warehouse.parts.location import UnusableStoreError
from warehouse.parts.store import PartStore

_PARTS = "parts"


def part_store(order: Order) -> PartStore:
    """The store that a run is told to use, else one in its data folder.

    A worker sees whether one that it is told can be used: the process that starts workers leaves object stores to them.
    Raises UnusableStoreError where it can't, and NoWorkerError.
    """
    store = PartStore(order.parts or str((order.data / CACHE / _PARTS).absolute()))
    if order.parts is None:
        return store
    with kept_worker(PartStore.problem) as problem_of:
        problem = problem_of(store)
    if problem is not None:
        raise UnusableStoreError(problem.message if isinstance(problem, Refusal) else problem)
    return store
