"""The paths of entries that are the last of a tree: what they share is hashed once."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.chain import merkle
from ledger.chain.merkle import Frontier


def paths(before: Frontier, leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the inclusion path of each leaf that was added, in the tree that ends with the last.

    `before` is the edge of the tree without them. Each path has the leaf's sibling first.
    """
    start, size = before.size, before.size + len(leaves)
    known, joined = before.subtrees(), dict[tuple[int, int], bytes]()
    found: list[list[bytes]] = []

    def root(low: int, high: int) -> bytes:
        """The hash over [low, high), of which nothing, all or the end was added."""
        width = high - low
        if high <= start:
            return known[width.bit_length() - 1, low // width]
        if width == 1:
            return leaves[low - start]
        if (low, high) not in joined:
            middle = low + merkle.split(width)
            joined[low, high] = merkle.node_hash(root(low, middle), root(middle, high))
        return joined[low, high]

    def walk(low: int, high: int, above: list[bytes]) -> None:
        """Add the paths of what was added in [low, high); `above` is the rest, root last."""
        if high - low == 1:
            found.append(above)
            return
        middle = low + merkle.split(high - low)
        if middle > start:
            walk(low, middle, [root(middle, high), *above])
        walk(middle, high, [root(low, middle), *above])

    walk(0, size, [])
    return found
