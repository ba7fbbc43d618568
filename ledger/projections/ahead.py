"""A second process that replays the log from its end while a rebuild goes on from its beginning.

A block of entries can be replayed on top of the live tables as they stood before it. If every
block before gave what the live tables hold, that start was right, and so is the block: where the
two processes meet, its rows are copied instead of being worked out again. Where any block before
differs, what was found here counts for nothing.

The process is given one line and gives one for each block, from the last to the first:

    {"generation":1,"ledger_id":"aa5c...","stop":20,"url":"sqlite:////srv/ledger/ledger.sqlite"}
    {"block":19,"digest":"9f86...","wrong":[]}
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import IO, Any, NamedTuple

import orjson
from sqlalchemy import Connection, Engine

from ledger.projections import compare, law
from ledger.projections.resting import collector_resting
from ledger.projections.state import DbState
from ledger.store.engine import open_engine

BLOCKS_MIN = 4
"""With fewer, the time that it takes to start a process is not won back."""


class Confirmed(NamedTuple):
    """A block whose replay gave the live rows: their digest, and what is wrong with its entries."""

    digest: str
    wrong: list[tuple[int, str]]


class Ahead:
    """The process, seen from the rebuild that started it. Use it in a `with` block."""

    def __init__(
        self, engine: Engine, generation: int, *, blocks: int, ledger_id: str | None
    ) -> None:
        self.generation = generation
        self._found: dict[int, Confirmed] = {}
        self._blocks = blocks
        self._process: subprocess.Popen[bytes] | None = None
        if blocks >= BLOCKS_MIN and (os.cpu_count() or 1) > 1:
            self._start(engine, ledger_id)

    def _start(self, engine: Engine, ledger_id: str | None) -> None:
        packages = str(Path(__file__).parents[2])
        paths = [packages, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ledger.projections.ahead"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        given = {
            "generation": self.generation,
            "ledger_id": ledger_id,
            "stop": self._blocks,
            "url": engine.url.render_as_string(hide_password=False),
        }
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(given) + b"\n")
        self._process.stdin.close()
        Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def _listen(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                told = orjson.loads(line)
                wrong = [(index, reason) for index, reason in told["wrong"]]
                self._found[told["block"]] = Confirmed(told["digest"], wrong)

    def confirmed_from(self, block: int) -> list[Confirmed]:
        """Return what was found of this block and all that follow it; nothing if not all is there."""
        if block not in self._found:
            return []
        return [self._found[number] for number in range(block, self._blocks)]

    def stop(self) -> None:
        """End the process, so that it holds no lock on tables that are about to be dropped."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def main() -> None:
    """Replay blocks from the last to the first until one differs, or somebody ends this."""
    given: dict[str, Any] = orjson.loads(sys.stdin.buffer.readline())
    engine = open_engine(given["url"])
    for block in reversed(range(given["stop"])):
        with engine.connect() as connection, connection.begin(), collector_resting():
            confirmed = _replay(connection, given["generation"], block, given["ledger_id"])
        if confirmed is None:
            return
        told = {"block": block, "digest": confirmed.digest, "wrong": confirmed.wrong}
        sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
        sys.stdout.buffer.flush()


def _replay(
    connection: Connection, generation: int, block: int, ledger_id: str | None
) -> Confirmed | None:
    """Replay a block on the live tables; return nothing if it does not give their rows."""
    start, stop = block * compare.BLOCK, (block + 1) * compare.BLOCK
    book = law.load(connection, generation, start, ledger_id=ledger_id)
    state = DbState(connection, generation, start)
    wrong = []
    for _, batch in compare.batches(connection, start, stop):
        wrong += compare.fold_batch(batch, book, state)
    live = compare.read_all(connection, generation, start, stop)
    if compare.first_difference(state.pending.values, live) is not None:
        return None
    return Confirmed(compare.digest_of(live), wrong)


if __name__ == "__main__":
    main()
