"""Opens databases so that a commit is durable and a writer is alone.

    sqlite:////srv/ledger/ledger.sqlite
    postgresql+psycopg://eal@/ledger?host=/run/postgresql

No connection is handed out whose settings were not looked at (`settings`). SQLite transactions
are begun by us: a writer's with BEGIN IMMEDIATE, since the driver's own way lets two read the
same head and both go on.
"""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, Engine, Transaction, create_engine, event, make_url

from ledger import limits
from ledger.errors import Fault, LedgerStopped, Unavailable
from ledger.store import crash, driver, settings

APP_ROLE = "eal_app"
"""The PostgreSQL role that may append and read, made by the migrations."""

_BEGIN = "ledger_begin"

_DATABASES = ("sqlalchemy", "sqlite3", "pysqlite3", "psycopg")

# Whoever freezes while holding the head's lock must not hold it for ever.
_SET_POSTGRES = "SET idle_in_transaction_session_timeout = '300s'"

_MAY_SET_ROLE = f"""
    SELECT 1 FROM pg_roles r
    WHERE r.rolname = '{APP_ROLE}' AND to_regclass('entry') IS NOT NULL
    AND has_table_privilege(r.oid, to_regclass('entry'), 'INSERT')
    AND pg_has_role(current_user, r.oid,
        CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
"""


def open_engine(url: str, *, as_app: bool = True) -> Engine:
    """Return an engine for a database that exists or, with SQLite, is to be made.

    On PostgreSQL connections take the role `eal_app` where they may, which cannot change or
    remove an entry; migrations ask for the owner's rights with `as_app=False`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _open_postgres(parsed, as_app)
    found = f"a database of the kind {parsed.get_backend_name()}"
    raise Unavailable(found, "give the URL of an SQLite file or of a PostgreSQL database")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database, however many statements are asked.

    SQLite always reads so. A writer on PostgreSQL must not: it has to see what was committed
    while it waited for the lock.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
        # After a rollback, PostgreSQL's driver has forgotten every statement that it prepared.
        connection.commit()


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """A connection for whoever asks one thing: no transaction is begun and ended around it."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def writing(connection: Connection, *, commit: str | None = None) -> Iterator[Transaction]:
    """A transaction that may write: on SQLite the only one of its kind.

    It commits at the end of the block, unless the block raises or rolls it back itself. `commit`
    is the name that this commit has in `crash.WRITES`.
    """
    connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
    with reachable(), connection.begin() as transaction:
        check_settings(connection)
        yield transaction
        if commit is not None and transaction.is_active:
            with crash.around(commit):
                transaction.commit()


@contextmanager
def reachable() -> Iterator[None]:
    """Say in words that a database was locked, full, cut off or not there; it may be again later.

    What the block did may have been committed all the same: asking again is how to find out.
    """
    try:
        yield
    except Exception as error:
        fault = _in_words(error)
        if fault is None:
            raise
        raise fault from error


def _in_words(error: Exception) -> Fault | None:
    """Return what an error of the system, the database or its driver means; None for any other."""
    kind = type(error)
    if isinstance(error, OSError):
        place = f" at {error.filename}" if error.filename else ""
        found = f"the system refused{place}: {error.strerror or error}"
        do = "see to the disk and the rights, and do it again; nothing is recorded twice"
        return Unavailable(found, do)
    if isinstance(error, UnicodeDecodeError):
        # A text, or SQLite's own message about one: nothing here ever wrote such bytes.
        do = "restore the database from a copy: nothing here repairs it"
        return LedgerStopped(
            "database_damaged", f"the database holds a text that is none: {error}", do
        )
    if kind.__module__.partition(".")[0] not in _DATABASES:
        return None
    said = getattr(error, "orig", error)
    # Rows are fetched from the driver itself, whose errors nobody has translated.
    if any(base.__name__ in ("OperationalError", "InterfaceError") for base in kind.__mro__):
        found = f"the database could not be reached, locked or written: {said}"
        do = "see to the database and send the same act again; it is never recorded twice"
        return Unavailable(found, do)
    if kind.__name__ == "DatabaseError":
        # SQLite says so of a file that is damaged, and of one that could not be read this once.
        do = (
            "restore the database from a copy: nothing here repairs it; unless `eal doctor` finds "
            "no fault, for then the disk failed for a moment"
        )
        return LedgerStopped("database_damaged", f"the database says: {said}", do)
    # A refusal of the tables, or a statement that is wrong, is a fault of the program.
    return None


def check_settings(connection: Connection) -> None:
    """Stop unless this connection is as durable as when it was made."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        settings.check_sqlite(driver, _version(connection.dialect.dbapi))
    else:
        settings.check_postgres(driver)


def sqlite_module() -> Any:
    """Return the SQLite to use: the one without the WAL-reset fault, if either is."""
    found: list[Any] = [sqlite3]
    # Where it is missing the rollback journal is used, which every SQLite has right.
    with suppress(ImportError):
        found.insert(0, importlib.import_module("pysqlite3.dbapi2"))
    return next((one for one in found if settings.is_wal_safe(_version(one))), found[0])


def _open_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise Unavailable("an SQLite database in memory", "name a file; a ledger must outlive us")
    module = sqlite_module()
    engine = create_engine(
        url,
        module=module,
        connect_args={"timeout": limits.LOCK_WAIT_SECONDS_MAX, "isolation_level": None},
        pool_size=limits.CONNECTIONS_KEPT_MAX,
        max_overflow=limits.CONNECTIONS_EXTRA_MAX,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        settings.apply_sqlite(connection, _version(module))
        settings.check_sqlite(connection, _version(module))

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
        driver.begin(connection, statement)

    return engine


def _open_postgres(url: URL, as_app: bool) -> Engine:
    # Loading this driver takes a tenth of a second, which a ledger in a file need not spend.
    binary = importlib.import_module("ledger.store.binary")
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        connect_args={"cursor_factory": binary.BinaryCursor} if as_app else {},
        pool_size=limits.CONNECTIONS_KEPT_MAX,
        max_overflow=limits.CONNECTIONS_EXTRA_MAX,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        if as_app and connection.execute(_MAY_SET_ROLE).fetchone():
            connection.execute(f"SET ROLE {APP_ROLE}")
        connection.execute(_SET_POSTGRES)
        # One that is silent in the middle of a COPY is not ended; nobody waits for it for ever.
        connection.execute(f"SET lock_timeout = '{limits.LOCK_WAIT_SECONDS_MAX}s'")
        # Otherwise the rollback at the end of the first transaction would undo what was set.
        connection.commit()
        settings.check_postgres(connection)
        connection.rollback()

    return engine


def _version(module: Any) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in module.sqlite_version.split("."))
    return major, minor, patch


def require_tables(connection: Connection) -> None:
    """Stop with a plain word where a database has no ledger in it yet."""
    if not connection.dialect.has_table(connection, "head"):
        found = f"no ledger in {connection.engine.url.render_as_string()}"
        raise LedgerStopped("not_a_ledger", found, "check the address, or found a ledger there")
