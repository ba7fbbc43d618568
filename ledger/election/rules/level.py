"""Test `level`: every unit of the event's scopes is of a level named."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case, all_of

PARAMETERS = shapes.members(levels=shapes.array(shapes.code, low=1, key=shapes.same))
"""`{"levels":["municipality","polling_centre"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether all units, and those within which further ones lie, have one of the types."""
    units = dict(case.units())
    for box in case.boxes():
        if box["further"] is not None:
            units[box["further"]["within"]] = None
    return all_of(_type_of(case, unit) in parameters["levels"] for unit in units)


def _type_of(case: Case, unit: str) -> str | None:
    found = case.state.subject(f"unit:{unit}")
    return found.row.type if found else None
