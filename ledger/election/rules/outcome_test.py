"""Test `outcome_test`: what went wrong could have changed the outcome.

    {"affected":{"kind":"computed","name":"ballots_missing"},"conclusion":"conclusion",
     "denominator":1,"formula":"affected_exceeds_margin",
     "margin":{"kind":"field","name":"margin"},"numerator":1}

Numbers are bounds (what is not known stays unknown), stated by the event or computed from the
ledger's own rows; what the event claims is never taken for what was computed.
"""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules import quantities
from ledger.election.rules.case import Case

_QUANTITY = shapes.nullable(
    shapes.members(kind=shapes.one_of("field", "computed"), name=shapes.code)
)
_FORMULAS = ("affected_exceeds_margin", "affected_reaches_margin", "may_have_influenced", "per_se")

AFFECTS, AFFECTS_NOT = "affects", "does_not_affect"
"""What a field may claim about the outcome; anything else claims nothing."""


def _known(value: Any) -> shapes.Flaw | None:
    flaw = _QUANTITY(value)
    if flaw is None and value is not None and value["kind"] == "computed":
        return quantities.NAME(value["name"])
    return flaw


PARAMETERS = shapes.members(
    affected=_known,
    conclusion=shapes.nullable(shapes.code),
    denominator=shapes.integer(1),
    formula=shapes.one_of(*_FORMULAS),
    margin=_known,
    numerator=shapes.integer(1),
)


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether the affected exceed (or reach) the share of the margin, whatever their number is."""
    formula = parameters["formula"]
    if formula == "per_se":
        return True
    if formula == "may_have_influenced":
        # Nobody can compute this; who says so has to give reasons.
        decision = case.act["decision"]
        return decision is not None and decision["reasons"] is not None
    affected, margin = (quantities.find(case, parameters[name]) for name in ("affected", "margin"))
    if affected is None or margin is None:
        return None
    # To exceed is to reach one more; both sides are multiplied, so that nothing is rounded.
    least = 1 if formula == "affected_exceeds_margin" else 0
    numerator, denominator = parameters["numerator"], parameters["denominator"]
    if margin.high is not None and affected.low * denominator >= margin.high * numerator + least:
        return True
    if affected.high is not None and affected.high * denominator < margin.low * numerator + least:
        return False
    return None


def conclusion(parameters: dict[str, Any], case: Case, is_met: bool | None) -> dict[str, Any]:
    """What the event claims of the outcome and what was computed, with every figure of it.

        {"affected":{"high":13,"low":10},"claimed":"affects","computed":"does_not_affect",
         "coverage":{"reported":2,"units":3},"denominator":1,"formula":"affected_exceeds_margin",
         "margin":{"high":60,"low":40},"numerator":1}

    `computed` is None where the numbers decide nothing, or no number can.
    """
    has_numbers = parameters["formula"] in _FORMULAS[:2]
    computed = None
    if has_numbers and is_met is not None:
        computed = AFFECTS if is_met else AFFECTS_NOT
    found = {
        name: quantities.find(case, parameters[name]) if has_numbers else None
        for name in ("affected", "margin")
    }
    named = [parameters[name] for name in found if parameters[name] is not None]
    return {
        **{name: None if each is None else each._asdict() for name, each in found.items()},
        "claimed": claimed(parameters, case),
        "computed": computed,
        "coverage": quantities.coverage(case) if any(map(quantities.is_of_forms, named)) else None,
        "denominator": parameters["denominator"],
        "formula": parameters["formula"],
        "numerator": parameters["numerator"],
    }


def is_contradicted(parameters: dict[str, Any], case: Case, is_met: bool | None) -> bool:
    """Whether the event claims the contrary of what the numbers come to."""
    if is_met is None or parameters["formula"] not in _FORMULAS[:2]:
        return False
    return claimed(parameters, case) == (AFFECTS_NOT if is_met else AFFECTS)


def claimed(parameters: dict[str, Any], case: Case) -> str | None:
    """What the event says that the outcome is: the code of the field named, or None."""
    name = parameters["conclusion"]
    value = case.fields.get(name) if name is not None else None
    return value if type(value) is str else None
