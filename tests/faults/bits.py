"""Single bits of an SQLite database, and what flipping one does: to content, to what leads to it, or to nothing.

Harmless is what leaves the logical dump of every table, the text of the schema, the walk of every
index and every look-up by a key as they were. Everything else must be reported, and nothing of it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from ledger import doctor
from ledger import ledger as opening
from ledger.commands import places
from ledger.errors import Fault

CONTENT, LEADING, HARMLESS, ASIDE = "content", "index or schema", "harmless", "aside"
"""What lies aside is no part of the record, and nobody vouches for it: the working papers of an intake."""

_PAPERS = ("bad_row", "blind_entry", "intake_source", "intake_step")
Answers = dict[str, Any]
Flip = tuple[int, int]
"""Place and bit."""


class Table(NamedTuple):
    """A table, its columns, those of its key, and its indexes with their columns."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, tuple[str, ...]], ...]


def tables(path: Path) -> list[Table]:
    """The tables of a database that is in order."""
    with contextlib.closing(_open(path)) as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        return [_table(connection, name) for (name,) in connection.execute(query).fetchall()]


def _table(connection: sqlite3.Connection, name: str) -> Table:
    info = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
    listed = connection.execute(f'PRAGMA index_list("{name}")').fetchall()
    key = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
    indexes = []
    for _, index, _, origin, _ in listed:
        # The key of a table without row ids is the table itself.
        held = connection.execute(f'PRAGMA index_xinfo("{index}")').fetchall()
        if origin != "pk" or not index.startswith("sqlite_autoindex_s"):
            named = [row[2] for row in held if row[2] is not None]
            # With the key: where an entry of an index leads is part of it.
            indexes.append((index, tuple(dict.fromkeys([*named, *key]))))
    return Table(name, tuple(row[1] for row in info), key, tuple(indexes))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def answers(path: Path, known: Sequence[Table]) -> tuple[Answers, Answers]:
    """What the tables hold, and what leads to it; an answer that fails is its failure."""
    held, leading = Answers(), Answers()
    with contextlib.closing(_open(path)) as connection:
        leading["schema"] = _ask(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema")
        for table in known:
            held[table.name], ways = _of_table(connection, table)
            leading |= ways
    return held, leading


def _of_table(connection: sqlite3.Connection, table: Table) -> tuple[Any, Answers]:
    listed = ", ".join(f'"{column}"' for column in table.columns)
    rows = _ask(connection, f'SELECT {listed} FROM "{table.name}" NOT INDEXED ORDER BY {_key(table)}')  # fmt: skip
    ways: Answers = {}
    for index, columns in table.indexes:
        walked = ", ".join(f'"{column}"' for column in columns)
        hint = "NOT INDEXED" if index.startswith("sqlite_autoindex_") else f'INDEXED BY "{index}"'
        query = f'SELECT {walked} FROM "{table.name}" {hint} ORDER BY {walked}'
        ways[index] = _ask(connection, query)
        if isinstance(rows, list) and not index.startswith("sqlite_autoindex_"):
            ways[f"{index} by key"] = _looked_up(connection, table, hint, columns, rows)
    if isinstance(rows, list):
        ways[f"{table.name} by key"] = _looked_up(connection, table, "", table.key, rows)
    return rows, ways


def _looked_up(
    connection: sqlite3.Connection, table: Table, hint: str, columns: tuple[str, ...], rows: Any
) -> list[Any]:
    """How many rows are found by what each row has in these columns."""
    where = " AND ".join(f'"{column}" IS ?' for column in columns)
    places = [table.columns.index(column) for column in columns]
    query = f'SELECT count(*) FROM "{table.name}" {hint} WHERE {where}'
    return [_ask(connection, query, tuple(row[place] for place in places)) for row in rows]


def _key(table: Table) -> str:
    return ", ".join(f'"{column}"' for column in table.key)


def _ask(connection: sqlite3.Connection, query: str, given: tuple[Any, ...] = ()) -> Any:
    try:
        return connection.execute(query, given).fetchall()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        return repr(error)


def kind(path: Path, known: Sequence[Table], right: tuple[Answers, Answers]) -> str:
    """What the damage in a file is."""
    try:
        held, leading = answers(path, known)
    except sqlite3.Error:
        return CONTENT
    content = [name for name in right[0] if held.get(name) != right[0][name]]
    ways = [name for name in right[1] if leading.get(name) != right[1][name]]
    if (content or ways) and all(any(p in name for p in _PAPERS) for name in content + ways):
        return ASIDE
    return CONTENT if content else LEADING if ways else HARMLESS


def reported(folder: Path) -> list[str]:
    """What `eal doctor` finds wrong first, if anything."""
    try:
        with places.reading(folder) as opened:
            for one in doctor.looks(opened, has_head_record=True):
                if one.is_good is False:
                    return [f"{one.about} {one.code} {one.found}"]
    except Fault as fault:
        return [str(fault)]
    return []


@contextlib.contextmanager
def one_engine() -> Iterator[None]:
    """Have every opening of a database by its address use one engine, with new connections.

    What an engine compiles is half the time of a doctor of a ledger as small as this.
    """
    kept: dict[str, Engine] = {}
    real = opening.open_engine

    def again(url: str) -> Engine:
        if url not in kept:
            kept[url] = real(url)
        kept[url].dispose()
        return kept[url]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "open_engine", again)
        yield
    for engine in kept.values():
        engine.dispose()


def bent(whole: bytes, flips: Sequence[Flip]) -> bytes:
    """The file with these bits flipped."""
    data = bytearray(whole)
    for place, bit in flips:
        data[place] ^= 1 << bit
    return bytes(data)


def write(folder: Path, data: bytes) -> None:
    """Put a database into the folder, and nothing beside it."""
    path = folder / "ledger.sqlite"
    path.write_bytes(data)
    for left in path.parent.glob(path.name + "-*"):
        left.unlink()
