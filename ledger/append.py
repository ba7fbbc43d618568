"""The one way into the log: lock, decide, write, commit, read back, vouch.

    1  the head is locked: nobody else decides now
    2  no memory is ahead of the database or unlike it, and the clock has gone on
    3  the caller decides which entries follow, seeing all before
    4  the head is moved by compare-and-swap (the fence), entries and state are written, all commit
    5  the entries are read back over a second connection and hashed again (`settle`)
    6  the head record is moved, then the checkpoint is signed and kept

An error after step 4 may mean "recorded": whoever sends the same act again is told what became
of it. A crash between any two steps leaves the log as before or as after, never between.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.chain import vkey
from ledger.chain.entry import Entry
from ledger.chain.envelope import Event
from ledger.election.administration import log_keys
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import agreement, crash, entries, heads, schema, vouching
from ledger.store.engine import reachable, reading, writing
from ledger.store.heads import Head
from ledger.store.vouching import Settled


class Decided(NamedTuple):
    """What is to be recorded: entries that follow the head, and how their state is written.

    `flush` is called once, within the transaction, after the entries are written.
    """

    entries: Sequence[Entry]
    flush: Callable[[Connection], None]


class Committed(NamedTuple):
    """The head after the commit, covered by a checkpoint, and the entries that it added.

    Without entries it is the head that was found. `settled` is what this process vouched for
    behind the commit, None where another did.
    """

    head: Head
    entries: tuple[Entry, ...]
    settled: Settled | None = None


Decide = Callable[[Connection, Head, str], Decided]
"""`decide(connection, head, recorded_at)`: called with the head locked; it may be called again
if this attempt ends in an error, so it changes nothing outside the transaction."""


def append(ledger: Ledger, decide: Decide) -> Committed:
    """Record what `decide` returns, all or nothing, and vouch for it.

    Raises LedgerStopped where the ledger must not be written, and Unavailable where the database
    cannot be reached or locked: then what became of the entries is found by asking again.
    """
    with reachable():
        _require_examined(ledger)
        # Held to the end, so that what is read back comes over another connection.
        with ledger.engine.connect() as connection:
            committed = _commit(ledger, connection, decide)
            return committed._replace(settled=settle(ledger, connection))


def examine(ledger: Ledger) -> LedgerStopped | None:
    """Return why the ledger must not be written, or None; reading is always allowed."""
    try:
        # The record first: it is moved after a commit, so it cannot be ahead of what is seen next.
        record = None if ledger.head_record is None else ledger.head_record.read()
        with reading(ledger.engine) as connection:
            schema.require(connection)
            head = heads.read(connection)
            agreement.require_everything(
                connection,
                head,
                ledger.outside(record),
                keys=ledger.log_keys(connection, head.size),
                ledger_id=ledger.ledger_id,
            )
    except LedgerStopped as stopped:
        return stopped
    return None


def settle(ledger: Ledger, writer: Connection | None = None) -> Settled | None:
    """Finish what an ordinary crash left undone: head record and checkpoints follow the log.

    `writer` is the connection that wrote what is vouched for now, if it was this process.
    """
    _require_signer(ledger)
    return vouching.settle(
        ledger.engine,
        ledger.log_keys_at,
        head_record=ledger.head_record,
        memory=ledger.memory,
        writer=writer,
    )


def _commit(ledger: Ledger, connection: Connection, decide: Decide) -> Committed:
    with writing(connection, commit="log_committed") as transaction:
        head = heads.lock(connection)
        record, recorded_at = vouching.read_record(ledger.head_record, head), ledger.clock()
        where = None if ledger.head_record is None else ledger.head_record.path
        agreement.require(connection, head, record, where=where, now=recorded_at)
        decided = decide(connection, head, recorded_at)
        if not decided.entries:
            transaction.rollback()
            return Committed(head, ())
        new = _follow(head, decided.entries, recorded_at)
        _require_keys(ledger, connection, head, decided.entries)
        with crash.around("head_swapped"):
            heads.swap(connection, head, new)
        with crash.around("entries_inserted"):
            entries.insert(connection, decided.entries)
        with crash.around("state_flushed"):
            decided.flush(connection)
    return Committed(new, tuple(decided.entries))


def _require_keys(
    ledger: Ledger, connection: Connection, head: Head, added: Sequence[Entry]
) -> None:
    """Stop unless what follows could be vouched for, now and with the keys that it adopts."""
    keys = ledger.log_keys_at(connection, head)
    keys.require(head.size, added[-1].index + 1)
    stopped = not_held(ledger, added)
    if stopped is not None:
        raise stopped
    if head.size and not any(event.type == log_keys.NAME for event in _events(added)):
        # What adopts no key changes none.
        ledger.memory.log_keys = added[-1].leaf_hash, keys.named


def _events(added: Sequence[Entry]) -> Iterator[Event]:
    return (event for one in added for event in one.act.events)


def not_held(ledger: Ledger, added: Sequence[Entry]) -> LedgerStopped | None:
    """Why these entries must not be recorded here: they adopt a key of the log that is elsewhere."""
    adopted = [event.fields["vkey"] for event in _events(added) if event.type == log_keys.NAME]
    if not adopted:
        return None
    held = [vkey.format(key) for key in ledger.verifier_keys()]
    missing = [text for text in adopted if text not in held]
    if not missing:
        return None
    found = f"an act adopts the log key {missing[0][:100]}, which is not here; nothing was recorded"
    do = "name its file in ledger.json under further_keys, then submit again"
    return LedgerStopped("log_key_missing", found, do)


def _follow(head: Head, added: Sequence[Entry], recorded_at: str) -> Head:
    """Return the head after these entries, which must follow it one by one."""
    size, leaf = head.size, head.leaf
    for one in added:
        if (one.index, one.previous, one.recorded_at) != (size, leaf, recorded_at):
            raise ValueError(f"entry {one.index} does not follow a log of {size} entries")
        size, leaf = size + 1, one.leaf_hash
    return Head(size, leaf, recorded_at)


def _require_examined(ledger: Ledger) -> None:
    """Look at everything once a process, and finish what a crash left undone."""
    _require_signer(ledger)
    if ledger.memory.is_examined:
        return
    if ledger.head_record is not None:
        with ledger.engine.connect() as connection:
            is_empty = heads.read(connection).size == 0
        if is_empty:
            # Only now may it begin: a record that is missing later has been lost.
            ledger.head_record.create()
    stopped = examine(ledger)
    if stopped is not None:
        raise stopped
    settle(ledger)
    ledger.memory.is_examined = True


def _require_signer(ledger: Ledger) -> None:
    if ledger.log_key is None:
        found = "the ledger was opened without its log key"
        raise LedgerStopped("log_key_missing", found, "open it with the key to write; read without")
