"""Every checkpoint that was signed, by its size. None is ever changed or taken away."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from ledger.store import bulk
from ledger.store.tables import checkpoint as table


class Signed(NamedTuple):
    """A signed note and the size of the log that it covers."""

    size: int
    note: bytes


def insert(connection: Connection, signed: Sequence[Signed]) -> None:
    """Keep checkpoints."""
    bulk.insert(connection, table, signed)


def last(connection: Connection) -> Signed | None:
    """Return the checkpoint of the greatest size."""
    statement = select(table.c.size, table.c.note).order_by(table.c.size.desc()).limit(1)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Signed(*row)


def last_size(connection: Connection) -> int:
    """Return the greatest size that has a checkpoint, 0 without any."""
    return connection.scalar(select(func.max(table.c.size))) or 0


def read(connection: Connection, size: int) -> Signed | None:
    """Return the checkpoint of exactly this size."""
    statement = select(table.c.size, table.c.note).where(table.c.size == size)
    row = connection.execute(statement).one_or_none()
    return None if row is None else Signed(*row)


def covering(connection: Connection, size: int) -> Signed | None:
    """Return the checkpoint of the least size that is at least this."""
    statement = select(table.c.size, table.c.note).where(table.c.size >= size)
    row = connection.execute(statement.order_by(table.c.size).limit(1)).one_or_none()
    return None if row is None else Signed(*row)
