"""Test `quorum`: enough persons took part."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case

PARAMETERS = shapes.members(
    counted=shapes.one_of("claimed", "signed"), persons_min=shapes.integer(1)
)
"""`{"counted":"signed","persons_min":6}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether as many voted as the minutes say, or signed as the log proves."""
    if parameters["counted"] == "signed":
        return bool(len(case.persons) >= parameters["persons_min"])
    decision = case.act["decision"]
    votes = decision and decision["votes"]
    if not votes or None in (votes["for"], votes["against"], votes["abstained"]):
        return None
    present = votes["for"] + votes["against"] + votes["abstained"]
    return bool(present >= parameters["persons_min"])


def signatures_needed(parameters: dict[str, Any]) -> int:
    """The number of counted persons asked for; 0 if votes are counted."""
    return int(parameters["persons_min"]) if parameters["counted"] == "signed" else 0
