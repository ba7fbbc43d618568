"""The log: entries, head, tree and checkpoints, and what refuses to change them.

The statements are written out for each engine, not derived: the text that a database keeps of
them is compared each time a ledger is opened for writing.

Triggers and grants are a seat belt against our own mistakes and against whoever has only the
rights of the role `eal_app`. The owner of a database can undo them: that is found by comparing
the schema, by hashing the entries again, and by checkpoints that others keep.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APP_ROLE = "eal_app"
GROWING = ("entry", "subtree", "checkpoint")

TABLES_SQLITE = (
    """
CREATE TABLE entry (
    entry_index INTEGER NOT NULL PRIMARY KEY,
    leaf BLOB NOT NULL,
    previous BLOB,
    act_digest BLOB NOT NULL,
    act_id TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT entry_index_is_a_count CHECK (entry_index >= 0),
    CONSTRAINT entry_has_previous CHECK ((entry_index = 0) = (previous IS NULL)),
    CONSTRAINT entry_leaf_is_a_hash CHECK (length(leaf) = 32),
    CONSTRAINT entry_act_digest_is_a_hash CHECK (length(act_digest) = 32)
) STRICT""",
    """
CREATE TABLE head (
    one INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    leaf BLOB,
    recorded_at TEXT,
    CONSTRAINT head_is_one_row CHECK (one = 1),
    CONSTRAINT head_has_leaf CHECK ((size = 0) = (leaf IS NULL)),
    CONSTRAINT head_has_recorded_at CHECK ((size = 0) = (recorded_at IS NULL))
) STRICT""",
    """
CREATE TABLE subtree (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number),
    CONSTRAINT subtree_place CHECK (level >= 1 AND number >= 0),
    CONSTRAINT subtree_hash_is_a_hash CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note BLOB NOT NULL,
    CONSTRAINT checkpoint_size_is_positive CHECK (size > 0)
) STRICT""",
    """
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT""",
)

TABLES_POSTGRESQL = (
    """
CREATE TABLE entry (
    entry_index bigint NOT NULL PRIMARY KEY,
    leaf bytea NOT NULL,
    previous bytea,
    act_digest bytea NOT NULL,
    act_id text COLLATE "C" NOT NULL,
    recorded_at text COLLATE "C" NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT entry_index_is_a_count CHECK (entry_index >= 0),
    CONSTRAINT entry_has_previous CHECK ((entry_index = 0) = (previous IS NULL)),
    CONSTRAINT entry_leaf_is_a_hash CHECK (length(leaf) = 32),
    CONSTRAINT entry_act_digest_is_a_hash CHECK (length(act_digest) = 32)
)""",
    # Kept as they are: compressing what is read as often as it is written costs more than room.
    "ALTER TABLE entry ALTER COLUMN data SET STORAGE EXTERNAL",
    """
CREATE TABLE head (
    one integer NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    leaf bytea,
    recorded_at text COLLATE "C",
    CONSTRAINT head_is_one_row CHECK (one = 1),
    CONSTRAINT head_has_leaf CHECK ((size = 0) = (leaf IS NULL)),
    CONSTRAINT head_has_recorded_at CHECK ((size = 0) = (recorded_at IS NULL))
)""",
    """
CREATE TABLE subtree (
    level integer NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, number),
    CONSTRAINT subtree_place CHECK (level >= 1 AND number >= 0),
    CONSTRAINT subtree_hash_is_a_hash CHECK (length(hash) = 32)
)""",
    """
CREATE TABLE checkpoint (
    size bigint NOT NULL PRIMARY KEY,
    note bytea NOT NULL,
    CONSTRAINT checkpoint_size_is_positive CHECK (size > 0)
)""",
    """
CREATE TABLE meta (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
)""",
)

INDEXES = (
    "CREATE UNIQUE INDEX entry_previous ON entry (previous)",
    "CREATE UNIQUE INDEX entry_act_digest ON entry (act_digest)",
    "CREATE UNIQUE INDEX entry_act_id ON entry (act_id)",
    "CREATE INDEX entry_recorded_at ON entry (recorded_at)",
    "INSERT INTO head (one, size) VALUES (1, 0)",
)

# REPLACE deletes without a word unless recursive triggers are on, and a program that is not ours
# will not have switched them on: so the triggers before an INSERT look for what it would replace.
TRIGGERS_SQLITE = (
    """
