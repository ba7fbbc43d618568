"""Writing rows: all of a group of entries at once, inside the transaction of their append."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from ledger.election.rows import Row
from ledger.projections import tables
from ledger.projections.tables import BY_ROW, Values
from ledger.store import crash


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
                    _insert(connection, generation, name, values)
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


def _insert(connection: Connection, generation: int, name: str, values: list[Values]) -> None:
    statement = tables.insert_statement(generation, name, connection.dialect.name)
    driver: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.dbapi
    cursor = driver.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(statement) as copy:
                copy.set_types(tables.copy_types(name))
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(statement, values)
    except errors.OperationalError as error:
        # As from any other statement, which SQLAlchemy would have seen.
        raise OperationalError(statement, None, error) from error
    finally:
        cursor.close()
