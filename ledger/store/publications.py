"""Every checkpoint that was signed to be published, in order. None is ever changed or taken away.

A note here begins with the very bytes of the checkpoint of its size (`store.checkpoints`) and goes
on with the log's second signature and with cosignatures. Its stage is `signed` while it waits
for cosignatures, and `published` once others are to see it: then it is kept once more.
"""

from typing import Literal, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from ledger.store import bulk
from ledger.store.tables import publication as table

Stage = Literal["signed", "published"]


class Publication(NamedTuple):
    """One of them: the size that it covers, when it was signed (POSIX seconds), and the note."""

    number: int
    size: int
    signed_at: int
    stage: Stage
    note: bytes


_size: BindParameter[int] = bindparam("at")
_ALL = select(*table.columns)
_LAST = _ALL.order_by(table.c.number.desc()).limit(1)
_PUBLISHED = _LAST.where(table.c.stage == "published")
_PUBLISHED_SIZE = (
    "SELECT size FROM publication WHERE stage = 'published' ORDER BY number DESC LIMIT 1"
)
_AT = _PUBLISHED.where(table.c.size == _size)
_ANY_AT = _LAST.where(table.c.size == _size)
_UP_TO = _PUBLISHED.where(table.c.size <= _size)
_NEWEST = _ALL.order_by(table.c.number.desc()).limit(bindparam("most"))
_COUNT = select(func.count()).select_from(table)
_RANGE = (
    _ALL.where(table.c.number >= bindparam("start"), table.c.number < bindparam("stop"))
).order_by(table.c.number)


def insert(connection: Connection, publication: Publication) -> None:
    """Keep one; the database refuses what does not follow, or says more than its checkpoint."""
    bulk.insert(connection, table, [publication])


def last(connection: Connection) -> Publication | None:
    """Return the one that was kept last, whatever its stage."""
    row = connection.execute(_LAST).one_or_none()
    return None if row is None else Publication(*row)


def published(connection: Connection) -> Publication | None:
    """Return the newest that others are to see."""
    row = connection.execute(_PUBLISHED).one_or_none()
    return None if row is None else Publication(*row)


def published_size(connection: Connection) -> int:
    """Return the size of the newest that others are to see, 0 without any."""
    row = connection.exec_driver_sql(_PUBLISHED_SIZE).one_or_none()
    return 0 if row is None else int(row[0])


def read(connection: Connection, size: int) -> Publication | None:
    """Return the newest published one of exactly this size."""
    row = connection.execute(_AT, {"at": size}).one_or_none()
    return None if row is None else Publication(*row)


def of_size(connection: Connection, size: int) -> Publication | None:
    """Return the one of exactly this size that was kept last, published or not."""
    row = connection.execute(_ANY_AT, {"at": size}).one_or_none()
    return None if row is None else Publication(*row)


def up_to(connection: Connection, size: int) -> Publication | None:
    """Return the newest published one that covers at most this size."""
    row = connection.execute(_UP_TO, {"at": size}).one_or_none()
    return None if row is None else Publication(*row)


def newest_first(connection: Connection, most: int) -> list[Publication]:
    """Return those that were kept last, of either stage, the newest first."""
    rows = connection.execute(_NEWEST, {"most": most})
    return [Publication(*row) for row in rows]


def count(connection: Connection) -> int:
    """Return how many there are, of either stage."""
    return connection.scalar(_COUNT) or 0


def scan(connection: Connection, start: int, stop: int) -> list[Publication]:
    """Return those with the numbers from `start` up to but without `stop`."""
    rows = connection.execute(_RANGE, {"start": start, "stop": stop})
    return [Publication(*row) for row in rows]
