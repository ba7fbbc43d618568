"""The shape of the rebuildable tables: one for each type of row, under a versioned prefix.

A row of `ledger.election.rows` becomes one row of `s3_status`, say: where it stands in the log
(`since`, `ordinal`), then its columns in their own order. Rows are inserted and never changed;
what counts at a position is `since < position`. Lists and objects are kept as canonical text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from ledger.election import rows
from ledger.election.rows import Placed
from ledger.store import bulk

SHAPE = 5
"""The number of this shape. Whoever changes a column or an index adds one; then the tables of
older programs are not read but rebuilt."""

Values = tuple[Any, ...]
"""One row as the database keeps it: since, ordinal, columns."""

_WHOLE_NUMBERS = frozenset(
    {"contested_margin", "high", "low", "counted", "part", "position", "sheets"}
)
_DOCUMENTS = frozenset(
    {
        "channels",
        "contests",
        "covers",
        "data",
        "doc",
        "figures",
        "further",
        "parts",
        "persons",
        "selections",
    }
)
_FLAGS = frozenset({"counted"})

# What is asked for by `State`, and nothing else: each index costs an insertion a row.
_INDEXES: dict[str, tuple[str, ...]] = {
    "act": ("act",),
    "amount": ("holder",),
    "effect": ("act", "id", "run", "target", "verb"),
    "effect_unit": ("effect", "unit"),
    "figure": ("contest", "form"),
    "law": (),
    "member": ("list",),
    "seal": (),
    "signing": (),
    "status": ("subject",),
    "subject": ("key", "kind", "parent"),
    "touch": ("key",),
}

_INDEX_ENDS = {("status", "subject"): ("field", "day", "since", "ordinal")}
"""How an index goes on after its column, if not in the order of the log: statuses stand in the
order of the world, so that the last of each field is found in one step, however many there were."""


@dataclass(frozen=True, slots=True)
class Table:
    """How rows of one type are kept: `encode` and `decode` are each other's inverse."""

    name: str
    row: type[Any]
    columns: tuple[str, ...]
    encode: Callable[[int, int, Any], Values]
    decode: Callable[[Values], Placed[Any]]


