"""What a scope names, box by box: the units, polls and counts, in the order of the specification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.election.happening import Gathering
from ledger.election.rows import EffectUnit
from ledger.election.state import State

Box = dict[str, Any]


def units_of(box: Box, state: State) -> list[str]:
    """The units that a box names, then the members of its lists; units not yet known are not."""
    lists = box["lists"]
    if not lists:
        return list(box["units"])
    return [*box["units"], *(m.row.unit for name in lists for m in state.members(name))]


def pairs(scope: list[Box], state: State) -> Iterator[tuple[str, str]]:
    """Every contest and unit of a scope: boxes, then contests, then units."""
    for box in scope:
        units = units_of(box, state)
        for contest in box["contests"]:
            for unit in units:
                yield contest, unit


def keys(scope: Iterable[Box], state: State) -> Iterator[str]:
    """The keys of what a scope touches."""
    for box in scope:
        for contest in box["contests"]:
            yield f"contest:{contest}"
        for unit in units_of(box, state):
            yield f"unit:{unit}"
        if box["further"] is not None:
            yield f"unit:{box['further']['within']}"


def cover(gathering: Gathering, effect: str, box: Box, *, sign: str = "+") -> None:
    """Add the unit rows of an effect: units, members of lists, and those not yet known."""
    rows = gathering.rows
    for unit in units_of(box, gathering.happening.state):
        rows.append(EffectUnit(effect, None, sign, unit))
    further = box["further"]
    if further is not None:
        rows.append(EffectUnit(effect, further["count"], sign, further["within"]))


def path(state: State, unit: str) -> list[str]:
    """The unit and its ancestors up to the root."""
    found = [unit]
    subject = state.subject(f"unit:{unit}")
    while subject is not None and subject.row.parent is not None:
        kind, _, parent = subject.row.parent.partition(":")
        if kind != "unit":
            break
        found.append(parent)
        subject = state.subject(subject.row.parent)
    return found


def with_all_below(state: State, units: Iterable[str]) -> list[str]:
    """These units and all below them, each once."""
    found: dict[str, None] = {}
    waiting = list(units)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found[here] = None
            children = (child.row for child in state.children(f"unit:{here}"))
            waiting += [row.key.removeprefix("unit:") for row in children if row.kind == "unit"]
    return list(found)
