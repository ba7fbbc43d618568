"""Ledgers whose entry 0 lists the log's keys, as a founding does, and then says nothing much."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from ledger.append import Decided, append
from ledger.chain import canonical, envelope, mldsa, vkey
from ledger.chain.keys import PrivateKey
from ledger.ledger import Ledger
from ledger.store import entries, heads
from ledger.store.heads import Head
from tests.store import logs

SECOND = mldsa.PrivateKey.from_seed(b"m" * 32)


def make(
    url: str,
    size: int,
    *,
    key: PrivateKey = logs.LOG_KEY,
    second: mldsa.PrivateKey | None = SECOND,
    text: str = "An example.",
) -> Ledger:
    """A ledger of so many entries in two commits."""
    made = logs.make(url)
    made.log_key, made.mldsa_key = key, second
    listed = [vkey.format(each) for each in made.verifier_keys()]
    members: dict[str, Any] = canonical.loads(logs.act("founding", None))
    members["events"][0] |= {"fields": {"log_keys": listed}, "type": "ledger.founded"}
    founding = envelope.format(members)

    def decide(connection: Connection, head: Head, recorded_at: str) -> Decided:
        return Decided(logs.follow(head, [founding], recorded_at), lambda _: None)

    append(made, decide)
    grow(made, size, text=text)
    return made


def grow(ledger: Ledger, size: int, *, text: str = "An example.") -> None:
    """Record acts in one commit until the log has this size."""

    def decide(connection: Connection, head: Head, recorded_at: str) -> Decided:
        ledger_id = entries.leaf(connection, 0)
        acts = [logs.act(f"act-{n}", ledger_id, text) for n in range(head.size, size)]
        return Decided(logs.follow(head, acts, recorded_at), lambda _: None)

    append(ledger, decide)
    with ledger.engine.connect() as connection:
        assert heads.read(connection).size == size
