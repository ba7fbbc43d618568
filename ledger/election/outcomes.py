"""A check of an account: two sides, and one of three outcomes (docs/spec/13-accounts.md)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger import limits

HOLDS, INDETERMINATE, VIOLATED = "holds", "indeterminate", "violated"


class Bounds(NamedTuple):
    """At least `low`, at most `high` (None: no bound)."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one number only."""
        return self.low == self.high

    def document(self) -> dict[str, Any]:
        """`{"high":…,"low":…}`, as far as a document can spell numbers."""
        is_spelled = self.high is not None and self.high <= limits.INTEGER_MAX
        return {"high": self.high if is_spelled else None, "low": min(self.low, limits.INTEGER_MAX)}


class Check(NamedTuple):
    """What was held to what, and what came of it; `rule` is the id of a balance."""

    at_issue: list[str]
    """The numbers or seals that are twice, lacking or strange."""
    bucket: str | None
    check: str
    contest: str | None
    left: Bounds
    material: str | None
    outcome: str
    right: Bounds
    rule: str | None
    since: int | None

    def document(self) -> dict[str, Any]:
        """The check as an account holds it."""
        return {**self._asdict(), "left": self.left.document(), "right": self.right.document()}


def at_most(left: Bounds, right: Bounds) -> str:
    """What comes of it if the left side must not be greater."""
    if left.high is not None and left.high <= right.low:
        return HOLDS
    return VIOLATED if right.high is not None and left.low > right.high else INDETERMINATE


def equals(left: Bounds, right: Bounds) -> str:
    """What comes of it if both sides must be one number, and the same."""
    if left.is_exact and left == right:
        return HOLDS
    apart = (a.high is not None and a.high < b.low for a, b in ((left, right), (right, left)))
    return VIOLATED if any(apart) else INDETERMINATE


def summary(checks: list[Check]) -> list[Check]:
    """Those that do not hold; if all do, one line that says so."""
    failing = [check for check in checks if check.outcome != HOLDS]
    return failing or [checks[-1]._replace(at_issue=[], bucket=None, since=None)]
