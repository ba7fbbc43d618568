"""What a connection must be set to, so that "committed" means "on the disk".

Any session may switch its own durability off, so this is asked of every connection when it is
made, and of the writing one again before every commit.
"""

from typing import Any

from ledger.errors import LedgerStopped
from ledger.store import defences

WAL_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""The first releases of three lines in which WAL cannot lose committed pages on reset."""

_POSTGRES = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    # Both flush here; the others acknowledge what a crash may undo.
    "synchronous_commit": ("on", "remote_apply"),
    "transaction_isolation": ("read committed",),
    # Any other role leaves out triggers that are not ENABLE ALWAYS.
    "session_replication_role": ("origin",),
}
_ASK_POSTGRES = "SELECT " + ", ".join(f"current_setting('{name}')" for name in _POSTGRES)

_SQLITE_SAME = {
    "foreign_keys": "1",
    "recursive_triggers": "1",
    "ignore_check_constraints": "0",
    "mmap_size": "0",
    "trusted_schema": "0",
    "writable_schema": "0",
}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is without the WAL-reset fault (3.7.0 to 3.51.2, with backports)."""
    if version >= WAL_FIXED[-1]:
        return True
    return any(fixed <= version < (*fixed[:1], fixed[1] + 1, 0) for fixed in WAL_FIXED[:-1])


def apply_sqlite(connection: Any, version: tuple[int, int, int]) -> None:
    """Set a new SQLite connection; WAL only where it is safe."""
    for name, value in _wanted_sqlite(version).items():
        connection.execute(f"PRAGMA {name} = {value}")


def check_sqlite(connection: Any, version: tuple[int, int, int]) -> None:
    """Stop unless an SQLite connection is set as it must be."""
    for name, wanted in _wanted_sqlite(version).items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        # Where memory mapping was left out of the library, the question has no answer.
        found = "0" if row is None else str(row[0])
        if found != wanted:
            _stop("SQLite", name, found, wanted=wanted)


def check_postgres(connection: Any) -> None:
    """Stop unless a PostgreSQL connection is set as it must be."""
    row = connection.execute(_ASK_POSTGRES).fetchone()
    for (name, wanted), found in zip(_POSTGRES.items(), row, strict=True):
        if found not in wanted:
            _stop("PostgreSQL", name, found, wanted=" or ".join(wanted))


def _wanted_sqlite(version: tuple[int, int, int]) -> dict[str, str]:
    if is_wal_safe(version):
        return {"journal_mode": "wal", "synchronous": "2", **_SQLITE_SAME}
    # EXTRA also syncs the folder after the journal is gone: without it a commit may come undone.
    return {"journal_mode": "truncate", "synchronous": "3", **_SQLITE_SAME}


def _stop(engine: str, name: str, found: str, *, wanted: str) -> None:
    if not defences.stands("settings"):
        return
    raise LedgerStopped(
        "settings_not_durable",
        f"{engine} runs with {name} = {found}, and what is committed could be lost",
        f"set {name} to {wanted}, for the server, the database and the role, and connect again",
    )
