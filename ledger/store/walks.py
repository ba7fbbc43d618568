"""Walks every table of an SQLite file, and every index of it: what no other look reads is read here.

A table without rows is read by no question, what is counted is counted by an index where there is
one, and a page that was damaged gives rows without values, which no table would have taken in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.errors import LedgerStopped
from ledger.store import driver


class Walk(NamedTuple):
    """How many rows there are, and how many of them lack a value, by column."""

    rows: int
    without: dict[str, int]


def require_same(connection: Connection) -> None:
    """Stop unless each table has what its columns demand, and each of its indexes holds as much.

    On PostgreSQL, whose files nobody hands over, nothing is done.
    """
    if connection.dialect.name != "sqlite":
        return
    query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    for (table,) in driver.fetch(connection, query):
        info = driver.fetch(connection, f'PRAGMA table_info("{table}")')
        whole = _walk(connection, table, [row[1] for row in info], "NOT INDEXED")
        _require(not any(whole.without[row[1]] for row in info if row[3]), table, "its own rows")
        listed = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?"
        for (index,) in driver.fetch(connection, listed, (table,)):
            # With the key of the row to which it leads.
            held = driver.fetch(connection, f'PRAGMA index_xinfo("{index}")')
            led = _walk(
                connection, table, [row[2] or "rowid" for row in held], f'INDEXED BY "{index}"'
            )
            same = led.rows == whole.rows and all(
                count == whole.without.get(column, 0) for column, count in led.without.items()
            )
            _require(same, table, f"the index {index}")


def _walk(connection: Connection, table: str, columns: list[str], way: str) -> Walk:
    """Every value of an index is read; of a table only what kind it is, since others read it."""
    asked = ["count(*)", *(f"""total(typeof("{column}") = 'null')""" for column in columns)]
    if way != "NOT INDEXED":
        asked += [f'max("{column}")' for column in columns]
    (found,) = driver.fetch(connection, f'SELECT {", ".join(asked)} FROM "{table}" {way}')
    without: list[Any] = list(found[1:])
    return Walk(found[0], {c: int(n) for c, n in zip(columns, without, strict=False)})


def _require(is_so: bool, table: str, found: str) -> None:
    if not is_so:
        do = "keep this database as it is, and restore a copy that verifies; nothing was changed"
        raise LedgerStopped("database_damaged", f"of the table {table}, {found} are not whole", do)
