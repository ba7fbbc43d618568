"""A poll: whether and how the vote of a contest was held at a unit in a run, and what bears on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ledger.election import standing
from ledger.election.reading import Reading
from ledger.errors import NotFound
from ledger.nouns import effects
from ledger.read import View


def document(view: View, contest: str, unit: str, run: str) -> dict[str, Any]:
    """Return a poll with its order, its bars and dates, and how it and its count came to be so.

    NotFound where no run of that id covers the contest at the unit on the view's day.
    """
    reading = Reading(view.state, view.day)
    known = {"contest": contest, "unit": unit}
    is_known = all(view.state.subject(f"{kind}:{name}") for kind, name in known.items())
    runs = standing.runs_covering(reading, contest, unit) if is_known else []
    order = next((each.order for each in runs if each.run == run), None)
    if order is None:
        found = f"no run {run} of {contest} at {unit}, at position {view.position} on {view.day}"
        raise NotFound(found, "read the unit's sheet: it lists its polls; or ask another moment")
    poll = next(each for each in standing.polls(reading, contest, unit) if each.run == run)
    bars = standing.bars(reading, contest, unit, run=run)
    date = standing.date_effect(reading, run, unit)
    return asdict(poll) | {
        "bars": [effects.document(reading, bar) for bar in bars],
        "dated_by": None if date is None else effects.document(reading, date),
        "history": {kind: _history(reading, kind, contest, unit=unit, run=run) for kind in _FIELDS},
        "order": effects.document(reading, order),
    }


_FIELDS = {"count": "count", "poll": "polling"}
"""The status of a poll and of its count, by the kind of its subject."""


def _history(
    reading: Reading, kind: str, contest: str, *, unit: str, run: str
) -> list[dict[str, Any]]:
    """What was told at the unit and above it, in order of the log."""
    told = [
        each | {"unit": above}
        for above in reading.path(unit)
        for each in effects.taken(reading, f"{kind}:{contest}/{above}/{run}", _FIELDS[kind])
    ]
    return sorted(told, key=lambda each: (each["since"], each["event"], each["unit"]))
