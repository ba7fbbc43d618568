"""In what condition a ledger is, for whoever watches it: numbers, and whether it may be written.

Nothing here says where anything is kept, who signed, or what an act is about.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ledger import append, read
from ledger.chain import entry, guard
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.projections import generations
from ledger.publish import certainty
from ledger.store import agreement, checkpoints, heads, publications
from ledger.store.engine import check_settings, reachable, reading

CLOCK_BEHIND_SECONDS_MAX = 1.0
"""Servers on two machines differ by so much; a clock that is behind by less is right again at once."""


class Condition(NamedTuple):
    """Sizes are numbers of entries; ages are seconds by the ledger's clock, None where never yet.

    `witnesses_by` of `witnesses_of` have cosigned all that is recorded. `witnessed_age` is that of
    the newest published checkpoint that met a policy with witnesses. `alarms` counts what witnesses
    claimed when they were asked last, by this process.
    """

    size: int
    checkpoint_size: int
    checkpoint_age: float | None
    published_size: int
    published_age: float | None
    witnesses_by: int
    witnesses_of: int
    witnessed_age: float | None
    alarms: int
    projection_position: int
    projection_stopped: bool


def of(ledger: Ledger) -> Condition:
    """Return the numbers; Unavailable where the database cannot be asked."""
    with reachable(), reading(ledger.engine) as connection:
        head, signed = heads.read(connection), checkpoints.last_size(connection)
        published = publications.published(connection)
        generation = generations.live(connection)
    certain = certainty.of(ledger, head.size)
    now = _seconds(ledger.clock())
    published_age = None if published is None else now - published.signed_at
    met = published is not None and certain.final_size == published.size
    return Condition(
        size=head.size,
        checkpoint_size=signed,
        checkpoint_age=_checkpoint_age(ledger, signed, now),
        published_size=0 if published is None else published.size,
        published_age=published_age,
        witnesses_by=certain.by,
        witnesses_of=certain.of,
        witnessed_age=published_age if met else None,
        alarms=len(ledger.witness_alarms),
        projection_position=generation.position,
        projection_stopped=generation.stopped is not None,
    )


def verdict(ledger: Ledger) -> LedgerStopped | None:
    """Return why the ledger must not be written, or None: what the guard says, and the state.

    Who has the keys to write is told, too, what each act would be refused for: settings, clock.
    """
    stopped = append.examine(ledger)
    if stopped is not None:
        return stopped
    try:
        with reachable(), reading(ledger.engine) as connection:
            size = heads.read(connection).size
            generations.require_trusted(generations.live(connection), size)
        if ledger.log_key is not None:
            _require_writable(ledger)
    except LedgerStopped as untrusted:
        return untrusted
    return None


def _require_writable(ledger: Ledger) -> None:
    with reachable(), ledger.engine.connect() as connection, connection.begin():
        check_settings(connection)
        head, now = heads.read(connection), ledger.clock()
    if head.recorded_at is None:
        return
    if _seconds(head.recorded_at) - _seconds(now) > CLOCK_BEHIND_SECONDS_MAX:
        agreement.judge(guard.Found(head=guard.End(*head), now=now))


def _checkpoint_age(ledger: Ledger, size: int, now: float) -> float | None:
    """A checkpoint is signed with the commit whose last entry it covers."""
    if size == 0:
        return None
    return now - _seconds(entry.parse(read.entry(ledger, size - 1)).recorded_at)


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()
