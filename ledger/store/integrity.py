"""Walks everything that is stored and compares it with itself, for whoever doubts a database.

A right chain can still give wrong answers: where an index is damaged, an entry that is there is
not found by its act. So each entry is also looked up by every way that questions take.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, get_args

from sqlalchemy import Column, Connection, func, select

from ledger import limits
from ledger.chain import checkpoint, cosignature, note
from ledger.chain.checkpoint import LogKey
from ledger.chain.log_keys import LogKeys, second_keys
from ledger.chain.merkle import Frontier
from ledger.errors import LedgerStopped, Malformed
from ledger.store import agreement, checkpoints, heads, publications, walks
from ledger.store.entries import Stored
from ledger.store.publications import Publication
from ledger.store.readback import read_back
from ledger.store.tables import checkpoint as checkpoint_table
from ledger.store.tables import entry, meta, publication, subtree

_INDEXES: dict[str, tuple[Column[Any], Callable[[Stored], Any]]] = {
    "entry_previous": (entry.c.previous, lambda stored: stored.previous),
    "entry_act_digest": (entry.c.act_digest, lambda stored: stored.act_digest),
    "entry_act_id": (entry.c.act_id, lambda stored: stored.act_id),
    "entry_recorded_at": (entry.c.recorded_at, lambda stored: stored.recorded_at),
}
_RISE = 8


def require_whole(connection: Connection, *, log_keys: Sequence[LogKey] = ()) -> int:
    """Hash every entry, follow every index, compute every stored root; return the size.

    Signatures of checkpoints are verified where the log's keys are given. Stops at the first
    thing that is not as it must be. Memory stays flat as the log grows.
    """
    size = heads.read(connection).size
    frontier = Frontier()
    begun = set(LogKeys(tuple(log_keys)).boundaries(0, size))
    time = ""
    walked = read_back(connection, 0, size, previous=None)
    while group := list(islice(walked, limits.ENTRIES_READ_MAX)):
        _require_placed(connection, group)
        _require_found(connection, group)
        for stored in group:
            if stored.recorded_at != time or stored.entry_index in begun:
                _require_checkpoint(connection, frontier, log_keys)
            if stored.recorded_at < time:
                raise _damaged(f"entry {stored.entry_index} was recorded before the one before it")
            time = stored.recorded_at
            _require_subtrees(connection, frontier.append(stored.leaf), frontier.size)
    _require_checkpoint(connection, frontier, log_keys)
    _require_publications(connection, log_keys)
    _require_nothing_more(connection, size)
    walks.require_same(connection)
    return size


def _require_found(connection: Connection, group: Sequence[Stored]) -> None:
    """Look a group of entries up by each index, and require these entries and no others."""
    for name, (column, value) in _INDEXES.items():
        wanted = [(value(stored), stored.entry_index) for stored in group]
        values = {one for one, _ in wanted if one is not None}
        # One commit may have more entries of a time than are in this group.
        low, high = group[0].entry_index, group[-1].entry_index
        query = select(column, entry.c.entry_index).where(column.in_(values))
        query = query.where(entry.c.entry_index.between(low, high))
        query = query.with_hint(entry, f"INDEXED BY {name}", "sqlite")
        found = {(row[0], row[1]) for row in connection.execute(query)}
        if found != {pair for pair in wanted if pair[0] is not None}:
            raise _damaged(f"the index {name} does not lead to entries {low} to {high}")


def _require_placed(connection: Connection, group: Sequence[Stored]) -> None:
    """Look a group of entries up by their own indexes, one by one.

    No index is asked for beside the one before it: SQLite steps on to the next row then, and
    does not see that the way to it from the root of its table leads elsewhere.
    """
    for parity in (0, 1):
        wanted = [each.entry_index for each in group if each.entry_index % 2 == parity]
        query = select(entry.c.entry_index).where(entry.c.entry_index.in_(wanted))
        if sorted(connection.scalars(query)) != wanted:
            raise _damaged(f"not all of the entries {wanted[0]} to {wanted[-1]} are found by index")


def _require_checkpoint(
    connection: Connection, frontier: Frontier, log_keys: Sequence[LogKey]
) -> None:
    """Require the checkpoint of a commit that ends here to state this root."""
    signed = checkpoints.read(connection, frontier.size)
    if signed is None:
        # A process ended between its commit and its checkpoint; only the last may be missing.
        if 0 < frontier.size < checkpoints.last_size(connection):
            raise _damaged(f"the checkpoint of size {frontier.size} is missing")
        return
    try:
        stated = agreement.read_note(signed.note)
        if log_keys:
            stated = checkpoint.open(signed.note, log_keys)
    except Malformed as error:
        raise _damaged(f"the checkpoint of size {frontier.size}: {error}") from error
    if (stated.size, stated.root) != (frontier.size, frontier.root()):
        raise _damaged(f"the checkpoint of size {frontier.size} states another log")


def _require_publications(connection: Connection, log_keys: Sequence[LogKey]) -> None:
    """Require everything that was published to be the checkpoint of its size, and more lines."""
    count = publications.count(connection)
    for number in range(count):
        found = publications.scan(connection, number, number + 1)
        signed = checkpoints.read(connection, found[0].size) if found else None
        if signed is None or not found[0].note.startswith(signed.note):
            raise _damaged(f"the publication {number} is not the checkpoint of its size")
        if found[0].stage not in get_args(publications.Stage):
            raise _damaged(f"the publication {number} has no stage")
        try:
            if log_keys:
                checkpoint.open(found[0].note, log_keys)
                _require_second_lines(found[0], log_keys)
        except Malformed as error:
            raise _damaged(f"the publication {number}: {error}") from error
    _require_publications_found(connection, count)


def _require_publications_found(connection: Connection, count: int) -> None:
    """Require the index by size to lead to every publication, in its order and by its size."""
    columns = (publication.c.size, publication.c.number)
    query = select(*columns).order_by(*columns)
    walked = query.with_hint(publication, "INDEXED BY publication_size", "sqlite")
    led = [tuple(row) for row in connection.execute(walked)]
    there = [(one.size, one.number) for one in publications.scan(connection, 0, count)]
    found = {size: publications.of_size(connection, size) for size, _ in there}
    if led != sorted(there) or any(one is None for one in found.values()):
        raise _damaged("the index publication_size does not lead to what was published")


def _require_second_lines(made: Publication, log_keys: Sequence[LogKey]) -> None:
    """Require a line by each ML-DSA-44 key of the log, which says when it was signed."""
    _, lines = note.parse(made.note)
    for key in second_keys(log_keys, made.size):
        times = {
            cosignature.time_of(line)
            for line in lines
            if (line.name, line.key_id) == (key.name, key.key_id)
        }
        if times != {made.signed_at}:
            raise _damaged(f"the publication {made.number} lacks a line by {key.key_id.hex()}")


def _require_subtrees(connection: Connection, ended: list[bytes], size: int) -> None:
    for level in range(1, (len(ended) - 1) // _RISE + 1):
        number = (size - 1) >> level * _RISE
        place = (subtree.c.level == level) & (subtree.c.number == number)
        stored = connection.scalar(select(subtree.c.hash).where(place))
        if stored is not None and stored != ended[level * _RISE]:
            raise _damaged(f"the stored hash {number} of level {level} is not that of its entries")


def _require_nothing_more(connection: Connection, size: int) -> None:
    """Require each index and table to hold as many rows as there are entries, commits, tiles."""
    for name, (column, _) in _INDEXES.items():
        query = select(func.count()).select_from(entry).where(column.is_not(None))
        query = query.with_hint(entry, f"INDEXED BY {name}", "sqlite")
        if connection.scalar(query) != size - (size > 0 and name == "entry_previous"):
            raise _damaged(f"the index {name} does not hold {size} entries")
    first = select(entry.c.entry_index).where(entry.c.previous.is_(None))
    first = first.with_hint(entry, "INDEXED BY entry_previous", "sqlite")
    if list(connection.scalars(first)) != [0][:size]:
        raise _damaged("the index entry_previous does not lead to the first entry alone")
    for count, stated in _counts(connection, size):
        if count > stated:
            raise _damaged(f"{count} rows are stored where there can be {stated}")


def _counts(connection: Connection, size: int) -> Iterator[tuple[int, int]]:
    """Yield how many rows there are, and how many there can be."""
    yield connection.scalar(select(func.count()).select_from(entry)) or 0, size
    yield connection.scalar(select(func.count()).select_from(meta)) or 0, 0
    commits = connection.scalar(select(func.count(entry.c.recorded_at.distinct()))) or 0
    yield connection.scalar(select(func.count()).select_from(checkpoint_table)) or 0, commits
    tiles = sum(size >> level * _RISE for level in range(1, size.bit_length() // _RISE + 1))
    yield connection.scalar(select(func.count()).select_from(subtree)) or 0, tiles


def _damaged(found: str) -> LedgerStopped:
    do = "keep this database as it is, and restore a copy that verifies; nothing was changed"
    return LedgerStopped("database_damaged", found, do)
