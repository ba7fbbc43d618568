"""Holding every state seal, and the sheets that are kept, against the rows of the entries (docs/spec 14, V25).

Whoever judges a seal is told the root by whoever writes, and a replay takes it as recorded. Here
the sheets are worked out once more from the rows alone, and every seal on the way is compared.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import limits
from ledger.chain.sheets import SheetTree
from ledger.election.rows import Effect, Placed, Row, Seal
from ledger.errors import LedgerStopped
from ledger.projections import compare, sheets, sql, tables
from ledger.projections.sheets import Growth, Step
from ledger.projections.tables import TABLES

_DO = (
    "verify a bundle: V25 says the same to anybody; believe no state proof that rests on this entry"
)


class Compared(NamedTuple):
    """How many seals there are, and the certifications that none of them covers."""

    seal_count: int
    unsealed: list[int]


def require_true(connection: Connection, generation: int, size: int) -> Compared:
    """Raise LedgerStopped at the first seal that does not tell the state, or sheet kept otherwise.

    Takes one reading of all rows, and memory for one sheet a key.
    """
    waiting, count = deque(_seals(connection, generation)), 0
    growth, written = Growth(SheetTree()), sheets.end(connection, generation)
    last, certified = 0, list[int]()
    for since, leaf, rows in sheets.entries_between(connection, generation, 0, size):
        while waiting and waiting[0].row.position == since:
            last, count = _compare(waiting.popleft(), growth, last), count + 1
        growth.add(since, leaf, rows)
        certified += [since] if _certifies(rows) else []
        if len(growth.steps) > limits.SEAL_BEHIND_MAX or since == size - 1:
            _require_kept(connection, generation, growth, written)
    for one in waiting:
        _compare(one, growth, last)
    return Compared(count, [index for index in certified if index >= last])


def _seals(connection: Connection, generation: int) -> list[Placed[Seal]]:
    statement = tables.select_statement(generation, "seal", "since >= ? ORDER BY since")
    return [TABLES["seal"].decode(values) for values in sql.fetch(connection, statement, (0,))]


def _certifies(rows: list[Row]) -> bool:
    return any(type(row) is Effect and row.verb == "certify" for row in rows)


def _compare(one: Placed[Seal], growth: Growth, last: int) -> int:
    """Whether it was the seal's turn, and it tells the state; returns its position."""
    stated, since = one.row, one.since
    least = max(last + 1, since - limits.SEAL_BEHIND_MAX)
    if not least <= stated.position <= since:
        found = f"the seal in entry {since} is of position {stated.position}, not from {least} to {since}"
        raise LedgerStopped("seal_position", found, _DO)
    tree = growth.tree(stated.position)
    if (stated.root, stated.sheets) != (tree.root.hex(), len(tree.keys)):
        found = (
            f"the seal in entry {since} states {stated.root} of {stated.sheets} sheets; the entries "
            f"make {tree.root.hex()} of {len(tree.keys)}"
        )
        raise LedgerStopped("seal_differs", found, _DO)
    return stated.position


def _require_kept(connection: Connection, generation: int, growth: Growth, written: int) -> None:
    """The sheets that are kept, up to `written`, are those that follow; what was held is forgotten."""
    steps, growth.steps = [step for step in growth.steps if step.since < written], []
    if not steps:
        return
    first, stop = steps[0].since, min(growth.size, written)
    kept = _kept(connection, generation, first, stop)
    if kept != set(steps):
        wrong = min(kept ^ set(steps))
        found = f"the sheet of {wrong.key} since entry {wrong.since} is not kept as it follows"
        raise LedgerStopped(
            compare.DIFFERS, found, "run `eal rebuild`; the entries are not touched"
        )


def _kept(connection: Connection, generation: int, start: int, stop: int) -> set[Step]:
    statement = (
        f'SELECT since, "key", acts, chain FROM "{tables.prefix(generation)}sheet" '
        "WHERE since >= ? AND since < ?"
    )
    return {Step(*values) for values in sql.fetch(connection, statement, (start, stop))}
