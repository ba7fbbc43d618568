"""Acts that wait are recorded together: what is there when a commit returns goes into the next.

There is no timer, and no thread is held by whoever waits: of all who wait one piece of work is
made at a time, however many there are. A single act on an idle server goes at once, alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from ledger.ledger import Ledger
from ledger.submit import ACTS_A_COMMIT_MAX, Answer, Packet, submit

log = logging.getLogger("api")

Tell = Callable[[list[Answer] | Exception], None]
"""Takes the answers to acts, in order, or why none of them has any."""


class _Waiting(NamedTuple):
    packets: Sequence[Packet]
    tell: Tell


class Together:
    """The line of those who wait for the next commit of this process; used by one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._line: deque[_Waiting] = deque()
        self._work: asyncio.Task[None] | None = None
        # Readers' threads are theirs: a crowd that reads does not keep acts from being recorded.
        self._thread = ThreadPoolExecutor(1, "acts")

    async def submit(self, packets: Sequence[Packet]) -> list[Answer]:
        """Return the answers to these acts, which stay together and in order.

        Raises what `ledger.submit.submit` raises. Whoever goes away does not stop the work.
        """
        answers: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()

        def tell(found: list[Answer] | Exception) -> None:
            if answers.done():
                return
            if isinstance(found, Exception):
                answers.set_exception(found)
            else:
                answers.set_result(found)

        self.offer(packets, tell)
        return await answers

    def offer(self, packets: Sequence[Packet], tell: Tell) -> None:
        """Put acts into the line; `tell` is called with what came of them."""
        self._line.append(_Waiting(packets, tell))
        if self._work is None:
            self._work = asyncio.create_task(self._record())

    def close(self) -> None:
        """Record no more."""
        self._thread.shutdown(wait=False)

    async def _record(self) -> None:
        try:
            while self._line:
                await self._gather()
                await self._answer(self._next())
        finally:
            self._work = None

    async def _gather(self) -> None:
        """Let in what has come meanwhile, until a look at all connections brings no more.

        Who has been told and asks again at once goes into the next commit as well.
        """
        there = 0
        while there < len(self._line) < ACTS_A_COMMIT_MAX:
            there = len(self._line)
            await asyncio.sleep(0)

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
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._thread, submit, self._ledger, offered)
        except Exception as fault:
            for one in together:
                _tell(one, fault)
            return
        rest = iter(found)
        for one in together:
            _tell(one, [next(rest) for _ in one.packets])


def _tell(one: _Waiting, found: list[Answer] | Exception) -> None:
    try:
        one.tell(found)
    except Exception:
        # Whoever is told next is told all the same.
        log.exception("what became of an act could not be told")
