"""Statements given to the driver itself: what comes back, in which transaction, and how it fails."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ledger.append import append
from ledger.ledger import Ledger
from ledger.store import driver, entries, heads
from ledger.store.engine import open_engine, writing
from tests.store import logs


@pytest.fixture
def ledger(engine_url: str) -> Ledger:
    """A log of three entries."""
    ledger = logs.make(engine_url)
    append(ledger, logs.recording("one", "two", "three"))
    return ledger


def test_rows_are_as_they_were_written(ledger: Ledger) -> None:
    """Bytes are bytes and text is text, by way of either kind of statement."""
    with ledger.engine.connect() as connection:
        [stored] = entries.scan(connection, 1, 2)
        told = driver.fetch(connection, "SELECT * FROM entry WHERE entry_index = ?", (1,))
        assert told == [tuple(stored)]
        assert {type(stored.data), type(stored.leaf)} == {bytes} and type(stored.act_id) is str
        assert driver.value(connection, entries._LEAF, start=99) is None


def test_what_is_run_is_part_of_the_transaction(ledger: Ledger) -> None:
    """One is begun where there is none, and what it did is gone when it is rolled back."""
    insert = "INSERT INTO meta VALUES (?, 'b')"
    with ledger.engine.connect() as connection, writing(connection) as transaction:
        assert driver.run(connection, insert, ("a",)) == 1
        transaction.rollback()
    with ledger.engine.connect() as connection:
        heads.read(connection)
        assert connection.in_transaction()
        assert driver.fetch(connection, "SELECT * FROM meta WHERE name = 'a'") == []


def test_errors_are_those_that_sqlalchemy_raises(ledger: Ledger) -> None:
    """Whoever tells a fault of the database from one of the program looks at these."""
    with ledger.engine.connect() as connection:
        with writing(connection), pytest.raises(IntegrityError):
            driver.run_many(connection, "INSERT INTO meta VALUES (?, ?)", [("a", "b")] * 2)
        connection.rollback()
        with pytest.raises(DBAPIError, match="no_such_table"):
            driver.fetch(connection, "SELECT * FROM no_such_table")


def test_a_lost_connection_is_not_used_again(postgres_url: str) -> None:
    """Nor are the others that were open then: the next transaction goes over a new one."""
    ledger = logs.make(postgres_url)
    owners = open_engine(postgres_url, as_app=False)
    with ledger.engine.connect() as one, owners.connect() as owner:
        number = driver.fetch(one, "SELECT pg_backend_pid()")[0][0]
        driver.fetch(owner, "SELECT pg_terminate_backend(?)", (number,))
        with pytest.raises(OperationalError) as lost:
            driver.fetch(one, "SELECT 1")
        assert lost.value.connection_invalidated and one.invalidated
    owners.dispose()
    made = _connections_made(ledger.engine)
    with ledger.engine.connect() as next_one:
        assert driver.fetch(next_one, "SELECT 1") == [(1,)]
    assert len(made) == 1


def _connections_made(engine: Engine) -> list[object]:
    made: list[object] = []
    event.listen(engine, "connect", lambda *given: made.append(given))
    return made
