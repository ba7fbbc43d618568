"""Every way that SQL knows to change a log: refused, or found out.

Triggers and grants stop what comes by mistake or with the rights of the ledger's own role. The
owner of a database can take them away; then the schema is not what it was made, or the bytes do
not have their hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from ledger.append import examine
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import engine as engines
from ledger.store import entries, heads, schema
from ledger.store.readback import read_back
from tests.store import logs

H = "'\\x" + "ab" * 32 + "'"
X = "x'" + "ab" * 32 + "'"

GAP = "INSERT INTO entry VALUES (10, {h}, {h}, {h}, 'x', 't', {h})"
AGAIN = "INSERT INTO entry VALUES (0, {h}, NULL, {h}, 'x', 't', {h})"
NEGATIVE = "INSERT INTO entry VALUES (-1, {h}, {h}, {h}, 'x', 't', {h})"
NEXT = "INSERT INTO entry VALUES (3, {h}, {h}, {h}, 'x', 't', {h})"
NEXT_AS_HEAD_MOVES = "UPDATE head SET size = 4, leaf = {h}, recorded_at = '3'; " + NEXT

CHANGES = [
    "UPDATE entry SET data = {h} WHERE entry_index = 1",
    "DELETE FROM entry WHERE entry_index = 2",
    "DELETE FROM entry",
    GAP,
    AGAIN,
    NEGATIVE,
    NEXT,
    NEXT_AS_HEAD_MOVES,
    "UPDATE head SET size = 2",
    "UPDATE head SET size = 3",
    "UPDATE head SET size = 9, recorded_at = '2'",
    "DELETE FROM head",
    "INSERT INTO head VALUES (1, 0, NULL, NULL)",
    "INSERT INTO head VALUES (2, 0, NULL, NULL)",
    "UPDATE checkpoint SET note = {h}",
    "DELETE FROM checkpoint",
    "INSERT INTO checkpoint VALUES (9, {h})",
    "INSERT INTO checkpoint VALUES (2, {h})",
    "INSERT INTO subtree VALUES (1, 5, {h})",
]

CHANGES_SQLITE = [
    "REPLACE INTO entry SELECT entry_index, leaf, previous, act_digest, 'z', recorded_at, {h}"
    " FROM entry WHERE entry_index = 1",
    "REPLACE INTO entry SELECT 3, leaf, {h}, {h}, act_id, recorded_at, data FROM entry"
    " WHERE entry_index = 2",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE entry_index = 2",
    "INSERT INTO entry SELECT * FROM entry WHERE entry_index = 2"
    " ON CONFLICT (entry_index) DO UPDATE SET data = {h}",
    "UPDATE OR IGNORE entry SET data = {h}",
    "UPDATE OR REPLACE entry SET act_id = 'a' WHERE entry_index = 2",
    "REPLACE INTO head VALUES (1, 0, NULL, NULL)",
    "REPLACE INTO checkpoint VALUES (1, {h})",
    "INSERT INTO entry VALUES (3, {h}, (SELECT leaf FROM entry WHERE entry_index = 2), {h},"
    " 'x', 't', {h})",
]

CHANGES_POSTGRES = [
    "UPDATE entry SET act_id = 'y' WHERE entry_index = 99",
    "TRUNCATE entry",
    "TRUNCATE entry, head, checkpoint, subtree",
    "INSERT INTO entry SELECT * FROM entry WHERE entry_index = 2"
    " ON CONFLICT (entry_index) DO UPDATE SET data = {h}",
    "MERGE INTO entry USING head ON true WHEN MATCHED THEN UPDATE SET data = {h}",
    "MERGE INTO entry USING head ON true WHEN MATCHED THEN DELETE",
    "COPY entry (entry_index, leaf, act_digest, act_id, recorded_at, data) FROM PROGRAM 'echo 0'",
    "ALTER TABLE entry DISABLE TRIGGER entry_no_change",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TRIGGER entry_no_change ON entry",
    "CREATE OR REPLACE FUNCTION eal_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RETURN OLD; END$$",
    "CREATE RULE r AS ON INSERT TO entry DO INSTEAD NOTHING",
    "ALTER TABLE entry RENAME TO entry_before",
    "DROP TABLE entry",
    "SELECT * FROM entry FOR UPDATE",
    "DELETE FROM alembic_version",
]


@pytest.fixture
def ledger(engine_url: str) -> Ledger:
    """A ledger of three entries, on each engine."""
    return _three(engine_url)


@pytest.fixture
def sqlite_ledger(sqlite_url: str) -> Ledger:
    """A ledger of three entries in SQLite."""
    return _three(sqlite_url)


@pytest.fixture
def postgres_ledger(postgres_url: str) -> Ledger:
    """A ledger of three entries in PostgreSQL."""
    return _three(postgres_url)


@pytest.fixture
def owner(postgres_ledger: Ledger) -> Iterator[Engine]:
    """The owner of the PostgreSQL ledger, who may do anything."""
    url = postgres_ledger.engine.url.render_as_string(hide_password=False)
    engine = engines.open_engine(url, as_app=False)
    yield engine
    engine.dispose()


def _three(url: str) -> Ledger:
    ledger = logs.make(url)
    for act_id in "abc":
        logs.record(ledger, act_id)
    assert examine(ledger) is None
    return ledger


def _literal(change: str, engine: Engine) -> list[str]:
    hashed = change.replace("{h}", X if engine.dialect.name == "sqlite" else H)
    return hashed.split("; ")


def _rows(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        found: list[object] = [heads.read(connection), *entries.scan(connection, 0, 100)]
        found += connection.exec_driver_sql("SELECT * FROM checkpoint ORDER BY size").all()
    return found


def _refused(engine: Engine, change: str) -> None:
    before = _rows(engine)
    assert not _goes_through(engine, change), change
    assert _rows(engine) == before


def _goes_through(engine: Engine, change: str) -> bool:
    try:
        with engine.begin() as connection:
            for statement in _literal(change, engine):
                connection.execute(text(statement))
    except DBAPIError:
        return False
    return True


def test_what_every_engine_refuses(ledger: Ledger) -> None:
    """No statement that the program itself may send changes, removes or skips anything."""
    for change in CHANGES:
        _refused(ledger.engine, change)
    assert examine(ledger) is None


def test_what_sqlite_refuses(sqlite_ledger: Ledger) -> None:
    """REPLACE and upserts neither delete nor change."""
    for change in CHANGES_SQLITE:
        _refused(sqlite_ledger.engine, change)


def test_sqlite_refuses_another_program_too(sqlite_ledger: Ledger) -> None:
    """A program that leaves recursive triggers off cannot REPLACE an entry either."""
    module = engines.sqlite_module()
    connection = module.connect(sqlite_ledger.engine.url.database)
    connection.execute("PRAGMA recursive_triggers = OFF")
    for change in [*CHANGES, *CHANGES_SQLITE]:
        *before, last = _literal(change, sqlite_ledger.engine)
        for statement in before:
            connection.execute(statement)
        with pytest.raises(module.Error):
            connection.execute(last)
        connection.rollback()
    connection.close()
    assert examine(sqlite_ledger) is None


def test_without_the_guards_replace_goes_through(sqlite_ledger: Ledger) -> None:
    """The negative control: it is the triggers that refuse, and without them nothing does."""
    with sqlite_ledger.engine.begin() as connection:
        for trigger in ("entry_follows", "entry_no_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        (statement,) = _literal(CHANGES_SQLITE[0], sqlite_ledger.engine)
        connection.exec_driver_sql(statement)
    assert _code(sqlite_ledger) == "schema_differs"


def test_what_the_role_of_the_ledger_cannot_do(postgres_ledger: Ledger) -> None:
    """Connected as `eal_app`, which has no rights to go around a guard."""
    with postgres_ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar() == engines.APP_ROLE
    for change in CHANGES_POSTGRES:
        _refused(postgres_ledger.engine, change)
    # This one is answered with a warning, and grants nothing.
    assert _goes_through(postgres_ledger.engine, "GRANT UPDATE ON entry TO eal_app")
    assert examine(postgres_ledger) is None


def test_a_login_that_only_has_the_role_can_keep_a_ledger(
    postgres_ledger: Ledger, owner: Engine
) -> None:
    """An ordinary login that was granted `eal_app` appends, and may no more than that."""
    with owner.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS eal_test_login")
        connection.exec_driver_sql("CREATE ROLE eal_test_login LOGIN IN ROLE eal_app")
    url = make_url(postgres_ledger.engine.url).set(username="eal_test_login")
    mine = logs.reopen(url.render_as_string(hide_password=False), clock=postgres_ledger.clock)
    try:
        assert logs.record(mine, "d").head.size == 4
        assert logs.record(mine, *(f"e{n}" for n in range(30))).head.size == 34
        for change in CHANGES_POSTGRES:
            _refused(mine.engine, change)
    finally:
        mine.engine.dispose()
        with owner.begin() as connection:
            connection.exec_driver_sql("DROP ROLE eal_test_login")


def test_the_owner_is_refused_what_goes_by_mistake(postgres_ledger: Ledger, owner: Engine) -> None:
    """Triggers hold for the owner too, even in a session that calls itself a replica."""
    for change in [*CHANGES, *CHANGES_POSTGRES[:6]]:
        _refused(owner, change)
    for change in CHANGES[:4]:
        _refused(owner, "SET session_replication_role = replica; " + change)
    assert examine(postgres_ledger) is None


OWNER_POSTGRES = [
    "ALTER TABLE entry DISABLE TRIGGER entry_no_change",
    "ALTER TABLE entry ENABLE TRIGGER entry_no_statement",
    "ALTER TABLE entry ENABLE REPLICA TRIGGER entry_follows",
    "DROP TRIGGER head_goes_on ON head",
    "CREATE OR REPLACE FUNCTION eal_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RETURN OLD; END$$",
    "ALTER FUNCTION eal_refuse() RESET search_path",
    "ALTER FUNCTION eal_refuse() SECURITY DEFINER",
    "CREATE TRIGGER other BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION eal_refuse()",
    "CREATE RULE r AS ON UPDATE TO checkpoint DO INSTEAD NOTHING",
    "ALTER TABLE entry ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE entry DROP CONSTRAINT entry_leaf_is_a_hash",
    "ALTER TABLE entry ALTER COLUMN data SET DEFAULT ''",
    "ALTER TABLE entry ADD COLUMN more text",
    "ALTER TABLE entry ALTER COLUMN act_digest DROP NOT NULL",
    "DROP INDEX entry_act_id",
    "CREATE INDEX other ON entry (leaf)",
    "GRANT UPDATE ON entry TO eal_app",
    "GRANT DELETE ON checkpoint TO public",
    "GRANT UPDATE (data) ON entry TO eal_app",
    "ALTER TABLE entry SET UNLOGGED",
    "ALTER TABLE entry RENAME TO entry_before;"
    " CREATE TABLE entry AS SELECT * FROM entry_before WHERE entry_index < 2",
    "ALTER TABLE entry RENAME TO entry_before; CREATE VIEW entry AS SELECT * FROM entry_before",
    "CREATE TABLE part () INHERITS (entry)",
]


def test_what_the_owner_changes_is_found(postgres_ledger: Ledger, owner: Engine) -> None:
    """Each guard, table, index, function or grant that is touched shows in the listing."""
    for change in OWNER_POSTGRES:
        with owner.connect() as connection:
            assert schema.differences(connection) == []
            for statement in change.split("; ") if "BEGIN" not in change else [change]:
                connection.execute(text(statement))
            assert schema.differences(connection) != [], change
            connection.rollback()


OWNER_SQLITE = [
    "DROP TRIGGER entry_no_update",
    "DROP TRIGGER head_is_one",
    "CREATE TRIGGER other AFTER INSERT ON entry BEGIN DELETE FROM meta; END",
    "DROP INDEX entry_act_digest",
    "CREATE INDEX other ON entry (leaf)",
    "ALTER TABLE entry ADD COLUMN more TEXT",
    "ALTER TABLE entry RENAME TO entry_before; CREATE TABLE entry AS SELECT * FROM entry_before",
    "ALTER TABLE entry RENAME TO entry_before; CREATE VIEW entry AS SELECT * FROM entry_before",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'UPDATE is', 'it is')"
    " WHERE name = 'entry_no_update'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')"
    " WHERE name = 'checkpoint'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'KEY', 'KeY')"
    " WHERE name = 'alembic_version'",
    "CREATE TRIGGER form AFTER INSERT ON alembic_version BEGIN SELECT 1; END",
]


@pytest.mark.parametrize("change", OWNER_SQLITE)
def test_what_the_owner_of_the_file_changes_is_found(sqlite_ledger: Ledger, change: str) -> None:
    """Whoever may write the file may change the schema, and the listing shows it."""
    module = engines.sqlite_module()
    connection = module.connect(sqlite_ledger.engine.url.database)
    # PySQLite's defensive mode is off, so this is what a shell can do.
    for statement in change.split("; ") if "BEGIN" not in change else [change]:
        connection.execute(statement)
    connection.commit()
    connection.close()
    sqlite_ledger.engine.dispose()
    assert _code(sqlite_ledger) == "schema_differs"


def test_whoever_takes_the_guards_away_and_puts_them_back_is_found(
    sqlite_ledger: Ledger,
) -> None:
    """An entry that was changed in between does not have its hash."""
    with sqlite_ledger.engine.begin() as connection:
        query = "SELECT sql FROM sqlite_schema WHERE name = 'entry_no_update'"
        trigger = connection.exec_driver_sql(query).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        changed = "UPDATE entry SET data = replace(data, 'example', 'Example')"
        connection.exec_driver_sql(changed.replace("replace(", "CAST(replace(") + " AS BLOB)")
        connection.exec_driver_sql(trigger)
    with sqlite_ledger.engine.connect() as connection:
        assert schema.differences(connection) == []
        with pytest.raises(LedgerStopped, match="entry 0"):
            list(read_back(connection, 0, 3, previous=None))


def test_a_replica_role_set_for_the_session_is_noticed(postgres_ledger: Ledger) -> None:
    """A server that was told to leave out ordinary triggers is not written to."""
    url = make_url(postgres_ledger.engine.url).update_query_dict(
        {"options": "-c session_replication_role=replica"}
    )
    engine = logs.engine_of(url.render_as_string(hide_password=False))
    with pytest.raises(LedgerStopped, match="session_replication_role"):
        engine.connect()


def _code(ledger: Ledger) -> str | None:
    stopped = examine(ledger)
    return None if stopped is None else stopped.code


def test_the_file_of_an_empty_folder_is_not_made_by_reading(tmp_path: Path) -> None:
    """Asking where no ledger is says so, in words."""
    engine = logs.engine_of(f"sqlite:///{tmp_path / 'none.sqlite'}")
    with engine.connect() as connection, pytest.raises(LedgerStopped, match="no ledger"):
        engines.require_tables(connection)


def test_copy_cannot_leave_a_gap(postgres_ledger: Ledger) -> None:
    """The way that our own bulk takes is guarded like every other."""
    with postgres_ledger.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, pytest.raises(psycopg.errors.IntegrityError):
            _copy_one(cursor)


def _copy_one(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
    some = b"\xab" * 32
    with cursor.copy("COPY entry FROM STDIN") as copy:
        copy.write_row((10, some, some, some, "x", "t", some))
