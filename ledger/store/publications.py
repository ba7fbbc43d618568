"""Every checkpoint that was signed to be published, in order. None is ever changed or taken away.

A note here begins with the very bytes of the checkpoint of its size (`store.checkpoints`) and goes
on with the log's second signature and with cosignatures. Its stage is `signed` while it waits
for cosignatures, and `published` once others are to see it: then it is kept once more.
"""

from typing import Literal, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from ledger.store import bulk, driver, heads
from ledger.store.tables import head
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
_BESIDE_HEAD = select(head.c.size, _PUBLISHED.with_only_columns(table.c.size).scalar_subquery())
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
    return _first(driver.select(connection, _LAST))


def published(connection: Connection) -> Publication | None:
    """Return the newest that others are to see."""
    return _first(driver.select(connection, _PUBLISHED))


def beside_head(connection: Connection) -> tuple[int, int]:
    """Return the size of the log, and that of the newest that others are to see, 0 without any."""
    found = driver.select(connection, _BESIDE_HEAD)
    size = found[0][0] if found else heads.read(connection).size
    return size, (found[0][1] if found else None) or 0


def read(connection: Connection, size: int) -> Publication | None:
    """Return the newest published one of exactly this size."""
    return _first(driver.select(connection, _AT, at=size))


def of_size(connection: Connection, size: int) -> Publication | None:
    """Return the one of exactly this size that was kept last, published or not."""
    return _first(driver.select(connection, _ANY_AT, at=size))


def up_to(connection: Connection, size: int) -> Publication | None:
    """Return the newest published one that covers at most this size."""
    return _first(driver.select(connection, _UP_TO, at=size))


def newest_first(connection: Connection, most: int) -> list[Publication]:
    """Return those that were kept last, of either stage, the newest first."""
    rows = driver.select(connection, _NEWEST, most=most)
    return [Publication(*row) for row in rows]


def count(connection: Connection) -> int:
    """Return how many there are, of either stage."""
    return driver.value(connection, _COUNT) or 0


def scan(connection: Connection, start: int, stop: int) -> list[Publication]:
    """Return those with the numbers from `start` up to but without `stop`."""
    rows = driver.select(connection, _RANGE, start=start, stop=stop)
    return [Publication(*row) for row in rows]


def _first(rows: driver.Rows) -> Publication | None:
    return Publication(*rows[0]) if rows else None
