"""The stored tree gives the roots and proofs of the tree that it stands for."""

from __future__ import annotations

import random

import pytest
from sqlalchemy.exc import DBAPIError

from ledger.chain import merkle
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import entries, trees
from ledger.store.trees import Tree
from tests import statements
from tests.store import logs

SIZE = 1_100


@pytest.fixture
def ledger(engine_url: str) -> Ledger:
    """A log of more than four tiles, appended in commits of every kind of size."""
    ledger = logs.make(engine_url)
    done = 0
    for count in (1, 1, 253, 1, 1, 255, 256, 331, 1):
        logs.record(ledger, *(f"a{number}" for number in range(done, done + count)))
        done += count
    assert done == SIZE
    return ledger


def test_roots_and_proofs_are_those_of_the_leaves(ledger: Ledger) -> None:
    """At chosen and at random sizes, from a tree that has just been opened."""
    chance = random.Random(6962)
    sizes = [1, 2, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, SIZE]
    sizes += [chance.randint(1, SIZE) for _ in range(25)]
    with ledger.engine.connect() as connection:
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, SIZE)]
        for size in sizes:
            tree = Tree(connection)
            root = merkle.root(leaves[:size])
            assert tree.root_at(size) == root
            assert tree.frontier(size).root() == root
            index, old = chance.randrange(size), chance.randint(1, size)
            path = tree.prove_inclusion(index, size)
            assert merkle.check_inclusion(leaves[index], index, size, path, root)
            proof = tree.prove_consistency(old, size)
            before = merkle.root(leaves[:old])
            assert merkle.check_consistency(old, size, proof, before, root)


def test_what_is_stored_are_the_hashes_of_complete_tiles(ledger: Ledger) -> None:
    """One row for 256 leaves, and no row that is not complete."""
    with ledger.engine.connect() as connection:
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, SIZE)]
        query = "SELECT level, number, hash FROM subtree ORDER BY level, number"
        rows = [tuple(row) for row in connection.exec_driver_sql(query)]
    tiles = range(SIZE // 256)
    assert rows == [(1, n, merkle.root(leaves[n * 256 : n * 256 + 256])) for n in tiles]


def test_a_proof_reads_a_few_tiles_only(ledger: Ledger) -> None:
    """However long the log, the statements that a proof takes are few."""
    with ledger.engine.connect() as connection, statements.sent() as asked:
        Tree(connection).prove_inclusion(700, SIZE)
    assert 0 < len(asked) <= 3


def test_three_levels_are_grown(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With tiles of four the same code grows a tree as high as one of millions would be."""
    monkeypatch.setattr(trees, "_RISE", 2)
    monkeypatch.setattr(trees, "_WIDTH", 4)
    ledger = logs.make(sqlite_url)
    for number in range(90):
        logs.record(ledger, *(f"a{number}-{n}" for n in range(number % 4)))
    with ledger.engine.connect() as connection:
        size = len(entries.leaves(connection, 0, 1_000))
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, size)]
        levels = connection.exec_driver_sql("SELECT level, count(*) FROM subtree GROUP BY level")
        assert {row[0]: row[1] for row in levels} == {
            level: size >> 2 * level for level in (1, 2, 3)
        }
        for at in range(1, size + 1):
            assert Tree(connection).root_at(at) == merkle.root(leaves[:at])


def test_what_is_not_there_is_not_proven(ledger: Ledger) -> None:
    """A size beyond the log stops; a hash out of its turn is not stored."""
    with ledger.engine.connect() as connection, pytest.raises(LedgerStopped, match="no entry"):
        Tree(connection).root_at(SIZE + 1)
    with ledger.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(
            "INSERT INTO subtree SELECT 1, 9, leaf FROM entry WHERE entry_index = 9"
        )
