"""Migrations: up, down while nothing is lost, and in step with the tables of the store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import CheckConstraint, inspect

from ledger.store import entries, schema
from ledger.store.engine import open_engine, writing
from ledger.store.tables import metadata
from tests.store import logs

ROOT = Path(__file__).parents[2]


def _migrate(url: str, how: Any, revision: str) -> None:
    engine = open_engine(url, as_app=False)
    try:
        with engine.connect() as connection, writing(connection):
            how(schema.configuration(connection), revision)
    finally:
        engine.dispose()


def test_up_down_and_up_again(engine_url: str) -> None:
    """An empty log can be taken away and made again, the same as at first."""
    _migrate(engine_url, command.upgrade, "head")
    engine = logs.engine_of(engine_url)
    with engine.connect() as connection:
        first = schema.describe(connection)
    engine.dispose()
    _migrate(engine_url, command.downgrade, "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert schema.describe(connection) == []
    engine.dispose()
    _migrate(engine_url, command.upgrade, "head")
    with engine.connect() as connection:
        assert schema.describe(connection) == first
        assert schema.differences(connection) == []
    ledger = logs.reopen(engine_url)
    assert logs.record(ledger, "a").head.size == 1


def test_going_down_never_deletes_an_entry(engine_url: str) -> None:
    """With one entry in the log, taking its table away is refused, and nothing has happened."""
    ledger = logs.make(engine_url)
    first = logs.record(ledger, "a")
    ledger.engine.dispose()
    with pytest.raises(CommandError, match="a log of 1 entries"):
        _migrate(engine_url, command.downgrade, "base")
    with ledger.engine.connect() as connection:
        stored = entries.read(connection, 0)
        assert stored is not None
        assert stored.data == first.entries[0].data
        assert schema.differences(connection) == []
    assert logs.record(ledger, "b").head.size == 2


def test_going_up_twice_changes_nothing(engine_url: str) -> None:
    """A ledger at work may be brought up to date again."""
    ledger = logs.make(engine_url)
    logs.record(ledger, "a")
    schema.upgrade(ledger.engine)
    assert logs.record(ledger, "b").head.size == 2


def test_the_tables_are_in_step(engine_url: str) -> None:
    """What the store believes of its tables is what the migrations make."""
    schema.upgrade(logs.engine_of(engine_url))
    engine = open_engine(engine_url, as_app=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            wanted = [(column.name, column.nullable) for column in table.columns]
            columns = found.get_columns(table.name)
            assert [(column["name"], column["nullable"]) for column in columns] == wanted
            checks = {check["name"] for check in found.get_check_constraints(table.name)}
            assert checks == {
                one.name for one in table.constraints if isinstance(one, CheckConstraint)
            }
    engine.dispose()


def test_the_programs_expect_the_newest_revision() -> None:
    """There is one line of versions, and its end is the one that is asked for."""
    assert _scripts().get_heads() == [schema.REVISION]


def test_alembic_itself_can_be_used(sqlite_url: str) -> None:
    """As an administrator does it, from the checkout, with the address in the environment."""
    command_line = [sys.executable, "-m", "alembic"]
    environment = {**os.environ, "EAL_DATABASE": sqlite_url}

    def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command_line, *arguments],
            cwd=ROOT,
            env=more.get("env", environment),
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("upgrade", "head").returncode == 0
    assert schema.REVISION in run("current").stdout
    logs.record(logs.reopen(sqlite_url), "a")
    refused = run("downgrade", "base")
    assert refused.returncode != 0
    assert "Entries are never deleted" in refused.stdout + refused.stderr


def test_a_server_without_the_role_says_what_to_do(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A login that may not make roles is told what a superuser has to run."""
    engine = open_engine(postgres_url, as_app=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS eal_test_owner")
        connection.exec_driver_sql("CREATE ROLE eal_test_owner")
        connection.exec_driver_sql("GRANT ALL ON SCHEMA public TO eal_test_owner")
    revision = _revision()
    monkeypatch.setattr(revision, "APP_ROLE", "eal_not_there")
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql("SET LOCAL ROLE eal_test_owner")
            context = MigrationContext.configure(connection)
            with Operations.context(context), pytest.raises(CommandError, match="CREATE ROLE"):
                revision._grants_postgresql()
            transaction.rollback()
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP OWNED BY eal_test_owner")
            connection.exec_driver_sql("DROP ROLE eal_test_owner")
        engine.dispose()


def _revision() -> Any:
    script = _scripts().get_revision("0001")
    assert script is not None
    return script.module


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)
