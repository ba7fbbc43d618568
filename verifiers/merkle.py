"""The tree of RFC 6962, section 2.1: leaf and node hashes, roots at every size, proofs.

`Tree` keeps the hashes of all complete subtrees, level by level, so that the root at any earlier
size takes a logarithm of steps: acts name roots that their signers had seen. Most of them lie in temporary files.
"""

from __future__ import annotations

import hashlib

from verifiers.spill import Bytes

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that remembers 64 bytes a leaf."""

    def __init__(self) -> None:
        self._levels = [Bytes()]

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // HASH_BYTES

    def add(self, leaf: bytes) -> None:
        """Appends a leaf hash."""
        level = 0
        self._levels[0].append(leaf)
        while (size := len(self._levels[level])) // HASH_BYTES % 2 == 0:
            pair = self._levels[level].read(size - 2 * HASH_BYTES, size)
            node = hashlib.sha256(b"\x01" + pair).digest()
            level += 1
            if level == len(self._levels):
                self._levels.append(Bytes())
            self._levels[level].append(node)

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
                part = self._levels[level].read(at - HASH_BYTES, at)
                root = node_hash(part, root) if root else part
                end -= 1 << level
        return root or EMPTY_ROOT
