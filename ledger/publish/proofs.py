"""A proof that an entry is in the log, as a file that others' tools check (c2sp.org/tlog-proof)."""

from ledger.chain import checkpoint, note, tlog_proof
from ledger.chain.tlog_proof import TlogProof
from ledger.errors import NotFound
from ledger.ledger import Ledger
from ledger.publish import newest
from ledger.store.engine import reading
from ledger.store.trees import Tree

SUFFIX = tlog_proof.SUFFIX


def prove(ledger: Ledger, index: int) -> bytes:
    """Return the proof that an entry is in the newest published log, with all its signatures."""
    with reading(ledger.engine) as connection:
        published = newest(connection)
        if not 0 <= index < published.size:
            found = f"entry {index} in the {published.size} entries published"
            raise NotFound(found, "wait until it is published, or run `eal log publish`")
        path = Tree(connection).prove_inclusion(index, published.size)
    proof = TlogProof(index=index, inclusion=tuple(path), checkpoint=published.note)
    return tlog_proof.format(proof)


def published(ledger: Ledger) -> tuple[int, bytes]:
    """Return the newest published checkpoint: its size and the note."""
    with reading(ledger.engine) as connection:
        found = newest(connection)
    return checkpoint.parse(note.parse(found.note)[0]).size, found.note
