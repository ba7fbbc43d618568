"""On PostgreSQL too: an index of state that was dropped, is stale or is in another order is found by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from ledger.errors import LedgerStopped
from ledger.projections import generations, leading, leading_postgres
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission

INDEX = "s1_status_by_subject"


@pytest.fixture
def commission(postgres_url: str) -> Iterator[Commission]:
    """A ledger on PostgreSQL, with an open contest."""
    made = commissions.opened(postgres_url)
    yield made
    made.ledger.engine.dispose()


def _examine(commission: Commission) -> None:
    with commission.ledger.engine.connect() as connection, connection.begin() as transaction:
        leading.require_leading(connection, generations.live(connection).number)
        transaction.rollback()


_READY = "UPDATE pg_index SET indisready = {0}, indisvalid = {0} WHERE indexrelid = 's1_touch_by_key'::regclass"
STALE = (
    _READY.format("false"),
    "INSERT INTO s1_touch SELECT since, 999, key FROM s1_touch LIMIT 1",
    _READY.format("true"),
)
"""A row that the index did not hear of: what a fault of a disk or of a copy leaves behind."""

DAMAGES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "dropped": ((f"DROP INDEX {INDEX}",), "state_schema_differs", f"- index {INDEX} on s1_status"),
    "by another column": (
        (f"DROP INDEX {INDEX}", f"CREATE INDEX {INDEX} ON s1_status (day)"),
        "state_schema_differs",
        f"+ index {INDEX} on s1_status (day)",
    ),
    "of some rows": (
        (
            "DROP INDEX s1_effect_by_verb",
            "CREATE INDEX s1_effect_by_verb ON s1_effect (verb, since) WHERE since > 3",
        ),
        "state_schema_differs",
        "where (since > 3)",
    ),
    "one more": (
        ("CREATE INDEX another ON s1_effect (body)",),
        "state_schema_differs",
        "+ index another",
    ),
    "a trigger": (
        (
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER hide BEFORE INSERT ON s1_effect FOR EACH ROW EXECUTE FUNCTION drop_it()",
        ),
        "state_schema_differs",
        "+ trigger hide on s1_effect",
    ),
    "a rule": (
        ("CREATE RULE hide AS ON INSERT TO s1_effect DO INSTEAD NOTHING",),
        "state_schema_differs",
        "+ rule hide on s1_effect",
    ),
    "rows that are hidden": (
        ("ALTER TABLE s1_effect ENABLE ROW LEVEL SECURITY",),
        "state_schema_differs",
        "+ policy on s1_effect",
    ),
    "stale": (STALE, "state_index_differs", "s1_touch_by_key"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_index_that_misleads_is_found(commission: Commission, damage: str) -> None:
    """And before it, nothing is."""
    _examine(commission)
    statements, code, told = DAMAGES[damage]
    owner = create_engine(commission.ledger.engine.url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    owner.dispose()
    with pytest.raises(LedgerStopped) as stopped:
        _examine(commission)
    assert stopped.value.code == code and told in stopped.value.found


def test_an_order_that_is_none_is_seen(commission: Commission) -> None:
    """Every step back is counted, and what is null before something that is not."""
    with commission.ledger.engine.connect() as connection:
        for values, steps in (("(1), (3), (2), (NULL), (4)", 2), ("(1), (1), (2), (NULL)", 0)):
            walk = f"SELECT * FROM (VALUES {values}) told(a)"
            counted = text(leading_postgres._steps_back(walk, ("a",)))
            assert connection.execute(counted).scalar_one() == steps
