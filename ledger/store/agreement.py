"""Whether the memories agree: the database, the head record, and the checkpoints that we signed.

    database ahead of the others        a process ended after its commit: go on from there
    anything of ours ahead of, or       a restored backup, another database, a damaged one:
    unlike, the database                writing stops, reading goes on

There is no way to go on by force: the database that the others speak of has to be found.
"""

from sqlalchemy import Connection

from ledger.chain import checkpoint, note
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.note import SignerKey
from ledger.errors import LedgerStopped, Malformed
from ledger.store import checkpoints, entries
from ledger.store.head_record import Record
from ledger.store.heads import Head
from ledger.store.readback import read_back
from ledger.store.trees import Tree

_FIND = (
    "find the database that went further (its disk, its standby, its newest backup) and use that; "
    "do not write here until it is found"
)


def require(connection: Connection, head: Head, record: Record | None) -> None:
    """Stop unless the log ends where the head says, and nobody remembers more or otherwise.

    Called with the head locked, before anything is decided; entries that nobody has vouched for
    yet are read back and hashed before others are put on top of them.
    """
    _require_end(connection, head)
    signed = checkpoints.last_size(connection)
    if signed > head.size:
        found = f"a checkpoint of size {signed} is signed, and the database holds {head.size}"
        raise LedgerStopped("checkpoint_ahead", found, _FIND)
    if record is not None:
        _require_record(connection, head, record)
    start = signed if record is None else record.size
    previous = entries.leaf(connection, start - 1) if 0 < start < head.size else None
    for _ in read_back(connection, start, head.size, previous=previous):
        pass


def require_roots(
    connection: Connection, record: Record | None, *, signer: SignerKey | None
) -> None:
    """Stop unless the stored tree has the roots that record and last checkpoint state."""
    tree = Tree(connection)
    if record is not None and record.size > 0:
        if (tree.root_at(record.size), entries.leaf(connection, 0)) != (
            record.root,
            record.ledger_id,
        ):
            raise _differs("head_record_differs", "head record", record.size)
    last = checkpoints.last(connection)
    if last is None:
        return
    stated = read_note(last.note)
    if stated.size != last.size or stated.root != tree.root_at(last.size):
        raise _differs("checkpoint_differs", "last checkpoint", last.size)
    if signer is not None and not _is_ours(last.note, stated, signer):
        found = f"the last checkpoint, of size {last.size}, is not the one that {signer.name} signs"
        raise LedgerStopped("checkpoint_differs", found, "check which key and database belong here")


def read_note(data: bytes) -> Checkpoint:
    """Return what a stored note states, signatures aside; stop if it is no checkpoint."""
    try:
        return checkpoint.parse(note.parse(data)[0])
    except Malformed as error:
        found = f"a stored checkpoint cannot be read: {error}"
        raise LedgerStopped("checkpoint_damaged", found, _FIND) from error


def _require_end(connection: Connection, head: Head) -> None:
    last = entries.last(connection)
    if last is None and head.size == 0:
        return
    if last is None or (last.entry_index + 1, last.leaf, last.recorded_at) != tuple(head):
        end = "nothing" if last is None else f"entry {last.entry_index}"
        found = f"the head says {head.size} entries, and the log ends with {end}, or another one"
        raise LedgerStopped("head_differs", found, "restore a copy of the database that verifies")


def _require_record(connection: Connection, head: Head, record: Record) -> None:
    if record.size > head.size:
        found = f"the head record is at {record.size}, and the database holds {head.size} entries"
        raise LedgerStopped("head_record_ahead", found, _FIND)
    if record.size == 0:
        return
    here = head.leaf if record.size == head.size else entries.leaf(connection, record.size - 1)
    if here != record.leaf:
        raise _differs("head_record_differs", "head record", record.size)


def _is_ours(data: bytes, stated: Checkpoint, signer: SignerKey) -> bool:
    """Whether a note is what our key signs; one by another key, before a change, is not asked."""
    _, lines = note.parse(data)
    by_us = any(line.key_id == signer.key_id and line.name == signer.name for line in lines)
    if not by_us:
        return stated.origin == signer.name
    return checkpoint.sign(stated, [signer]) == data


def _differs(code: str, name: str, size: int) -> LedgerStopped:
    found = f"the {name} and the database state different logs of size {size}"
    return LedgerStopped(code, found, _FIND)
