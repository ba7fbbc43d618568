"""Law out of the table of its rows: whole, as of a position, or what others added meanwhile."""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.election.law import LawBook
from ledger.projections import sql, tables

_DECODE = tables.TABLES["law"].decode


def load(connection: Connection, generation: int, size: int, *, ledger_id: str | None) -> LawBook:
    """Return the law just before entry `size`."""
    return catch_up(LawBook(ledger_id), connection, generation, old=0, new=size)


def catch_up(
    book: LawBook, connection: Connection, generation: int, *, old: int, new: int
) -> LawBook:
    """Let the law of entries `old` to `new` take effect in a book that ends at `old`."""
    statement = tables.select_statement(
        generation, "law", "since >= ? AND since < ? ORDER BY since, ordinal"
    )
    for values in sql.fetch(connection, statement, (old, new)):
        book.apply(_DECODE(values))
    return book
