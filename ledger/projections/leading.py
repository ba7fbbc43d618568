"""Whether the live tables are made as they must be, and each index leads to the rows that are there.

Rows that are right are not enough: where an index is stale, a question is answered without the row
that it does not lead to; where a trigger was added, the next rows are not those that were written.
SQLite keeps both in a file that its owner can edit. On PostgreSQL roles stand in the way of strangers; indexes are
followed there too (`leading_postgres`).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.errors import LedgerStopped
from ledger.projections import generations, leading_postgres, sql, tables

_DO = "keep a copy of the database, find out who or what changed it, then run `eal rebuild`"


def require_leading(connection: Connection, generation: int) -> None:
    """Raise LedgerStopped if a definition, or what an index holds, is not as it was made."""
    if connection.dialect.name != "sqlite":
        _require_on_postgres(connection, generation)
        return
    _require_definitions(connection, generation)
    for table, columns in generations.KEYS.items():
        _require_index(connection, table, f"sqlite_autoindex_{table}_1", columns, by=columns)
    for name in tables.TABLES:
        table = tables.prefix(generation) + name
        for column in tables.indexed(name):
            columns = tables.index_columns(name, column)
            _require_index(
                connection, table, f"{table}_by_{column}", columns, by=("since", "ordinal")
            )


def _require_on_postgres(connection: Connection, generation: int) -> None:
    lines = leading_postgres.different(connection, generation)
    if lines:
        raise _made_otherwise(lines)
    for index in leading_postgres.made(generation):
        if not leading_postgres.leads(connection, index):
            raise _misleading(index.name)


def _made_otherwise(lines: list[str]) -> LedgerStopped:
    told = f"the state tables are not as they were made: {'; '.join(sorted(lines)[:3])}"
    return LedgerStopped("state_schema_differs", told, _DO)


def _misleading(index: str) -> LedgerStopped:
    told = f"the index {index} does not lead to the rows of its table, in their order"
    return LedgerStopped("state_index_differs", told, _DO)


def _require_definitions(connection: Connection, generation: int) -> None:
    """Type, name, table and text of everything that belongs to these tables."""
    prefix = tables.prefix(generation)
    query = (
        "SELECT type, name, tbl_name, coalesce(sql, 'automatic') FROM sqlite_schema WHERE "
        "lower(substr(tbl_name, 1, ?)) = ? OR lower(substr(name, 1, ?)) = ? "
        "OR lower(tbl_name) LIKE 'projection%' OR lower(name) LIKE 'projection%'"
    )
    parameters = (len(prefix), prefix, len(prefix), prefix)
    found = set(sql.fetch(connection, query, parameters))
    wanted = {_defined(each) for each in tables.create_statements(generation, "sqlite")}
    wanted |= {_defined(each) for each in generations.DEFINITIONS}
    wanted |= {
        ("index", f"sqlite_autoindex_{name}_1", name, "automatic") for name in generations.KEYS
    }
    lines = [f"- {line[3]}" for line in wanted - found] + [f"+ {line}" for line in found - wanted]
    if lines:
        raise _made_otherwise(lines)


def _defined(statement: str) -> tuple[str, str, str, str]:
    """What SQLite keeps of a statement that makes a table or an index."""
    _, kind, name, *rest = statement.split(" ", 4)
    of = rest[1].split(" ")[0] if kind == "INDEX" else name
    return kind.lower(), name.strip('"'), of.strip('"'), statement


def _require_index(
    connection: Connection, table: str, index: str, columns: Sequence[str], *, by: Sequence[str]
) -> None:
    """Walk an index in its own order, and the table in the order of its key: the same rows."""
    listed, key = (", ".join(f'"{each}"' for each in names) for names in (columns, by))
    led = _walk(connection, f'{listed} FROM "{table}" INDEXED BY "{index}" ORDER BY {listed}')
    there = _walk(connection, f'{listed} FROM "{table}" NOT INDEXED ORDER BY {key}')
    if not led.ascends or led[:2] != there[:2]:
        raise _misleading(index)


class _Walked(NamedTuple):
    rows: int
    digest: int
    """The sum of the digests of all rows: the same in whatever order they come."""
    ascends: bool


def _walk(connection: Connection, query: str) -> _Walked:
    rows, digest, ascends, before = 0, 0, True, tuple[tuple[bool, Any], ...]()
    for row in connection.exec_driver_sql(f"SELECT {query}"):
        here = tuple(map(_sorted, row))
        ascends, before = ascends and before < here, here
        rows, digest = rows + 1, digest + int.from_bytes(sha256(repr(here).encode()).digest())
    return _Walked(rows, digest, ascends)


def _sorted(value: Any) -> tuple[bool, Any]:
    """A value as SQLite sorts it: nothing first, then numbers or the bytes of a text."""
    return value is not None, value.encode() if isinstance(value, str) else value or 0
