"""`allocate` says how the seats of a contest are given to its lists; the giving itself is computed.

The method stands in the log as data, so that anybody can give the seats again from the figures.
"""

from __future__ import annotations

from typing import Any

from ledger.election.arguments import Applier, Argument, Bound, Fields, Verb, code
from ledger.election.happening import Gathering, Happening

METHODS = ("dhondt", "droop", "hare", "sainte_lague")
"""Two of greatest averages, two of largest remainders (docs/spec/12-results.md)."""


def _bind(bound: Bound) -> Applier:
    contest, method, seats = bound.getter("contest"), bound.getter("method"), bound.getter("seats")
    exempt = bound.getter("exempt")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        data = {
            "exempt": sorted(exempt(fields) or []),
            "seats": seats(fields),
            "threshold": _threshold(bound, fields),
        }
        target = f"contest:{contest(fields)}"
        gathering.effect("allocate", data=data, target=target, what=method(fields))

    return apply


def _threshold(bound: Bound, fields: Fields) -> dict[str, Any] | None:
    """The share of a measure that a list must reach; None if the fraction is not whole."""
    numerator = bound.getter("threshold_numerator")(fields)
    denominator = bound.getter("threshold_denominator")(fields)
    if numerator is None or not denominator:
        return None
    base = bound.getter("threshold_base")(fields) or "votes"
    return {"base": base, "denominator": denominator, "numerator": numerator}


ALLOCATE = Verb(
    "allocate",
    frozenset({"ruling"}),
    (
        Argument("contest", ("contest",)),
        code("method", METHODS),
        Argument("seats", ("count",)),
        Argument("threshold_numerator", ("count",), is_optional=True),
        Argument("threshold_denominator", ("count",), is_optional=True),
        code("threshold_base", is_optional=True),
        Argument("exempt", ("list:subject",), is_optional=True),
    ),
    _bind,
)
