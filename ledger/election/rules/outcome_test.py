"""Test `outcome_test`: what went wrong could have changed the outcome."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes, values
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(
    affected=shapes.nullable(shapes.code),
    formula=shapes.one_of("affected_exceeds_margin", "affected_reaches_margin", "per_se"),
    margin=shapes.nullable(shapes.code),
)
"""`{"affected":"ballots_lost","formula":"affected_exceeds_margin","margin":"lead"}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether the votes affected exceed (or reach) the margin, whatever their true number is."""
    if parameters["formula"] == "per_se":
        return True
    affected, margin = (_interval(case, parameters[name]) for name in ("affected", "margin"))
    if affected is None or margin is None:
        return None
    # To exceed is to reach one more.
    least = 1 if parameters["formula"] == "affected_exceeds_margin" else 0
    if margin[1] is not None and affected[0] >= margin[1] + least:
        return True
    if affected[1] is not None and affected[1] < margin[0] + least:
        return False
    return None


def _interval(case: Case, field: str | None) -> tuple[int, int | None] | None:
    value = case.fields.get(field) if field is not None else None
    if not isinstance(value, dict) or not ("disputed" in value or "low" in value):
        return None
    return values.hull(value)[:2]
