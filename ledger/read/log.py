"""The log as it was hashed, and its proofs: that an entry is in it, and that it only grew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from ledger import limits
from ledger.chain import checkpoint as note_of
from ledger.chain import spelling
from ledger.errors import Malformed, NotFound
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries, heads
from ledger.store.trees import Tree

_TOGETHER = 32
"""Entries fetched at a time where a page may end before it is full."""


def size(ledger: Ledger) -> int:
    """The number of entries."""
    with ledger.engine.connect() as connection:
        return heads.read(connection).size


def entry(ledger: Ledger, index: int) -> bytes:
    """The bytes of an entry, as they were hashed."""
    with ledger.engine.connect() as connection:
        return stored(connection, index)


def log(ledger: Ledger, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes of entries in order, from `start` up to but without `stop`."""
    with ledger.engine.connect() as connection, connection.begin():
        end = heads.read(connection).size
        until = end if stop is None else min(stop, end)
        for stored in entries.scan(connection, start, until):
            yield stored.data


def page(ledger: Ledger, start: int, count: int) -> tuple[list[bytes], int]:
    """At most so many entries from `start` on, of some megabytes together; and the log's size."""
    found: list[bytes] = []
    room = limits.PAGE_BYTES_MAX
    with ledger.engine.connect() as connection, connection.begin():
        end = heads.read(connection).size
        stop = min(end, start + count)
        while start + len(found) < stop and room > 0:
            first = start + len(found)
            for data in entries.texts(connection, first, min(stop, first + _TOGETHER)):
                found.append(data)
                room -= len(data)
                if room <= 0:
                    break
    return found, end


def index_of(ledger: Ledger, act: str) -> int:
    """The index of the entry that holds an act, by the act's id or the digest of its bytes."""
    with ledger.engine.connect() as connection:
        found = entries.index_of_act(connection, act)
        if found is None and len(act) == 64:
            try:
                found = entries.index_of_digest(connection, spelling.parse_hash(act))
            except Malformed:
                found = None
    if found is None:
        raise NotFound(f"no act {act} in this log", "check the id; it may never have been recorded")
    return found


def checkpoint(ledger: Ledger, at: int | None = None) -> bytes:
    """The newest signed checkpoint, or that of exactly a size."""
    with ledger.engine.connect() as connection:
        if at is None:
            signed = checkpoints.last(connection)
        else:
            signed = checkpoints.read(connection, at)
    if signed is None:
        found = "no checkpoint yet" if at is None else f"no checkpoint of size {at}"
        raise NotFound(found, "ask for the newest one; others are signed at the end of a commit")
    return signed.note


def root(ledger: Ledger, at: int) -> bytes:
    """The root of the tree of the first `at` entries."""
    with ledger.engine.connect() as connection:
        _require_size(connection, at)
        return Tree(connection).root_at(at)


def inclusion(ledger: Ledger, index: int, tree_size: int | None = None) -> list[bytes]:
    """The path of an entry in the tree of a size, its sibling first; by default today's."""
    with ledger.engine.connect() as connection:
        whole = heads.read(connection).size if tree_size is None else tree_size
        _require_size(connection, whole)
        if not 0 <= index < whole:
            raise NotFound(f"entry {index} in a tree of {whole}", "ask for an entry that it holds")
        return Tree(connection).prove_inclusion(index, whole)


def consistency(ledger: Ledger, old: int, new: int | None = None) -> list[bytes]:
    """The proof that the tree of size `new` (by default today's) continues that of size `old`."""
    with ledger.engine.connect() as connection:
        whole = heads.read(connection).size if new is None else new
        _require_size(connection, whole)
        if not 0 <= old <= whole:
            raise NotFound(f"a tree of {old} before one of {whole}", "give the smaller size first")
        return Tree(connection).prove_consistency(old, whole)


def last_seen(ledger: Ledger) -> dict[str, Any]:
    """`{root,size}` of the newest checkpoint, as an act states what its signers have seen."""
    stated = note_of.parse(checkpoint(ledger).decode().split("\n\n", 1)[0] + "\n")
    return {"root": stated.root.hex(), "size": stated.size}


def stored(connection: Connection, index: int) -> bytes:
    """The bytes of an entry, over a connection that is there already."""
    found = entries.read(connection, index) if index >= 0 else None
    if found is None:
        raise NotFound(f"no entry {index} in this log", "ask for an index below the log's size")
    return found.data


def _require_size(connection: Connection, asked: int) -> None:
    size = heads.read(connection).size
    if not 0 <= asked <= size:
        raise NotFound(f"a tree of {asked} in a log of {size} entries", "ask for a smaller size")
