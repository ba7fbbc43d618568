"""Published checkpoints: every one that was ever signed for others to see, in order.

A note in it begins with the very bytes of the checkpoint of its size, and goes on with the
log's second signature and with cosignatures. So there is no way to publish another root for a
size than the one that stands in receipts.
"""

from alembic import op
from alembic.util import CommandError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APP_ROLE = "eal_app"

SQLITE = (
    """
CREATE TABLE publication (
    number INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    signed_at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    note BLOB NOT NULL,
    CONSTRAINT publication_number_is_a_count CHECK (number >= 0),
    CONSTRAINT publication_size_is_positive CHECK (size > 0),
    CONSTRAINT publication_has_a_stage CHECK (stage IN ('signed', 'published'))
) STRICT""",
    "CREATE INDEX publication_size ON publication (size)",
    """
CREATE TRIGGER publication_follows BEFORE INSERT ON publication BEGIN
    SELECT RAISE(ABORT, 'publication: this is not the next number')
    WHERE NEW.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM publication);
    SELECT RAISE(ABORT, 'publication: its size or time is below the last')
    WHERE EXISTS (SELECT 1 FROM publication WHERE number = NEW.number - 1
        AND (size > NEW.size OR signed_at > NEW.signed_at));
    SELECT RAISE(ABORT, 'publication: it is not the checkpoint of its size and more')
    WHERE NOT EXISTS (SELECT 1 FROM checkpoint c WHERE c.size = NEW.size
        AND substr(NEW.note, 1, length(c.note)) = c.note);
END""",
    """
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication BEGIN
    SELECT RAISE(ABORT, 'publication: UPDATE is refused, it only grows');
END""",
    """
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication BEGIN
    SELECT RAISE(ABORT, 'publication: DELETE is refused, it only grows');
END""",
)

TABLE_POSTGRESQL = (
    """
CREATE TABLE publication (
    number bigint NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    signed_at bigint NOT NULL,
    stage text COLLATE "C" NOT NULL,
    note bytea NOT NULL,
    CONSTRAINT publication_number_is_a_count CHECK (number >= 0),
    CONSTRAINT publication_size_is_positive CHECK (size > 0),
    CONSTRAINT publication_has_a_stage CHECK (stage IN ('signed', 'published'))
)""",
    "CREATE INDEX publication_size ON publication (size)",
)

FOLLOWS_POSTGRESQL = """
BEGIN
    IF NEW.number <> (SELECT coalesce(max(p.number), -1) + 1 FROM publication p) THEN
        RAISE EXCEPTION 'publication: this is not the next number'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM publication p WHERE p.number = NEW.number - 1
        AND (p.size > NEW.size OR p.signed_at > NEW.signed_at)) THEN
        RAISE EXCEPTION 'publication: its size or time is below the last'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM checkpoint c WHERE c.size = NEW.size
        AND substring(NEW.note FROM 1 FOR length(c.note)) = c.note) THEN
        RAISE EXCEPTION 'publication: it is not the checkpoint of its size and more'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""

TRIGGERS_POSTGRESQL = {
    "publication_follows": "BEFORE INSERT ON publication"
    " FOR EACH ROW EXECUTE FUNCTION eal_publication_follows()",
    "publication_no_change": "BEFORE UPDATE OR DELETE ON publication"
    " FOR EACH ROW EXECUTE FUNCTION eal_refuse()",
    "publication_no_statement": "BEFORE UPDATE OR DELETE OR TRUNCATE ON publication"
    " FOR EACH STATEMENT EXECUTE FUNCTION eal_refuse()",
}

GRANTS = (
    "REVOKE ALL ON publication FROM PUBLIC",
    f"GRANT SELECT, INSERT ON publication TO {APP_ROLE}",
)


def upgrade() -> None:
    """Make the table and what guards it."""
    if op.get_bind().dialect.name == "sqlite":
        statements = list(SQLITE)
    else:
        statements = [*TABLE_POSTGRESQL, *_guards_postgresql(), *GRANTS]
    for statement in statements:
        _execute(statement.lstrip("\n"))


def downgrade() -> None:
    """Take the table away, if nothing was published: what others have seen is never forgotten."""
    connection = op.get_bind()
    count = connection.exec_driver_sql("SELECT count(*) FROM publication").scalar_one()
    if count:
        raise CommandError(
            f"refused: this would delete {count} published checkpoints. "
            "They are never deleted; move the database away instead."
        )
    _execute("DROP TABLE publication")
    if connection.dialect.name == "postgresql":
        _execute("DROP FUNCTION eal_publication_follows()")


def _execute(statement: str) -> None:
    # By the driver as it stands: colons are part of some statements.
    op.get_bind().exec_driver_sql(statement)


def _guards_postgresql() -> list[str]:
    # A temporary table must not stand in for one of ours.
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    statements = [
        "CREATE FUNCTION eal_publication_follows() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $guard${FOLLOWS_POSTGRESQL}$guard$"
    ]
    for name, rest in TRIGGERS_POSTGRESQL.items():
        statements.append(f"CREATE TRIGGER {name} {rest}")
        # A session may call itself a replica, and then leaves out all others.
        statements.append(f"ALTER TABLE publication ENABLE ALWAYS TRIGGER {name}")
    return statements
