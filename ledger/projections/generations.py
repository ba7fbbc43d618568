"""Which rebuildable tables are live, how far they reach and whether they may be trusted.

A generation is one set of tables under one prefix. Exactly one is live; another may be growing
beside it. The two tables here are made by this package like the rest, and hold nothing that
a rebuild does not bring back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.errors import LedgerStopped
from ledger.projections import sql, tables

_MAKE = (
    "CREATE TABLE IF NOT EXISTS projection (generation BIGINT NOT NULL PRIMARY KEY, "
    "shape BIGINT NOT NULL, position BIGINT NOT NULL, compared BIGINT NOT NULL, "
    "is_live BIGINT NOT NULL, stopped TEXT)",
    "CREATE TABLE IF NOT EXISTS projection_block (generation BIGINT NOT NULL, "
    "number BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (generation, number))",
)
DEFINITIONS = tuple(each.replace(" IF NOT EXISTS", "") for each in _MAKE)
"""The two tables here, as a database keeps the statements that made them."""
KEYS = {"projection": ("generation",), "projection_block": ("generation", "number")}
"""The same by their names, with the columns of their keys."""

_GRANT = (
    # A server that only records and reads adds rows to tables that another role made.
    "DO $$ BEGIN IF to_regrole('eal_serving') IS NOT NULL THEN GRANT {rights} ON {names} "
    "TO eal_serving; END IF; END $$"
)
_SELECT = "SELECT generation, shape, position, compared, is_live, stopped FROM projection"
_REBUILD = "run `eal rebuild`; it makes the tables anew from the entries, which are not touched"


class Generation(NamedTuple):
    """One set of tables: `position` entries are folded in, `compared` of them with a replay.

    `stopped` says why nothing more is written, or is None.
    """

    number: int
    shape: int
    position: int
    compared: int
    is_live: bool
    stopped: str | None


def prepare(connection: Connection) -> Generation:
    """Make the tables of a first generation where there is none; return the live one."""
    make_known(connection)
    if not _all(connection):
        begin(connection)
        sql.run(connection, "UPDATE projection SET is_live = 1")
    return live(connection)


def make_known(connection: Connection) -> None:
    """Make the tables that say which generations there are, where they are missing."""
    for statement in _MAKE:
        sql.run(connection, statement)
    _grant(connection, "SELECT, UPDATE (position, compared, stopped)", ["projection"])
    _grant(connection, "SELECT, INSERT", ["projection_block"])


def is_known(connection: Connection) -> bool:
    """Whether this database has any such tables: a log of bytes that nobody interprets has none."""
    return bool(connection.dialect.has_table(connection, "projection"))


def live(connection: Connection) -> Generation:
    """The generation that counts; stop where there is none of the shape this program knows."""
    for generation in _all(connection):
        if generation.is_live:
            if generation.shape != tables.SHAPE:
                found = f"tables of shape {generation.shape}; this program has {tables.SHAPE}"
                raise LedgerStopped("projections_unusable", found, _REBUILD)
            return generation
    raise LedgerStopped("projections_unusable", "no rebuildable tables are live", _REBUILD)


def begin(connection: Connection) -> Generation:
    """Make empty tables beside whatever is there, not live yet."""
    number = 1 + max((generation.number for generation in _all(connection)), default=0)
    for statement in tables.create_statements(number, connection.dialect.name):
        sql.run(connection, statement)
    _grant(connection, "SELECT, INSERT", tables.names(number))
    made = Generation(number, tables.SHAPE, 0, 0, False, None)
    sql.run(
        connection, "INSERT INTO projection VALUES (?, ?, 0, 0, 0, NULL)", (number, tables.SHAPE)
    )
    return made


def advance(connection: Connection, generation: int, *, old: int, new: int) -> None:
    """Note that entries up to `new` are folded in; fails if someone else moved or switched."""
    statement = "UPDATE projection SET position = ? WHERE generation = ? AND position = ?"
    if sql.run(connection, statement, (new, generation, old)) != 1:
        found = f"the tables of generation {generation} no longer end at {old}"
        raise LedgerStopped(
            "projections_unusable", found, "submit again; if it stays so, run `eal doctor`"
        )


def note_compared(connection: Connection, generation: int, position: int) -> None:
    """Note up to where the tables were found equal to a replay of the entries."""
    statement = "UPDATE projection SET compared = ? WHERE generation = ?"
    sql.run(connection, statement, (position, generation))


def stop(connection: Connection, generation: int, reason: str) -> None:
    """Let nothing more be written on top of these tables."""
    sql.run(
        connection, "UPDATE projection SET stopped = ? WHERE generation = ?", (reason, generation)
    )


def require_trusted(generation: Generation, size: int) -> None:
    """Raise LedgerStopped if the tables were found wrong, or do not end where the log ends."""
    if generation.stopped is not None:
        raise LedgerStopped("projections_unusable", generation.stopped, _REBUILD)
    if generation.position != size:
        found = f"tables that end at {generation.position} in a log of {size}"
        raise LedgerStopped("projections_unusable", found, _REBUILD)


def switch(connection: Connection, number: int) -> None:
    """Make a generation the live one and forget all others, in the caller's transaction."""
    sql.run(
        connection,
        "UPDATE projection SET is_live = CASE WHEN generation = ? THEN 1 ELSE 0 END",
        (number,),
    )
    drop_others(connection)


def drop_others(connection: Connection) -> None:
    """Drop every generation that is not live, such as what a killed rebuild left behind."""
    for generation in _all(connection):
        if not generation.is_live:
            drop(connection, generation.number)


def drop(connection: Connection, number: int) -> None:
    """Drop the tables of a generation and what is known of it."""
    for statement in tables.drop_statements(number):
        sql.run(connection, statement)
    sql.run(connection, "DELETE FROM projection_block WHERE generation = ?", (number,))
    sql.run(connection, "DELETE FROM projection WHERE generation = ?", (number,))


def _grant(connection: Connection, rights: str, names: Sequence[str]) -> None:
    if connection.dialect.name == "postgresql":
        quoted = ", ".join(f'"{name}"' for name in names)
        sql.run(connection, _GRANT.format(rights=rights, names=quoted))


def _all(connection: Connection) -> list[Generation]:
    found = sql.fetch(connection, _SELECT)
    return [Generation(n, shape, p, c, bool(is_live), s) for n, shape, p, c, is_live, s in found]
