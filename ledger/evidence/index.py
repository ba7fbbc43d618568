"""Which entries name a document: found by an index that follows behind the log, and says how far it is.

    {"acts":[{"act":"cec-13","index":41,"name":"Annex 1","where":"decision.annexes[0].document"}],
     "is_all":true,"up_to":61}

The index only says where to look: what an act names is read in its entry. It is written beside the seals of
the state, a thousand entries at a time, so that nobody who records waits for it; what came since is read.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ledger import limits
from ledger.chain import canonical
from ledger.election import naming
from ledger.ledger import Ledger
from ledger.projections import generations, sql, tables
from ledger.store import entries, heads
from ledger.store.engine import writing

ENTRIES_AT_ONCE = 1_000
"""Entries whose names are written in one transaction."""

BEHIND_MAX = 10_000
"""Entries beyond the index that are looked through for one question."""

# Whatever is spelled as a hash, but for what stands in every entry.
_HASH = re.compile(rb'(?<!"previous":)(?<!"id":)(?<!"root":)"([0-9a-f]{64})"')


def follow(ledger: Ledger) -> None:
    """Bring the index up to the head. Where another process does the same, one of the two is enough."""
    while True:
        with ledger.engine.connect() as connection:
            try:
                with writing(connection):
                    if not _step(connection):
                        return
            except IntegrityError:
                return


def _step(connection: Connection) -> bool:
    """Write the names of the next entries; whether there were any."""
    generation = generations.live(connection).number
    start, size = _end(connection, generation), heads.read(connection).size
    stop = min(size, start + ENTRIES_AT_ONCE)
    if start >= stop:
        return False
    found = {
        (digest.decode(), stored.entry_index)
        for stored in entries.scan(connection, start, stop)
        for digest in _HASH.findall(stored.data)
    }
    name = tables.prefix(generation) + "named"
    if found:
        statement = f'INSERT INTO "{name}" (digest, since) VALUES (?, ?)'
        sql.run_many(connection, statement, sorted(found))
    sql.run(connection, f'INSERT INTO "{name}_end" (position) VALUES (?)', (stop,))
    return True


def _end(connection: Connection, generation: int) -> int:
    statement = f'SELECT max(position) FROM "{tables.prefix(generation)}named_end"'
    return int(sql.fetch(connection, statement)[0][0] or 0)


def named_by(ledger: Ledger, digest: str) -> dict[str, Any]:
    """Return the first hundred acts that name a document, and up to which position was looked.

    `is_all` is false where more entries may name it.
    """
    with ledger.engine.connect() as connection, connection.begin():
        generation, size = generations.live(connection).number, heads.read(connection).size
        end = min(_end(connection, generation), size)
        up_to = min(size, end + BEHIND_MAX)
        # One more than is told: then it is known whether there are more.
        statement = (
            f'SELECT since FROM "{tables.prefix(generation)}named" '
            "WHERE digest = ? AND since < ? ORDER BY since LIMIT ?"
        )
        most = limits.LIST_ITEMS
        rows = sql.fetch(connection, statement, (digest, end, most + 1))
        indexes = [int(row[0]) for row in rows]
        wanted = digest.encode()
        for stored in entries.scan(connection, end, up_to):
            if len(indexes) <= most and wanted in stored.data:
                indexes.append(stored.entry_index)
        acts = [each for index in indexes[:most] for each in _of_entry(connection, index, digest)]
    is_all = len(indexes) <= most and up_to == size
    return {"acts": acts, "is_all": is_all, "up_to": up_to}


def _of_entry(connection: Connection, index: int, digest: str) -> list[dict[str, Any]]:
    stored = entries.read(connection, index)
    assert stored is not None, "what is indexed is in the log"
    act = canonical.loads(stored.data)["act"]
    return [
        {"act": act["act_id"], "index": index, "name": one.name, "where": one.where}
        for one in naming.of_act(act)
        if one.digest == digest
    ]
