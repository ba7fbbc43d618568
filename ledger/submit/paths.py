"""The paths of many entries that stand side by side, in one tree: what they share is hashed once."""

from __future__ import annotations

from ledger.chain import merkle
from ledger.store.trees import Tree


class Paths:
    """Inclusion paths in the tree of one size, the leaf's sibling first."""

    def __init__(self, tree: Tree, size: int) -> None:
        self._tree = tree
        self._size = size
        self._known: dict[tuple[int, int], bytes] = {}

    def between(self, start: int, stop: int) -> list[list[bytes]]:
        """Return the path of each entry from `start` up to but without `stop`."""
        found: list[list[bytes]] = []
        self._walk(0, self._size, start, stop, above=[], found=found)
        return found

    def _walk(
        self,
        low: int,
        high: int,
        start: int,
        stop: int,
        *,
        above: list[bytes],
        found: list[list[bytes]],
    ) -> None:
        """Add the paths of the wanted leaves of [low, high); `above` is the rest, root last."""
        if high <= start or stop <= low:
            return
        if high - low == 1:
            found.append(above)
            return
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        left, right = [self._hash(middle, high), *above], [self._hash(low, middle), *above]
        self._walk(low, middle, start, stop, above=left, found=found)
        self._walk(middle, high, start, stop, above=right, found=found)

    def _hash(self, low: int, high: int) -> bytes:
        width = high - low
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._tree.subtree(level, low >> level)
        known = self._known.get((low, high))
        if known is None:
            middle = low + (1 << (width - 1).bit_length() - 1)
            known = merkle.node_hash(self._hash(low, middle), self._hash(middle, high))
            self._known[low, high] = known
        return known
