"""Many rows in one statement: executemany on SQLite, an array a column on PostgreSQL.

Not COPY: PostgreSQL ends no session that freezes in the middle of one, whatever timeouts are set, and
its transaction would hold up every other writer for as long as it is frozen (docs/decisions/0040).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Dialect, Integer, LargeBinary, Table, Text

from ledger.store import driver
from ledger.store.arrays import array

_TYPES: dict[type[Any], str] = {
    BigInteger: "int8",
    Integer: "int4",
    Text: "text",
    LargeBinary: "bytea",
    Boolean: "bool",
}


def insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with a value for every column in the order of the table."""
    if rows:
        put(connection, *_of(table, connection.dialect), rows)


def put(
    connection: Connection, text: str, kinds: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows by a `statement` for columns of these kinds."""
    # One statement, whatever the number: the guard of the entries looks at a statement's rows.
    if connection.dialect.name == "postgresql":
        columns = zip(*rows, strict=True)
        driver.run(connection, text, [array(*each) for each in zip(kinds, columns, strict=True)])
    else:
        driver.run_many(connection, text, rows)


def statement(dialect: str, target: str, kinds: Sequence[str]) -> str:
    """The statement that puts rows into a table, `"name" (columns)`, whose columns are of these kinds."""
    if dialect == "postgresql":
        return f"INSERT INTO {target} SELECT * FROM unnest({', '.join(f'?::{k}[]' for k in kinds)})"
    return f"INSERT INTO {target} VALUES ({', '.join('?' * len(kinds))})"


@lru_cache(maxsize=256)
def _of(table: Table, dialect: Dialect) -> tuple[str, list[str]]:
    preparer = dialect.identifier_preparer
    columns = ", ".join(preparer.quote(column.name) for column in table.columns)
    kinds = [_kind(column.type) for column in table.columns]
    return statement(dialect.name, f"{preparer.format_table(table)} ({columns})", kinds), kinds


def _kind(of: Any) -> str:
    for known, name in _TYPES.items():
        if isinstance(of, known):
            return name
    raise TypeError(f"an array of {of!r} is not known; add it to the types here")
