"""Who freezes while it holds the right to write is ended by the database, and forks nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ledger import limits
from ledger.errors import Fault, Unavailable
from ledger.store import engine as engines
from ledger.store import heads
from ledger.store.heads import Head
from tests.faults import rig
from tests.verbs.commission import real_clock

BOUND = "300s"
SHORT_SECONDS, OTHERS_SECONDS_MAX = 1.0, 20.0

_PARSE = b"\0SELECT 1\0\0\0"
_HALF = b"P" + (len(_PARSE) + 4).to_bytes(4, "big") + _PARSE + b"B\0\1\0\0half"
"""A statement to be prepared, and the beginning of what would have it executed."""


def test_every_session_has_the_bound(postgres_url: str, tmp_path: Path) -> None:
    """The one that the guide states: five minutes."""
    made = rig.prepare(postgres_url, tmp_path)
    ledger = made.open()
    with ledger.engine.connect() as connection:
        told = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar()
    rig.close(ledger)
    assert BOUND in engines._SET_POSTGRES and told == "5min"


@pytest.mark.parametrize("is_at_the_end", [False, True], ids=["read", "moved"])
def test_a_frozen_writer_holds_the_others_no_longer_than_the_bound(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_at_the_end: bool
) -> None:
    """With the bound at one second: another is recorded soon, and the frozen one cannot go on."""
    made = rig.prepare(postgres_url, tmp_path)
    short = f"SET idle_in_transaction_session_timeout = '{SHORT_SECONDS}s'"
    monkeypatch.setattr(engines, "_SET_POSTGRES", short.replace(".0", ""))
    frozen = made.open()
    monkeypatch.undo()
    other, size = made.open(), rig.size_of(made)
    with frozen.engine.connect() as connection:
        connection.begin()
        head = heads.lock(connection)
        moved = head._replace(size=head.size + 1, recorded_at=real_clock())
        if is_at_the_end:
            assert heads.compare_and_swap(connection, head, moved)
        began = time.monotonic()
        answer = rig.attempt(other, rig.announcement(other, "meanwhile"))
        waited = time.monotonic() - began
        assert isinstance(answer, bytes), answer
        assert SHORT_SECONDS / 2 < waited < OTHERS_SECONDS_MAX, waited
        with pytest.raises((DBAPIError, Fault)):
            _go_on(connection, head, moved)
        connection.invalidate()
    rig.check(answer, "meanwhile")
    rig.close(frozen)
    rig.close(other)
    assert rig.size_of(made) == size + 1 and rig.problems(made) == []


@pytest.mark.parametrize("bound", [1, 0], ids=["bounded", "without the bound"])
def test_a_writer_frozen_in_the_middle_of_a_statement_holds_up_nobody(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    """A statement half sent is no silence to PostgreSQL; without the bound others are only refused."""
    made = rig.prepare(postgres_url, tmp_path)
    monkeypatch.setattr(limits, "LOCK_WAIT_SECONDS_MAX", 3)
    frozen, other = made.open(), made.open()
    with frozen.engine.connect() as connection:
        connection.begin()
        monkeypatch.setattr(limits, "HEAD_SECONDS_MAX", bound)
        heads.lock(connection)
        monkeypatch.setattr(limits, "HEAD_SECONDS_MAX", 60)
        driver: Any = connection.connection.driver_connection
        os.write(driver.fileno(), _HALF)
        began = time.monotonic()
        answer = rig.attempt(other, rig.announcement(other, "meanwhile"))
        assert time.monotonic() - began < OTHERS_SECONDS_MAX
        connection.invalidate()
    assert isinstance(answer, bytes) == bool(bound), answer
    if not bound:
        assert isinstance(answer, Unavailable), answer
    rig.close(frozen)
    rig.close(other)


def _go_on(connection: Connection, head: Head, moved: Head) -> None:
    """What the frozen one would do next."""
    heads.compare_and_swap(connection, head, moved)
    connection.commit()
