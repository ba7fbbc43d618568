"""Sheets: how many entries are placed on a key, and their chain; and the tree of all sheets.

    {"acts":2,"chain":"8a2c3e1b...","key":"unit:pc-1"}

docs/spec/14-seals.md is normative. Of what the rows say nothing is known here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from ledger.chain import canonical, merkle


class Sheet(NamedTuple):
    """How many entries are placed on a key, and the hash that chains them and their rows."""

    acts: int
    chain: bytes


EMPTY = Sheet(0, bytes(merkle.HASH_BYTES))


def step(sheet: Sheet, leaf: bytes, lines: bytes) -> Sheet:
    """The sheet after one more entry, given its leaf hash and the lines of its rows there."""
    return Sheet(sheet.acts + 1, sha256(sheet.chain + leaf + lines).digest())


def format(key: str, sheet: Sheet) -> bytes:
    """The canonical bytes of a sheet: a leaf of the tree."""
    return canonical.respell({"acts": sheet.acts, "chain": sheet.chain.hex(), "key": key})


@dataclass(frozen=True, slots=True)
class SheetTree:
    """All sheets at a position, in order of their keys, and the Merkle tree over them."""

    position: int = 0
    sheets: dict[str, Sheet] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    _leaves: dict[str, bytes] = field(default_factory=dict)
    _levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    def grown(self, position: int, changed: dict[str, Sheet]) -> SheetTree:
        """The tree at a later position, given the sheets that changed; this one stays as it is.

        Without a new key only the paths of what changed are hashed again.
        """
        leaves = {key: merkle.leaf_hash(format(key, sheet)) for key, sheet in changed.items()}
        sheets, known = self.sheets | changed, self._leaves | leaves
        if len(sheets) > len(self.sheets):
            keys = sorted(sheets)
            return SheetTree(position, sheets, keys, known, _levels([known[key] for key in keys]))
        levels = [list(level) for level in self._levels]
        places = {self.place(key): leaf for key, leaf in leaves.items()}
        _update(levels, places)
        return SheetTree(position, sheets, self.keys, known, levels)

    @property
    def root(self) -> bytes:
        """The state root."""
        return self._levels[-1][0] if self.keys else merkle.EMPTY_ROOT

    def place(self, key: str) -> int:
        """Where a key stands among the sheets, or would stand."""
        return bisect_left(self.keys, key)

    def prove(self, index: int) -> list[bytes]:
        """The path of a sheet to the root, its sibling first."""
        path = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index >>= 1
        return path

    def beside(self, first: int, end: int) -> list[bytes]:
        """The largest subtrees that hold none of the sheets from `first` up to `end`, left to right."""
        return list(self._beside(0, len(self.keys), first, end))

    def _beside(self, low: int, high: int, first: int, end: int) -> Iterator[bytes]:
        level = (high - low - 1).bit_length()
        if high <= first or low >= end:
            yield self._levels[level][low >> level]
        elif high - low > 1:
            middle = low + (1 << level - 1)
            yield from self._beside(low, middle, first, end)
            yield from self._beside(middle, high, first, end)


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """Every level of the tree; a last node without a sibling stands in the next one as it is."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(below[::2], below[1::2], strict=False)
        ]
        levels.append(above + below[len(below) - len(below) % 2 :])
    return levels


def _update(levels: list[list[bytes]], places: dict[int, bytes]) -> None:
    """Put other leaves into their places, and hash what stands above them again."""
    for index, leaf in places.items():
        levels[0][index] = leaf
    changed = set(places)
    for below, above in zip(levels, levels[1:], strict=False):
        changed = {index >> 1 for index in changed}
        for index in changed:
            pair = below[2 * index : 2 * index + 2]
            above[index] = merkle.node_hash(*pair) if len(pair) == 2 else pair[0]
