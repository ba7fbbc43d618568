"""The head row: how far the log goes. Its lock is the right to write, its swap the fence.

Any process may append. The lock makes the others wait; the compare-and-swap is what makes a
fork impossible even if the lock were not there.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from ledger.chain import guard
from ledger.errors import LedgerStopped
from ledger.store import defences, driver


class Head(NamedTuple):
    """The number of entries, leaf hash and time of the last; both None while there are none."""

    size: int
    leaf: bytes | None
    recorded_at: str | None


EMPTY = Head(0, None, None)

_SELECT = "SELECT size, leaf, recorded_at FROM head WHERE one = 1"


def read(connection: Connection) -> Head:
    """Return the head as this transaction sees it."""
    return _head(connection, _SELECT)


def lock(connection: Connection) -> Head:
    """Return the newest head, and let nobody else move it until the transaction ends.

    On SQLite the transaction already has the lock: it began IMMEDIATE.
    """
    is_postgres = connection.dialect.name == "postgresql"
    return _head(connection, _SELECT + (" FOR UPDATE" if is_postgres else ""))


def swap(connection: Connection, old: Head, new: Head) -> None:
    """Move the head from `old` to `new`, or stop: this is the fence."""
    if not compare_and_swap(connection, old, new):
        why = f"it is no longer at {old.size}, though this transaction holds its lock"
        trouble = guard.Trouble("head", "moved", "the head of the log", why)
        guard.require(guard.Found(troubles=(trouble,)))


def compare_and_swap(connection: Connection, old: Head, new: Head) -> bool:
    """Move the head if it still is `old`, by size and leaf; return whether it was."""
    if not defences.stands("fence"):
        old = read(connection)
    same = "IS NOT DISTINCT FROM ?::bytea" if connection.dialect.name == "postgresql" else "IS ?"
    moved = driver.run(
        connection,
        f"UPDATE head SET size = ?, leaf = ?, recorded_at = ? WHERE one = 1 AND size = ? AND leaf {same}",
        (new.size, new.leaf, new.recorded_at, old.size, old.leaf),
    )
    return moved == 1


def _head(connection: Connection, statement: str) -> Head:
    rows = driver.fetch(connection, statement)
    if not rows:
        found = "the database has no head row"
        raise LedgerStopped("head_missing", found, "restore the database; never write the row")
    return Head(*rows[0])
