"""Test `citations`: the decision names the law that it must rest on."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case


def _key(cited: dict[str, Any]) -> tuple[str, bool, str]:
    """No point stands before every point."""
    return cited["instrument"], cited["point"] is not None, cited["point"] or ""


_CITED = shapes.members(instrument=shapes.identity, point=shapes.nullable(shapes.text(64)))
CITES = shapes.array(_CITED, key=_key)
"""`[{"instrument":"law-03-l-073","point":"106.2"}]`, sorted; `point` null for the whole."""

PARAMETERS = shapes.members(cites=shapes.array(_CITED, low=1, key=_key))
"""`{"cites":[{"instrument":"law-03-l-073","point":"106.2"}]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether each is in the legal basis; without a point, any point of it will do."""
    decision = case.act["decision"]
    if decision is None:
        return False
    points = {(basis["instrument"], basis["point"]) for basis in decision["legal_basis"]}
    instruments = {instrument for instrument, _ in points}
    return all(
        cited["instrument"] in instruments
        if cited["point"] is None
        else (cited["instrument"], cited["point"]) in points
        for cited in parameters["cites"]
    )
