"""Takes the lines of a log in blocks, ahead of the judge, so that no core waits for another.

What a line says by itself (`verifiers/line.py`) is half of the work, and needs no other line. A bundle of a few
entries is taken on the spot. A long one keeps a second process busy, one for each core but the first; when these are
behind, the reader takes the next lines itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from verifiers import line
from verifiers.line import Key, Taken

BLOCK_LINES, OWN_LINES = 100, 20
BLOCK_BYTES = 2**18
WORTHWHILE_ENTRIES = 3_000
_WAITING_MAX = 12
_GONE = (EOFError, OSError)


@dataclass(slots=True)
class _Block:
    """Lines, who was asked, and what they say once that is known."""

    lines: list[bytes]
    by: _Other | None = None
    taken: list[Taken] | None = None


class _Other:
    """Another process. It has two blocks at a time, and takes in the next before it hands over what it found.

    So it has always something to do, and of the two sides one reads while the other writes.
    """

    def __init__(self) -> None:
        self._mine, theirs = multiprocessing.Pipe()
        self._asked: deque[_Block] = deque()
        self.process = multiprocessing.Process(target=_work, args=(theirs, self._mine), daemon=True)
        self.process.start()
        theirs.close()
        self.is_gone = False

    def is_free(self) -> bool:
        """Whether it should have another block."""
        return len(self._asked) < 2 and not self.is_gone

    def ask(self, lines: list[bytes], offered: dict[str, Key]) -> _Block:
        """Hands lines over, with the keys that were offered before; after an empty block it ends."""
        block = _Block(lines, self)
        try:
            self._mine.send((lines, offered))
            self._asked.append(block)
        except _GONE:
            self.is_gone = True
        return block

    def look(self, *, waits: bool = False) -> None:
        """Notes what it has found of a block since."""
        try:
            while self._asked and (waits or self._mine.poll()):
                self._asked[0].taken, waits = self._mine.recv(), False
                self._asked.popleft()
        except _GONE:
            self.is_gone = True

    def stop(self) -> None:
        """Ends the process, whatever it is at."""
        self.process.terminate()
        self.process.join()
        self._mine.close()


def _work(connection: Connection, other_end: Connection) -> None:
    """In the other process, which keeps the entries: writing them down would cost more than reading them again."""
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    try:
        lines, offered = connection.recv()
        while lines:
            found = [taken._replace(entry=None) for taken in line.take_all(lines, offered)]
            lines, offered = connection.recv()
            connection.send(found)
    except Exception:  # Nobody waits for it any more; or the reader, who takes these lines again, says what is wrong.
        return


class Ahead:
    """The lines of a log in order, each with what it says by itself."""

    def __init__(self, lines: Iterator[bytes], entries: int, offered: dict[str, Key] | None = None) -> None:
        """`offered` are keys that no line needs to offer first."""
        self._lines, self._offered = lines, dict(offered or {})
        self._waiting: deque[_Block] = deque()
        self._others = _others() if entries >= WORTHWHILE_ENTRIES else []

    def __iter__(self) -> Iterator[tuple[bytes, Taken]]:
        """Each line once."""
        try:
            while self._fill():
                block = self._waiting.popleft()
                for number, each in enumerate(zip(block.lines, self._result(block), strict=True), 1):
                    yield each
                    if number % OWN_LINES == 0:
                        self._hand_out()
        finally:
            for other in self._others:
                other.stop()

    def _hand_out(self) -> None:
        """Notes what others found, and gives them more; the keys in the first lines are wanted for all that follow."""
        for other in self._others:
            other.look()
            if self._offered and other.is_free() and self._has_room():
                self._give(other)

    def _has_room(self) -> bool:
        return len(self._waiting) < _WAITING_MAX * len(self._others)

    def _give(self, other: _Other) -> None:
        block = other.ask(self._block(BLOCK_LINES), self._offered)
        if block.lines:
            self._waiting.append(block)

    def _fill(self) -> bool:
        """Has others take blocks, takes lines here as long as the first is not done; whether there is a first."""
        self._hand_out()
        while not self._waiting or (self._waiting[0].taken is None and self._has_room()):
            lines = self._block(OWN_LINES)
            if not lines:
                break
            self._waiting.append(_Block(lines, taken=line.take_all(lines, self._offered)))
            self._hand_out()
        return bool(self._waiting)

    def _block(self, lines_max: int) -> list[bytes]:
        """The next lines: so many, or so many bytes."""
        found: list[bytes] = []
        size = 0
        for text in self._lines:
            found.append(text)
            size += len(text)
            if len(found) == lines_max or size >= BLOCK_BYTES:
                break
        return found

    def _result(self, block: _Block) -> list[Taken]:
        while block.by and block.taken is None and not block.by.is_gone:
            # It hands over one block when it has another, or knows that there is none.
            if block.by.is_free():
                self._give(block.by)
            block.by.look(waits=True)
        if block.taken is None:
            # The other process ended. What it was asked is not lost.
            return line.take_all(block.lines, self._offered)
        for taken in block.taken:
            if taken.offered:
                self._offered.update(taken.offered)
        return block.taken


def _others() -> list[_Other]:
    """A process for each core but one; none where there is one core, or no leave to start any."""
    try:
        return [_Other() for _ in range((os.cpu_count() or 1) - 1)]
    # No process may be started, or this Python has no pipes or semaphores: one process says the same, later.
    except (OSError, NotImplementedError, ImportError):
        return []
