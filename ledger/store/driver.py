"""Statements given to the driver itself, within the transactions that SQLAlchemy keeps.

Text is written with `?`; PostgreSQL's driver is given `%s`. A `select` of the tables here is turned
into text once. What comes back are the driver's own tuples: a statement that finds a row in some
microseconds took a hundred by way of SQLAlchemy's results. Errors are those that SQLAlchemy raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

Rows = list[tuple[Any, ...]]


def begin(connection: Connection, statement: str) -> None:
    """Begin the transaction that SQLAlchemy has just noted as begun."""
    _give(connection, statement, ()).close()


def run(connection: Connection, statement: str, parameters: Sequence[Any] = ()) -> int:
    """Execute a statement that answers with no rows; return how many rows it changed."""
    cursor = _execute(connection, _text(statement, connection.dialect.name), parameters)
    count: int = cursor.rowcount
    cursor.close()
    return count


def run_many(connection: Connection, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Execute a statement that answers with no rows, once for each of these."""
    text = _text(statement, connection.dialect.name)
    _execute(connection, text, parameters, is_many=True).close()


def fetch(connection: Connection, statement: str, parameters: Sequence[Any] = ()) -> Rows:
    """Execute a statement and return all its rows."""
    return _fetch(connection, _text(statement, connection.dialect.name), parameters)


def select(connection: Connection, statement: Select[Any], **given: Any) -> Rows:
    """Return all rows of a `select`, with values for the parameters that it names."""
    text, names, fixed = _compiled(statement, connection.dialect)
    values = fixed | given
    return _fetch(connection, text, values if names is None else [values[n] for n in names])


def value(connection: Connection, statement: Select[Any], **given: Any) -> Any:
    """Return the first column of the first row, None without one."""
    found = select(connection, statement, **given)
    return found[0][0] if found else None


def _fetch(connection: Connection, text: str, parameters: Any) -> Rows:
    cursor = _execute(connection, text, parameters)
    try:
        found: Rows = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _known(connection, text, error) from error
    cursor.close()
    return found


def _execute(connection: Connection, text: str, parameters: Any, *, is_many: bool = False) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return _give(connection, text, parameters, is_many=is_many)


def _give(connection: Connection, text: str, parameters: Any, *, is_many: bool = False) -> Any:
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    try:
        if is_many:
            cursor.executemany(text, parameters)
        elif parameters:
            cursor.execute(text, parameters)
        else:
            # Without parameters the driver does not look for marks in the text.
            cursor.execute(text)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _known(connection, text, error) from error
    return cursor


def _known(connection: Connection, text: str, error: Exception) -> Exception:
    """The error as SQLAlchemy tells it; a connection that is lost is not used again, nor its like."""
    dialect = connection.dialect
    # Typed for SQLAlchemy's own protocol of errors, which every driver's errors fulfil.
    is_lost = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    if is_lost:
        connection.invalidate(error)
        connection.engine.dispose()
    known = DBAPIError.instance(
        text, None, error, dialect.loaded_dbapi.Error, connection_invalidated=is_lost
    )
    assert isinstance(known, Exception)
    return known


@lru_cache(maxsize=4096)
def _text(statement: str, dialect: str) -> str:
    return statement.replace("?", "%s") if dialect == "postgresql" else statement


@lru_cache(maxsize=256)
def _compiled(
    statement: Select[Any], dialect: Dialect
) -> tuple[str, list[str] | None, dict[str, Any]]:
    """Text, the names of its parameters if they are given in order, and values they have already."""
    compiled: Any = statement.compile(dialect=dialect)
    return compiled.string, compiled.positiontup, dict(compiled.params)
