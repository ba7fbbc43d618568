"""How certain an answer is: recorded, witnessed by k of n, final (docs/spec, section 4.2).

    recorded    it is in the log
    witnessed   some witnesses of the policy in force have cosigned a checkpoint that covers it
    final       it is covered by a published checkpoint that met a policy with witnesses

What an adopted finality names is not to be shown as final before it is; without witnesses it never
is. This may change with every round, so it never stands in an answer that is kept for ever.
"""

from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection

from ledger.election.law import LawBook, covers_day
from ledger.ledger import Ledger
from ledger.projections import generations, sql, tables
from ledger.publish import policies, rounds
from ledger.store import heads, publications
from ledger.store.engine import asking, reading

Level = Literal["recorded", "witnessed", "final"]

_WAITING = "verb = ? AND since >= ? AND since < ? ORDER BY since, ordinal"


class Certainty(NamedTuple):
    """Of everything up to a position: its level; `by` of `of` witnesses, `needed` the least.

    `final_size` is how many entries are final, 0 for none.
    """

    level: Level
    by: int
    of: int
    needed: int
    final_size: int

    def document(self) -> dict[str, Any]:
        """The same for a program."""
        return self._asdict()


class Waiting(NamedTuple):
    """An effect that is recorded and not to be shown as final yet."""

    entry_index: int
    act: str
    effect: str
    ruleset: str


def of(ledger: Ledger, position: int) -> Certainty:
    """Return how certain entries 0 to `position` - 1 are."""
    with reading(ledger.engine) as connection:
        final_size = _final_size(connection)
        by, all_of_them = rounds.witnessed(connection, position)
        policy = policies.in_force(connection, heads.read(connection).size)
        needed = 0 if policy is None else policy.required()
    level: Level = "witnessed" if by else "recorded"
    if 0 < position <= final_size:
        level = "final"
    return Certainty(level, by, all_of_them, needed, final_size)


def final_size(ledger: Ledger) -> int:
    """Return how many entries are final, 0 for none."""
    with reading(ledger.engine) as connection:
        return _final_size(connection)


class Seen(NamedTuple):
    """What a look at the log found: entries, entries that the published checkpoint covers, final ones."""

    size: int = 0
    published_size: int = 0
    final_size: int = 0


def look(ledger: Ledger, before: Seen) -> Seen:
    """Return what the database says now, given what it said before: one small question."""
    with asking(ledger.engine) as connection:
        size, published_size = publications.beside_head(connection)
        final_size = before.final_size
        if published_size != before.published_size:
            # What becomes final meanwhile is told the next time.
            final_size = _final_size(connection)
    return Seen(size, published_size, final_size)


def waiting(ledger: Ledger, book: LawBook, position: int) -> list[Waiting]:
    """Return what was recorded before `position` and must not be shown as final yet, in order.

    `book` is the law at that position.
    """
    named = _named(book)
    if not named:
        return []
    with reading(ledger.engine) as connection:
        generation = generations.live(connection).number
        start = _final_size(connection)
        found = [
            Waiting(index, act, verb, ruleset)
            for ruleset, verb in named
            for index, act in _effects(connection, generation, verb, between=(start, position))
            if _is_in_force(connection, generation, book, ruleset=ruleset, act=act)
        ]
    return sorted(dict.fromkeys(found))


def _final_size(connection: Connection) -> int:
    """The size of the published checkpoint, if the policy that it met has witnesses."""
    published = publications.published(connection)
    if published is None:
        return 0
    policy = policies.in_force(connection, published.size)
    return published.size if policy is not None and policy.counted() else 0


def _named(book: LawBook) -> list[tuple[str, str]]:
    adopted = sorted(book.docs("finality").items())
    return [(ruleset, verb) for ruleset, doc in adopted for verb in doc["effects"]]


def _effects(
    connection: Connection, generation: int, verb: str, *, between: tuple[int, int]
) -> list[tuple[int, str]]:
    statement = tables.select_statement(generation, "effect", _WAITING)
    decode = tables.TABLES["effect"].decode
    placed = [decode(values) for values in sql.fetch(connection, statement, (verb, *between))]
    return [(each.since, each.row.act) for each in placed]


def _is_in_force(
    connection: Connection, generation: int, book: LawBook, *, ruleset: str, act: str
) -> bool:
    """Whether the ruleset is law on the day of the act."""
    statement = tables.select_statement(generation, "act", "act = ?")
    decode = tables.TABLES["act"].decode
    days = [decode(values).row.day for values in sql.fetch(connection, statement, (act,))]
    doc = book.doc("ruleset", ruleset)
    return doc is not None and any(covers_day(doc, day) for day in days)
