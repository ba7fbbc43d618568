"""Test `body`: the act's body is one of those named."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(bodies=shapes.array(shapes.identity, low=1, key=shapes.same))
"""`{"bodies":["cec"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether the body whose act it is is among them."""
    return case.act["body"] in parameters["bodies"]
