"""Which entries tell of a subject: what touches it, what stands above it, what decided its contests."""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.reading import Reading
from ledger.election.state import State


def indexes(state: State, key: str, day: str) -> list[int]:
    """The indexes of the acts that touch a subject, its ancestors or, for a unit, its contests."""
    kind, _, identity = key.partition(":")
    keys = [key]
    if kind == "unit":
        keys = [f"unit:{unit}" for unit in scopes.path(state, identity)]
    found = {index for each in keys for index in state.touches(each)}
    if kind == "unit":
        found.update(_of_contests(state, identity, day))
    return sorted(found)


def _of_contests(state: State, unit: str, day: str) -> set[int]:
    """The decisions on contests in which the unit votes."""
    orders = Reading(state, day).near(unit, "order_run")
    contests = {contest for order in orders for contest in order.row.contests}
    touching = {i for contest in contests for i in state.touches(f"contest:{contest}")}
    return {act.since for act in state.acts() if act.row.kind == "ruling" and act.since in touching}
