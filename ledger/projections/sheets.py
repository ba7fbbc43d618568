"""The sheets of the state (docs/spec/14-seals.md): worked out beside the writer, from its rows.

For every key on which an entry is placed the table `sheet` has a row: since which entry, the
`since`-th, the sheet has so many acts and this chain. It is written when the state is sealed, and
may end before the log does (`sheet_end`): what is missing follows from the rows at any time.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.chain import canonical, sheets
from ledger.chain.sheets import EMPTY, Sheet, SheetTree
from ledger.election.placing import place
from ledger.election.rows import Placed, Row, document
from ledger.errors import LedgerStopped
from ledger.projections import compare, seals, sql, tables
from ledger.projections.tables import TABLES
from ledger.store import crash, entries

ENTRIES_AT_ONCE = 1_000
"""Entries whose rows are in memory at once."""

Rows = list[Placed[Any]]


class Step(NamedTuple):
    """A sheet as it is since an entry."""

    since: int
    key: str
    acts: int
    chain: str


def fold(
    known: Mapping[str, Sheet], since: int, leaf: bytes, rows: Sequence[Row]
) -> Iterator[tuple[str, Sheet]]:
    """The sheets that an entry changes, given those before it."""
    lines: dict[int, bytes] = {}
    for key, ordinals in place(rows).items():
        for ordinal in ordinals:
            if ordinal not in lines:
                placed = Placed(since, ordinal, rows[ordinal])
                lines[ordinal] = canonical.respell(document(placed)) + b"\n"
        together = b"".join([lines[ordinal] for ordinal in ordinals])
        yield key, sheets.step(known.get(key, EMPTY), leaf, together)


class Growth:
    """Sheets that grow entry by entry over a tree, and the steps by which they did."""

    def __init__(self, tree: SheetTree, steps: Sequence[Step] = ()) -> None:
        self.steps, self.size = list(steps), tree.position
        self._tree, self._changed = tree, dict[str, Sheet]()

    def add(self, since: int, leaf: bytes, rows: Sequence[Row]) -> None:
        """Take the rows of the next entry."""
        self.size = since + 1
        known = ChainMap(self._changed, self._tree.sheets)
        for key, sheet in list(fold(known, since, leaf, rows)):
            self._changed[key] = sheet
            self.steps.append(Step(since, key, sheet.acts, sheet.chain.hex()))

    def tree(self, position: int) -> SheetTree:
        """The tree at a position up to which every entry was added."""
        if self._changed or position > self._tree.position:
            self._tree = self._tree.grown(position, self._changed)
            self._changed = {}
        return self._tree


class Sheets:
    """The tree of one process, brought up to wherever it is asked for; only ever a copy."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clear(0)

    def _clear(self, generation: int) -> None:
        self._generation, self._tree = generation, SheetTree()
        self._unwritten: list[Step] = []

    def at(self, connection: Connection, generation: int, position: int) -> SheetTree:
        """The tree at a position of committed entries.

        Raises LedgerStopped where the rows do not give the root that was sealed last.
        """
        with self._lock:
            if self._tree.position > position:
                return Sheets().at(connection, generation, position)
            if generation != self._generation:
                self._begin(connection, generation, position)
            self._go_on(connection, position)
            return self._tree

    def growth(self, connection: Connection, generation: int, position: int) -> Growth:
        """The tree at the head, to grow by entries that are not committed yet."""
        tree = self.at(connection, generation, position)
        with self._lock:
            is_ours = self._tree is tree
            return Growth(tree, self._unwritten if is_ours else ())

    def taken(self, generation: int, growth: Growth, position: int) -> None:
        """What grew is committed, and its steps are written."""
        with self._lock:
            if generation == self._generation and self._tree.position <= position:
                self._tree, self._unwritten = growth.tree(position), []

    def _begin(self, connection: Connection, generation: int, position: int) -> None:
        """Load what was written; where that is not what was sealed, work it out anew."""
        self._clear(generation)
        sealed = seals.up_to(connection, generation, position)
        if sealed is None:
            return
        self._go_on(connection, sealed.row.position)
        if self._tree.root.hex() == sealed.row.root:
            return
        self._clear(generation)
        self._fold(connection, sealed.row.position)
        if self._tree.root.hex() != sealed.row.root:
            self._clear(0)
            found = (
                f"the state at {sealed.row.position} is not that which entry {sealed.since} sealed"
            )
            do = "run `eal doctor`; verify a bundle: one of the two was changed"
            raise LedgerStopped(compare.DIFFERS, found, do)

    def _go_on(self, connection: Connection, position: int) -> None:
        written = min(end(connection, self._generation), position)
        if written > self._tree.position:
            changed = load(connection, self._generation, self._tree.position, written)
            self._tree = self._tree.grown(written, changed)
            self._unwritten = []
        if position > self._tree.position:
            self._fold(connection, position)

    def _fold(self, connection: Connection, position: int) -> None:
        growth = Growth(self._tree, self._unwritten)
        read = entries_between(connection, self._generation, self._tree.position, position)
        for since, leaf, rows in read:
            growth.add(since, leaf, rows)
        self._tree, self._unwritten = growth.tree(position), growth.steps


