"""Every checkpoint that was signed, by its size. None is ever changed or taken away."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from ledger.store import bulk, driver, heads
from ledger.store.heads import Head
from ledger.store.tables import checkpoint as table


class Signed(NamedTuple):
    """A signed note and the size of the log that it covers."""

    size: int
    note: bytes


_size: BindParameter[int] = bindparam("at")
_SIGNED = select(table.c.size, table.c.note)
_LAST = _SIGNED.order_by(table.c.size.desc()).limit(1)
_LAST_SIZE = select(func.max(table.c.size))
_AT = _SIGNED.where(table.c.size == _size)
_start: BindParameter[int] = bindparam("start")
_WITHIN = _SIGNED.where(table.c.size > _start, table.c.size <= _size).order_by(table.c.size)
_ENDS = (
    "SELECT h.size, h.leaf, h.recorded_at, c.size, c.note, e.leaf FROM head h"
    " LEFT JOIN checkpoint c ON c.size = (SELECT max(size) FROM checkpoint)"
    " LEFT JOIN entry e ON e.entry_index = c.size - 1 WHERE h.one = 1"
)
_COVERING = _SIGNED.where(table.c.size >= _size).order_by(table.c.size).limit(1)


def insert(connection: Connection, signed: Sequence[Signed]) -> None:
    """Keep checkpoints."""
    bulk.insert(connection, table, signed)


class Ends(NamedTuple):
    """How the log and its checkpoints end: head, last checkpoint, and the last leaf that this covers."""

    head: Head
    signed: Signed | None
    leaf: bytes | None


def ends(connection: Connection) -> Ends:
    """Return how both end at one moment."""
    found = driver.fetch(connection, _ENDS)
    head = Head(*found[0][:3]) if found else heads.read(connection)
    size, note, leaf = found[0][3:] if found else (None, None, None)
    return Ends(head, None if size is None else Signed(size, note), leaf)


def last(connection: Connection) -> Signed | None:
    """Return the checkpoint of the greatest size."""
    return _first(driver.select(connection, _LAST))


def last_size(connection: Connection) -> int:
    """Return the greatest size that has a checkpoint, 0 without any."""
    return driver.value(connection, _LAST_SIZE) or 0


def read(connection: Connection, size: int) -> Signed | None:
    """Return the checkpoint of exactly this size."""
    return _first(driver.select(connection, _AT, at=size))


def covering(connection: Connection, size: int) -> Signed | None:
    """Return the checkpoint of the least size that is at least this."""
    return _first(driver.select(connection, _COVERING, at=size))


def within(connection: Connection, start: int, stop: int) -> list[Signed]:
    """Return the checkpoints of sizes in (start, stop], the least first."""
    rows = driver.select(connection, _WITHIN, start=start, at=stop)
    return [Signed(*row) for row in rows]


def _first(rows: driver.Rows) -> Signed | None:
    return Signed(*rows[0]) if rows else None
