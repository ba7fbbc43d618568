"""Least rights on a real PostgreSQL: what each login may do is done, what it may not is tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ProgrammingError

from ledger import ledger as ledgers
from ledger import read, rebuild, upgrade
from ledger.ledger import Ledger
from ledger.store.engine import open_engine
from ledger.submit import Recorded, submit
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of

LOGINS = ("eal_server", "eal_projection")

ENTRIES = [
    "UPDATE entry SET data = data",
    "DELETE FROM entry",
    "TRUNCATE entry",
    "UPDATE checkpoint SET size = size",
    "DELETE FROM publication",
    "DELETE FROM head",
    "UPDATE head SET one = 1",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "DROP TABLE entry",
    "UPDATE alembic_version SET version_num = '0001'",
]
"""What no login but the owner's may do."""

STATE = [
    "CREATE TABLE mine (n int)",
    "DROP TABLE projection",
    "DELETE FROM projection",
    "UPDATE projection SET is_live = 0",
    "INSERT INTO projection VALUES (9, 9, 9, 9, 1, NULL)",
    "SET ROLE eal_app",
]
"""What only the projection login may do: to make, drop and switch the tables of state."""


@pytest.fixture
def commission(postgres_url: str) -> Iterator[Commission]:
    """A ledger whose server has the logins that `eal upgrade --roles` prints."""
    made = commissions.opened(postgres_url)
    owner = open_engine(postgres_url, as_app=False)
    name = make_url(postgres_url).database or ""
    _drop(owner)
    _run(owner, upgrade.roles(name))
    yield made
    made.close()
    _drop(owner)
    owner.dispose()


def _drop(owner: Engine) -> None:
    for login in LOGINS:
        known = f"SELECT 1 FROM pg_roles WHERE rolname = '{login}'"
        with owner.begin() as connection:
            if connection.exec_driver_sql(known).first():
                connection.exec_driver_sql(f"DROP OWNED BY {login}")
                connection.exec_driver_sql(f"DROP ROLE {login}")


def _run(owner: Engine, script: str) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(script)


def _as(commission: Commission, login: str) -> Ledger:
    url = make_url(commission.url).set(username=login).render_as_string(hide_password=False)
    return ledgers.open(
        url, clock=commission.clock, log_key=key_of("log"), recorder_key=key_of("recorder")
    )


def _denied(engine: Engine, statements: list[str]) -> None:
    for statement in statements:
        with engine.connect() as connection, pytest.raises(ProgrammingError) as refused:
            connection.exec_driver_sql(statement)
        assert "InsufficientPrivilege" in str(refused.value), statement


def test_the_serving_login_records_reads_and_no_more(commission: Commission) -> None:
    """It appends like any server, also after a rebuild; all else is denied by the database."""
    serving = _as(commission, "eal_server")
    assert isinstance(submit(serving, [commission.moved("opened", "ps-1")])[0], Recorded)
    _denied(serving.engine, ENTRIES + STATE)
    projecting = _as(commission, "eal_projection")
    assert rebuild.rebuild(projecting).difference is None
    assert isinstance(submit(serving, [commission.moved("opened", "ps-2")])[0], Recorded)
    assert read.size(serving) == read.size(commission.ledger)
    projecting.engine.dispose()
    serving.engine.dispose()


def test_the_projection_login_rebuilds_and_changes_no_entry(commission: Commission) -> None:
    """Tables of state are its own; entries are as closed to it as to the server."""
    projecting = _as(commission, "eal_projection")
    assert rebuild.rebuild(projecting).size == read.size(commission.ledger)
    _denied(projecting.engine, ENTRIES)
    projecting.engine.dispose()
