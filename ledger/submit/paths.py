"""The paths of many entries that stand side by side, in one tree: what they share is hashed once."""

from __future__ import annotations

from ledger.chain import merkle
from ledger.store.trees import Tree

_TILE_WIDTH = 256
"""From this width on complete subtrees are stored, and need not be joined."""


class Paths:
    """Inclusion paths in the tree of one size, the leaf's sibling first."""

    def __init__(self, tree: Tree, size: int) -> None:
        self._tree = tree
        self._size = size
        self._known: dict[tuple[int, int], bytes] = {}
        self._wanted = range(0)

    def between(self, start: int, stop: int) -> list[list[bytes]]:
        """Return the path of each entry from `start` up to but without `stop`."""
        self._wanted = range(start, stop)
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
        known = self._known.get((low, high))
        if known is None:
            known = self._known[low, high] = self._find(low, high)
        return known

    def _find(self, low: int, high: int) -> bytes:
        width = high - low
        is_complete = width & (width - 1) == 0
        is_wanted = low < self._wanted.stop and self._wanted.start < high
        # Among the entries wanted each hash is made of the two below it, which are wanted as well.
        if is_complete and (width == 1 or width >= _TILE_WIDTH or not is_wanted):
            level = width.bit_length() - 1
            return self._tree.subtree(level, low >> level)
        middle = low + (1 << (width - 1).bit_length() - 1)
        return merkle.node_hash(self._hash(low, middle), self._hash(middle, high))
