"""Rebuilding the tables of the projections: replay beside the live ones, compare, switch, drop.

Each batch is a transaction of its own, so that others may append in between, and a rebuild that
is killed leaves the live tables as they are and some others that the next rebuild drops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ledger.election.law import LawBook
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.projections import compare, generations, law
from ledger.projections.ahead import Ahead
from ledger.projections.generations import Generation
from ledger.projections.resting import collector_resting
from ledger.projections.state import DbState
from ledger.store import entries, heads
from ledger.store.engine import writing

Progress = Callable[[int, int], None]
"""`progress(done, size)`: called after each batch of entries."""


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild found: the number of entries, and where the old tables were wrong.

    `difference` describes the first row in which they differed from the replay, None if they were
    the same; `wrong` lists index and reason of entries that are inadmissible or whose recorded
    judgement is not the one that follows.
    """

    size: int = 0
    generation: int = 0
    difference: str | None = None
    wrong: list[tuple[int, str]] = field(default_factory=list)


def rebuild(ledger: Ledger, progress: Progress = lambda done, size: None) -> Rebuilt:
    """Make the tables anew from the entries and switch to them; the old ones are dropped.

    The first of two rebuilds at once fails; nothing is lost by that.
    """
    with ledger.engine.connect() as connection, writing(connection):
        heads.lock(connection)
        generations.make_known(connection)
        generations.drop_others(connection)
        beside = generations.begin(connection)
        old = _old(connection)
    named = None if ledger.ledger_id is None else ledger.ledger_id.hex()
    work = _Rebuild(LawBook(named), None, Rebuilt(generation=beside.number))
    with _ahead(ledger, old, named) as ahead:
        is_done = False
        while not is_done:
            with ledger.engine.connect() as connection, writing(connection), collector_resting():
                size = heads.lock(connection).size
                if not _take_over(connection, work, ahead):
                    _fold_next(connection, work, size)
                is_done = work.found.size == size
                if is_done:
                    ahead.stop()
                    generations.switch(connection, beside.number)
            progress(work.found.size, size)
    if ledger.projections is not None:
        ledger.projections.forget()
    return work.found


@dataclass(slots=True)
class _Rebuild:
    law: LawBook
    state: DbState | None
    found: Rebuilt


def _fold_next(connection: Connection, work: _Rebuild, size: int) -> None:
    """Fold the next batch of entries into the new tables, and compare it with the live ones."""
    found = work.found
    start, stop = found.size, min(size, found.size + compare.BLOCK)
    state = work.state
    if state is None:
        state = work.state = DbState(connection, found.generation, start)
    state.attach(connection)
    batch = entries.texts(connection, start, stop)
    found.wrong += compare.fold_batch(batch, work.law, state)
    if found.difference is None:
        found.difference = _difference(connection, state, start, stop)
    if stop == start + compare.BLOCK:
        digest = compare.digest_of(state.pending.values)
        compare.seal_block(connection, found.generation, start // compare.BLOCK, digest)
    state.flush(connection)
    generations.advance(connection, found.generation, old=start, new=stop)
    state.advance()
    found.size = stop
    generations.note_compared(connection, found.generation, stop)


def _ahead(ledger: Ledger, old: Generation | None, ledger_id: str | None) -> Ahead:
    """Start replaying the whole blocks of the live tables from their end, if there are enough."""
    number, position = (0, 0) if old is None else (old.number, old.position)
    return Ahead(ledger.engine, number, blocks=position // compare.BLOCK, ledger_id=ledger_id)


def _take_over(connection: Connection, work: _Rebuild, ahead: Ahead) -> bool:
    """Copy all that the other process has found equal, if it has come to where we are."""
    found = work.found
    block, rest = divmod(found.size, compare.BLOCK)
    if rest or found.difference is not None:
        return False
    confirmed = ahead.confirmed_from(block)
    if not confirmed:
        return False
    start, stop = found.size, found.size + len(confirmed) * compare.BLOCK
    compare.copy_all(connection, ahead.generation, found.generation, start=start, stop=stop)
    for number, one in enumerate(confirmed, block):
        compare.seal_block(connection, found.generation, number, one.digest)
        found.wrong += one.wrong
    generations.advance(connection, found.generation, old=start, new=stop)
    generations.note_compared(connection, found.generation, stop)
    law.catch_up(work.law, connection, found.generation, old=start, new=stop)
    work.state = None
    found.size = stop
    return True


def _difference(connection: Connection, state: DbState, start: int, stop: int) -> str | None:
    old = _old(connection)
    if old is None:
        return "there were no tables of this shape"
    live = compare.read_all(connection, old.number, start, min(stop, old.position))
    difference = compare.first_difference(state.pending.values, live)
    return None if difference is None else difference[1]


def _old(connection: Connection) -> Generation | None:
    try:
        return generations.live(connection)
    except LedgerStopped:
        return None
