"""What the verifiers do of a log in a second: all of it, less of it, and hashes and links alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from tests.benchmarks import yardsticks
from verifiers import act, merkle, note
from verifiers.desk.bundle import Bundle

LINKED_GOAL = 120_000
"""Entries a second on two cores: hashes and links alone, read strictly."""
MEMORY_MAX = 128
"""MiB for each process of a complete verification, however long the log."""
_BLOCK_LINES, _ASKED_MAX, _ROUNDS = 500, 6, 3
_LOADED = "import verifiers.desk.main, verifiers.desk.looking"
_TAIL, _PREVIOUS = b',"format":0,"index":', b',"previous":"'
_Block = tuple[list[bytes], int]
"""Lines, and the index of the first."""
_PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
)


def verified(bundle: Path, trust: Path, code: int = 0) -> float:
    """Return how many seconds `eal-verify bundle` takes; it must end with this exit code.

    The best of a few, as the yardstick is; compiled before, as a program is that was installed.
    """

    def work() -> None:
        done = subprocess.run(
            _words(bundle, trust), capture_output=True, text=True, check=False, env=given
        )
        assert done.returncode == code, done.stdout + done.stderr

    with tempfile.TemporaryDirectory() as compiled:
        given = os.environ | {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        subprocess.run([sys.executable, "-c", _LOADED], check=True, env=given)
        return min(yardsticks.seconds(work) for _ in range(_ROUNDS))


def peak(bundle: Path, trust: Path) -> int:
    """Return the memory that the largest of its processes took at most, in MiB."""
    words = [sys.executable, "-c", _PEAK, *_words(bundle, trust)]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def _words(bundle: Path, trust: Path) -> list[str]:
    command = [sys.executable, "-m", "verifiers", "bundle", str(bundle)]
    return [*command, "--trust", str(trust), "--quiet"]


def linked(path: Path) -> float:
    """Return how many seconds hashes and links of a bundle's entries take two processes.

    Every line is read strictly and hashed, names the hash before it and the next index, and the
    root of all is the checkpoint's.
    """
    with path.open("rb") as file, ProcessPoolExecutor(2) as processes:
        list(processes.map(_linked, [([], 0)] * 2))  # they are there
        rounds = range(_ROUNDS)
        return min(yardsticks.seconds(lambda: _link(Bundle(file), processes)) for _ in rounds)


def _link(bundle: Bundle, processes: ProcessPoolExecutor) -> None:
    tree, last = merkle.Tree(), b""
    stated = note.parse_checkpoint(note.parse(bundle.stream("checkpoint.txt").take(2**16)).text)
    for previous, leaves in _each(processes, _blocks(bundle.stream("entries.jsonl").lines())):
        assert previous == last.hex()
        for start in range(0, len(leaves), merkle.HASH_BYTES):
            last = leaves[start : start + merkle.HASH_BYTES]
            tree.add(last)
    assert (tree.size, tree.root(tree.size)) == (stated.size, stated.root)


def _each(processes: ProcessPoolExecutor, blocks: Iterator[_Block]) -> Iterator[tuple[str, bytes]]:
    """Yield what was found of each block, in order, some blocks behind."""
    asked: deque[Future[tuple[str, bytes]]] = deque()
    for block in blocks:
        asked.append(processes.submit(_linked, block))
        if len(asked) > _ASKED_MAX:
            yield asked.popleft().result()
    yield from (future.result() for future in asked)


def _blocks(lines: Iterator[bytes]) -> Iterator[_Block]:
    first = 0
    while block := list(islice(lines, _BLOCK_LINES)):
        yield block, first
        first += len(block)


def _linked(block: _Block) -> tuple[str, bytes]:
    """Return the hash that the first line names, and the hashes of all, which follow one another."""
    lines, index = block
    leaves: list[bytes] = []
    first = ""
    for line in lines:
        at, previous = _place(line)
        assert at == index + len(leaves)
        assert not leaves or previous == leaves[-1].hex()
        first = first if leaves else previous
        leaves.append(merkle.leaf_hash(line))
    return first, b"".join(leaves)


def _place(line: bytes) -> tuple[int, str]:
    """Index and hash before: of a line built like one that was read, from where they stand."""
    if not act._alike.fits(line):
        entry = act.read(line)
        return entry.index, entry.doc["previous"] or ""
    number = line.rindex(_TAIL) + len(_TAIL)
    previous = line.rindex(_PREVIOUS) + len(_PREVIOUS)
    index = int(line[number : line.index(b",", number)])
    return index, line[previous : previous + 2 * merkle.HASH_BYTES].decode()
