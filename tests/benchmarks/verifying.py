"""What the verifiers do of a log in a second: all of it, less of it, and hashes and links alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from tests.benchmarks import yardsticks
from verifiers import act, merkle, note
from verifiers.desk.bundle import Bundle

LINKED_GOAL = 120_000
"""Entries a second on two cores: hashes and links alone, read strictly."""
MEMORY_MAX = 128
"""MiB for each process of a complete verification, however long the log."""
_BLOCK_LINES = 500
_TAIL, _PREVIOUS = b',"format":0,"index":', b',"previous":"'
_PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
)


def verified(bundle: Path, trust: Path, code: int = 0) -> float:
    """Return how many seconds `eal-verify bundle` takes; it must end with this exit code."""

    def work() -> None:
        done = subprocess.run(_words(bundle, trust), capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr

    return yardsticks.seconds(work)


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
        return yardsticks.seconds(lambda: _link(Bundle(file), processes))


def _link(bundle: Bundle, processes: ProcessPoolExecutor) -> None:
    tree, last = merkle.Tree(), b""
    stated = note.parse_checkpoint(note.parse(bundle.stream("checkpoint.txt").take(2**16)).text)
    blocks = _blocks(bundle.stream("entries.jsonl").lines())
    while some := list(islice(blocks, 20)):
        for previous, leaves in processes.map(_linked, some):
            assert previous == last.hex()
            for start in range(0, len(leaves), merkle.HASH_BYTES):
                last = leaves[start : start + merkle.HASH_BYTES]
                tree.add(last)
    assert (tree.size, tree.root(tree.size)) == (stated.size, stated.root)


def _blocks(lines: Iterator[bytes]) -> Iterator[tuple[list[bytes], int]]:
    first = 0
    while block := list(islice(lines, _BLOCK_LINES)):
        yield block, first
        first += len(block)


def _linked(block: tuple[list[bytes], int]) -> tuple[str, bytes]:
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
    _, _, rest = line.rpartition(_TAIL)
    _, _, previous = rest.rpartition(_PREVIOUS)
    return int(rest[: rest.index(b",")]), previous[: 2 * merkle.HASH_BYTES].decode()
