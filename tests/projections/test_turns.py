"""Threads that wait are served together, in the order of their coming."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.projections.turns import Turns


class Work:
    """Doubles what it is given, and remembers in which batches it came."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[int] = set()
        self.started = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, items: Sequence[int]) -> list[int]:
        """The work itself."""
        self.threads.add(threading.get_ident())
        self.batches.append(list(items))
        self.started.set()
        assert self.gate.wait(10)
        if any(item < 0 for item in items):
            raise ValueError("negative")
        return [item * 2 for item in items]


def wait_until_waiting(turns: Turns[int, int], count: int) -> None:
    """Wait until so many threads have come and are not served."""
    for _ in range(1_000):
        if len(turns._waiting) == count:
            return
        threading.Event().wait(0.005)
    raise AssertionError("nobody came")


def test_one_caller_does_not_wait_for_others() -> None:
    """Its item is a batch of its own."""
    work = Work()
    turns: Turns[int, int] = Turns(10)
    assert [turns.take(n, work) for n in (1, 2)] == [2, 4]
    assert work.batches == [[1], [2]]
    assert work.threads == {threading.get_ident()}


def test_whoever_comes_meanwhile_is_served_together() -> None:
    """While the first batch is worked on, others gather and make the second, up to the limit."""
    work = Work()
    turns: Turns[int, int] = Turns(3)
    work.gate.clear()
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(turns.take, 0, work)
        assert work.started.wait(10)
        later = []
        for n in range(1, 6):
            later.append(pool.submit(turns.take, n, work))
            wait_until_waiting(turns, n)
        work.gate.set()
        assert first.result(10) == 0
        assert [one.result(10) for one in later] == [2, 4, 6, 8, 10]
    assert work.batches == [[0], [1, 2, 3], [4, 5]]


def test_a_heavy_item_goes_alone() -> None:
    """What is heavier than the limit is still served."""
    work = Work()
    turns: Turns[int, int] = Turns(3)
    assert turns.take(1, work, weight=99) == 2


def test_an_error_is_raised_for_all_of_its_batch_and_nobody_else() -> None:
    """The queue goes on with those who came later."""
    work = Work()
    turns: Turns[int, int] = Turns(2)
    work.gate.clear()
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(turns.take, 1, work)
        assert work.started.wait(10)
        failing = pool.submit(turns.take, -1, work)
        wait_until_waiting(turns, 1)
        beside = pool.submit(turns.take, 2, work)
        wait_until_waiting(turns, 2)
        after = pool.submit(turns.take, 3, work)
        wait_until_waiting(turns, 3)
        work.gate.set()
        assert first.result(10) == 2
        for one in (failing, beside):
            with pytest.raises(ValueError, match="negative"):
                one.result(10)
        assert after.result(10) == 6
    assert turns.take(4, work) == 8


def test_many_threads_lose_nothing() -> None:
    """Everybody gets the answer to their own item."""
    work = Work()
    turns: Turns[int, int] = Turns(7)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: turns.take(n, work), range(400)))
    assert found == [n * 2 for n in range(400)]
    assert sorted(n for batch in work.batches for n in batch) == list(range(400))
