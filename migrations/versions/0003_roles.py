"""A role that serves: it records and reads, and may neither change an entry nor make a table.

`eal_app` owns the rebuildable tables of state, and so may rebuild them. A server that only records
and answers needs less: `eal_serving` adds entries, checkpoints, publications and rows of state,
moves the head, and nothing else. Tables of state are granted to it by whoever makes them.
"""

from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SERVING_ROLE = "eal_serving"

GRANTS = (
    f"GRANT SELECT, INSERT ON entry, subtree, checkpoint, publication TO {SERVING_ROLE}",
    f"GRANT SELECT, UPDATE (size, leaf, recorded_at) ON head TO {SERVING_ROLE}",
    f"GRANT SELECT, INSERT, UPDATE ON meta TO {SERVING_ROLE}",
    f"GRANT SELECT ON alembic_version TO {SERVING_ROLE}",
)

DURABLE = "entry, subtree, checkpoint, publication, head, meta, alembic_version"


def upgrade() -> None:
    """Make the role and give it its rights; SQLite has no roles."""
    if op.get_bind().dialect.name != "postgresql":
        return
    _make_role()
    for statement in (*GRANTS, f"GRANT USAGE ON SCHEMA {_schema()} TO {SERVING_ROLE}"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take its rights away; the role stays, since other databases of the server may use it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (
        f"REVOKE ALL ON {DURABLE} FROM {SERVING_ROLE}",
        f"REVOKE ALL (size, leaf, recorded_at) ON head FROM {SERVING_ROLE}",
        f"REVOKE ALL ON SCHEMA {_schema()} FROM {SERVING_ROLE}",
    ):
        op.get_bind().exec_driver_sql(statement)


def _make_role() -> None:
    connection = op.get_bind()
    # Two databases of one server may be set up at the same moment.
    connection.exec_driver_sql(
        f"""
DO $$ BEGIN
    CREATE ROLE {SERVING_ROLE} NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$"""
    )
    known = connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{SERVING_ROLE}'")
    if known.first() is None:
        raise CommandError(
            f"refused: there is no role {SERVING_ROLE}, and this login may not make it. "
            f"Let a superuser run CREATE ROLE {SERVING_ROLE} NOLOGIN, and try again."
        )


def _schema() -> str:
    named: str = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    return named
