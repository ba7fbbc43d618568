"""Test `blockers`: nothing is open that has to be settled first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import contested, items, shapes, standing
from ledger.election.rules.case import Case, Place, all_of

_NAMES = ("contested", "open_items", "run_not_counted", "undated_run")
PARAMETERS = shapes.members(blockers=shapes.array(shapes.one_of(*_NAMES), low=1, key=shapes.same))
"""`{"blockers":["open_items","undated_run"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether none of the blockers named exists."""
    checks = {
        "contested": _nothing_contested,
        "open_items": _nothing_due,
        "run_not_counted": _all_counted,
        "undated_run": _all_dated,
    }
    verdicts = (checks[name](case) for name in parameters["blockers"])
    return all_of(verdicts, complete=not case.has_unknown_members())


def _nothing_contested(case: Case) -> bool | None:
    return not contested.unresolved(case.law, case.state, case.day)


def _nothing_due(case: Case) -> bool | None:
    """Whether nothing is due about a unit, contest or run of the event."""
    places = case.places()
    about = {f"unit:{unit}" for unit in case.units()} | {f"run:{run}" for run in case.runs()}
    for place in places:
        about |= {f"unit:{place.unit}", f"contest:{place.contest}"}
        about |= {f"run:{place.run}"} if place.run is not None else set()
    for kind in ("unit", "contest"):
        about |= {f"{kind}:{value}" for value in case.values(kind)}
    if not about:
        return None
    return all(duty.about not in about for duty in items.duties(case.reading))


def _all_dated(case: Case) -> bool | None:
    """Whether every run ordered there has a date."""
    verdicts = (
        case.date_of(run.run, unit) is not None
        for contest, unit in _leaves(case)
        for run in standing.runs_covering(case.reading, contest, unit)
    )
    return all_of(verdicts)


def _all_counted(case: Case) -> bool | None:
    """Whether the latest run ordered there was counted and stands, or is expressly left out."""
    return all_of(_is_counted(case, *pair) for pair in _leaves(case))


def _is_counted(case: Case, contest: str, unit: str) -> bool | None:
    run = case.latest_run(contest, unit)
    if run is None:
        return None
    bars = standing.bars(case.reading, contest, unit, run=run)
    stands = standing.standing_of(bars)
    if stands == "excluded":
        return True
    return (
        stands == "stands" and case.status("count", Place(contest, unit, run), "count") == "counted"
    )


def _leaves(case: Case) -> Iterator[tuple[str, str]]:
    """Each contest with each unit, at or below a named unit, that has no unit below it."""
    below: dict[str, list[str]] = {}
    seen = set()
    for place in case.places():
        if place.unit not in below:
            below[place.unit] = list(_leaves_below(case, place.unit))
        for unit in below[place.unit]:
            if (place.contest, unit) not in seen:
                seen.add((place.contest, unit))
                yield place.contest, unit


def _leaves_below(case: Case, unit: str) -> Iterator[str]:
    waiting = [unit]
    while waiting:
        here = waiting.pop()
        children = case.state.children(f"unit:{here}")
        units = [
            child.row.key.removeprefix("unit:") for child in children if child.row.kind == "unit"
        ]
        waiting += units
        if not units:
            yield here
