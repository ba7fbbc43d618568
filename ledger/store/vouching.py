"""What happens after a commit: entries are read back, the head record moved, checkpoints signed.

    database        what was committed, read again over a second connection and hashed
    head record     moved next, so that it is never behind what was signed
    checkpoint      signed last, and kept; a function of the committed head alone, so that a
                    crash in between cannot make two

Each step starts from what the one after it has reached, so whoever comes next finishes what a
crash, or another process that was overtaken, has left undone.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from ledger.chain import checkpoint, guard, merkle
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.log_keys import LogKeys
from ledger.chain.merkle import Frontier
from ledger.errors import LedgerStopped
from ledger.store import agreement, checkpoints, crash, defences, entries, heads, servers, trees
from ledger.store.checkpoints import Ends, Signed
from ledger.store.engine import writing
from ledger.store.head_record import EMPTY, HeadRecord, Record
from ledger.store.heads import Head
from ledger.store.readback import read_back
from ledger.store.trees import Tree

_RESTORE = "restore a copy of the database that verifies; nothing was signed"


@dataclass(slots=True)
class Memory:
    """What one process knows besides the database: nothing that it could not find out again."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    is_examined: bool = False
    frontier: Frontier | None = None
    log_keys: tuple[bytes, Sequence[LogKey]] | None = None
    """Which keys the log has named that ends with the entry of this leaf hash."""


class Vouched(NamedTuple):
    """How far we have vouched for the log before: size, leaf of the last entry, root."""

    size: int
    leaf: bytes | None
    root: bytes


KeysAt = Callable[[Connection, Head], LogKeys]
"""`keys_at(connection, head)`: the keys of the log by the law in the entries up to a head."""


class Settled(NamedTuple):
    """What was vouched for at once: the edge of the tree before it, and the checkpoints signed since."""

    edge: Frontier
    signed: Sequence[Signed]

    @property
    def size(self) -> int:
        """How many entries the last of these checkpoints covers."""
        return self.signed[-1].size if self.signed else 0


class Commit(NamedTuple):
    """The log as a commit left it, or as a key of the log begins in it: size and root."""

    size: int
    root: bytes


def settle(
    engine: Engine,
    keys_at: KeysAt,
    *,
    head_record: HeadRecord | None,
    memory: Memory,
    writer: Connection | None = None,
) -> Settled | None:
    """Bring head record and checkpoints up to the database, reading back what is new.

    Returns None where nothing was left to do. `writer` is the connection that wrote the entries:
    what is read back comes over another, and SQLite keeps its pages for the one that writes all.
    """
    with memory.lock, _lock(head_record), engine.connect() as connection:
        with connection.begin():
            ends = checkpoints.ends(connection)
            head, signed = ends.head, 0 if ends.signed is None else ends.signed.size
            record = read_record(head_record, head)
            server = _require_server(connection, head, record)
            if head.size == signed and _is_there(record, signed, server):
                return None
            keys = keys_at(connection, head)
            keys.require(signed, head.size)
            vouched = _vouched(record, ends)
            edge = _frontier(connection, vouched, memory)
            commits = _read_on(connection, vouched, head=head, keys=keys, edge=edge, memory=memory)
            founding = None if record is None else entries.leaf(connection, 0)
        if head_record is not None and record is not None:
            root = commits[-1].root if commits else record.root
            new = Record(head.size, head.leaf, root, founding, server)
            if new != record:
                head_record.move(record, new)
        writer = writer or connection
        with writing(writer, commit="checkpoints_committed"):
            heads.lock(writer)
            return Settled(edge, _publish(writer, keys, vouched=vouched, commits=commits))


def read_record(head_record: HeadRecord | None, head: Head) -> Record | None:
    """Return the head record, None only where the ledger has none; stop if it is gone.

    Called where nobody else can commit or settle: within the lock of the head or of the record.
    """
    if head_record is None or not defences.stands("head_record"):
        return None
    return require_record(head_record, head_record.read(), head)


def require_record(head_record: HeadRecord, record: Record | None, head: Head) -> Record:
    """Return a record that was read; one that is not there belongs to an empty log only."""
    if record is None and head.size > 0:
        trouble = guard.Trouble("head_record", "missing", f"the head record {head_record.path}")
        guard.require(guard.Found(troubles=(trouble,)))
    return record or EMPTY


