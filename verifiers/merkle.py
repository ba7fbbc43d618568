"""The tree of RFC 6962, section 2.1: leaf and node hashes, roots at every size, proofs.

`Tree` keeps the hashes of all complete subtrees, level by level, so that the root at any earlier
size takes a logarithm of steps: acts name roots that their signers had seen. Most of them lie in temporary files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from verifiers.spill import Bytes

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def joined(frontier: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, the largest first."""
    root = b""
    for node in reversed(frontier):
        root = node_hash(node, root) if root else node
    return root or EMPTY_ROOT


class Tree:
    """A growing tree that remembers 64 bytes a leaf."""

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        """Empty, or grown on from the right edge of a tree: of what is left of it nothing can be asked."""
        self.size = size
        """How many leaves there are."""
        self._levels = [Bytes() for _ in range(max(1, size.bit_length()))]
        self._gone = [(size >> level) * HASH_BYTES for level in range(len(self._levels))]
        self._edge = [b""] * len(self._levels)
        """The last complete subtree of each level that waits for its neighbour."""
        complete = [level for level in range(size.bit_length()) if size >> level & 1]
        for level, node in zip(reversed(complete), frontier, strict=True):
            self._gone[level] -= HASH_BYTES
            self._levels[level].append(node)
            self._edge[level] = node

    def _read(self, level: int, start: int, end: int) -> bytes:
        return self._levels[level].read(start - self._gone[level], end - self._gone[level])

    def add(self, leaf: bytes) -> None:
        """Appends a leaf hash."""
        level, node, rest = 0, leaf, self.size
        self._levels[0].append(leaf)
        while rest & 1:
            node = node_hash(self._edge[level], node)
            level, rest = level + 1, rest >> 1
            if level == len(self._levels):
                self._levels.append(Bytes())
                self._gone.append(0)
                self._edge.append(b"")
            self._levels[level].append(node)
        self._edge[level] = node
        self.size += 1

    def nodes(self, level: int, start: int, count: int) -> bytes:
        """Hashes of complete subtrees of 2^level leaves, one after the other."""
        hashes = self._levels[level] if level < len(self._levels) else Bytes()
        return hashes.read(start * HASH_BYTES, (start + count) * HASH_BYTES)

    def root(self, size: int, last: bytes = b"") -> bytes:
        """The root of the first `size` leaves, which are there, and perhaps one more."""
        root, end = last, size
        for level in range(size.bit_length()):
            if size >> level & 1:
                at = (end >> level) * HASH_BYTES
                part = self._read(level, at - HASH_BYTES, at)
                root = node_hash(part, root) if root else part
                end -= 1 << level
        return root or EMPTY_ROOT
