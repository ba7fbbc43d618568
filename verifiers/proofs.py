"""Inclusion and consistency proofs (RFC 9162, 2.1.3 and 2.1.4): for documents that bring no entries.

A bundle has every leaf, so no claim needs these; receipts and the self-test do.
"""

from __future__ import annotations

from verifiers.merkle import EMPTY_ROOT, HASH_BYTES, node_hash


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); None if it cannot fit."""
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in (leaf, *proof)):
        return None
    at, last, root = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(part, root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, part)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def root_from_range(leaves: list[bytes], first: int, size: int, path: list[bytes]) -> bytes | None:
    """The root of a tree of which neighbours are known from place `first` on; `path`: the largest subtrees beside them."""
    end, beside = first + len(leaves), iter(path)
    if not leaves or end > size:
        return None

    def node(low: int, high: int) -> bytes:
        if high <= first or low >= end:
            return next(beside)
        if high - low == 1:
            return leaves[low - first]
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        return node_hash(node(low, middle), node(middle, high))

    try:
        root = node(0, size)
    except StopIteration:
        return None
    return root if next(beside, None) is None else None


def is_consistent(old_size: int, old_root: bytes, *, new_size: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the proof shows that the new tree extends the old one (RFC 9162, 2.1.4.2)."""
    if any(len(part) != HASH_BYTES for part in (old_root, new_root, *proof)):
        return False
    if not 0 <= old_size <= new_size:
        return False
    if old_size in (0, new_size):
        known = old_root == (new_root if old_size else EMPTY_ROOT)
        return not proof and known
    if not old_size & (old_size - 1):
        proof = [old_root, *proof]
    return bool(proof) and _roots(old_size, new_size, proof) == (old_root, new_root)


def _roots(old_size: int, new_size: int, proof: list[bytes]) -> tuple[bytes, bytes] | None:
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = proof[0]
    for part in proof[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_hash(part, old), node_hash(part, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, part)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None
