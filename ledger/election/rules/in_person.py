"""Test `in_person`: nobody signs in the place of somebody else."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(offices=shapes.array(shapes.code, key=shapes.same))
"""`{"offices":["chair"]}`; empty: whatever the office."""


def passes(parameters: dict[str, Any], case: Case) -> bool:
    """Whether every counted signer of these offices holds the office themself."""
    offices = parameters["offices"]
    return not any(
        signer["in_place_of"] is not None
        for signer in case.act["signers"]
        if signer["person"] in case.persons and (not offices or signer["office"] in offices)
    )
