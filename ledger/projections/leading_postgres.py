"""As `ledger.projections.leading`, on PostgreSQL: indexes that are there and lead to their rows, and nothing that
changes rows on their way.

Roles stand in the way of strangers; not of a slip of the owner, nor of an operating system whose new rules for
sorting text leave an index in an order that it has no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, text

from ledger.projections import tables

_MADE = re.compile(r'CREATE INDEX "(\w+)" ON "(\w+)" \((.+)\)')
_KEYED = re.compile(r'CREATE TABLE "(\w+)" .*PRIMARY KEY \(([^)]+)\)')

_FOUND = text("""
SELECT format('index %s on %s (%s)%s%s', i.relname, o.relname,
    (SELECT string_agg(pg_get_indexdef(x.indexrelid, n, true), ', ' ORDER BY n)
     FROM generate_series(1, x.indnkeyatts) n),
    CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN '' ELSE ' not valid' END,
    coalesce(' where ' || pg_get_expr(x.indpred, x.indrelid), ''))
FROM pg_index x JOIN pg_class o ON o.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE o.relname = ANY(:names) AND o.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT format('trigger %s on %s', t.tgname, o.relname) FROM pg_trigger t
JOIN pg_class o ON o.oid = t.tgrelid AND NOT t.tgisinternal
WHERE o.relname = ANY(:names) AND o.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT format('rule %s on %s', r.rulename, o.relname) FROM pg_rewrite r
JOIN pg_class o ON o.oid = r.ev_class
WHERE o.relname = ANY(:names) AND o.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT format('policy on %s', o.relname) FROM pg_class o
WHERE o.relrowsecurity AND o.relname = ANY(:names) AND o.relnamespace = current_schema()::regnamespace
""")


class Index(NamedTuple):
    """An index of a table of state: the columns by which it is sorted."""

    name: str
    table: str
    columns: tuple[str, ...]


def made(generation: int) -> Iterator[Index]:
    """The indexes that the tables of a generation are made with, those of their keys too."""
    for statement in tables.create_statements(generation, "postgresql"):
        index, keyed = _MADE.fullmatch(statement), _KEYED.match(statement)
        if index is not None:
            yield Index(index[1], index[2], _names(index[3]))
        elif keyed is not None:
            yield Index(f"{keyed[1]}_pkey", keyed[1], _names(keyed[2]))
        else:
            name = statement.split('"')[1]
            yield Index(f"{name}_pkey", name, ("position",))


def _names(listed: str) -> tuple[str, ...]:
    return tuple(each.strip(' "') for each in listed.split(","))


def different(connection: Connection, generation: int) -> list[str]:
    """What is missing (`-`) and what should not be there (`+`)."""
    names = tables.names(generation)
    found = {row[0].replace('"', "") for row in connection.execute(_FOUND, {"names": names})}
    wanted = {f"index {i.name} on {i.table} ({', '.join(i.columns)})" for i in made(generation)}
    lines = [f"- {each}" for each in wanted - found] + [f"+ {each}" for each in found - wanted]
    return sorted(lines)


def leads(connection: Connection, index: Index) -> bool:
    """Whether an index, walked in its order, leads to every row of its table, and never a step back."""
    listed = ", ".join(f'"{each}"' for each in index.columns)
    walk = f'SELECT * FROM "{index.table}" ORDER BY {listed}'
    with _without(connection, "seqscan", "bitmapscan", "indexonlyscan", "sort"):
        plan = " ".join(row[0] for row in connection.execute(text(f"EXPLAIN {walk}")))
        if f"Index Scan using {index.name} on " not in plan:
            return False
        led = connection.execute(text(_SUM.format(walk=walk))).one()
        steps_back = connection.execute(text(_steps_back(walk, index.columns))).scalar_one()
    with _without(connection, "indexscan", "bitmapscan", "indexonlyscan"):
        there = connection.execute(text(_SUM.format(walk=f'SELECT * FROM "{index.table}"'))).one()
    return led == there and not steps_back


_SUM = "SELECT count(*), sum(hashtextextended(walked::text, 0)) FROM ({walk}) walked"


def _steps_back(walk: str, columns: Sequence[str]) -> str:
    """How often a row stands before one that sorts less; what is null stands last."""
    here, before = (", ".join(f'"{kind}{each}"' for each in columns) for kind in ("", "before "))
    lags = ", ".join(f'"{each}", lag("{each}") OVER () AS "before {each}"' for each in columns)
    first = columns[0]
    return (
        f"SELECT count(*) FROM (SELECT row_number() OVER () AS number, {lags} FROM ({walk}) walked) "
        f'steps WHERE number > 1 AND (ROW({before}) > ROW({here}) OR ("before {first}" IS NULL '
        f'AND "{first}" IS NOT NULL))'
    )


@contextmanager
def _without(connection: Connection, *ways: str) -> Iterator[None]:
    """For as long as the block lasts, ways in which a query is not to be answered."""
    for way in ways:
        connection.execute(text(f"SET LOCAL enable_{way} = off"))
    try:
        yield
    finally:
        for way in ways:
            connection.execute(text(f"SET LOCAL enable_{way} TO DEFAULT"))
