"""Acts that wait are recorded together: what is there when a commit returns goes into the next.

There is no timer, and no thread is held by whoever waits: of all who wait one piece of work is
made at a time, however many there are. A single act on an idle server goes at once, alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from anyio import CapacityLimiter, to_thread

from ledger.ledger import Ledger
from ledger.submit import ACTS_A_COMMIT_MAX, Answer, Packet, submit


class _Waiting(NamedTuple):
    packets: Sequence[Packet]
    answers: asyncio.Future[list[Answer]]


class Together:
    """The line of those who wait for the next commit of this process; used by one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._line: deque[_Waiting] = deque()
        self._work: asyncio.Task[None] | None = None
        # Readers' threads are theirs: a crowd that reads does not keep acts from being recorded.
        self._thread: CapacityLimiter | None = None

    async def submit(self, packets: Sequence[Packet]) -> list[Answer]:
        """Return the answers to these acts, which stay together and in order.

        Raises what `ledger.submit.submit` raises. Whoever goes away does not stop the work.
        """
        waiting = _Waiting(packets, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        if self._work is None:
            self._work = asyncio.create_task(self._record())
        return await waiting.answers

    async def _record(self) -> None:
        self._thread = self._thread or CapacityLimiter(1)
        try:
            while self._line:
                together = self._next()
                await self._answer(together)
        finally:
            self._work = None

    def _next(self) -> list[_Waiting]:
        """Take those who stand first, of at most one commit's acts together."""
        taken = [self._line.popleft()]
        count = len(taken[0].packets)
        while self._line and count + len(self._line[0].packets) <= ACTS_A_COMMIT_MAX:
            taken.append(self._line.popleft())
            count += len(taken[-1].packets)
        return taken

    async def _answer(self, together: list[_Waiting]) -> None:
        offered = [packet for one in together for packet in one.packets]
        try:
            found = await to_thread.run_sync(submit, self._ledger, offered, limiter=self._thread)
        except Exception as fault:
            for one in together:
                if not one.answers.done():
                    one.answers.set_exception(fault)
            return
        rest = iter(found)
        for one in together:
            mine = [next(rest) for _ in one.packets]
            if not one.answers.done():
                one.answers.set_result(mine)
