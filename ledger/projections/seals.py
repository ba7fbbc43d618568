"""The state seals that the entries made, as their rows stand in the tables."""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.election.rows import Placed, Seal
from ledger.projections import sql, tables
from ledger.projections.tables import TABLES


def last(connection: Connection, generation: int, size: int) -> Placed[Seal] | None:
    """The latest seal whose entry stands below `size`."""
    return _last(connection, generation, "since < ? ORDER BY since DESC LIMIT 1", size)


def up_to(connection: Connection, generation: int, position: int) -> Placed[Seal] | None:
    """The latest seal of a position that is not greater; its own entry may stand at it."""
    # No seal is of a greater position than that of its entry, so positions grow with entries.
    return _last(connection, generation, "position <= ? ORDER BY since DESC LIMIT 1", position)


def _last(
    connection: Connection, generation: int, condition: str, bound: int
) -> Placed[Seal] | None:
    statement = tables.select_statement(generation, "seal", condition)
    found = sql.fetch(connection, statement, (bound,))
    return TABLES["seal"].decode(found[0]) if found else None