CREATE TRIGGER entry_follows BEFORE INSERT ON entry BEGIN
    SELECT RAISE(ABORT, 'entry: this is not the next index, or the head was not moved first')
    WHERE NEW.entry_index IS NOT (SELECT coalesce(max(entry_index), -1) + 1 FROM entry)
    OR NEW.entry_index >= (SELECT size FROM head WHERE one = 1);
    SELECT RAISE(ABORT, 'entry: it does not follow the entry before')
    WHERE NEW.previous IS NOT (SELECT leaf FROM entry WHERE entry_index = NEW.entry_index - 1);
    SELECT RAISE(ABORT, 'entry: its act is recorded already')
    WHERE EXISTS (SELECT 1 FROM entry WHERE act_id = NEW.act_id)
    OR EXISTS (SELECT 1 FROM entry WHERE act_digest = NEW.act_digest);
END""",
    """
CREATE TRIGGER subtree_follows BEFORE INSERT ON subtree BEGIN
    SELECT RAISE(ABORT, 'subtree: this is not the next number of its level')
    WHERE NEW.number IS NOT
        (SELECT coalesce(max(number), -1) + 1 FROM subtree WHERE level = NEW.level);
END""",
    """
CREATE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint BEGIN
    SELECT RAISE(ABORT, 'checkpoint: its size is not above the last, or beyond the head')
    WHERE NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)
    OR NEW.size > (SELECT size FROM head WHERE one = 1);
END""",
    """
CREATE TRIGGER head_is_one BEFORE INSERT ON head BEGIN
    SELECT RAISE(ABORT, 'head: there is one already') WHERE EXISTS (SELECT 1 FROM head);
END""",
    """
CREATE TRIGGER head_goes_on BEFORE UPDATE ON head BEGIN
    SELECT RAISE(ABORT, 'head: size and time only grow')
    WHERE NEW.one IS NOT OLD.one OR NEW.size <= OLD.size
    OR NEW.recorded_at <= coalesce(OLD.recorded_at, '');
END""",
    """
CREATE TRIGGER head_is_kept BEFORE DELETE ON head BEGIN
    SELECT RAISE(ABORT, 'head: it is never removed');
END""",
)

FUNCTIONS_POSTGRESQL = {
    "eal_refuse": """
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = TG_TABLE_NAME || ': ' || TG_OP || ' is refused, it only grows';
END""",
    "eal_entry_follows": """
DECLARE
    first bigint;
    last bigint;
    rows bigint;
BEGIN
    SELECT count(*), min(entry_index), max(entry_index) INTO rows, first, last FROM added;
    IF rows = 0 THEN
        RETURN NULL;
    END IF;
    IF last - first + 1 <> rows OR NOT EXISTS (
        SELECT 1 FROM head h WHERE h.one = 1 AND h.size = last + 1
        AND h.leaf = (SELECT a.leaf FROM added a WHERE a.entry_index = last)
    ) THEN
        RAISE EXCEPTION 'entry: these are not the next indexes, or the head was not moved first'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT a.previous, a.entry_index,
                lag(a.leaf) OVER (ORDER BY a.entry_index) AS leaf_before
            FROM added a
        ) link
        WHERE link.previous IS DISTINCT FROM CASE WHEN link.entry_index = first
            THEN (SELECT e.leaf FROM entry e WHERE e.entry_index = first - 1)
            ELSE link.leaf_before END
    ) THEN
        RAISE EXCEPTION 'entry: it does not follow the entry before'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END""",
    "eal_checkpoint_follows": """
BEGIN
    IF EXISTS (SELECT 1 FROM checkpoint c WHERE c.size >= NEW.size)
    OR NEW.size > (SELECT h.size FROM head h WHERE h.one = 1) THEN
        RAISE EXCEPTION 'checkpoint: its size is not above the last, or beyond the head'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END""",
    "eal_subtree_follows": """
BEGIN
    IF NEW.number <>
        (SELECT coalesce(max(s.number), -1) + 1 FROM subtree s WHERE s.level = NEW.level) THEN
        RAISE EXCEPTION 'subtree: this is not the next number of its level'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END""",
    "eal_head_goes_on": """
