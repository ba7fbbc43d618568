"""Test `blockers`: nothing is open that has to be settled first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import contested, items, shapes, standing
from ledger.election.rules.case import Case, Place, all_of

_NAMES = ("contested", "open_items", "run_not_counted", "undated_run")
_KINDS = ("contest", "run", "unit")
PARAMETERS = shapes.members(blockers=shapes.array(shapes.one_of(*_NAMES), low=1, key=shapes.same))
"""`{"blockers":["open_items","undated_run"]}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether none of the blockers named exists."""
    found = {
        "contested": _is_contested,
        "open_items": _is_due,
        "run_not_counted": _is_uncounted,
        "undated_run": _is_undated,
    }
    verdicts = (not found[name](case) for name in parameters["blockers"])
    return all_of(verdicts, complete=bool(case.places()) and not case.has_unknown_members())


def _is_contested(case: Case) -> bool:
    return bool(contested.unresolved(case.law, case.state, case.day))


def _is_due(case: Case) -> bool:
    """Whether something is due about a unit, contest or run of the event."""
    about = {f"{kind}:{value}" for kind in _KINDS for value in case.values(kind)}
    for place in case.places():
        about |= {f"contest:{place.contest}", f"unit:{place.unit}", f"run:{place.run}"}
    return any(duty.about in about for duty in items.duties(case.reading))


def _is_undated(case: Case) -> bool:
    """Whether some run ordered there has no date."""
    return any(
        case.date_of(run.run, unit) is None
        for contest, unit in _leaves(case)
        for run in standing.runs_covering(case.reading, contest, unit)
    )


def _is_uncounted(case: Case) -> bool:
    """Whether the latest run ordered somewhere there is not counted, or does not stand."""
    return any(_lacks_count(case, contest, unit) for contest, unit in _leaves(case))


def _lacks_count(case: Case, contest: str, unit: str) -> bool:
    run = case.latest_run(contest, unit)
    if run is None:
        return False
    stands = standing.standing_of(standing.bars(case.reading, contest, unit, run=run))
    if stands == "excluded":
        # Left out of the result expressly, counted or not.
        return False
    count = case.status("count", Place(contest, unit, run), "count")
    return stands != "stands" or count != "counted"


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
