"""The Merkle tree of RFC 6962, section 2.1: roots, proofs and their checks.

    leaf = SHA-256(0x00 || entry)      node = SHA-256(0x01 || left || right)

The tree over n leaves splits at the largest power of two below n; the empty tree's root is
SHA-256 of nothing. A store keeps the *complete subtrees*, those over 2**level leaves that begin
at a multiple of it; from them every root and proof is made in O(log n) reads.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""`subtree(level, number)`: the hash over leaves `number * 2**level` up to the next multiple.

It is only asked for complete subtrees of the tree in question; level 0 are the leaf hashes.
"""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf, given its bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node, given those of its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaves."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: all that is needed to append to it and to know its root."""

    def __init__(self) -> None:
        self.size = 0
        # Roots of the complete subtrees that cover the leaves, largest (leftmost) first.
        self._peaks: list[bytes] = []

    @classmethod
    def at(cls, size: int, subtree: Subtree) -> "Frontier":
        """Return the frontier of a tree that is already stored."""
        frontier = cls()
        frontier.size = size
        frontier._peaks = [subtree(level, number) for level, number in _peaks(0, size)]
        return frontier

    def append(self, leaf: bytes) -> list[bytes]:
        """Add one leaf hash; return the hashes of the complete subtrees that it ends.

        The first is the leaf itself, level 0; the one of level L has the number
        `(size - 1) >> L`, where size counts the new leaf. A store keeps exactly these.
        """
        ended = [_require_hash(leaf)]
        number = self.size
        while number & 1:
            ended.append(node_hash(self._peaks.pop(), ended[-1]))
            number >>= 1
        self._peaks.append(ended[-1])
        self.size += 1
        return ended

    def peaks(self) -> list[bytes]:
        """Return the roots of the complete subtrees that cover the leaves, the largest first."""
        return list(self._peaks)

    def fork(self) -> "Frontier":
        """Return the same edge, to grow in another way."""
        other = Frontier()
        other.size, other._peaks = self.size, list(self._peaks)
        return other

    def subtrees(self) -> dict[tuple[int, int], bytes]:
        """Return the same roots by level and number."""
        return dict(zip(_peaks(0, self.size), self._peaks, strict=True))

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        return _join(self._peaks) if self._peaks else EMPTY_ROOT


def root_at(size: int, subtree: Subtree) -> bytes:
    """Return the root of the first `size` leaves."""
    return Frontier.at(size, subtree).root()


def prove_inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the path of leaf `index` in the tree of `size`, the leaf's sibling first."""
    _require_order(0 <= index < size, f"leaf {index} in a tree of {size}")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, subtree))
            end = middle
        else:
            proof.append(range_root(start, middle, subtree))
            start = middle
    return proof[::-1]


def prove_consistency(old_size: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the tree of `size` continues that of `old_size`.

    It is empty where there is nothing to prove: equal sizes, or from the empty tree.
    """
    _require_order(0 <= old_size <= size, f"tree of {old_size} in one of {size}")
    if old_size in (0, size):
        return []
    proof = []
    start, end = 0, size
    while old_size != end:
        middle = start + split(end - start)
        if old_size <= middle:
            proof.append(range_root(middle, end, subtree))
            end = middle
        else:
            proof.append(range_root(start, middle, subtree))
            start = middle
    if start:
        # The old tree ends inside; its last part is not known to the one who checks.
        proof.append(range_root(start, end, subtree))
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes
) -> bool:
    """Whether `proof` shows that `leaf` is the leaf `index` of the tree of `size` (RFC 9162)."""
    if not 0 <= index < size or not _are_hashes(leaf, tree_root, *proof):
        return False
    return _inclusion_root(leaf, index, size, proof) == tree_root


def check_consistency(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, tree_root: bytes
) -> bool:
    """Whether `proof` shows that the tree of `size` continues that of `old_size` (RFC 9162).

    Every tree continues the empty one, with an empty proof; its root is still looked at.
    """
    if not 0 <= old_size <= size or not _are_hashes(old_root, tree_root, *proof):
        return False
    if old_size == size:
        return not proof and old_root == tree_root and (size > 0 or old_root == EMPTY_ROOT)
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    return _consistent_roots(old_size, size, proof, old_root) == (old_root, tree_root)


def _inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None if it is too short or too long."""
    number, last = index, size - 1
    result = leaf
    for sibling in proof:
        if last == 0:
            return None
        if number & 1 or number == last:
            result = node_hash(sibling, result)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        number, last = number >> 1, last >> 1
    return result if last == 0 else None


def _consistent_roots(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes] | None:
    """Return the roots of the old and the new tree that a proof leads to, or None."""
    # A complete old tree is a node of the new one, and the proof leaves it out.
    hashes = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not hashes:
        return None
    number, last = old_size - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None


def split(width: int) -> int:
    """Return the largest power of two below `width`: where a tree over so many leaves splits."""
    return 1 << (width - 1).bit_length() - 1


def _peaks(start: int, end: int) -> list[tuple[int, int]]:
    """Return level and number of the complete subtrees that cover [start, end), largest first.

    `start` is a multiple of the largest power of two that fits, as in every part of a tree.
    """
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append((level, start >> level))
        start += 1 << level
    return peaks


def join_complete(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over 1, 2, 4 ... hashes that stand side by side."""
    row = list(hashes)
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=True)
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return row[0]


def range_root(start: int, end: int, subtree: Subtree) -> bytes:
    """Return the hash over the leaves [start, end) where they are one part of a tree.

    `start` is a multiple of the largest power of two that fits in between.
    """
    return _join([subtree(level, number) for level, number in _peaks(start, end)])


def _join(peaks: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees, largest first: the smallest are joined first."""
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = node_hash(peak, result)
    return result


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _require_hash(value: bytes) -> bytes:
    assert len(value) == HASH_BYTES, "a leaf hash has 32 bytes"
    return value


def _require_order(holds: bool, found: str) -> None:
    if not holds:
        raise ValueError(f"there is no {found}")
