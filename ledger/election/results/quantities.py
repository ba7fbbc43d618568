"""Sums of figures that may be unknown: an interval, and the reason why it is no nearer.

    {"high":12,"low":10,"why":"estimated"}

What is not known is never taken for nothing (docs/spec/12-results.md, 12.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ledger import limits
from ledger.election import values

SEVERAL = "several"


class Interval(NamedTuple):
    """At least `low`, at most `high` (None: no bound)."""

    low: int
    high: int | None
    why: str | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one number only."""
        return self.low == self.high

    def document(self) -> dict[str, Any]:
        """The interval, within the whole numbers that a document may hold."""
        low = bounded(self.low)
        high = None if self.high is None or self.high > limits.INTEGER_MAX else self.high
        return {"high": high, "low": low, "why": None if low == high else self.why or SEVERAL}


def bounded(number: int) -> int:
    """The nearest whole number that a document may hold."""
    return max(-limits.INTEGER_MAX, min(number, limits.INTEGER_MAX))


def unknown(why: str) -> Interval:
    """Some number that nobody has stated."""
    return Interval(0, None, why)


def of_value(quantity: dict[str, Any]) -> Interval:
    """The interval of a quantity; of a disputed one that of all its versions."""
    return Interval(*values.hull(quantity))


def total(terms: Iterable[Interval]) -> Interval:
    """The sum; `why` is the reason that the terms which are not exact have in common."""
    low, high, is_bounded = 0, 0, True
    reasons: set[str | None] = set()
    for term in terms:
        low += term.low
        high += term.high or 0
        is_bounded = is_bounded and term.high is not None
        if term.low != term.high:
            reasons.add(term.why)
    why = next(iter(reasons)) if len(reasons) == 1 else SEVERAL if reasons else None
    return Interval(low, high if is_bounded else None, why)