def _is_there(record: Record | None, signed: int, server: str | None) -> bool:
    """Whether the head record says what it must once everything is vouched for."""
    if record is None or record.size != signed:
        return record is None
    return signed == 0 or record.server == server


def _require_server(connection: Connection, head: Head, record: Record | None) -> str | None:
    """Return the server of the database; stop if it may lack what was vouched for elsewhere."""
    server = servers.of(connection)
    if record is None:
        return server.name
    found = guard.Found(
        head=guard.End(*head),
        statements=(guard.Statement("head_record", "the head record", record.size),),
        server=server.name,
        server_before=record.server,
    )
    agreement.judge(found)
    return server.name


@contextmanager
def _lock(head_record: HeadRecord | None) -> Iterator[None]:
    if head_record is None:
        yield
    else:
        with head_record.lock():
            yield


def _vouched(record: Record | None, ends: Ends) -> Vouched:
    """Return how far we have vouched: by the head record, or else by the last checkpoint."""
    if record is not None:
        return Vouched(record.size, record.leaf, record.root)
    if ends.signed is None:
        return Vouched(0, None, merkle.EMPTY_ROOT)
    return Vouched(ends.signed.size, ends.leaf, agreement.read_note(ends.signed.note).root)


def _read_on(
    connection: Connection,
    vouched: Vouched,
    *,
    head: Head,
    keys: LogKeys,
    edge: Frontier,
    memory: Memory,
) -> list[Commit]:
    """Read back and hash what is beyond `vouched`; return the commits that it was made by.

    Sizes at which a key of the log begins are among them: there is a checkpoint of each.
    """
    boundaries = set(keys.boundaries(vouched.size, head.size))
    # An error on the way must not leave half of what is added behind.
    frontier = edge.fork()
    leaf, recorded_at = vouched.leaf, None
    commits: list[Commit] = []
    for stored in read_back(connection, vouched.size, head.size, previous=leaf):
        # Entries of one commit share their time, and no other entry has it.
        is_next = recorded_at not in (None, stored.recorded_at)
        if is_next or stored.entry_index in boundaries:
            commits.append(Commit(stored.entry_index, frontier.root()))
        frontier.append(stored.leaf)
        leaf, recorded_at = stored.leaf, stored.recorded_at
    if leaf != head.leaf:
        found = f"the last of {head.size} entries is not the one that the head names"
        raise LedgerStopped("head_differs", found, _RESTORE)
    if recorded_at is not None:
        commits.append(Commit(head.size, frontier.root()))
    memory.frontier = frontier
    return commits


def _frontier(connection: Connection, vouched: Vouched, memory: Memory) -> Frontier:
    """Return the edge of the tree vouched for, from memory or from the stored tree."""
    frontier = memory.frontier
    if frontier is None or frontier.size != vouched.size:
        frontier = Tree(connection).frontier(vouched.size)
    if frontier.root() != vouched.root:
        found = f"the tree of {vouched.size} entries has another root than the one we vouched for"
        raise LedgerStopped("tree_differs", found, _RESTORE)
    return frontier


def _publish(
    connection: Connection, keys: LogKeys, *, vouched: Vouched, commits: list[Commit]
) -> list[Signed]:
    """Grow the stored tree, and keep and return a checkpoint for each commit that has none."""
    signed = checkpoints.last_size(connection)
    size = commits[-1].size if commits else vouched.size
    if signed >= size:
        return []
    with crash.around("subtrees_inserted"):
        trees.grow(connection, signed, size)
    left: list[Commit] = []
    if signed < vouched.size:
        tree = Tree(connection)
        ends = set(entries.commit_sizes(connection, signed, vouched.size))
        ends.update(keys.boundaries(signed, vouched.size))
        left = [Commit(end, tree.root_at(end)) for end in sorted(ends)]
    due = left + [commit for commit in commits if commit.size > signed]
    made = [_sign(commit, keys) for commit in due]
    with crash.around("checkpoints_inserted"):
        checkpoints.insert(connection, made)
    return made


def _sign(commit: Commit, keys: LogKeys) -> Signed:
    signers = keys.signers(commit.size)
    stated = Checkpoint(signers[0].name, commit.size, commit.root)
    return Signed(commit.size, checkpoint.sign(stated, signers))
