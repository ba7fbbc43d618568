"""The sheet of a unit: everything that holds there, on one page.

The document is that of docs/spec/09-views.md, `json sheet`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ledger.election import amounts, by_law, items
from ledger.election.items import Docket
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.standing import Poll, headline_of, polls
from ledger.election.state import State

_OF_POLL = [each.name for each in dataclasses.fields(Poll) if each.name != "unit"]
"""What a sheet says of a poll: everything but the unit, which is its own."""


def sheet(
    state: State,
    unit: str,
    day: str,
    *,
    contested: Collection[str] = (),
    law: LawBook | None = None,
) -> dict[str, Any]:
    """The sheet of a unit. `contested` are the acts that law says are contested and not affirmed.

    Without `law` nothing follows by law.
    """
    return next(sheets(state, [unit], day, contested=contested, law=law))


def sheets(
    state: State,
    units: Iterable[str],
    day: str,
    *,
    contested: Collection[str] = (),
    law: LawBook | None = None,
) -> Iterator[dict[str, Any]]:
    """The sheets of many units, of which what they have in common is worked out once."""
    reading = Reading(state, day)
    docket = items.Docket(reading)
    following = [] if law is None else by_law.by_law(law, reading)
    for unit in units:
        by_contest = {
            contest: polls(reading, contest, unit) for contest in _contests(reading, unit)
        }
        covering = {contest: found for contest, found in by_contest.items() if found}
        runs = {poll.run for found in covering.values() for poll in found}
        yield {
            "amounts": _amounts(state, unit, day),
            "by_law": by_law.concerning(following, reading, unit, runs),
            "contested": _touching(state, unit, contested),
            "day": day,
            "headlines": [
                {"contest": contest, "headline": headline_of(reading, found)}
                for contest, found in covering.items()
            ],
            "items": _concerning(docket, unit, runs),
            "polls": [_poll(poll) for found in covering.values() for poll in found],
            "position": state.size,
            "unit": unit,
        }


def _contests(reading: Reading, unit: str) -> list[str]:
    """The contests of the orders that may cover the unit."""
    orders = reading.near(unit, "order_run")
    return sorted({contest for order in orders for contest in order.row.contests})


def _poll(poll: Poll) -> dict[str, Any]:
    return {name: getattr(poll, name) for name in _OF_POLL}


def _amounts(state: State, unit: str, day: str) -> list[dict[str, Any]]:
    holder = f"unit:{unit}"
    return [
        {"bucket": bucket, "holder": holder, "material": material, **balance._asdict()}
        for (material, bucket), balance in amounts.balances(state, holder, day=day).items()
    ]


def _concerning(docket: Docket, unit: str, runs: Collection[str]) -> list[dict[str, Any]]:
    """The open items about the unit, or about a run that covers it."""
    subjects = {f"unit:{unit}", *(f"run:{run}" for run in runs)}
    return [item._asdict() for item in docket.about(subjects)]


def _touching(state: State, unit: str, contested: Collection[str]) -> list[str]:
    if not contested:
        return []
    touching = set(state.touches(f"unit:{unit}"))
    placed = {act_id: state.act(act_id) for act_id in contested}
    return sorted(act_id for act_id, act in placed.items() if act and act.since in touching)
