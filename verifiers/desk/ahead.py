"""Takes the lines of a log in blocks, ahead of the judge, so that no core waits for another.

What a line says by itself (`verifiers/line.py`) is most of the work, and needs no other line. A bundle of a few
entries is taken on the spot. A long one keeps a second process busy; when that one is behind, the reader takes the
next block itself.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import NamedTuple

from verifiers import act, line
from verifiers.line import Taken

BLOCK_LINES = 100
BLOCK_BYTES = 2**18
WORTHWHILE_ENTRIES = 3_000
_SENT_MAX = 3
_WAITING_MAX = 8


class _Block(NamedTuple):
    """Lines on their way, and where what they say will be."""

    lines: list[bytes]
    future: Future[list[Taken]]


class Ahead:
    """The lines of a log in order, each with what it says by itself."""

    def __init__(self, lines: Iterator[bytes], entries: int, offered: dict[str, line.Key] | None = None) -> None:
        """`offered` are keys that no line needs to offer first."""
        self._lines, self._offered = lines, dict(offered or {})
        self._waiting: deque[_Block] = deque()
        self._others = max(1, (os.cpu_count() or 1) - 1)
        self._processes = _processes(self._others) if entries >= WORTHWHILE_ENTRIES else None

    def __iter__(self) -> Iterator[tuple[bytes, Taken]]:
        """Each line once."""
        try:
            while self._fill():
                block = self._waiting.popleft()
                for text, taken in zip(block.lines, self._result(block), strict=True):
                    if taken.entry is None and taken.digest:
                        taken = taken._replace(entry=act.again(text, taken.digest))
                    yield text, taken
        finally:
            if self._processes:
                self._processes.shutdown(cancel_futures=True)

    def _fill(self) -> bool:
        """Sends blocks out, takes others here as long as the first is not done; whether there is a first."""
        while len(self._waiting) < _WAITING_MAX * self._others:
            sent = sum(not block.future.done() for block in self._waiting)
            # The keys in the first lines are wanted for the others.
            away = self._processes is not None and bool(self._offered) and sent < _SENT_MAX * self._others
            if not away and self._waiting and self._waiting[0].future.done():
                break
            lines = self._block()
            if not lines:
                break
            self._waiting.append(_Block(lines, self._away(lines) if away else self._here(lines)))
        return bool(self._waiting)

    def _block(self) -> list[bytes]:
        """The next lines: so many, or so many bytes."""
        found: list[bytes] = []
        size = 0
        for text in self._lines:
            found.append(text)
            size += len(text)
            if len(found) == BLOCK_LINES or size >= BLOCK_BYTES:
                break
        return found

    def _away(self, lines: list[bytes]) -> Future[list[Taken]]:
        try:
            assert self._processes
            return self._processes.submit(_take_away, lines, dict(self._offered))
        except (BrokenExecutor, OSError):
            self._processes = None
            return self._here(lines)

    def _here(self, lines: list[bytes]) -> Future[list[Taken]]:
        done: Future[list[Taken]] = Future()
        done.set_result(line.take_all(lines, self._offered))
        return done

    def _result(self, block: _Block) -> list[Taken]:
        try:
            found = block.future.result()
        except (BrokenExecutor, OSError):
            # The other process ended. What it was asked is not lost.
            self._processes = None
            return line.take_all(block.lines, self._offered)
        for taken in found:
            self._offered.update(taken.offered)
        return found


def _take_away(lines: list[bytes], offered: dict[str, line.Key]) -> list[Taken]:
    """In the other process, which keeps the entries: writing them down would cost more than reading them again."""
    return [taken._replace(entry=None) for taken in line.take_all(lines, offered)]


def _processes(count: int) -> ProcessPoolExecutor | None:
    """A process for each core but one; none where there is one core, or no leave to start any."""
    try:
        return ProcessPoolExecutor(count, initializer=gc.disable) if (os.cpu_count() or 1) > 1 else None
    except (OSError, NotImplementedError):
        return None
