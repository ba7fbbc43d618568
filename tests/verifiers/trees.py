"""Roots and paths by the definition of RFC 6962, for files that the verifiers are to read."""

from __future__ import annotations

from verifiers import merkle


def root_of(leaves: list[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    tree = merkle.Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root(tree.size)


def path_of(leaves: list[bytes], index: int) -> list[bytes]:
    """The path of a leaf to the root, its sibling first."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*path_of(leaves[:split], index), root_of(leaves[split:])]
    return [*path_of(leaves[split:], index - split), root_of(leaves[:split])]
