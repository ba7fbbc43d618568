"""Damage to what is stored is found, wherever it is; and nothing is found where there is none."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ledger.append import examine
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries, heads, integrity, readback
from ledger.store.entries import Stored
from tests.store import logs

ENTRIES = 40
FLIPS = 150
KNOWN = [LogKey(SignerKey(logs.ORIGIN, logs.LOG_KEY).verifier)]


def _log(url: str, record: Path | None = None) -> Ledger:
    """A log of some commits of one and of several entries."""
    ledger = logs.make(url, record)
    for number in range(0, ENTRIES, 4):
        logs.record(ledger, f"a{number}")
        logs.record(ledger, *(f"a{number + more}" for more in (1, 2, 3)))
    return ledger


def test_a_whole_log_is_whole(engine_url: str) -> None:
    """Also when it is empty, long, or not yet settled after a crash."""
    ledger = logs.make(engine_url)
    with ledger.engine.connect() as connection:
        assert integrity.require_whole(connection) == 0
    logs.record(ledger, "a")
    logs.record(ledger, *(f"b{number}" for number in range(1_500)))
    logs.record(ledger, *(f"c{number}" for number in range(300)))
    with ledger.engine.connect() as connection:
        assert integrity.require_whole(connection) == 1_801


CHANGES: list[Callable[[Any], Stored]] = [
    lambda one: one._replace(entry_index=one.entry_index + 1),
    lambda one: one._replace(leaf=b"\0" * 32),
    lambda one: one._replace(previous=None),
    lambda one: one._replace(previous=b"\0" * 32),
    lambda one: one._replace(act_digest=b"\0" * 32),
    lambda one: one._replace(act_id=one.act_id + "x"),
    lambda one: one._replace(act_id=one.act_id[:-1]),
    lambda one: one._replace(recorded_at="2013-11-03T00:00:59.000000Z"),
    lambda one: one._replace(data=one.data + b" "),
    lambda one: one._replace(data=b""),
    # What SQLite hands out where the type of a value was damaged.
    lambda one: one._replace(data=one.data.decode()),
    lambda one: one._replace(act_id=one.act_id.encode()),
    lambda one: one._replace(recorded_at=None),
    lambda one: one._replace(leaf=None),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_that_contradicts_its_columns_is_not_read_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], Stored]
) -> None:
    """Each column is compared with the bytes that were hashed."""
    ledger = _log(sqlite_url)
    scan = entries.scan

    def changed(connection: Connection, start: int, stop: int) -> Any:
        return (
            change(one) if one.entry_index == 5 else one for one in scan(connection, start, stop)
        )

    with ledger.engine.connect() as connection:
        assert len(list(readback.read_back(connection, 0, ENTRIES, previous=None))) == ENTRIES
        monkeypatch.setattr(entries, "scan", changed)
        with pytest.raises(LedgerStopped, match="entry 5"):
            list(readback.read_back(connection, 0, ENTRIES, previous=None))


def test_entries_that_are_not_there_are_missed(sqlite_url: str) -> None:
    """At the end as well, where no later entry would show the gap."""
    ledger = _log(sqlite_url)
    missing = pytest.raises(LedgerStopped, match=f"entry {ENTRIES}: it is not there")
    with ledger.engine.connect() as connection, missing:
        list(readback.read_back(connection, 0, ENTRIES + 1, previous=None))


def _answers(ledger: Ledger) -> list[object]:
    """What anybody may ask of the store, by every way it can be asked."""
    with ledger.engine.connect() as connection:
        stored = list(entries.scan(connection, 0, ENTRIES + 1))
        told: list[object] = [*stored, heads.read(connection), checkpoints.last(connection)]
        for one in stored:
            told.append(entries.index_of_act(connection, one.act_id))
            told.append(entries.index_of_digest(connection, one.act_digest))
            told.append(entries.size_at(connection, one.recorded_at))
            told.append(entries.commit_size(connection, one.entry_index))
            told.append(checkpoints.read(connection, one.entry_index + 1))
        return told


def _flip(path: Path, whole: bytes, place: int, bit: int) -> None:
    damaged = bytearray(whole)
    damaged[place] ^= 1 << bit
    path.write_bytes(damaged)


def _verdict(url: str, right: list[object]) -> str:
    """Whether damage was found, did nothing, or (never) gave a wrong answer unnoticed."""
    ledger = logs.reopen(url)
    try:
        if examine(ledger) is not None:
            return "found"
        with ledger.engine.connect() as connection:
            integrity.require_whole(connection, log_keys=KNOWN)
        return "harmless" if _answers(ledger) == right else "UNNOTICED"
    except (LedgerStopped, DBAPIError, UnicodeDecodeError, OverflowError):
        return "found"
    finally:
        logs.close_all()


def _flipped(url: str, path: Path, choose: Callable[[int], list[tuple[int, int]]]) -> Counter[str]:
    """Flip the bits chosen for a file of this length, one at a time."""
    ledger = _log(url)
    right = _answers(ledger)
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    logs.close_all()
    whole = path.read_bytes()
    assert _verdict(url, right) == "harmless"
    verdicts: Counter[str] = Counter()
    for place, bit in choose(len(whole)):
        _flip(path, whole, place, bit)
        for left in path.parent.glob(path.name + "-*"):
            left.unlink()
        verdict = _verdict(url, right)
        assert verdict != "UNNOTICED", (place, bit)
        verdicts[verdict] += 1
    return verdicts


@pytest.mark.slow
def test_no_flipped_bit_gives_a_wrong_answer_unnoticed(sqlite_url: str, tmp_path: Path) -> None:
    """Bits anywhere in the file: in entries, in indexes, in the schema, in what is not used."""
    chance = random.Random(9)

    def choose(length: int) -> list[tuple[int, int]]:
        return [(chance.randrange(length), chance.randrange(8)) for _ in range(FLIPS)]

    verdicts = _flipped(sqlite_url, tmp_path / "ledger.sqlite", choose)
    assert verdicts["found"] > FLIPS // 3
    assert verdicts["harmless"] > 0


@pytest.mark.campaign
def test_no_flipped_bit_of_any_byte_goes_unnoticed(sqlite_url: str, tmp_path: Path) -> None:
    """One bit in every n-th byte of the file, n from `EAL_CAMPAIGN_STEP` (default: every byte)."""
    step = int(os.environ.get("EAL_CAMPAIGN_STEP", "1"))

    def choose(length: int) -> list[tuple[int, int]]:
        return [(place, place // step % 8) for place in range(0, length, step)]

    print(_flipped(sqlite_url, tmp_path / "ledger.sqlite", choose))


DAMAGE_SQLITE = [
    ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 1) WHERE size = 5"),
    ("DELETE FROM checkpoint WHERE size = 5"),
    ("INSERT INTO checkpoint SELECT 7, note FROM checkpoint WHERE size = 5"),
    ("INSERT INTO subtree VALUES (1, 0, zeroblob(32))"),
]


@pytest.mark.parametrize("damage", DAMAGE_SQLITE)
def test_checkpoints_and_tree_are_compared_with_the_entries(sqlite_url: str, damage: str) -> None:
    """Not only the last one, as when a ledger is opened."""
    ledger = _log(sqlite_url)
    with ledger.engine.begin() as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        for (name,) in connection.exec_driver_sql(query).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(damage)
    with ledger.engine.connect() as connection, pytest.raises(LedgerStopped) as stopped:
        integrity.require_whole(connection)
    assert stopped.value.code == "database_damaged"
