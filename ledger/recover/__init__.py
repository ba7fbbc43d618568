"""Recovering: entries that the database lost are taken back from whoever kept them.

    1  the source's checkpoint is verified: our signature, by a key of entry 0
    2  its entries follow those that are here, one by one, and lead to the root that was signed
    3  what other memories know is held against the longer log
    4  entries, head and state are written in one commit, or nothing is

Nothing is invented: every byte that is written was covered by our own signature before. Nothing
is forced: what contradicts the database, or any memory, changes nothing. Nothing is signed here;
the next who writes goes through the same guard as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from ledger.chain import checkpoint, entry, guard, note, vkey
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.entry import Entry
from ledger.chain.merkle import Frontier
from ledger.errors import LedgerStopped, Malformed
from ledger.ledger import Ledger
from ledger.projections import compare, generations, law
from ledger.projections.state import DbState
from ledger.recover.sources import Source, opened
from ledger.store import agreement, crash, entries, heads, schema
from ledger.store.engine import open_engine, writing
from ledger.store.heads import Head
from ledger.store.trees import Tree

__all__ = ["Contradiction", "Recovered", "Source", "opened", "prepare", "recover"]

_AT_ONCE = 500
"""Entries written by one statement, commits never divided; they are a few megabytes."""


@dataclass(slots=True, kw_only=True)
class Recovered:
    """What was brought back: the log went from `old_size` to `size` entries.

    `stopped` says why the ledger still does not write, None if nothing speaks against it;
    `wrong` lists index and reason of entries whose recorded judgement is not the one that follows;
    `needs_rebuild` says that the tables of state were not where the log ended before.
    """

    old_size: int
    size: int
    stopped: guard.Verdict | None = None
    wrong: list[tuple[int, str]] = field(default_factory=list)
    needs_rebuild: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """The source is not what is missing here; nothing was changed."""

    code: str
    found: str
    do: str


class _Contradicts(Exception):
    """Leaves the transaction, so that nothing of it remains; never seen outside."""

    def __init__(self, code: str, found: str, do: str) -> None:
        super().__init__(code, found, do)
        self.told = Contradiction(code=code, found=found, do=do)


def recover(
    ledger: Ledger,
    source: Source,
    *,
    ledger_id: bytes | None = None,
    vkeys: Sequence[str] = (),
) -> Recovered | Contradiction:
    """Bring back what the source has and the database lacks; all of it or nothing.

    `ledger_id` is needed where neither entry 0 nor a head record says whose log it is; `vkeys`,
    where the lost entries adopted a key of the log: it signed the source's checkpoint, and is
    never taken from the source.
    """
    try:
        with ledger.engine.connect() as connection, writing(connection, commit="log_recovered"):
            head = heads.lock(connection, is_bounded=False)
            agreement.require_end(connection, head)
            identity = _identity(ledger, connection, ledger_id)
            known = _keys(ledger, connection, head.size, vkeys)
            wanted = _verified(connection, source, identity, known=known)
            if wanted.size <= head.size:
                _require_same(connection, source, wanted)
                found = Recovered(old_size=head.size, size=head.size)
            else:
                state = _State(connection, head.size, identity)
                _take(connection, source, wanted, head=head, state=state)
                found = Recovered(old_size=head.size, size=wanted.size, wrong=state.wrong)
                found.needs_rebuild = not state.is_live
            found.stopped = _remaining(ledger, connection, identity)
    except _Contradicts as contradicts:
        return contradicts.told
    if ledger.projections is not None:
        ledger.projections.forget()
    return found


def prepare(url: str) -> None:
    """Make the tables of a log in a database that has none: what was there is gone."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            is_there = connection.dialect.has_table(connection, "head")
        if not is_there:
            schema.upgrade(engine)
            with engine.connect() as connection, writing(connection):
                heads.lock(connection)
                generations.prepare(connection)
    finally:
        engine.dispose()


def _identity(ledger: Ledger, connection: Connection, given: bytes | None) -> bytes:
    """Return the leaf hash that entry 0 must have: ours, that of the record, or the one given."""
    record = None if ledger.head_record is None else ledger.head_record.read()
    known = entries.leaf(connection, 0) or (record and record.ledger_id)
    if known is None and given is None:
        expected = "the ledger's id: it is printed in the founding record"
        raise Malformed("ledger_id_missing", expected, "an empty database and no head record")
    if known is not None and given is not None and known != given:
        do = "check the id against the founding record"
        raise LedgerStopped("ledger_differs", "the ledger here has another id than was given", do)
    identity = known or given
    assert identity is not None
    return identity


def _keys(ledger: Ledger, connection: Connection, size: int, vkeys: Sequence[str]) -> list[LogKey]:
    """Return the keys that the database names, as far as it goes, and those given by hand."""
    named = ledger.log_keys(connection, size).named
    known = [key.verifier for key in named]
    given = [LogKey(vkey.parse_log_key(text), size) for text in dict.fromkeys(vkeys)]
    return [*named, *(key for key in given if key.verifier not in known)]


