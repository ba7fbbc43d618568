"""Bringing a ledger's database to the form that this program needs, or saying what that would do.

    0002  Published checkpoints: every one that was ever signed for others to see, in order
    0003  A role that serves: it records and reads, and may neither change an entry nor ...

All steps happen in one transaction, whose result is compared with what this program expects before
it is committed: where there is any doubt nothing has happened. A plan is the same, rolled back, so
that it cannot say anything else than what would be done.
"""

from __future__ import annotations

from typing import NamedTuple

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from ledger.errors import LedgerStopped
from ledger.projections import generations
from ledger.store import heads, schema, servers
from ledger.store.engine import open_engine, writing
from ledger.store.heads import Head

_SHOWN_MAX = 3
_COPY = "make a copy of the database, and find out who changed it, before anything else"


class Step(NamedTuple):
    """One migration that was applied, or would be: its number and what it is about."""

    revision: str
    about: str


class Upgraded(NamedTuple):
    """What became of a database, or would have: `state` says what there is to do about state.

    `before` and `after` are revisions; they are the same where there was nothing to do.
    """

    before: str
    after: str
    steps: tuple[Step, ...]
    size: int
    state: str
    is_done: bool


def upgrade(engine: Engine, *, is_plan: bool) -> Upgraded:
    """Apply every step that is missing, all or none; with `is_plan` take them back again.

    Raises LedgerStopped, with nothing changed: `not_a_ledger` where there is no log,
    `newer_database` where a newer program was at work, `database_is_standby` on a copy that follows
    another server, `schema_differs` where the result would not be what this program expects,
    `log_changed` where a step moved the log itself, `step_refused` where a step refuses.
    """
    url = engine.url.render_as_string(hide_password=False)
    owner = open_engine(url, as_app=False)
    try:
        with owner.connect() as connection, writing(connection) as transaction:
            done = _upgrade(connection, is_plan=is_plan)
            if is_plan:
                transaction.rollback()
        return done
    finally:
        owner.dispose()
        # Its connections may have been made before there was a role to take.
        engine.dispose()


def _upgrade(connection: Connection, *, is_plan: bool) -> Upgraded:
    _require_writable(connection)
    config = schema.configuration(connection)
    before = _revision(connection)
    missing = _missing(ScriptDirectory.from_config(config), before)
    head = heads.lock(connection, is_bounded=False)
    try:
        command.upgrade(config, schema.REVISION)
    except CommandError as refusal:
        do = "do what it says, and run the upgrade again; nothing was changed"
        raise LedgerStopped("step_refused", str(refusal), do) from None
    _require_as_expected(connection, head)
    return Upgraded(before, schema.REVISION, missing, head.size, _state(connection), not is_plan)


def _require_writable(connection: Connection) -> None:
    if servers.of(connection).is_standby:
        found = "a database that only follows another server"
        raise LedgerStopped("database_is_standby", found, "upgrade the server that it follows")
    if not connection.dialect.has_table(connection, "head"):
        found = f"no ledger in {connection.engine.url.render_as_string()}"
        do = "check the address; a new ledger is made by `eal init`"
        raise LedgerStopped("not_a_ledger", found, do)


def _revision(connection: Connection) -> str:
    """The one revision that the database says it has."""
    found = MigrationContext.configure(connection).get_current_heads()
    if len(found) != 1:
        told = f"{len(found)} revisions noted in the database, where one is expected"
        raise LedgerStopped("schema_differs", told, _COPY)
    return found[0]


def _missing(scripts: ScriptDirectory, before: str) -> tuple[Step, ...]:
    known = list(scripts.walk_revisions())[::-1]
    numbers = [script.revision for script in known]
    if before not in numbers:
        found = f"a database of revision {before}; this program knows {', '.join(numbers)}"
        raise LedgerStopped("newer_database", found, "use the program that upgraded it, or a newer")
    return tuple(
        Step(script.revision, (script.doc or "").rstrip("."))
        for script in known[numbers.index(before) + 1 :]
    )


def _require_as_expected(connection: Connection, head: Head) -> None:
    """Before anything is committed: the tables are as expected, and the log is where it was."""
    lines = schema.differences(connection)
    if lines:
        more = f" and {len(lines) - _SHOWN_MAX} more" if len(lines) > _SHOWN_MAX else ""
        found = f"the tables would not be as expected: {'; '.join(lines[:_SHOWN_MAX])}{more}"
        raise LedgerStopped("schema_differs", found, f"{_COPY}; nothing was changed")
    if heads.read(connection) != head:
        found = "the head of the log is not where it was before the upgrade"
        raise LedgerStopped("log_changed", found, "nothing was changed; tell who keeps the program")


def _state(connection: Connection) -> str:
    """What is to be done about the tables of state, which no migration touches."""
    try:
        generations.live(connection)
    except LedgerStopped as stopped:
        return f"{stopped.found}: {stopped.do}"
    return ""


def roles(database: str) -> str:
    """Return the SQL that makes one login for each task on a PostgreSQL server, to be read first."""
    return ROLES.format(database=f'"{database.replace(chr(34), chr(34) * 2)}"')


ROLES = """\
-- Logins for the tasks of a ledger on PostgreSQL. Read it, then run it once as whoever may make
-- roles, after `eal upgrade` (which makes the roles eal_serving and eal_app). Passwords, or better
-- peer or certificate authentication, are set in your own way and are not part of this.

-- eal serve: adds entries, checkpoints and rows of state, moves the head, reads. It can neither
-- update nor delete an entry, nor make or drop a table.
CREATE ROLE eal_server LOGIN;
GRANT eal_serving TO eal_server;
GRANT CONNECT ON DATABASE {database} TO eal_server;

-- eal rebuild, eal recover: may besides make and drop the tables of state. Entries are as safe
-- from it.
CREATE ROLE eal_projection LOGIN;
GRANT eal_app TO eal_projection;
GRANT CONNECT ON DATABASE {database} TO eal_projection;

-- eal init, eal upgrade: whoever owns the database. No server needs this login while it runs.
"""
