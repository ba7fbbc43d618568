"""Intake: what clerks keyed, how far files of forms have come, and the rows that could not be taken in.

Nothing here is of the log: a form is recorded when its act is. These tables only grow, so that
what was keyed differently, and which row was not taken in, cannot be made undone.
"""

from alembic import op
from alembic.util import CommandError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = ("eal_app", "eal_serving")
TABLES = ("blind_entry", "intake_source", "intake_step", "bad_row")

# `BYTES` and `COUNT` are spelt by each engine in its own way.
COLUMNS = {
    "blind_entry": """
    form TEXT NOT NULL,
    stage TEXT NOT NULL,
    person TEXT NOT NULL,
    digest BYTES NOT NULL,
    packet BYTES NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (form, stage, person),
    CONSTRAINT blind_entry_has_a_stage CHECK (stage IN ('keyed', 'third', 'agreed')),
    CONSTRAINT blind_entry_digest_is_a_hash CHECK (length(digest) = 32)""",
    "intake_source": """
    source BYTES NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    CONSTRAINT intake_source_is_a_hash CHECK (length(source) = 32)""",
    "intake_step": """
    source BYTES NOT NULL,
    step COUNT NOT NULL,
    row_count COUNT NOT NULL,
    byte_offset COUNT NOT NULL,
    recorded_count COUNT NOT NULL,
    again_count COUNT NOT NULL,
    bad_count COUNT NOT NULL,
    is_last INTEGER NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (source, step),
    CONSTRAINT intake_step_is_a_count CHECK (step >= 0),
    CONSTRAINT intake_step_is_last_is_a_flag CHECK (is_last IN (0, 1))""",
    "bad_row": """
    source BYTES NOT NULL,
    row_number COUNT NOT NULL,
    form TEXT,
    unit TEXT,
    code TEXT NOT NULL,
    expected TEXT NOT NULL,
    found TEXT NOT NULL,
    place TEXT NOT NULL,
    do_next TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (source, row_number),
    CONSTRAINT bad_row_number_is_positive CHECK (row_number > 0)""",
}


def upgrade() -> None:
    """Make the tables and what guards them."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for statement in _sqlite(table) if is_sqlite else _postgresql(table):
            # By the driver as it stands: colons are part of some statements.
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take the tables away, if nothing is in them: what was keyed is never forgotten."""
    connection = op.get_bind()
    for table in reversed(TABLES):
        count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        if count:
            raise CommandError(
                f"refused: this would delete {count} rows of {table}. "
                "They are never deleted; move the database away instead."
            )
        connection.exec_driver_sql(f"DROP TABLE {table}")


def _sqlite(table: str) -> list[str]:
    columns = COLUMNS[table].replace("BYTES", "BLOB").replace("COUNT", "INTEGER")
    return [
        f"CREATE TABLE {table} ({columns}\n) STRICT",
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN\n"
            f"    SELECT RAISE(ABORT, '{table}: {verb} is refused, it only grows');\nEND"
            for verb in ("UPDATE", "DELETE")
        ),
    ]


def _postgresql(table: str) -> list[str]:
    columns = COLUMNS[table].replace("BYTES", "bytea").replace("COUNT", "bigint")
    columns = columns.replace("TEXT", 'text COLLATE "C"')
    triggers = {
        f"{table}_no_change": "UPDATE OR DELETE ON {} FOR EACH ROW",
        f"{table}_no_statement": "UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT",
    }
    statements = [f"CREATE TABLE {table} ({columns}\n)"]
    for name, when in triggers.items():
        when = when.format(table)
        statements.append(f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION eal_refuse()")
        # A session may call itself a replica, and then leaves out all others.
        statements.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    statements.append(f"REVOKE ALL ON {table} FROM PUBLIC")
    return statements + [f"GRANT SELECT, INSERT ON {table} TO {role}" for role in ROLES]
