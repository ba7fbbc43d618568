"""Figures of the log as others read it: proofs, tiles, checkpoints, opening, at 1,000 to 1,000,000 entries.

python -m tests.benchmarks.tlog [--entries 1000000]
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import append
from ledger import ledger as ledgers
from ledger.chain import merkle, tiles
from ledger.chain.tiles import TileTree
from ledger.ledger import Ledger
from ledger.publish import publish
from ledger.publish.tiles import export
from ledger.store import entries
from tests.benchmarks import biglog, yardsticks
from tests.store import logs

PROOFS = 200_000
APPENDS = 60
SMALL, MIDDLE = 1_000, 10_000


class Figure(NamedTuple):
    """What was measured, its value with a unit, and what it should reach."""

    what: str
    value: str
    goal: str


def figures(folder: Path, size: int) -> Iterator[Figure]:
    """Measure everything; nothing is judged here."""
    made = {each: biglog.make(folder / f"{each}.sqlite", each) for each in (SMALL, MIDDLE, size)}
    for ledger in made.values():
        biglog.check(ledger)
    yield from _opening(folder, size)
    yield from _proofs(made[MIDDLE], made[size])
    yield from _checkpoints(made[SMALL], made[size])
    yield from _tiles(made[size], folder)
    for ledger in made.values():
        ledger.engine.dispose()


def _opening(folder: Path, size: int) -> Iterator[Figure]:
    """A process of its own, from its start until the ledger may be written."""
    words = [sys.executable, "-m", "tests.benchmarks.tlog", "--open"]
    taken = []
    for place in (folder / f"{SMALL}.sqlite", folder / f"{size}.sqlite"):
        seconds = yardsticks.seconds(
            lambda place=place: subprocess.run([*words, str(place)], check=True)  # type: ignore[misc]
        )
        taken.append(seconds)
    told = f"{taken[1]:.2f} s ({taken[0]:.2f} s at {SMALL:,})"
    yield Figure(f"open a ledger of {size:,} to write it, new process", told, "< 2 s")


def _proofs(middle: Ledger, large: Ledger) -> Iterator[Figure]:
    """Inclusion proofs at random places, by the processor's time: other programs do not count.

    The first time that a tile is used the nodes inside it are hashed, which is told apart.
    """
    first: list[float] = []
    again: list[float] = []
    for ledger in (middle, large):
        size, read = _in_memory(ledger)
        tree = TileTree(size, read.__getitem__)
        draw = random.Random(1)
        wanted = [draw.randrange(size) for _ in range(PROOFS)]
        for rates in (first, again):
            start = time.process_time()
            for index in wanted:
                tree.inclusion(index)
            rates.append(PROOFS / (time.process_time() - start))
    told = f"{again[1]:,.0f}/s ({again[0]:,.0f}/s at {MIDDLE:,})"
    yield Figure("inclusion proofs from tiles in memory", told, "100,000/s, flat")
    told = f"{first[1]:,.0f}/s ({first[0]:,.0f}/s at {MIDDLE:,})"
    yield Figure("  and with each tile hashed for its first proof", told, "")


def _in_memory(ledger: Ledger) -> tuple[int, dict[tiles.Tile, bytes]]:
    with ledger.engine.connect() as connection:
        last = entries.last(connection)
        assert last is not None
        size = last.entry_index + 1
        row = [leaf for _, leaf in entries.leaves(connection, 0, size)]
    found: dict[tiles.Tile, bytes] = {}
    level = 0
    while row:
        for start in range(0, len(row), tiles.WIDTH):
            some = row[start : start + tiles.WIDTH]
            found[tiles.Tile(level, start // tiles.WIDTH, len(some))] = tiles.join_hashes(some)
        full = len(row) // tiles.WIDTH
        row = [
            merkle.join_complete(row[n * tiles.WIDTH : (n + 1) * tiles.WIDTH]) for n in range(full)
        ]
        level += 1
    return size, found


def _checkpoints(small: Ledger, large: Ledger) -> Iterator[Figure]:
    """A commit of one entry with its checkpoint, on ledgers that have gone on for a while."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for number in range(APPENDS):
        # In turn, so that a busy machine is busy for both.
        for which, ledger in enumerate((small, large)):
            start = time.perf_counter()
            logs.record(ledger, f"more-{number}")
            taken[which].append(time.perf_counter() - start)
    medians = [statistics.median(taken[which]) * 1_000 for which in (0, 1)]
    told = f"{medians[1]:.2f} ms ({medians[0]:.2f} ms at {SMALL:,})"
    yield Figure("append one entry and sign its checkpoint", told, "the same at both")
    published = [yardsticks.seconds(lambda each=each: publish(each)) for each in (small, large)]  # type: ignore[misc]
    told = f"{published[1] * 1_000:.1f} ms ({published[0] * 1_000:.1f} ms at {SMALL:,})"
    yield Figure("publish a checkpoint, with ML-DSA-44", told, "the same at both")


def _tiles(ledger: Ledger, folder: Path) -> Iterator[Figure]:
    rates, used = [], []
    for number in range(3):
        place = folder / f"tiles-{number}"
        start, busy = time.perf_counter(), time.process_time()
        size = export(ledger, place).size
        rates.append(size / (time.perf_counter() - start))
        used.append(size / (time.process_time() - busy))
        shutil.rmtree(place)
    told = f"{max(rates):,.0f} entries/s (three runs, least {min(rates):,.0f})"
    yield Figure("export tiles, everything, durably", told, ">= 200,000/s")
    told = f"{max(used):,.0f} entries a second of the processor"
    yield Figure("  by its use of the processor", told, "")


def _open(place: str) -> None:
    ledger = ledgers.open(biglog.url(Path(place)), clock=logs.wall, log_key=logs.LOG_KEY)
    stopped = append.examine(ledger)
    assert stopped is None, stopped
    append.settle(ledger)


def main() -> None:
    """Measure, or do the one thing that a process of its own is started for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--open")
    given = parser.parse_args()
    if given.open is not None:
        _open(given.open)
        return
    with tempfile.TemporaryDirectory() as name:
        show(figures(Path(name), given.entries))


def show(measured: Iterator[Figure]) -> None:
    """Print each as soon as it is known."""
    for figure in measured:
        print(f"{figure.what:52}{figure.value:52}{figure.goal}", flush=True)


if __name__ == "__main__":
    main()