BEGIN
    IF NEW.one <> OLD.one OR NEW.size <= OLD.size
    OR NEW.recorded_at <= coalesce(OLD.recorded_at, '') THEN
        RAISE EXCEPTION 'head: size and time only grow'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END""",
}

TRIGGERS_POSTGRESQL = {
    ("entry", "entry_follows"): "AFTER INSERT ON entry REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION eal_entry_follows()",
    ("checkpoint", "checkpoint_follows"): "BEFORE INSERT ON checkpoint"
    " FOR EACH ROW EXECUTE FUNCTION eal_checkpoint_follows()",
    ("subtree", "subtree_follows"): "BEFORE INSERT ON subtree"
    " FOR EACH ROW EXECUTE FUNCTION eal_subtree_follows()",
    ("head", "head_goes_on"): "BEFORE UPDATE ON head"
    " FOR EACH ROW EXECUTE FUNCTION eal_head_goes_on()",
    ("head", "head_is_kept"): "BEFORE DELETE OR TRUNCATE ON head"
    " FOR EACH STATEMENT EXECUTE FUNCTION eal_refuse()",
}

GRANTS = (
    "REVOKE ALL ON entry, subtree, checkpoint, head, meta FROM PUBLIC",
    f"GRANT SELECT, INSERT ON entry, subtree, checkpoint TO {APP_ROLE}",
    f"GRANT SELECT, UPDATE (size, leaf, recorded_at) ON head TO {APP_ROLE}",
    f"GRANT SELECT, INSERT, UPDATE ON meta TO {APP_ROLE}",
    f"GRANT SELECT ON alembic_version TO {APP_ROLE}",
)


def upgrade() -> None:
    """Make the log and what guards it."""
    if op.get_bind().dialect.name == "sqlite":
        statements = [*TABLES_SQLITE, *INDEXES, *TRIGGERS_SQLITE]
        statements += [_refuse_sqlite(table, change) for table in GROWING for change in CHANGES]
    else:
        statements = [*TABLES_POSTGRESQL, *INDEXES, *_guards_postgresql(), *_grants_postgresql()]
    for statement in statements:
        _execute(statement.lstrip("\n"))


def downgrade() -> None:
    """Take the tables away, if there is no entry in them: entries are never removed."""
    connection = op.get_bind()
    count = connection.execute(sa.text("SELECT count(*) FROM entry")).scalar_one()
    if count:
        raise CommandError(
            f"refused: this would delete a log of {count} entries. "
            "Entries are never deleted; move the database away instead."
        )
    for table in ("meta", "checkpoint", "subtree", "head", "entry"):
        _execute(f"DROP TABLE {table}")
    if connection.dialect.name == "postgresql":
        for name in FUNCTIONS_POSTGRESQL:
            _execute(f"DROP FUNCTION {name}()")


CHANGES = ("UPDATE", "DELETE")


def _execute(statement: str) -> None:
    # By the driver as it stands: colons are part of some statements.
    op.get_bind().exec_driver_sql(statement)


def _refuse_sqlite(table: str, change: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} BEGIN\n"
        f"    SELECT RAISE(ABORT, '{table}: {change} is refused, it only grows');\nEND"
    )


def _guards_postgresql() -> list[str]:
    # A temporary table must not stand in for one of ours.
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    statements = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $guard${body}$guard$"
        for name, body in FUNCTIONS_POSTGRESQL.items()
    ]
    triggers = dict(TRIGGERS_POSTGRESQL)
    for table in GROWING:
        each = " FOR EACH ROW EXECUTE FUNCTION eal_refuse()"
        triggers[table, f"{table}_no_change"] = f"BEFORE UPDATE OR DELETE ON {table}" + each
        # It also fires where no row is met, and for TRUNCATE, which row triggers do not see.
        all_at_once = " FOR EACH STATEMENT EXECUTE FUNCTION eal_refuse()"
        triggers[table, f"{table}_no_statement"] = (
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}" + all_at_once
        )
    for (table, name), rest in triggers.items():
        statements.append(f"CREATE TRIGGER {name} {rest}")
        # A session may call itself a replica, and then leaves out all others.
        statements.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return statements


def _grants_postgresql() -> list[str]:
    """Return what gives the role its rights, making the role if the server has none yet."""
    connection = op.get_bind()
    # Two databases of one server may be set up at the same moment.
    connection.exec_driver_sql(
        f"""
DO $$ BEGIN
    CREATE ROLE {APP_ROLE} NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$"""
    )
    known = connection.execute(sa.text(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'"))
    if known.first() is None:
        raise CommandError(
            f"refused: there is no role {APP_ROLE}, and this login may not make it. "
            f"Let a superuser run CREATE ROLE {APP_ROLE} NOLOGIN, and try again."
        )
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    # The projections are its own tables, made and dropped as they are rebuilt.
    return [*GRANTS, f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {APP_ROLE}"]
