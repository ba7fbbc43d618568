"""How alembic reaches the database: on the connection given, or by the address in `EAL_DATABASE`.

    EAL_DATABASE=sqlite:////srv/ledger/ledger.sqlite alembic upgrade head

There is no alembic.ini: the place of this folder is in pyproject.toml, or given by the program.
"""

import os
from typing import Any

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from ledger.store.engine import open_engine, writing
from ledger.store.tables import metadata


def run(connection: Connection) -> None:
    """Run migrations in the transaction that the connection is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        transactional_ddl=True,
    )
    context.run_migrations()


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave alone the tables of the projections: they are made and dropped by the ledger."""
    return kind != "table" or name in metadata.tables


def run_by_address() -> None:
    """Run migrations on the database that the environment names."""
    url = os.environ.get("EAL_DATABASE")
    if not url:
        raise CommandError("set EAL_DATABASE to the address of the database")
    engine = open_engine(url, as_app=False)
    with engine.connect() as connection, writing(connection):
        run(connection)
    engine.dispose()


if context.is_offline_mode():
    raise CommandError("what a migration does depends on what is there; connect to the database")

given: Connection | None = context.config.attributes.get("connection")
if given is None:
    run_by_address()
else:
    run(given)
