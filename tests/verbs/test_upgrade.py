"""A database of an older program is brought up to date: all steps or none, and no entry changes."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import Engine

from ledger import read, upgrade
from ledger.errors import LedgerStopped
from ledger.store import schema
from ledger.store.engine import open_engine, writing
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission


def _old(url: str) -> Commission:
    """A ledger of yesterday: open, with entries, and without the newest step."""
    made = commissions.opened(url)
    made.ledger.engine.dispose()
    owner = open_engine(url, as_app=False)
    with owner.connect() as connection, writing(connection):
        command.downgrade(schema.configuration(connection), "0002")
    owner.dispose()
    return made


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        found: str = connection.exec_driver_sql(
            "SELECT version_num FROM alembic_version"
        ).scalar_one()
    return found


def _execute(url: str, statement: str) -> None:
    owner = open_engine(url, as_app=False)
    with owner.connect() as connection, writing(connection):
        connection.exec_driver_sql(statement)
    owner.dispose()


def test_a_plan_changes_nothing_and_is_what_is_done(engine_url: str) -> None:
    """The same steps are named before and after; every entry is as it was; acts go on."""
    made = _old(engine_url)
    before = [read.entry(made.ledger, index) for index in range(read.size(made.ledger))]
    planned = upgrade.upgrade(made.ledger.engine, is_plan=True)
    assert [step.revision for step in planned.steps] == ["0003", "0004"] and not planned.is_done
    assert _revision(made.ledger.engine) == "0002"
    done = upgrade.upgrade(made.ledger.engine, is_plan=False)
    assert done == planned._replace(is_done=True)
    assert done.size == len(before) and done.state == ""
    assert [read.entry(made.ledger, index) for index in range(len(before))] == before
    again = upgrade.upgrade(made.ledger.engine, is_plan=False)
    assert (again.before, again.steps) == ("0004", ())
    made.record(made.moved("opened", "ps-1"))
    made.close()


def test_doubt_is_a_refusal_that_changes_nothing(engine_url: str) -> None:
    """A trigger is missing: who knows what happened meanwhile. The old form stays."""
    made = _old(engine_url)
    drop = (
        "DROP TRIGGER entry_no_update"
        if engine_url.startswith("sqlite")
        else ("DROP TRIGGER entry_no_change ON entry")
    )
    _execute(engine_url, drop)
    for is_plan in (True, False):
        with pytest.raises(LedgerStopped) as refused:
            upgrade.upgrade(made.ledger.engine, is_plan=is_plan)
        assert refused.value.code == "schema_differs"
        assert _revision(made.ledger.engine) == "0002"
    made.close()


def test_a_newer_database_and_no_ledger_are_refused(engine_url: str) -> None:
    """What is not known is not touched."""
    empty = open_engine(engine_url)
    with pytest.raises(LedgerStopped) as refused:
        upgrade.upgrade(empty, is_plan=False)
    assert refused.value.code == "not_a_ledger"
    made = commissions.opened(engine_url)
    _execute(engine_url, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(LedgerStopped) as refused:
        upgrade.upgrade(made.ledger.engine, is_plan=False)
    assert refused.value.code == "newer_database"
    assert _revision(made.ledger.engine) == "0999"
    made.close()
