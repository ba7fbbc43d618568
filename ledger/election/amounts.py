"""How much of a material is where: bounds, with the reason why they are no nearer.

What is not known is an interval, and arithmetic keeps it one: a bucket never turns out fuller or
emptier than somebody said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledger.election.rows import Amount
from ledger.election.state import State


class Balance(NamedTuple):
    """What a bucket holds: at least `low`, at most `high` (None: no bound)."""

    low: int
    high: int | None
    why: str | None


EMPTY = Balance(0, 0, None)


def balance(state: State, holder: str, material: str, *, bucket: str, day: str) -> Balance:
    """What a bucket of a holder holds on a day."""
    return balances(state, holder, day=day).get((material, bucket), EMPTY)


def balances(state: State, holder: str, *, day: str) -> dict[tuple[str, str], Balance]:
    """What every bucket holds of which something was told, by material and bucket."""
    found: dict[tuple[str, str], list[Amount]] = {}
    for placed in state.amounts(holder):
        row = placed.row
        if row.day <= day:
            found.setdefault((row.material, row.bucket), []).append(row)
    return {bucket: total(rows) for bucket, rows in sorted(found.items())}


def total(rows: Iterable[Amount]) -> Balance:
    """What rows of one bucket, in order of the log, come to."""
    now = EMPTY
    for row in rows:
        now = after(now, row)
    return now


def after(now: Balance, row: Amount) -> Balance:
    """What a bucket holds once a row is told."""
    return Balance(*_step(now, row), row.why or now.why)


def _step(now: Balance, row: Amount) -> tuple[int, int | None]:
    if row.how == "is":
        return row.low, row.high
    if row.how == "add":
        unbounded = now.high is None or row.high is None
        return now.low + row.low, None if unbounded else (now.high or 0) + (row.high or 0)
    low = 0 if row.high is None else max(0, now.low - row.high)
    return low, None if now.high is None else max(0, now.high - row.low)
