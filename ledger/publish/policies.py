"""Which witness policies a checkpoint has to meet, by the law in the log (docs/spec, section 4.2)."""

from sqlalchemy import Connection

from ledger.chain import policy
from ledger.chain.policy import Policy
from ledger.election.administration import policies as law_of
from ledger.errors import LedgerStopped, Malformed
from ledger.projections import generations, sql, tables
from ledger.store import publications

_BEFORE = "kind = ? AND since < ? ORDER BY since, ordinal"


def due(connection: Connection, size: int) -> list[Policy]:
    """Return the policies that a checkpoint of this size must meet to be published, oldest first.

    The one in force at the size; and where it changed since the last one published, all that were
    in force from that to this. None where none was ever adopted.
    """
    last = publications.up_to(connection, size)
    start = 0 if last is None else last.size
    texts: list[str] = []
    for since, text in _adopted(connection, size):
        if since < start:
            # Another took its place before the last checkpoint was published.
            texts.clear()
        texts.append(text)
    return [_read(text) for text in dict.fromkeys(texts)]


def in_force(connection: Connection, size: int) -> Policy | None:
    """Return the policy in force at a size, None where there is none."""
    adopted = _adopted(connection, size)
    return _read(adopted[-1][1]) if adopted else None


def _adopted(connection: Connection, size: int) -> list[tuple[int, str]]:
    generation = generations.live(connection).number
    table = tables.TABLES["law"]
    statement = tables.select_statement(generation, "law", _BEFORE)
    rows = sql.fetch(connection, statement, (law_of.LAW, size))
    placed = [table.decode(values) for values in rows]
    return [(each.since, each.row.doc["policy"]) for each in placed if each.row.doc is not None]


def _read(text: str) -> Policy:
    try:
        return policy.parse(text.encode())
    except Malformed as error:
        # Its keys were not looked at as points of a curve when it was adopted.
        found = f"the witness policy in force cannot be followed: {error.found}"
        do = "nothing can be published under it; adopt another and name this one in the founders' minutes"
        raise LedgerStopped("witness_policy_unusable", found, do) from error