def _verified(
    connection: Connection, source: Source, identity: bytes, *, known: Sequence[LogKey]
) -> Checkpoint:
    """Return the source's checkpoint, signed by a key that entry 0 of this very ledger names.

    Or by one of those known besides: what the database says of its keys counts first.
    """
    stored = entries.read(connection, 0)
    signed = source.checkpoint()
    # Nothing is concluded from this size before the signature is verified below.
    size = checkpoint.parse(note.parse(signed)[0]).size
    data = next(source.entries(0, 1, size), None) if stored is None else stored.data
    if data is None:
        raise _source_damaged(source, "it has no entry 0")
    founding = entry.parse(data)
    if founding.leaf_hash != identity:
        found = f"{source.where} holds the log of another ledger: entry 0 is not ours"
        raise _Contradicts("other_ledger", found, "name a source of this ledger")
    here = [key.verifier for key in known]
    keys = [LogKey(vkey.parse_log_key(text)) for text in _keys_named(founding)]
    try:
        return checkpoint.open(signed, [*known, *(k for k in keys if k.verifier not in here)])
    except Malformed as error:
        if error.code not in ("note_unsigned", "origin_mismatch"):
            raise
        found = f"the checkpoint of {source.where} does not bear this ledger's signature"
        raise _Contradicts("other_ledger", found, "name a source of this ledger") from None


def _keys_named(founding: Entry) -> Sequence[str]:
    named = founding.act.events[0].fields.get("log_keys", [])
    return [text for text in named if isinstance(text, str)]


def _require_same(connection: Connection, source: Source, wanted: Checkpoint) -> None:
    if Tree(connection).root_at(wanted.size) != wanted.root:
        raise _forked(source, wanted.size)


def _take(
    connection: Connection, source: Source, wanted: Checkpoint, *, head: Head, state: _State
) -> None:
    """Write the entries from the head to the source's checkpoint, if they lead to its root."""
    frontier = Tree(connection).frontier(head.size)
    for group in _commits(source, head, wanted.size):
        for one in group:
            frontier.append(one.leaf_hash)
        last = group[-1]
        new = Head(last.index + 1, last.leaf_hash, last.recorded_at)
        with crash.around("head_recovered"):
            heads.swap(connection, head, new)
        with crash.around("entries_recovered"):
            entries.insert(connection, group)
        state.fold(head.size, group)
        head = new
    _require_root(source, frontier, wanted)


def _require_root(source: Source, frontier: Frontier, wanted: Checkpoint) -> None:
    if frontier.size != wanted.size:
        found = f"it ends at {frontier.size}, and its checkpoint says {wanted.size}"
        raise _source_damaged(source, found)
    if frontier.root() != wanted.root:
        # Either its entries were changed, or ours are another log's: nothing says which.
        raise _forked(source, wanted.size)


def _commits(source: Source, head: Head, stop: int) -> Iterator[list[Entry]]:
    """Yield the entries that follow a head, several commits at a time, none divided."""
    waiting: list[Entry] = []
    following = _following(source, head, stop)
    for _, commit in groupby(following, key=attrgetter("recorded_at")):
        waiting += commit
        if len(waiting) >= _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _following(source: Source, head: Head, stop: int) -> Iterator[Entry]:
    index, previous, recorded_at = head
    before = recorded_at or ""
    for data in source.entries(head.size, stop, stop):
        try:
            one = entry.parse(data)
        except Malformed as error:
            raise _source_damaged(source, f"entry {index}: {error}") from None
        if one.index == head.size and one.previous != previous:
            raise _forked(source, index)
        if (one.index, one.previous) != (index, previous):
            raise _source_damaged(source, f"entry {index} does not follow the one before")
        # The first must be later than the head; those of one commit share their time.
        if one.recorded_at < before or (index == head.size and one.recorded_at == before):
            raise _source_damaged(source, f"entry {index} was recorded before the one before it")
        yield one
        index, previous, before = index + 1, one.leaf_hash, one.recorded_at


class _State:
    """Folds recovered entries into the live tables, if these end where the log ended."""

    def __init__(self, connection: Connection, size: int, identity: bytes) -> None:
        self.wrong: list[tuple[int, str]] = []
        self._connection = connection
        generation = generations.live(connection)
        self._number = generation.number
        # Tables that were behind or wrong are for `eal rebuild`, which the guard will ask for.
        self.is_live = generation.position == size and generation.stopped is None
        named = identity.hex()
        self._law = law.load(connection, generation.number, size, ledger_id=named)
        self._state = DbState(connection, generation.number, size)

    def fold(self, start: int, group: Sequence[Entry]) -> None:
        """Fold entries that begin at `start`, and write the rows that they give."""
        if not self.is_live:
            return
        self.wrong += compare.fold_batch([one.data for one in group], self._law, self._state)
        with crash.around("state_recovered"):
            self._state.flush(self._connection)
            stop = start + len(group)
            generations.advance(self._connection, self._number, old=start, new=stop)
        self._state.advance()


def _remaining(ledger: Ledger, connection: Connection, identity: bytes) -> guard.Verdict | None:
    """Hold every memory against the log as it is now; what contradicts it undoes everything."""
    record = None if ledger.head_record is None else ledger.head_record.read()
    head = heads.read(connection)
    try:
        keys = replace(ledger, ledger_id=identity).log_keys(connection, head.size)
    except LedgerStopped as stopped:
        # The entries are there; which keys sign for them is known once the tables are made anew.
        return guard.Verdict(stopped.code, stopped.found, stopped.do)
    outside = ledger.outside(record)
    found = agreement.everything(connection, head, outside, keys=keys, ledger_id=identity)
    verdict = guard.judge(found)
    if verdict is not None and verdict.code.endswith("_differs"):
        raise _Contradicts(*verdict)
    return verdict


def _forked(source: Source, size: int) -> _Contradicts:
    found = f"{source.where} and the database hold different logs of up to {size} entries"
    do = "keep both: one of them was changed, or two ledgers signed under one name"
    return _Contradicts("source_contradicts", found, do)


def _source_damaged(source: Source, found: str) -> _Contradicts:
    do = "take another copy; nothing was changed"
    return _Contradicts("source_damaged", f"{source.where}: {found}", do)
