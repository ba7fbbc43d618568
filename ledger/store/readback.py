"""Reads entries back and hashes them again, by a way that shares nothing with how they were made.

Neither the canonical reader nor `chain.entry` is used: only SHA-256 over the bytes, and where
in the bytes of a canonical entry its members must stand. What was written wrongly, by us, the
driver, the database or the disk, is noticed before a checkpoint covers it.
"""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection

from ledger.errors import LedgerStopped
from ledger.store import defences, entries
from ledger.store.entries import Stored

_ACT = b'{"act":'


def read_back(
    connection: Connection, start: int, stop: int, *, previous: bytes | None
) -> Iterator[Stored]:
    """Yield the entries of [start, stop), each verified to be itself and to follow the one before.

    `previous` is the leaf hash of the entry before `start`. What does not hold stops the ledger.
    """
    expected = start
    for stored in entries.scan(connection, start, stop):
        fault = _fault(stored, expected, previous)
        if fault is not None and defences.stands("readback"):
            raise _stopped(expected, fault)
        yield stored
        expected, previous = expected + 1, stored.leaf
    if expected != stop:
        raise _stopped(expected, "it is not there")


def _fault(stored: Stored, index: int, previous: bytes | None) -> str | None:
    """Return what is wrong with an entry, or None."""
    if stored.entry_index != index:
        return f"the next entry has the index {stored.entry_index}"
    if type(stored.data) is not bytes or {type(stored.act_id), type(stored.recorded_at)} != {str}:
        # SQLite keeps the type with each value, where a single bit can change it.
        return "its columns are not of the types that were written"
    data = stored.data
    if sha256(b"\x00" + data).digest() != stored.leaf:
        return "its bytes do not have the hash that is stored beside them"
    if stored.previous != previous:
        return "it does not follow the entry before"
    if not _says(data, stored):
        return "its bytes say other things than the columns beside them"
    return None


def _says(data: bytes, stored: Stored) -> bool:
    """Whether the bytes state the index, predecessor, time, act id and act digest stored."""
    # Quotation marks inside text are escaped, so these can be members of the entry only, and
    # what stands after them (judgement, signatures) has no members of these names.
    middle = b',"format":0,"index":%d,"judgement":' % stored.entry_index
    end_of_act = data.rfind(middle)
    link = b"null" if stored.previous is None else b'"%s"' % stored.previous.hex().encode()
    tail = b',"previous":%s,"recorded_at":"%s","signatures":[' % (
        link,
        stored.recorded_at.encode(),
    )
    return (
        end_of_act > 0
        and data.find(tail, end_of_act) > 0
        and data.startswith(b'%s{"act_id":"%s",' % (_ACT, stored.act_id.encode()))
        and sha256(data[len(_ACT) : end_of_act]).digest() == stored.act_digest
    )


def _stopped(index: int, fault: str) -> LedgerStopped:
    do = "keep this database as it is, and restore a copy that verifies; nothing was signed"
    return LedgerStopped("entry_damaged", f"entry {index}: {fault}", do)
