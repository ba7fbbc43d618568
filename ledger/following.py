"""What follows by operation of law about one subject, at a point of the ledger."""

from __future__ import annotations

from typing import Any

from ledger.election import by_law
from ledger.election.reading import Reading
from ledger.read import View


def about(view: View, key: str) -> list[dict[str, Any]]:
    """What follows by law at a unit (`unit:pc-1`), or about a run, a contest or a decision."""
    kind, _, identity = key.partition(":")
    if kind == "unit":
        found: list[dict[str, Any]] = view.sheet(identity)["by_law"]
        return found
    return by_law.about(by_law.by_law(view.law, Reading(view.state, view.day)), key)
