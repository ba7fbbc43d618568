"""Which database server answers: a copy of a log on another one may lack what was acknowledged.

    7711817526876673372/1

is the system identifier that a PostgreSQL cluster gets when it is made, and its timeline, which
changes when a standby is promoted or a backup is rolled forward. A file has neither.
"""

from typing import NamedTuple

from sqlalchemy import Connection

_ASK = (
    "SELECT (pg_control_system()).system_identifier, pg_is_in_recovery(),"
    " CASE WHEN pg_is_in_recovery() THEN NULL"
    " ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END"
)
_KEPT = "ledger_server"


class Server(NamedTuple):
    """A server by its name, None for a file; whether it only follows another."""

    name: str | None
    is_standby: bool


def of(connection: Connection) -> Server:
    """Return the server of a connection; it is asked once a connection."""
    if connection.dialect.name != "postgresql":
        return Server(None, False)
    known = connection.info.get(_KEPT)
    if known is None:
        system, is_standby, timeline = connection.exec_driver_sql(_ASK).one()
        name = f"{system}/{'-' if timeline is None else int(timeline, 16)}"
        known = connection.info[_KEPT] = Server(name, is_standby)
    assert isinstance(known, Server)
    return known
