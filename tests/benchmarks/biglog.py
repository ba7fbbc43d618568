"""Logs of a million entries, written straight into the tables: for measuring, and nothing else.

The entries follow one another and hash as they must, with a checkpoint for every thousand; what
they say means nothing, and nobody has judged it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.chain import checkpoint, entry
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.merkle import Frontier
from ledger.ledger import Ledger
from ledger.store import engine as engines
from ledger.store import entries
from tests.publish import listed
from tests.store import logs

COMMIT = 1_000
_TABLES = "('entry', 'subtree', 'checkpoint', 'head')"
_SAID = "The polling station was opened in the presence of its board and of two observers. " * 5
_ACT = (
    b'{"act_id":"act-%d","attestation":null,"body":"cec","day":"2013-11-03","decision":null,'
    b'"events":[{"fields":{"text":"' + _SAID.strip().encode() + b'"},"occurred":null,'
    b'"type":"notice.published","version":1}],"format":0,"ledger":{"id":"%s","origin":"%s"},'
    b'"seen":null,"signers":[{"body":"cec","in_place_of":null,"office":"chair","person":"p"}]}'
)
_ENTRY = (
    b'{"act":%s,"format":0,"index":%d,"judgement":{"events":["effective"],"marks":[]},'
    b'"previous":"%s","recorded_at":"%s","signatures":[{"key":"' + b"A" * 43 + b'","signature":"'
    b"%s" + b'"}]}'
)


def make(path: Path, size: int) -> Ledger:
    """Return a ledger of so many entries of about 1 KB in an SQLite file."""
    made = listed.make(url(path), 1)
    with made.engine.connect() as connection:
        first = entries.read(connection, 0)
    assert first is not None
    made.engine.dispose()
    module: Any = engines.sqlite_module()
    database = module.connect(path, isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
        database.execute(f"PRAGMA {setting}").fetchall()
    guards = database.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        f" AND type IN ('index', 'trigger') AND tbl_name IN {_TABLES}"
    ).fetchall()
    for kind, name, _ in guards:
        database.execute(f"DROP {kind} {name}")
    database.execute("BEGIN")
    _fill(database, made, first, size)
    for _, _, sql in guards:
        database.execute(sql)
    database.execute("COMMIT")
    database.close()
    made.clock = logs.wall
    return made


def url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite+pysqlite:///{path}"


def _fill(database: Any, made: Ledger, first: entries.Stored, size: int) -> None:
    frontier = Frontier()
    frontier.append(first.leaf)
    last = first
    for start in range(1, size, COMMIT):
        rows: list[entries.Stored] = []
        subtrees: list[tuple[int, int, bytes]] = []
        for stored in _entries(made, last, start, min(size, start + COMMIT), founding=first.leaf):
            rows.append(stored)
            ended = frontier.append(stored.leaf)
            for level in range(8, len(ended), 8):
                subtrees.append((level // 8, (frontier.size - 1) >> level, ended[level]))
        last = rows[-1]
        assert made.signer is not None
        stated = Checkpoint(made.origin, frontier.size, frontier.root())
        note = checkpoint.sign(stated, [made.signer])
        database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.executemany("INSERT INTO subtree VALUES (?, ?, ?)", subtrees)
        database.execute("INSERT INTO checkpoint VALUES (?, ?)", (frontier.size, note))
    moved = (size, last.leaf, last.recorded_at)
    database.execute("UPDATE head SET size = ?, leaf = ?, recorded_at = ?", moved)


def _entries(
    made: Ledger, last: entries.Stored, start: int, stop: int, *, founding: bytes
) -> Iterator[entries.Stored]:
    """Yield one commit of entries that follow the last."""
    ledger_id, origin = founding.hex().encode(), made.origin.encode()
    seconds, leaf = start // COMMIT, last.leaf
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    recorded_at = f"2013-11-04T{hour:02}:{minute:02}:{second:02}.000000Z"
    signature = b"A" * 86
    for index in range(start, stop):
        act = _ACT % (index, ledger_id, origin)
        data = _ENTRY % (act, index, leaf.hex().encode(), recorded_at.encode(), signature)
        previous, leaf = leaf, sha256(b"\x00" + data).digest()
        digest = sha256(act).digest()
        yield entries.Stored(index, leaf, previous, digest, f"act-{index}", recorded_at, data)


def check(ledger: Ledger) -> None:
    """See that what was written reads as entries do: the last one, strictly."""
    with ledger.engine.connect() as connection:
        last = entries.last(connection)
        assert last is not None
        stored = entries.read(connection, last.entry_index)
    assert stored is not None
    assert entry.parse(stored.data).leaf_hash == last.leaf
