"""Test `majority`: enough of those present, or of all members, were in favour."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(
    base=shapes.one_of("present", "members"),
    counted=shapes.one_of("claimed", "signed"),
    denominator=shapes.integer(1),
    numerator=shapes.integer(1),
    strict=shapes.flag,
)
"""`{"base":"members","counted":"claimed","denominator":2,"numerator":1,"strict":true}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether the share was reached, by the votes stated or by the persons who signed."""
    if parameters["counted"] == "signed":
        base = len(case.law.roster(case.act["body"], case.day))
        return None if base == 0 else len(case.persons) >= _least(parameters, base)
    decision = case.act["decision"]
    votes = decision and decision["votes"]
    needed = ["for", "against", "abstained"]
    if parameters["base"] == "members":
        needed.append("absent")
    if not votes or any(votes[name] is None for name in needed):
        return None
    return bool(votes["for"] >= _least(parameters, sum(votes[name] for name in needed)))


def signatures_needed(parameters: dict[str, Any], case: Case) -> int:
    """The least number of counted persons that passes; 0 if votes are counted."""
    if parameters["counted"] != "signed":
        return 0
    base = len(case.law.roster(case.act["body"], case.day))
    return 0 if base == 0 else _least(parameters, base)


def _least(parameters: dict[str, Any], base: int) -> int:
    """The least whole number of votes that is enough, never a rounded share."""
    share = parameters["numerator"] * base
    whole: int = share // parameters["denominator"]
    return whole + 1 if parameters["strict"] or share % parameters["denominator"] else whole
