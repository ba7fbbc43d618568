"""Test `offices`: each office named has a counted signer who signs in it."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(offices=shapes.array(shapes.code, low=1, key=shapes.same))
"""`{"offices":["chair","secretary"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether no office named is missing among the signatures that count."""
    signers = case.act["signers"]
    signed = {signer["office"] for signer in signers if signer["person"] in case.persons}
    return signed.issuperset(parameters["offices"])