def end(connection: Connection, generation: int) -> int:
    """Up to which position steps are written."""
    statement = f'SELECT max(position) FROM "{tables.prefix(generation)}sheet_end"'
    return int(sql.fetch(connection, statement)[0][0] or 0)


def write(connection: Connection, generation: int, steps: Iterable[Step], position: int) -> None:
    """Write the steps up to a position, in the transaction of whoever holds the head."""
    start = end(connection, generation)
    if start >= position:
        return
    name = tables.prefix(generation) + "sheet"
    rows = [step for step in steps if start <= step.since < position]
    with crash.around("sheets_inserted"):
        if rows:
            statement = f'INSERT INTO "{name}" (since, "key", acts, chain) VALUES (?, ?, ?, ?)'
            sql.run_many(connection, statement, rows)
        sql.run(connection, f'INSERT INTO "{name}_end" (position) VALUES (?)', (position,))


def load(connection: Connection, generation: int, start: int, stop: int) -> dict[str, Sheet]:
    """The sheets that entries from `start` up to but without `stop` changed, as they then were."""
    statement = (
        f'SELECT "key", acts, chain FROM "{tables.prefix(generation)}sheet" '
        "WHERE since >= ? AND since < ? ORDER BY since"
    )
    found = sql.fetch(connection, statement, (start, stop))
    last = {key: (acts, chain) for key, acts, chain in found}
    return {key: Sheet(acts, bytes.fromhex(chain)) for key, (acts, chain) in last.items()}


def placed_on(
    connection: Connection, generation: int, keys: Collection[str], position: int
) -> dict[str, list[int]]:
    """The entries below a position that are placed on each of some keys."""
    found: dict[str, list[int]] = {key: [] for key in keys}
    written = min(end(connection, generation), position)
    dialect = connection.dialect.name
    statement = (
        f'SELECT "key", since FROM "{tables.prefix(generation)}sheet" '
        f"WHERE {sql.among('key', dialect)} AND since < ? ORDER BY since"
    )
    given = (sql.keys(sorted(keys), dialect), written)
    for key, since in sql.fetch(connection, statement, given):
        found[key].append(since)
    for since, _, rows in entries_between(connection, generation, written, position):
        for key in place(rows).keys() & found.keys():
            found[key].append(since)
    return found


def entries_between(
    connection: Connection, generation: int, start: int, stop: int
) -> Iterator[tuple[int, bytes, list[Row]]]:
    """Index, leaf hash and rows of a range of entries, in order."""
    for first in range(start, stop, ENTRIES_AT_ONCE):
        until = min(stop, first + ENTRIES_AT_ONCE)
        by_entry = _rows(connection, generation, "since >= ? AND since < ?", (first, until))
        for since, leaf in entries.leaves(connection, first, until):
            yield since, leaf, by_entry.get(since, [])


def entries_of(
    connection: Connection, generation: int, indexes: Collection[int]
) -> dict[int, tuple[bytes, list[Row]]]:
    """Leaf hash and rows of some entries."""
    dialect = connection.dialect.name
    given = (sql.numbers(sorted(indexes), dialect),)
    by_entry = _rows(connection, generation, sql.among("since", dialect), given)
    leaves = entries.leaves_of(connection, sorted(indexes))
    return {index: (leaves[index], by_entry.get(index, [])) for index in indexes}


def _rows(
    connection: Connection, generation: int, condition: str, given: tuple[Any, ...]
) -> dict[int, list[Row]]:
    together: Rows = []
    for name, table in TABLES.items():
        statement = tables.select_statement(generation, name, condition)
        together += map(table.decode, sql.fetch(connection, statement, given))
    together.sort(key=lambda placed: placed[:2])
    found: dict[int, list[Row]] = {}
    for placed in together:
        found.setdefault(placed.since, []).append(placed.row)
    return found
