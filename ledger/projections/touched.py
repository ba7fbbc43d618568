"""Which subjects the acts between two positions touch."""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.projections import sql, tables


def keys(connection: Connection, generation: int, start: int, stop: int) -> list[str]:
    """The subject keys (`unit:pc-1`) that entries `start` to `stop` − 1 touch, sorted."""
    statement = tables.select_statement(generation, "touch", "since >= ? AND since < ?")
    return sorted({str(row[-1]) for row in sql.fetch(connection, statement, (start, stop))})
