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
Answers = dict[tuple[str, str, str], Any]
"""By what would have changed if it were another one, by table, and by what was asked of it."""
_FILE_HEAD, _HEAD, _LAST = 100, 12, 8
"""Bytes of the head of a file, of that of a page with its first cells, and of a cell of an inner page."""
_WRITTEN_BY, _WAL = 18, 2
"""Where a file says what may write it, and the last that SQLite knows: with more it only reads."""
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
    kept = {index for (index,) in connection.execute("SELECT name FROM sqlite_schema").fetchall()}
    indexes = []
    for _, index, _, origin, _ in listed:
        held = connection.execute(f'PRAGMA index_xinfo("{index}")').fetchall()
        # The key of a table without row ids is the table itself.
        if origin != "pk" or index in kept:
            # With the key and the row id: where an entry of an index leads is part of it.
            named = [row[2] or "rowid" for row in held]
            indexes.append((index, tuple(dict.fromkeys([*named, *key]))))
    return Table(name, tuple(row[1] for row in info), key, tuple(indexes))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def answers(path: Path, asked: Sequence[Table]) -> Iterator[Answers]:
    """What these tables hold and what leads to it, one after another; one that fails is its failure."""
    with contextlib.closing(_open(path)) as connection:
        schema = _ask(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema")
        with path.open("rb") as file:
            is_writable = file.read(_FILE_HEAD)[_WRITTEN_BY] <= _WAL
        yield {(LEADING, "", "schema"): schema, (LEADING, "", "is writable"): is_writable}
        for table in asked:
            yield _of_table(connection, table)


def _of_table(connection: sqlite3.Connection, table: Table) -> Answers:
    listed = ", ".join(f'"{column}"' for column in table.columns)
    rows = _ask(connection, f'SELECT {listed} FROM "{table.name}" NOT INDEXED ORDER BY {_key(table)}')  # fmt: skip
    ways: dict[str, Any] = {}
    for index, columns in table.indexes:
        walked = ", ".join(f'"{column}"' for column in columns)
        hint = f'INDEXED BY "{index}"'
        query = f'SELECT {walked} FROM "{table.name}" {hint} ORDER BY {walked}'
        ways[index] = _ask(connection, query)
        if isinstance(rows, list):
            known = tuple(column for column in columns if column in table.columns)
            ways[f"{index} by key"] = _looked_up(connection, table, hint, known, rows)
    if isinstance(rows, list):
        ways["by key"] = _looked_up(connection, table, "", table.key, rows)
    led = {(LEADING, table.name, way): answer for way, answer in ways.items()}
    return {(CONTENT, table.name, "rows"): rows, **led}


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


def kind(path: Path, asked: Sequence[Table], right: Answers) -> str:
    """What the damage in a file is, where only what is asked of these tables can have read it."""
    changed: list[tuple[str, str, str]] = []
    try:
        for table, found in zip(
            ("", *(each.name for each in asked)), answers(path, asked), strict=True
        ):
            changed += [one for one in right if one[1] == table and found.get(one) != right[one]]
            # Nothing is worse than that; of a file without a schema nothing more is told.
            if any(what == CONTENT and of not in _PAPERS for what, of, _ in changed):
                return CONTENT
    except sqlite3.Error:
        return CONTENT
    if changed and all(of in _PAPERS for _, of, _ in changed):
        return ASIDE
    return min((what for what, _, _ in changed), default=HARMLESS)


class Pages:
    """Whose each page of a database is, while it is in order: a table's, with its indexes, or nobody's.

    A query reads the schema and the pages of its table and of that table's indexes; to those its
    root pages lead. So what is asked of another table reads the bytes that it read before.
    """

    def __init__(self, path: Path, known: Sequence[Table]) -> None:
        query = (
            "SELECT pageno, tbl_name, pagetype FROM dbstat LEFT JOIN sqlite_schema USING (name)"
            " WHERE NOT aggregate"
        )
        with contextlib.closing(_open(path)) as connection:
            (self._size,) = connection.execute("PRAGMA page_size").fetchone()
            rows = connection.execute(query).fetchall()
        self._owner = {page: owner for page, owner, _ in rows}
        self._kinds = {page: kind for page, _, kind in rows}
        self._known = known

    def ways(self) -> list[Flip]:
        """Every bit of what leads to cells: the head of each page, and what is last in an inner one."""
        places: list[int] = []
        for page, kind in sorted(self._kinds.items()):
            start, end = (page - 1) * self._size, page * self._size
            first = start + (_FILE_HEAD if page == 1 else 0)
            places += range(first, first + _HEAD) if kind != "overflow" else ()
            places += range(end - _LAST, end) if kind == "internal" else ()
        return [(place, bit) for place in places for bit in range(8)]

    def of(self, place: int) -> list[Table]:
        """The tables of which something may be read from the page of this byte: all, one, or none."""
        page = place // self._size + 1
        if page not in self._owner:
            return []
        # The schema is a table without a name in itself; it leads to all others.
        owner = self._owner[page]
        return [table for table in self._known if owner in (None, table.name)]


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


class File:
    """The database of a ledger, of which bits are flipped and put back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "ledger.sqlite"
        self.whole = self.path.read_bytes()

    @contextlib.contextmanager
    def bent(self, flips: Sequence[Flip]) -> Iterator[None]:
        """With these bits flipped, and nothing beside the file; looking at it must not change it."""
        data = bytearray(self.whole)
        for place, bit in flips:
            data[place] ^= 1 << bit
        self._put({place: data[place] for place, _ in flips})
        try:
            yield
            for left in self.folder.glob("ledger.sqlite-*"):
                left.unlink(missing_ok=True)
            assert self.path.read_bytes() == data, "a look at the database wrote to it"
        finally:
            self._put({place: self.whole[place] for place, _ in flips})

    def _put(self, values: dict[int, int]) -> None:
        with self.path.open("r+b") as file:
            for place, value in values.items():
                file.seek(place)
                file.write(bytes([value]))
