"""A decision may name more units than are known: the others are possibly affected, never covered."""

from __future__ import annotations

from ledger import read
from tests.verbs import commission


def test_the_rest_are_possibly_affected(engine_url: str) -> None:
    """One station is named, one more of the same centre is not: the others may be it."""
    made = commission.opened(engine_url)
    scope = commission.box("ps-1")
    scope["further"] = {"count": {"high": 1, "low": 1, "why": None}, "within": "pc-1"}
    unsaid = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
    fields = {**unsaid, "grounds": ["other"], "run": "run-1", "scope": [scope]}
    recorded = made.record(made.ruling(("annulment.ordered", fields)))
    with read.view(made.ledger) as view:
        found = {unit: view.possibly_affected(unit) for unit in view.units()}
        codes = {u: view.sheet(u)["headlines"][0]["headline"]["code"] for u in view.units()}
    made.ledger.engine.dispose()
    maybe = [{"bar": f"{recorded.index}.1.1", "contest": "mayor"}]
    assert found == {"m-1": [], "pc-1": [], "ps-1": [], "ps-2": maybe, "ps-3": maybe}
    assert (codes["ps-1"], codes["ps-2"]) == ("annulled", "planned")
