"""Rows that lists are made of, a page at a time: subjects by key, rulings and law by the log.

Nothing here is remembered, so that a reader of a country's stations needs no more memory than a
page. Keys are ordered by their bytes on either engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from ledger.election.rows import Act, Law, Placed, Seal, Subject, Touch
from ledger.projections import sql, tables


def subjects(
    connection: Connection,
    generation: int,
    size: int,
    *,
    after: str,
    limit: int,
    alike: Mapping[str, str],
) -> list[Placed[Subject]]:
    """Return subjects below a position whose columns are `alike`, from the key after `after` on."""
    named = "".join(f'"{column}" = ? AND ' for column in alike)
    condition = f'{named}since < ? AND "key" > ? ORDER BY "key" LIMIT ?'
    statement = tables.select_statement(generation, "subject", condition)
    found = sql.fetch(connection, statement, (*alike.values(), size, after, limit))
    return [tables.TABLES["subject"].decode(values) for values in found]


def acts(
    connection: Connection,
    generation: int,
    size: int,
    *,
    start: int,
    limit: int,
    alike: Mapping[str, str],
) -> list[Placed[Act]]:
    """Return acts from an index on, below a position, whose columns are `alike`."""
    named = "".join(f'"{column}" = ? AND ' for column in alike)
    condition = f"{named}since >= ? AND since < ? ORDER BY since LIMIT ?"
    statement = tables.select_statement(generation, "act", condition)
    found = sql.fetch(connection, statement, (*alike.values(), start, size, limit))
    return [tables.TABLES["act"].decode(values) for values in found]


def newest_acts(
    connection: Connection, generation: int, *, before: int, limit: int, kind: str
) -> list[int]:
    """Return the indexes of the last acts of a kind below an index, the newest first."""
    condition = "kind = ? AND since < ? ORDER BY since DESC LIMIT ?"
    statement = tables.select_statement(generation, "act", condition)
    return [int(row[0]) for row in sql.fetch(connection, statement, (kind, before, limit))]


def law(connection: Connection, generation: int, size: int, kind: str) -> list[Placed[Law]]:
    """Return every row of a kind of law below a position: what was adopted, and when."""
    condition = "kind = ? AND since < ? ORDER BY since, ordinal"
    statement = tables.select_statement(generation, "law", condition)
    found = sql.fetch(connection, statement, (kind, size))
    return [tables.TABLES["law"].decode(values) for values in found]


def seals(
    connection: Connection, generation: int, size: int, *, start: int, limit: int
) -> list[Placed[Seal]]:
    """Return the seals of the state from an index on, below a position."""
    condition = "since >= ? AND since < ? ORDER BY since LIMIT ?"
    statement = tables.select_statement(generation, "seal", condition)
    found = sql.fetch(connection, statement, (start, size, limit))
    return [tables.TABLES["seal"].decode(values) for values in found]


def touched(
    connection: Connection, generation: int, start: int, stop: int
) -> dict[int, Sequence[str]]:
    """Return which subjects each of the entries [start, stop) touches, sorted."""
    statement = tables.select_statement(generation, "touch", "since >= ? AND since < ?")
    decode = tables.TABLES["touch"].decode
    found: dict[int, list[str]] = {index: [] for index in range(start, stop)}
    for values in sql.fetch(connection, statement, (start, stop)):
        placed: Placed[Touch] = decode(values)
        found[placed.since].append(placed.row.key)
    return {index: sorted(keys) for index, keys in found.items()}
