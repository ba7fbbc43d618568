"""The log itself: entries are kept as the bytes that were hashed, and given back as these."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from ledger import limits
from ledger.chain.entry import Entry
from ledger.errors import LedgerStopped
from ledger.store import bulk, driver, heads
from ledger.store.tables import checkpoint
from ledger.store.tables import entry as table


class Stored(NamedTuple):
    """An entry as it stands in the database: nothing of it is verified by reading it."""

    entry_index: int
    leaf: bytes
    previous: bytes | None
    act_digest: bytes
    act_id: str
    recorded_at: str
    data: bytes


class Last(NamedTuple):
    """Where the log really ends, whatever the head says."""

    entry_index: int
    leaf: bytes
    recorded_at: str


_place = table.c.entry_index
_from: BindParameter[int] = bindparam("start")
_until: BindParameter[int] = bindparam("stop")

# Made once: putting a statement together takes longer than SQLite needs to answer it.
_SCAN = select(*table.columns).where(_place >= _from, _place < _until).order_by(_place)
_TEXTS = select(table.c.data).where(_place >= _from, _place < _until).order_by(_place)
_LAST = select(_place, table.c.leaf, table.c.recorded_at).order_by(_place.desc()).limit(1)
_SIGNED = select(func.max(checkpoint.c.size))
_ENDS = select(_SIGNED.scalar_subquery(), *_LAST.selected_columns)
_ENDS = _ENDS.order_by(_place.desc()).limit(1)
_LEAF = select(table.c.leaf).where(_place == _from)
_LEAVES = select(_place, table.c.leaf).where(_place >= _from, _place < _until).order_by(_place)
_ACT_DIGESTS = (
    select(_place, table.c.act_digest).where(_place >= _from, _place < _until).order_by(_place)
)
_BY_ID = select(_place).where(table.c.act_id == bindparam("act_id"))
_BY_DIGEST = select(_place).where(table.c.act_digest == bindparam("act_digest"))
_TIME = select(table.c.recorded_at).where(_place == _from)
_TIME_BEFORE = select(func.max(table.c.recorded_at)).where(
    table.c.recorded_at <= bindparam("instant")
)
_TIME_STRICTLY_BEFORE = select(func.max(table.c.recorded_at)).where(
    table.c.recorded_at < bindparam("instant")
)
_END_OF_TIME = select(func.max(_place)).where(table.c.recorded_at == bindparam("instant"))
_COMMITS = (
    select(func.max(_place) + 1)
    .where(_place >= _from, _place < _until)
    .group_by(table.c.recorded_at)
    .order_by(func.max(_place))
)


def insert(connection: Connection, entries: Iterable[Entry]) -> None:
    """Write entries; the database refuses an index, a predecessor or an act that does not fit."""
    rows = [
        (
            one.index,
            one.leaf_hash,
            one.previous,
            one.act.digest,
            one.act.act_id,
            one.recorded_at,
            one.data,
        )
        for one in entries
    ]
    bulk.insert(connection, table, rows)


def read(connection: Connection, index: int) -> Stored | None:
    """Return the entry at an index."""
    return next(scan(connection, index, index + 1), None)


def scan(connection: Connection, start: int, stop: int) -> Iterator[Stored]:
    """Yield the entries from `start` up to but without `stop`, a thousand in memory at a time."""
    for first in range(start, stop, limits.ENTRIES_READ_MAX):
        until = min(stop, first + limits.ENTRIES_READ_MAX)
        rows = driver.select(connection, _SCAN, start=first, stop=until)
        yield from map(_stored, rows)


def _stored(row: tuple[Any, ...]) -> Stored:
    # No table lets a row do without; a page of a file that was damaged can.
    if not isinstance(row[-1], bytes):
        do = "restore the database from a copy: nothing here repairs it"
        raise LedgerStopped("database_damaged", f"no bytes are stored of entry {row[0]}", do)
    return Stored(*row)


def texts(connection: Connection, start: int, stop: int) -> list[bytes]:
    """Return the bytes of the entries from `start` up to but without `stop`: of a few thousand."""
    return [row[0] for row in driver.select(connection, _TEXTS, start=start, stop=stop)]


def last(connection: Connection) -> Last | None:
    """Return the entry with the greatest index."""
    found = driver.select(connection, _LAST)
    return Last(*found[0]) if found else None


def ends(connection: Connection) -> tuple[int, Last | None]:
    """Return the greatest size that has a checkpoint, 0 without any, and the last entry."""
    found = driver.select(connection, _ENDS)
    if not found:
        return driver.value(connection, _SIGNED) or 0, None
    return found[0][0] or 0, Last(*found[0][1:])


def leaf(connection: Connection, index: int) -> bytes | None:
    """Return the leaf hash of the entry at an index."""
    found: bytes | None = driver.value(connection, _LEAF, start=index)
    return found


def leaves(connection: Connection, start: int, stop: int) -> list[tuple[int, bytes]]:
    """Return index and leaf hash of a range of entries, in order."""
    rows = driver.select(connection, _LEAVES, start=start, stop=stop)
    return [(row[0], row[1]) for row in rows]


def leaves_of(connection: Connection, indexes: Sequence[int]) -> dict[int, bytes]:
    """Return the leaf hashes of some entries, by index."""
    found: dict[int, bytes] = {}
    for start in range(0, len(indexes), limits.ENTRIES_READ_MAX):
        some = indexes[start : start + limits.ENTRIES_READ_MAX]
        rows = connection.execute(select(_place, table.c.leaf).where(_place.in_(some)))
        found.update((row[0], row[1]) for row in rows)
    return found


def index_of_act(connection: Connection, act_id: str) -> int | None:
    """Return the index of the entry that holds the act of this id."""
    found: int | None = driver.value(connection, _BY_ID, act_id=act_id)
    return found


def index_of_digest(connection: Connection, act_digest: bytes) -> int | None:
    """Return the index of the entry whose act has this digest."""
    found: int | None = driver.value(connection, _BY_DIGEST, act_digest=act_digest)
    return found


def looked_for(
    connection: Connection, act_digests: Sequence[bytes]
) -> tuple[int, dict[bytes, int]]:
    """Return the size of the log, and the index in it of every act that is recorded, by its digest."""
    # One statement, so that both are of one moment; and not by way of `select`, which would write
    # out a thousand parameters anew each time.
    statement = "SELECT size, act_digest, entry_index FROM head LEFT JOIN entry ON act_digest "
    if connection.dialect.name == "postgresql":
        rows = driver.fetch(connection, statement + "= ANY(?) WHERE one = 1", (list(act_digests),))
    else:
        marks = ", ".join("?" * len(act_digests))
        rows = driver.fetch(connection, f"{statement} IN ({marks}) WHERE one = 1", act_digests)
    size = rows[0][0] if rows else heads.read(connection).size
    return size, {row[1]: row[2] for row in rows if row[1] is not None}


def act_digests(connection: Connection, start: int, stop: int) -> list[tuple[int, bytes]]:
    """Return index and act digest of a range of entries, in order."""
    rows = driver.select(connection, _ACT_DIGESTS, start=start, stop=stop)
    return [(row[0], row[1]) for row in rows]


def size_at(connection: Connection, instant: str) -> int:
    """Return how many entries were recorded at or before an instant."""
    recorded_at = driver.value(connection, _TIME_BEFORE, instant=instant)
    return 0 if recorded_at is None else _end_of_commit(connection, recorded_at)


def size_before(connection: Connection, instant: str) -> int:
    """Return how many entries were recorded before an instant."""
    recorded_at = driver.value(connection, _TIME_STRICTLY_BEFORE, instant=instant)
    return 0 if recorded_at is None else _end_of_commit(connection, recorded_at)


def commit_size(connection: Connection, index: int) -> int | None:
    """Return the size of the log after the commit that recorded the entry at an index.

    Entries of one commit share their time, and no other entry has it.
    """
    recorded_at = driver.value(connection, _TIME, start=index)
    return None if recorded_at is None else _end_of_commit(connection, recorded_at)


def commit_sizes(connection: Connection, start: int, stop: int) -> list[int]:
    """Return the sizes of the log after each commit whose entries lie in [start, stop)."""
    rows = driver.select(connection, _COMMITS, start=start, stop=stop)
    return [row[0] for row in rows]


def _end_of_commit(connection: Connection, recorded_at: str) -> int:
    greatest = driver.value(connection, _END_OF_TIME, instant=recorded_at)
    assert greatest is not None, "an entry of this time was just found"
    return int(greatest) + 1
