"""A connection that could lose what it committed is never handed out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url

from ledger.errors import LedgerStopped, Unavailable
from ledger.store import checkpoints, engine, heads, settings
from tests.store import logs


@pytest.mark.parametrize(
    "version, is_safe",
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 99), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_used_only_where_it_loses_nothing(
    version: tuple[int, int, int], is_safe: bool
) -> None:
    """The fault was there from 3.7.0 to 3.51.2, and was taken out of two older lines."""
    assert settings.is_wal_safe(version) == is_safe


def test_the_newer_sqlite_is_taken(sqlite_url: str) -> None:
    """Where the wheel is installed, its SQLite runs the ledger, in WAL with full syncs."""
    module = engine.sqlite_module()
    assert settings.is_wal_safe(engine._version(module))
    with logs.engine_of(sqlite_url).connect() as connection:
        assert _pragma(connection, "journal_mode") == "wal"
        assert _pragma(connection, "synchronous") == 2
        assert _pragma(connection, "recursive_triggers") == 1
        assert _pragma(connection, "foreign_keys") == 1
        assert _pragma(connection, "mmap_size") == 0


def test_an_sqlite_with_the_fault_gets_a_rollback_journal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a ledger works all the same, with a journal that is synced with its folder."""
    monkeypatch.setattr(settings, "is_wal_safe", lambda _: False)
    monkeypatch.setattr(engine, "sqlite_module", lambda: sqlite3)
    ledger = logs.make(sqlite_url)
    logs.record(ledger, "a")
    logs.record(ledger, *(f"b{n}" for n in range(300)))
    with ledger.engine.connect() as connection:
        assert _pragma(connection, "journal_mode") == "truncate"
        assert _pragma(connection, "synchronous") == 3
        assert checkpoints.last_size(connection) == 301


def test_without_the_wheel_the_library_of_python_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is chosen even if it has the fault: the journal mode sees to that."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    assert engine.sqlite_module() is sqlite3


WEAK_SQLITE = [
    ("synchronous", "NORMAL"),
    ("synchronous", "OFF"),
    ("journal_mode", "DELETE"),
    ("recursive_triggers", "OFF"),
    ("foreign_keys", "OFF"),
    ("ignore_check_constraints", "ON"),
]


@pytest.mark.parametrize("name, value", WEAK_SQLITE)
def test_a_weaker_sqlite_connection_is_not_written_with(
    sqlite_url: str, name: str, value: str
) -> None:
    """Whoever switches a connection's durability off in between is noticed before the commit."""
    ledger = logs.make(sqlite_url)
    logs.record(ledger, "a")
    ledger.engine.dispose()

    @event.listens_for(ledger.engine, "checkout")
    def _weaken(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA {name} = {value}")

    with pytest.raises(LedgerStopped, match=name) as stopped:
        logs.record(ledger, "b")
    assert stopped.value.code == "settings_not_durable"
    with ledger.engine.connect() as connection:
        assert heads.read(connection).size == 1


WEAK_POSTGRES = [
    ("synchronous_commit", "off"),
    ("synchronous_commit", "local"),
    ("session_replication_role", "replica"),
]


@pytest.mark.parametrize("name, value", WEAK_POSTGRES)
def test_a_weaker_postgres_is_not_connected_to(postgres_url: str, name: str, value: str) -> None:
    """What the address, the database or the role switches off is found when connecting."""
    url = make_url(postgres_url).update_query_dict({"options": f"-c {name}={value}"})
    with pytest.raises(LedgerStopped, match=name):
        logs.engine_of(url.render_as_string(hide_password=False)).connect()


def test_a_postgres_session_that_is_weakened_is_not_written_with(postgres_url: str) -> None:
    """Any session may switch its own durability off; it is asked again before each commit."""
    ledger = logs.make(postgres_url)
    logs.record(ledger, "a")

    @event.listens_for(ledger.engine, "checkout")
    def _weaken(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("SET synchronous_commit = off")
        connection.commit()

    with pytest.raises(LedgerStopped, match="synchronous_commit") as stopped:
        logs.record(ledger, "b")
    assert stopped.value.code == "settings_not_durable"


def test_the_isolation_that_writers_need_does_not_depend_on_the_server(postgres_url: str) -> None:
    """A database whose default is stricter does not make waiting writers fail."""
    owner = logs.engine_of(postgres_url)
    with owner.connect() as connection:
        name = make_url(postgres_url).database
        connection.exec_driver_sql(
            f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
        )
        connection.commit()
    ledger = logs.make(postgres_url)
    assert logs.record(ledger, "a").head.size == 1


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true", "mysql://x/y"],
)
def test_a_place_that_forgets_is_refused(url: str) -> None:
    """Memory is no place for a ledger, and two engines are what is tested."""
    with pytest.raises(Unavailable):
        engine.open_engine(url)


def test_a_writer_keeps_all_others_out(engine_url: str) -> None:
    """While one holds the head, another waits; a reader does not."""
    ledger = logs.make(engine_url)
    logs.record(ledger, "a")
    other = logs.engine_of(engine_url)
    with ledger.engine.connect() as first, engine.writing(first):
        heads.lock(first)
        with other.connect() as second:
            assert heads.read(second).size == 1
            second.rollback()
            wait = "PRAGMA busy_timeout = 50"
            if second.dialect.name == "postgresql":
                wait = "SET lock_timeout = 50"
            second.exec_driver_sql(wait)
            second.commit()
            with pytest.raises(Unavailable, match="locked|lock timeout"), engine.writing(second):
                heads.lock(second)


def test_a_read_sees_one_moment(engine_url: str, tmp_path: Path) -> None:
    """However many statements are asked, they speak of the same log."""
    ledger = logs.make(engine_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    with engine.reading(ledger.engine) as connection:
        before = heads.read(connection)
        logs.record(ledger, "b")
        assert heads.read(connection) == before
        assert checkpoints.last_size(connection) == 1
    with engine.reading(ledger.engine) as connection:
        assert checkpoints.last_size(connection) == 2


def _pragma(connection: Any, name: str) -> Any:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()
