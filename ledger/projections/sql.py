"""Statements with tuples in and tuples out, on either engine, with nothing built per row.

Statements are written with `?`; PostgreSQL's driver is given `%s`. Keys are passed as one value
(a JSON array, or an array), so that a statement's text does not grow with what it asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection


def run(connection: Connection, statement: str, parameters: tuple[Any, ...] = ()) -> int:
    """Execute a statement that answers with no rows; return how many rows it changed."""
    text = _text(statement, connection.dialect.name)
    # Without parameters the driver does not look for marks in the text.
    result = connection.exec_driver_sql(text, parameters or None)
    return result.rowcount


def run_many(connection: Connection, statement: str, parameters: Sequence[tuple[Any, ...]]) -> None:
    """Execute a statement that answers with no rows, once for each of these."""
    connection.exec_driver_sql(_text(statement, connection.dialect.name), list(parameters))


def fetch(
    connection: Connection, statement: str, parameters: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    """Execute a statement and return all its rows, as the driver made them."""
    text = _text(statement, connection.dialect.name)
    result = connection.exec_driver_sql(text, parameters or None)
    cursor = result.cursor
    assert cursor is not None, "a statement that answers with rows has a cursor"
    found = list(cursor.fetchall())
    result.close()
    return found


def among(column: str, dialect: str) -> str:
    """The condition that a column is one of the keys given as one parameter, `keys(...)`."""
    if dialect == "postgresql":
        return f'"{column}" = ANY(?)'
    return f'"{column}" IN (SELECT value FROM json_each(?))'


def keys(wanted: Sequence[str], dialect: str) -> Any:
    """The parameter for `among`."""
    return list(wanted) if dialect == "postgresql" else orjson.dumps(list(wanted)).decode()


def numbers(wanted: Sequence[int], dialect: str) -> Any:
    """The same for whole numbers."""
    return list(wanted) if dialect == "postgresql" else orjson.dumps(list(wanted)).decode()


@lru_cache(maxsize=4096)
def _text(statement: str, dialect: str) -> str:
    return statement.replace("?", "%s") if dialect == "postgresql" else statement
