"""Test `size`: not more units than that are named."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes, values
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(units_max=shapes.count)
"""`{"units_max":3}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether the units, and those not yet known by name, are few enough."""
    low = len(case.units())
    high: int | None = low
    if not low and not case.has_unknown_members():
        return None
    for box in case.boxes():
        if box["further"] is not None:
            fewest, most, _ = values.hull(box["further"]["count"])
            low += fewest
            high = None if high is None or most is None else high + most
    if low > parameters["units_max"]:
        return False
    return True if high is not None and high <= parameters["units_max"] else None
