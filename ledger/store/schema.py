"""Brings a database to the present form, and compares what it holds with what it must hold.

Triggers and grants can be dropped by whoever owns the database. What it says of its own tables
is therefore compared, each time a process begins to write, with the listing kept here.
"""

import re
from collections.abc import Iterable
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from ledger.errors import LedgerStopped
from ledger.store.engine import open_engine, writing
from ledger.store.tables import metadata

REVISION = "0004"
"""The migration that these programs are written for."""

_SHOWN_MAX = 3

_OF_REVISION = [
    "index sqlite_autoindex_alembic_version_1 on alembic_version: automatic",
    "table alembic_version on alembic_version: CREATE TABLE alembic_version ( "
    "\tversion_num VARCHAR(32) NOT NULL, \tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )",
]
"""The table in which an SQLite file names its form, as Alembic makes it."""

# Joined, bytes look like the text that they spell; SQLite itself tells them apart.
_SQLITE = "SELECT CASE WHEN typeof(type) || typeof(name) || typeof(tbl_name) || "
_SQLITE += "typeof(coalesce(sql, '')) = 'texttexttexttext' THEN '' ELSE 'not text: ' END || "
_SQLITE += "type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, 'automatic')"
_SQLITE += " FROM sqlite_schema WHERE lower(tbl_name) IN ({tables}) OR lower(name) IN ({tables})"

_POSTGRES = """
WITH ours AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relacl
    FROM pg_class c
    WHERE c.relname IN ({tables}) AND c.relnamespace = current_schema()::regnamespace
)
SELECT format('relation %s: %s %s %s', relname, relkind, relpersistence, relrowsecurity) FROM ours
UNION ALL
SELECT format('column %s.%s: %s %s %s %s %s', o.relname, a.attname,
    format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstorage, a.attcollation::regcollation,
    pg_get_expr(d.adbin, d.adrelid))
FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT format('constraint %s on %s: %s %s', k.conname, o.relname, k.convalidated,
    pg_get_constraintdef(k.oid))
FROM ours o JOIN pg_constraint k ON k.conrelid = o.oid AND k.contype <> 'n'
UNION ALL
SELECT format('index %s on %s: %s unique %s valid %s predicate %s', i.relname, o.relname,
    (SELECT string_agg(pg_get_indexdef(x.indexrelid, n, true), ', ' ORDER BY n)
     FROM generate_series(1, x.indnatts) n),
    x.indisunique, x.indisvalid, pg_get_expr(x.indpred, x.indrelid))
FROM ours o JOIN pg_index x ON x.indrelid = o.oid JOIN pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT format('trigger %s on %s: %s type %s on %s when %s added %s removed %s arguments %s', t.tgname,
    o.relname, p.proname, t.tgtype, t.tgenabled, pg_get_expr(t.tgqual, t.tgrelid), t.tgnewtable,
    t.tgoldtable, t.tgnargs)
FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal
JOIN pg_proc p ON p.oid = t.tgfoid
UNION ALL
SELECT format('function %s: %s %s %s %s', p.proname, l.lanname, p.prosecdef,
    p.proconfig = ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp'], p.prosrc)
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.proname LIKE 'eal\\_%' AND p.pronamespace = current_schema()::regnamespace
UNION ALL
SELECT format('rule %s on %s: %s %s', r.rulename, o.relname, r.ev_enabled, pg_get_ruledef(r.oid))
FROM ours o JOIN pg_rewrite r ON r.ev_class = o.oid
UNION ALL
SELECT format('parent of %s: %s', o.relname, i.inhparent::regclass)
FROM ours o JOIN pg_inherits i ON i.inhrelid = o.oid OR i.inhparent = o.oid
UNION ALL
SELECT format('grant on %s: %s may %s', o.relname,
    CASE WHEN g.grantee = 0 THEN 'public' ELSE g.grantee::regrole::text END, g.privilege_type)
FROM ours o JOIN pg_class c ON c.oid = o.oid, aclexplode(o.relacl) g WHERE g.grantee <> c.relowner
AND (g.privilege_type <> 'SELECT' OR g.grantee IN (to_regrole('eal_app'), to_regrole('eal_serving')))
UNION ALL
SELECT format('grant on %s.%s: %s may %s', o.relname, a.attname,
    CASE WHEN g.grantee = 0 THEN 'public' ELSE g.grantee::regrole::text END, g.privilege_type)
FROM ours o JOIN pg_class c ON c.oid = o.oid JOIN pg_attribute a ON a.attrelid = o.oid,
    aclexplode(a.attacl) g WHERE g.grantee <> c.relowner
AND (g.privilege_type <> 'SELECT' OR g.grantee IN (to_regrole('eal_app'), to_regrole('eal_serving')))
"""


