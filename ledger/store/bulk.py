"""Many rows in one statement: executemany on SQLite, COPY inside the transaction on PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, Table, Text
from sqlalchemy.exc import IntegrityError, OperationalError

from ledger.store import driver

_TYPES: dict[type[Any], str] = {
    BigInteger: "int8",
    Integer: "int4",
    Text: "text",
    LargeBinary: "bytea",
    Boolean: "bool",
}


def insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with a value for every column in the order of the table."""
    if not rows:
        return
    # One statement, whatever the number: the guard of the entries looks at a statement's rows.
    if connection.dialect.name == "postgresql" and len(rows) > 1:
        _copy(connection, table, rows)
        return
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {_name(connection, table)} ({_columns(connection, table)})"
    driver.run_many(connection, f"{statement} VALUES ({marks})", rows)


def _copy(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    raw: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.dbapi
    statement = (
        f"COPY {_name(connection, table)} ({_columns(connection, table)})"
        " FROM STDIN (FORMAT BINARY)"
    )
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types([_type(column.type) for column in table.columns])
            for row in rows:
                copy.write_row(row)
    except errors.IntegrityError as error:
        # As from any other statement, which SQLAlchemy would have seen.
        raise IntegrityError(statement, None, error) from error
    except errors.OperationalError as error:
        raise OperationalError(statement, None, error) from error


def _type(kind: Any) -> str:
    for known, name in _TYPES.items():
        if isinstance(kind, known):
            return name
    raise TypeError(f"COPY of {kind!r} is not known; add it to the types here")


def _name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)


def _columns(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(column.name) for column in table.columns)
