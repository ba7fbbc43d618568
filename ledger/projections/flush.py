"""Writing rows: all of a group of entries at once, inside the transaction of their append."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from ledger.election.rows import Row
from ledger.projections import tables
from ledger.projections.tables import BY_ROW, Values
from ledger.store import bulk, crash


class Pending:
    """Rows that wait to be written, encoded and sorted by table."""

    def __init__(self) -> None:
        self.clear()

    def add(self, since: int, rows: Iterable[Row]) -> None:
        """Put the rows of one entry behind those already waiting."""
        places = self._places
        for ordinal, row in enumerate(rows):
            encode, waiting = places[type(row)]
            waiting.append(encode(since, ordinal, row))

    def flush(self, connection: Connection, generation: int) -> None:
        """Write what waits into the tables of a generation."""
        for name, values in self.values.items():
            if values:
                with crash.around("rows_inserted"):
                    text = tables.insert_statement(generation, name, connection.dialect.name)
                    bulk.put(connection, text, tables.kinds(name), values)
        self.clear()

    def clear(self) -> None:
        """Let nothing wait any more."""
        self.values: dict[str, list[Values]] = {name: [] for name in tables.TABLES}
        self._places = {
            row: (table.encode, self.values[table.name]) for row, table in BY_ROW.items()
        }


def flush(connection: Connection, generation: int, since: int, rows: Sequence[Row]) -> None:
    """Write the rows of one entry."""
    pending = Pending()
    pending.add(since, rows)
    pending.flush(connection, generation)
