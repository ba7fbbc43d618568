"""Test `incompatible_roles`: no counted signer holds two of the offices named, in any body."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(offices=shapes.array(shapes.code, low=2, key=shapes.same))
"""`{"offices":["candidate","member"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether everybody who counts holds at most one of them on the day."""
    named = set(parameters["offices"])
    return all(
        len(named & case.law.offices_everywhere(person, case.day)) < 2 for person in case.persons
    )