def upgrade(engine: Engine) -> None:
    """Bring the database of an engine to the present form; the engine connects anew afterwards."""
    url = engine.url.render_as_string(hide_password=False)
    owner = open_engine(url, as_app=False)
    try:
        with owner.connect() as connection, writing(connection):
            command.upgrade(configuration(connection), "head")
    finally:
        owner.dispose()
        # Its connections may have been made before there was a role to take.
        engine.dispose()


def configuration(connection: Connection) -> Config:
    """Return what alembic needs to work on this connection, in the transaction that it is in."""
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.attributes["connection"] = connection
    return config


def describe(connection: Connection, names: Iterable[str] = tuple(metadata.tables)) -> list[str]:
    """Return a line for everything that the database says of its durable tables, sorted."""
    tables = ", ".join(f"'{name}'" for name in names)
    query = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    rows = connection.execute(text(query.format(tables=tables)))
    # A definition has several lines; the listing has one for each. Nothing but what we wrote between
    # words is passed over: whatever else stands there was not written by us.
    between = r"[ \n]+" if connection.dialect.name == "sqlite" else r"\s+"
    return sorted(" ".join(re.split(between, row[0].strip())) for row in rows)


def expected(dialect: str) -> list[str]:
    """Return what `describe` must find on an engine."""
    listing = resources.files("ledger.store") / f"schema_{dialect}.txt"
    return listing.read_text(encoding="utf-8").splitlines()


def differences(connection: Connection) -> list[str]:
    """Return what is missing (`-`) and what should not be there (`+`), nothing if all is well."""
    found, wanted = set(describe(connection)), set(expected(connection.dialect.name))
    lines = [(line, f"- {line}") for line in wanted - found]
    lines += [(line, f"+ {line}") for line in found - wanted]
    return [shown for _, shown in sorted(lines)]


def require(connection: Connection) -> None:
    """Stop unless the durable tables and all that guards them are as they were made."""
    lines = differences(connection) + _revision(connection)
    if lines:
        more = f" and {len(lines) - _SHOWN_MAX} more" if len(lines) > _SHOWN_MAX else ""
        found = f"the schema is not as it was made: {'; '.join(lines[:_SHOWN_MAX])}{more}"
        do = "find out who changed it, and verify every entry before trusting this database again"
        raise LedgerStopped("schema_differs", found, do)


def _revision(connection: Connection) -> list[str]:
    """What is wrong with what a file says of its own form; a server is asked by who may change it."""
    if connection.dialect.name != "sqlite":
        return []
    query = "SELECT version_num FROM alembic_version"
    found = list(connection.scalars(text(query)))
    led = list(connection.scalars(text(f"{query} WHERE version_num = :one"), {"one": REVISION}))
    if not found == led == [REVISION]:
        return [f"- revision {REVISION}", *(f"+ revision {each}" for each in found)]
    made = describe(connection, ["alembic_version"])
    return [] if made == _OF_REVISION else [f"+ {line}" for line in made]


def _migrations() -> Path:
    spec = find_spec("migrations")
    assert spec is not None and spec.submodule_search_locations, "it is in the same distribution"
    return Path(spec.submodule_search_locations[0])
