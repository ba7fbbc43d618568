"""The paths of receipts are those that the tree gives, whatever stood before."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ledger.chain import merkle
from ledger.chain.merkle import Frontier
from ledger.submit.paths import paths

LEAVES = [sha256(bytes([number])).digest() for number in range(100)]


def _subtree(level: int, number: int) -> bytes:
    return merkle.join_complete(LEAVES[number << level : (number + 1) << level])


@pytest.mark.parametrize("before", [*range(36), 63, 64, 65])
def test_paths_are_those_of_the_tree(before: int) -> None:
    """Of one entry and of many, behind a log of any shape."""
    edge = Frontier.at(before, _subtree)
    for size in range(before + 1, before + 35):
        found = paths(edge, LEAVES[before:size])
        wanted = [merkle.prove_inclusion(i, size, _subtree) for i in range(before, size)]
        assert found == wanted, (before, size)
    assert edge.size == before
