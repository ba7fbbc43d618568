"""What somebody who sends an act gets, as far as the store makes it: a receipt."""

from __future__ import annotations

from ledger.chain import receipt
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries
from ledger.store.trees import Tree
from tests.store import logs


def send(ledger: Ledger, act_id: str) -> bytes:
    """Record an act, unless it is recorded already, and return its receipt."""
    logs.record(ledger, act_id)
    found = of(ledger, act_id)
    assert found is not None, "it was just recorded"
    return found


def of(ledger: Ledger, act_id: str) -> bytes | None:
    """The receipt of an act that is recorded and vouched for, or None."""
    with ledger.engine.connect() as connection:
        index = entries.index_of_act(connection, act_id)
        size = None if index is None else entries.commit_size(connection, index)
        if index is None or size is None:
            return None
        stored = entries.read(connection, index)
        signed = checkpoints.read(connection, size)
        if stored is None or signed is None:
            return None
        path = Tree(connection).prove_inclusion(index, size)
    return receipt.format(stored.data, index=index, size=size, inclusion=path, note=signed.note)
