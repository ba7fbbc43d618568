"""What stands in the way of certifying a contest: an exact list, for whoever has to certify.

    {"contested":[],"items":[{"about":"run:run-2","item":"undated_run",…}],"missing":[{"reason":"repeat_undated","units":3}]}

It is put together from what other views say, and decides nothing: what a law makes of it is a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from ledger.election.reading import Reading
from ledger.election.results.spread import Tree, spread


def blocking(
    reading: Reading,
    result: dict[str, Any],
    *,
    items: Sequence[dict[str, Any]],
    contested: Collection[str],
) -> dict[str, Any]:
    """What is missing by reason, what is open about the contest, which acts are contested."""
    reasons = Counter(entry["reason"] for entry in result["missing"])
    subjects = _subjects(reading, result["contest"])
    return {
        "contested": sorted(contested),
        "items": [item for item in items if item["about"] in subjects],
        "missing": [{"reason": name, "units": count} for name, count in sorted(reasons.items())],
    }


def _subjects(reading: Reading, contest: str) -> set[str]:
    """The keys of the contest, its runs, and the units in which it is voted on."""
    orders = [
        order
        for order in reading.state.effects_by_verb("order_run")
        if contest in order.row.contests and reading.in_force(order)
    ]
    covering = spread(reading, Tree(reading.state), contest, orders)
    units = {f"unit:{unit}" for unit, found in covering.items() if found}
    return {f"contest:{contest}", *units, *(f"run:{order.row.run}" for order in orders)}