def _dumps(value: Any) -> str | None:
    if value is None:
        return None
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _loads(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def _encoder(columns: tuple[str, ...]) -> Callable[[int, int, Any], Values]:
    spelled = tuple(
        (place, int if name in _FLAGS else _dumps)
        for place, name in enumerate(columns, 2)
        if name in _FLAGS or name in _DOCUMENTS
    )

    def plain(since: int, ordinal: int, row: Any) -> Values:
        return (since, ordinal, *row)

    def rich(since: int, ordinal: int, row: Any) -> Values:
        values = [since, ordinal, *row]
        for place, spell in spelled:
            values[place] = spell(values[place])
        return tuple(values)

    return rich if spelled else plain


def _decoder(row: type[Any], columns: tuple[str, ...]) -> Callable[[Values], Placed[Any]]:
    documents = tuple(i for i, name in enumerate(columns) if name in _DOCUMENTS)
    flags = tuple(i for i, name in enumerate(columns) if name in _FLAGS)
    make = row._make
    persons = columns.index("persons") if "persons" in columns else None

    def plain(values: Values) -> Placed[Any]:
        return Placed(values[0], values[1], make(values[2:]))

    def rich(values: Values) -> Placed[Any]:
        cells = list(values[2:])
        for i in documents:
            cells[i] = _loads(cells[i])
        for i in flags:
            cells[i] = bool(cells[i])
        if persons is not None:
            cells[persons] = tuple(cells[persons])
        return Placed(values[0], values[1], make(cells))

    return rich if documents or flags else plain


def _table(name: str, row: type[Any]) -> Table:
    columns: tuple[str, ...] = row._fields
    return Table(name, row, columns, _encoder(columns), _decoder(row, columns))


TABLES: dict[str, Table] = {name: _table(name, row) for name, row in rows.TABLES.items()}
"""Every table by its name without prefix, in the order of the specification."""

SHEETS = ("sheet", "sheet_end")
"""Two tables that follow from the others: how each entry changed the sheets of the keys on which
it is placed, and up to which positions that was written. See `ledger.projections.sheets`."""

NAMED = ("named", "named_end")
"""Two more that follow from the entries: which of them may name a document, and up to which position
that was written. See `ledger.evidence.index`."""

BY_ROW: dict[type[Any], Table] = {table.row: table for table in TABLES.values()}


def indexed(name: str) -> tuple[str, ...]:
    """The columns of a table by which rows are looked up."""
    return _INDEXES[name]


def index_columns(name: str, column: str) -> tuple[str, ...]:
    """What the index by a column is sorted by, down to the row: each row has a place of its own."""
    ends = _INDEX_ENDS.get((name, column), ("since",))
    return tuple(dict.fromkeys((column, *ends, "since", "ordinal")))


def prefix(generation: int) -> str:
    """How the names of a generation's tables begin: `s3_`."""
    return f"s{generation}_"


def create_statements(generation: int, dialect: str) -> Iterable[str]:
    """The statements that make the empty tables of a generation."""
    # On SQLite a table without row ids lies on disk in the order of the log.
    suffix = " WITHOUT ROWID" if dialect == "sqlite" else ""
    # On PostgreSQL keys are ordered by their bytes too, whatever language its databases are sorted in.
    words = 'TEXT COLLATE "C"' if dialect == "postgresql" else "TEXT"
    for table in TABLES.values():
        name = prefix(generation) + table.name
        cells = ", ".join(
            f'"{column}" {words if _kind(column) == "TEXT" else "BIGINT"}'
            for column in table.columns
        )
        yield (
            f'CREATE TABLE "{name}" (since BIGINT NOT NULL, ordinal BIGINT NOT NULL, '
            f"{cells}, PRIMARY KEY (since, ordinal)){suffix}"
        )
        for column in indexed(table.name):
            ends = ", ".join(_INDEX_ENDS.get((table.name, column), ("since",)))
            yield f'CREATE INDEX "{name}_by_{column}" ON "{name}" ("{column}", {ends})'
    sheet, end = (prefix(generation) + name for name in SHEETS)
    yield (
        f'CREATE TABLE "{sheet}" (since BIGINT NOT NULL, "key" {words} NOT NULL, acts BIGINT NOT NULL, '
        f'chain {words} NOT NULL, PRIMARY KEY (since, "key")){suffix}'
    )
    yield f'CREATE INDEX "{sheet}_by_key" ON "{sheet}" ("key", since)'
    yield f'CREATE TABLE "{end}" (position BIGINT NOT NULL PRIMARY KEY){suffix}'
    named, end = (prefix(generation) + name for name in NAMED)
    yield (
        f'CREATE TABLE "{named}" (digest {words} NOT NULL, since BIGINT NOT NULL, '
        f"PRIMARY KEY (digest, since)){suffix}"
    )
    yield f'CREATE TABLE "{end}" (position BIGINT NOT NULL PRIMARY KEY){suffix}'


def names(generation: int) -> list[str]:
    """What the tables of a generation are called."""
    return [prefix(generation) + name for name in (*TABLES, *SHEETS, *NAMED)]


def drop_statements(generation: int) -> Iterable[str]:
    """The statements that take a generation's tables away."""
    for name in names(generation):
        yield f'DROP TABLE IF EXISTS "{name}"'


@lru_cache(maxsize=1024)
def insert_statement(generation: int, name: str, dialect: str) -> str:
    """The statement that puts rows into a table, see `store.bulk`."""
    columns = ", ".join(["since", "ordinal", *(f'"{each}"' for each in TABLES[name].columns)])
    return bulk.statement(dialect, f'"{prefix(generation)}{name}" ({columns})', kinds(name))


@lru_cache
def kinds(name: str) -> tuple[str, ...]:
    """The types of a table's columns, as PostgreSQL calls them."""
    of = (_kind(column) for column in TABLES[name].columns)
    return ("int8", "int8", *("int8" if kind == "BIGINT" else "text" for kind in of))


@lru_cache(maxsize=1024)
def select_statement(generation: int, name: str, condition: str) -> str:
    """The statement that reads the rows of a table for which a condition holds."""
    table = TABLES[name]
    columns = ", ".join(["since", "ordinal", *(f'"{column}"' for column in table.columns)])
    return f'SELECT {columns} FROM "{prefix(generation)}{name}" WHERE {condition}'


@lru_cache(maxsize=1024)
def latest_statement(generation: int, dialect: str) -> str:
    """The statement that reads the last status of each subject and field below a position.

    It goes from one field of a subject to the next, and for each to the end of the index.
    """
    is_postgres = dialect == "postgresql"
    status = f'"{prefix(generation)}status"'
    given, key = ("unnest(?::text[])", "given") if is_postgres else ("json_each(?)", "given.value")
    columns = ", ".join(f'found."{c}"' for c in ("since", "ordinal", *TABLES["status"].columns))
    last = (
        f"FROM {status} AS s WHERE s.subject = told.subject AND s.field = told.field "
        "AND s.since < ? ORDER BY s.day DESC, s.since DESC, s.ordinal DESC LIMIT 1"
    )
    joined = (
        f"CROSS JOIN LATERAL (SELECT * {last}) AS found"
        if is_postgres
        else f"JOIN {status} AS found "
        f"ON (found.since, found.ordinal) = (SELECT s.since, s.ordinal {last})"
    )
    return (
        "WITH RECURSIVE told (subject, field) AS ("
        f"SELECT {key}, (SELECT min(s.field) FROM {status} AS s WHERE s.subject = {key}) "
        f"FROM {given} AS given UNION ALL SELECT told.subject, (SELECT min(s.field) "
        f"FROM {status} AS s WHERE s.subject = told.subject AND s.field > told.field) "
        f"FROM told WHERE told.field IS NOT NULL) SELECT {columns} FROM told {joined}"
    )


@lru_cache(maxsize=1024)
def copy_statement(old: int, new: int, name: str) -> str:
    """The statement that copies a range of rows from one generation to another."""
    columns = ", ".join(["since", "ordinal", *(f'"{column}"' for column in TABLES[name].columns)])
    return (
        f'INSERT INTO "{prefix(new)}{name}" ({columns}) SELECT {columns} '
        f'FROM "{prefix(old)}{name}" WHERE since >= ? AND since < ? ORDER BY since, ordinal'
    )


def _kind(column: str) -> str:
    return "BIGINT" if column in _WHOLE_NUMBERS else "TEXT"
