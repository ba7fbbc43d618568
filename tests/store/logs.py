"""Ledgers to test the store with: valid entries, and a decision that asks nobody."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from ledger.append import Committed, Decide, Decided, append
from ledger.chain import entry, envelope, jws
from ledger.chain.entry import Entry
from ledger.chain.keys import PrivateKey
from ledger.ledger import Ledger
from ledger.store import entries, schema
from ledger.store.engine import open_engine
from ledger.store.head_record import HeadRecord
from ledger.store.heads import Head

ORIGIN = "test.example/log"
LOG_KEY = PrivateKey.from_seed(b"l" * 32)
_PERSON = PrivateKey.from_seed(b"p" * 32)
_JUDGEMENT = {"events": ["effective"], "marks": []}
START = datetime(2013, 11, 3, tzinfo=UTC)
_opened: list[Engine] = []


def ticking(start: datetime = START) -> Callable[[], str]:
    """A clock that goes on by a second each time it is looked at."""
    seconds = itertools.count()
    return lambda: instant(start + timedelta(seconds=next(seconds)))


def wall() -> str:
    """The time of this machine, as several processes share it."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """The one spelling of a moment."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def make(url: str, record: Path | None = None, *, clock: Callable[[], str] | None = None) -> Ledger:
    """A ledger in a new database, still without any entry."""
    schema.upgrade(engine_of(url))
    return reopen(url, record, clock=clock)


def reopen(
    url: str, record: Path | None = None, *, clock: Callable[[], str] | None = None
) -> Ledger:
    """A ledger as a new process has it."""
    return Ledger(
        origin=ORIGIN,
        ledger_id=None,
        engine=engine_of(url),
        clock=clock or ticking(),
        log_key=LOG_KEY,
        head_record=None if record is None else HeadRecord(record),
    )


def engine_of(url: str) -> Engine:
    """An engine that `close_all` will close."""
    engine = open_engine(url)
    _opened.append(engine)
    return engine


def close_all() -> None:
    """Close every connection of the ledgers made here; the databases stay."""
    while _opened:
        _opened.pop().dispose()


def act(act_id: str, ledger_id: bytes | None, text: str = "An example.") -> bytes:
    """The bytes of an act that says `text`."""
    return envelope.format(
        {
            "act_id": act_id,
            "attestation": None,
            "body": "cec",
            "day": "2013-11-03",
            "decision": None,
            "events": [
                {
                    "fields": {"text": text},
                    "occurred": None,
                    "type": "notice.published",
                    "version": 1,
                }
            ],
            "format": 0,
            "ledger": {"id": None if ledger_id is None else ledger_id.hex(), "origin": ORIGIN},
            "seen": None,
            "signers": [
                {"body": "cec", "in_place_of": None, "office": "chair", "person": "person-a"}
            ],
        }
    )


def follow(head: Head, acts: Iterable[bytes], recorded_at: str) -> list[Entry]:
    """The entries that put these acts after a head."""
    found: list[Entry] = []
    size, leaf = head.size, head.leaf
    for data in acts:
        signature = jws.sign(_PERSON, data)
        written = entry.format(
            data,
            index=size,
            judgement=_JUDGEMENT,
            previous=leaf,
            recorded_at=recorded_at,
            signatures=[signature],
        )
        found.append(entry.parse(written))
        size, leaf = size + 1, found[-1].leaf_hash
    return found


def recording(*act_ids: str) -> Decide:
    """A decision to record acts of these ids, those that are recorded already left out."""

    def decide(connection: Connection, head: Head, recorded_at: str) -> Decided:
        ledger_id = entries.leaf(connection, 0)
        new = [name for name in act_ids if entries.index_of_act(connection, name) is None]
        # Entry 0 names no ledger; those that follow it in the same commit could not know it.
        acts = [act(name, ledger_id) for name in new]
        return Decided(follow(head, acts, recorded_at), lambda _: None)

    return decide


def record(ledger: Ledger, *act_ids: str) -> Committed:
    """Append acts of these ids in one commit."""
    return append(ledger, recording(*act_ids))
