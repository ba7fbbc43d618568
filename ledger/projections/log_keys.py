"""The keys of the log and their sizes, out of the law in the tables.

Where the tables end before the log does, what follows must not have changed them: a checkpoint by
the wrong key could not be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from ledger.chain import vkey
from ledger.chain.checkpoint import LogKey
from ledger.election.administration import log_keys as law_of
from ledger.errors import LedgerStopped, Malformed
from ledger.projections import generations, sql, tables
from ledger.store import entries

_ROWS = "kind = ? AND since < ? ORDER BY since, ordinal"
_SOUGHT = f'"{law_of.NAME}"'.encode()
_AT_ONCE = 500


def named(connection: Connection, size: int, founding: Sequence[LogKey]) -> Sequence[LogKey]:
    """Return the keys that the log of a size has named, with their sizes; stop if that is unknown.

    `founding` are those of entry 0, from which it began.
    """
    try:
        generation = generations.live(connection)
    except LedgerStopped:
        docs, position = {}, 0
    else:
        position = generation.position
        docs = _docs(connection, generation.number, size)
    _require_unchanged(connection, position, size)
    if not docs:
        return founding
    return [key for doc in docs.values() if (key := _parse(doc)) is not None]


def _docs(connection: Connection, generation: int, size: int) -> dict[str, dict[str, object]]:
    statement = tables.select_statement(generation, "law", _ROWS)
    decode = tables.TABLES["law"].decode
    docs = {}
    for values in sql.fetch(connection, statement, (law_of.LAW, size)):
        row = decode(values).row
        docs[row.id] = row.doc
    return {identity: doc for identity, doc in docs.items() if doc is not None}


def _parse(doc: dict[str, object]) -> LogKey | None:
    """The key of a row; None where it is no point of the curve, which law does not look at."""
    try:
        key = vkey.parse_log_key(str(doc["vkey"]))
    except Malformed:
        return None
    start, end = doc["from_size"], doc["until_size"]
    assert isinstance(start, int) and isinstance(end, int | None)
    return LogKey(key, start, end)


def _require_unchanged(connection: Connection, position: int, size: int) -> None:
    for start in range(position, size, _AT_ONCE):
        texts = entries.texts(connection, start, min(start + _AT_ONCE, size))
        if any(_SOUGHT in text for text in texts):
            found = f"tables that end at {position}, and a key of the log adopted after that"
            do = "run `eal rebuild`; it makes the tables anew from the entries, which are not touched"
            raise LedgerStopped("projections_unusable", found, do)
