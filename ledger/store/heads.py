"""The head row: how far the log goes. Its lock is the right to write, its swap the fence.

Any process may append. The lock makes the others wait; the compare-and-swap is what makes a
fork impossible even if the lock were not there.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import limits
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
_BOUNDED = (
    "WITH bound AS MATERIALIZED (SELECT set_config('transaction_timeout', ?, true)) "
    "SELECT size, leaf, recorded_at FROM head, bound WHERE one = 1 FOR UPDATE OF head"
)
_WITH_TIMEOUT = (17,)
"""The first version of PostgreSQL that bounds a transaction."""


def read(connection: Connection) -> Head:
    """Return the head as this transaction sees it."""
    return _head(connection, _SELECT)


def lock(connection: Connection, *, is_bounded: bool = True) -> Head:
    """Return the newest head, and let nobody else move it until the transaction ends.

    On SQLite the transaction already has the lock: it began IMMEDIATE. PostgreSQL ends whoever has
    not come to an end within the bound, frozen or not, so that the others can go on; what moves the
    whole log or its tables at once has none.
    """
    if connection.dialect.name != "postgresql":
        return read(connection)
    if not is_bounded or (connection.dialect.server_version_info or (0,)) < _WITH_TIMEOUT:
        return _head(connection, f"{_SELECT} FOR UPDATE")
    return _head(connection, _BOUNDED, (f"{limits.HEAD_SECONDS_MAX}s",))


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


def _head(connection: Connection, statement: str, given: Sequence[str] = ()) -> Head:
    rows = driver.fetch(connection, statement, given)
    if not rows:
        found = "the database has no head row"
        raise LedgerStopped("head_missing", found, "restore the database; never write the row")
    return Head(*rows[0])
