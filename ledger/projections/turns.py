"""Many threads wait, one of them does the work of all: a commit is shared by whoever is there.

There is no timer. What comes while a commit is under way waits for its end and is then taken
together; a single caller never waits for others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ledger.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Turn(Generic[Item, Result]):
    __slots__ = ("error", "event", "is_leading", "item", "result", "weight")

    def __init__(self, item: Item, weight: int) -> None:
        self.item = item
        self.weight = weight
        self.event = threading.Event()
        self.is_leading = False
        self.result: Result | None = None
        self.error: Exception | None = None


class Turns(Generic[Item, Result]):
    """A queue whose first waiter does the work of all who wait, then hands on to the next."""

    def __init__(self, weight_max: int) -> None:
        self._weight_max = weight_max
        self._lock = threading.Lock()
        self._waiting: list[_Turn[Item, Result]] = []
        self._is_led = False

    def take(
        self, item: Item, work: Callable[[Sequence[Item]], Sequence[Result]], *, weight: int = 1
    ) -> Result:
        """Return what `work` makes of the item, done here or by another thread that waits too.

        `work` is called with items in the order of their coming, of at most `weight_max` together
        (or with a single heavier one). If it raises, so does every call whose item it had.
        """
        turn: _Turn[Item, Result] = _Turn(item, weight)
        with self._lock:
            self._waiting.append(turn)
            turn.is_leading = not self._is_led
            self._is_led = True
        if not turn.is_leading:
            turn.event.wait()
        if turn.is_leading:
            self._lead(work)
        if turn.error is not None:
            raise turn.error
        assert turn.result is not None, "a turn ends with a result or an error"
        return turn.result

    def _lead(self, work: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        batch = self._next_batch()
        try:
            results = work([turn.item for turn in batch])
            for turn, result in zip(batch, results, strict=True):
                turn.result = result
        except Exception as error:
            for turn in batch:
                turn.error = error
        except BaseException:
            interrupted = Unavailable("the thread that was recording was ended", "send it again")
            for turn in batch:
                turn.error = interrupted
            raise
        finally:
            self._hand_on()
            for turn in batch[1:]:
                turn.event.set()

    def _next_batch(self) -> list[_Turn[Item, Result]]:
        with self._lock:
            count, weight = 1, self._waiting[0].weight
            for turn in self._waiting[1:]:
                weight += turn.weight
                if weight > self._weight_max:
                    break
                count += 1
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _hand_on(self) -> None:
        with self._lock:
            self._is_led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].is_leading = True
                self._waiting[0].event.set()
