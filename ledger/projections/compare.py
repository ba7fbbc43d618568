"""Holding the tables against a replay of the entries, so that nothing is built on a wrong row.

What was compared is sealed by blocks of entries: one digest over the rows of a block, as the
database gives them. Looking at it again then costs reading, not judging; a block whose digest has
changed is replayed to name the first row that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection

from ledger.election import administration
from ledger.election.administration import sealing
from ledger.election.law import LawBook
from ledger.election.rows import document
from ledger.errors import LedgerStopped
from ledger.projections import generations, law, prefetch, replay, sql, tables
from ledger.projections.generations import Generation
from ledger.projections.resting import collector_resting
from ledger.projections.state import DbState
from ledger.projections.tables import TABLES, Values
from ledger.store import crash, entries

BLOCK = 1_000
"""Entries whose rows are sealed by one digest, and at most replayed again each time."""

DIFFERS = "projection_differs"
"""The code under which a difference stops the ledger."""

_DO = (
    "keep a copy of the database, find out who or what changed it, then run `eal rebuild`; "
    "the entries are not touched"
)


def is_grave(act: dict[str, Any], book: LawBook) -> bool:
    """Whether an act must not rest on an error: administration, and whatever certifies."""
    for event in act["events"]:
        declaration = book.declaration(event["type"])
        if declaration is not None:
            if any(effect["do"] == "certify" for effect in declaration.effects):
                return True
        elif event["type"] in administration.EVENTS and event["type"] != sealing.NAME:
            # A seal changes nothing: it is held against the sheets that it states.
            return True
    return False


def require_equal(
    connection: Connection, generation: Generation, *, ledger_id: str | None, whole: bool
) -> None:
    """Raise LedgerStopped if the live tables do not say what the entries say.

    Rows since the last block that was compared are replayed; with `whole` those before are
    held against the digests of that time. What was found equal is noted in this transaction.
    """
    sealed = _sealed(connection, generation.number)
    if whole:
        for number, digest in enumerate(sealed):
            if block_digest(connection, generation.number, number) != digest:
                _replay(connection, generation, number * BLOCK, (number + 1) * BLOCK, ledger_id)
                found = f"rows of entries {number * BLOCK} to {(number + 1) * BLOCK - 1} changed"
                raise LedgerStopped(DIFFERS, found + " since they were compared", _DO)
    start = len(sealed) * BLOCK
    _replay(connection, generation, start, generation.position, ledger_id)
    for number in range(len(sealed), generation.position // BLOCK):
        digest = block_digest(connection, generation.number, number)
        with crash.around("block_sealed"):
            seal_block(connection, generation.number, number, digest)
    if generation.position != generation.compared:
        with crash.around("comparison_noted"):
            generations.note_compared(connection, generation.number, generation.position)


def block_digest(connection: Connection, generation: int, number: int) -> str:
    """Return the digest over the rows of a block, table by table in the order of the log."""
    start, stop = number * BLOCK, (number + 1) * BLOCK
    return digest_of(read_all(connection, generation, start, stop))


def digest_of(values: Mapping[str, Sequence[Values]]) -> str:
    """Return the digest over rows of all tables, as the database keeps them."""
    digest = sha256()
    for name in TABLES:
        digest.update(orjson.dumps([name, values[name]]))
    return digest.hexdigest()


def seal_block(connection: Connection, generation: int, number: int, digest: str) -> None:
    """Keep the digest of a block whose rows were compared."""
    statement = "INSERT INTO projection_block (generation, number, digest) VALUES (?, ?, ?)"
    sql.run(connection, statement, (generation, number, digest))


def read_range(
    connection: Connection, generation: int, name: str, start: int, stop: int
) -> list[Values]:
    """Return the rows that entries from `start` up to but without `stop` gave to a table."""
    condition = "since >= ? AND since < ? ORDER BY since, ordinal"
    statement = tables.select_statement(generation, name, condition)
    return sql.fetch(connection, statement, (start, stop))


def read_all(
    connection: Connection, generation: int, start: int, stop: int
) -> dict[str, list[Values]]:
    """Return the rows that a range of entries gave, by table."""
    return {name: read_range(connection, generation, name, start, stop) for name in TABLES}


def copy_all(connection: Connection, old: int, new: int, *, start: int, stop: int) -> None:
    """Copy the rows that a range of entries gave from one generation to another."""
    for name in TABLES:
        sql.run(connection, tables.copy_statement(old, new, name), (start, stop))


def first_difference(
    expected: Mapping[str, Sequence[Values]], found: Mapping[str, Sequence[Values]]
) -> tuple[int, str] | None:
    """Return entry and description of the first row that differs, None if all are the same."""
    differing = [d for name in TABLES for d in _differing(name, expected, found)]
    return min(differing, default=None)


def _differing(
    name: str, expected: Mapping[str, Sequence[Values]], found: Mapping[str, Sequence[Values]]
) -> Iterable[tuple[int, str]]:
    """Return the first difference in one table, if there is one."""
    wanted, given = list(expected[name]), list(found[name])
    if wanted == given:
        return
    missing, added = set(wanted) - set(given), set(given) - set(wanted)
    place = min(values[:2] for values in missing | added)
    yield (
        place[0],
        f"row {place[1]} of entry {place[0]} in table {name}: expected "
        f"{_say(name, place, missing)}, found {_say(name, place, added)}",
    )


def _say(name: str, place: tuple[int, int], values: Iterable[Values]) -> str:
    for row in values:
        if row[:2] == place:
            try:
                return str(document(TABLES[name].decode(row)))
            except ValueError:
                return repr(row)
    return "no such row"


def _sealed(connection: Connection, generation: int) -> list[str]:
    statement = "SELECT number, digest FROM projection_block WHERE generation = ? ORDER BY number"
    found = sql.fetch(connection, statement, (generation,))
    # Only an unbroken run from the beginning counts; the rest is compared again.
    return [digest for place, (number, digest) in enumerate(found) if place == number]


def _replay(
    connection: Connection, generation: Generation, start: int, stop: int, ledger_id: str | None
) -> None:
    """Replay entries and raise LedgerStopped at the first row that the tables have otherwise."""
    book = law.load(connection, generation.number, start, ledger_id=ledger_id)
    state = DbState(connection, generation.number, start)
    for first, batch in batches(connection, start, stop):
        with collector_resting():
            fold_batch(batch, book, state)
        found = read_all(connection, generation.number, first, first + len(batch))
        difference = first_difference(state.pending.values, found)
        if difference is not None:
            raise LedgerStopped(DIFFERS, difference[1], _DO)
        state.settle()


def batches(connection: Connection, start: int, stop: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the bytes of entries in batches, each with the index of its first."""
    for first in range(start, stop, BLOCK):
        until = min(stop, first + BLOCK)
        batch = entries.texts(connection, first, until)
        if len(batch) != until - first:
            found = f"of entries {first} to {until - 1} only {len(batch)} are there"
            do = "keep this database as it is, and restore a copy that verifies"
            raise LedgerStopped("entry_damaged", found, do)
        yield first, batch


def fold_batch(batch: Sequence[bytes], book: LawBook, state: DbState) -> list[tuple[int, str]]:
    """Fold entries one after another; return index and reason of those that are wrong."""
    wrong = []
    values = [replay.parse(data) for data in batch]
    prefetch.load((value["act"] for value in values), book, state)
    for data, value in zip(batch, values, strict=True):
        digest = replay.act_digest(data, value["index"])
        replayed = replay.fold(value, book, state, digest=digest)
        if replayed.wrong is not None:
            wrong.append((value["index"], replayed.wrong))
        replay.extend(book, state, value["index"], replayed.rows)
    return wrong
