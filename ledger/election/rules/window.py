"""Test `window`: the event comes not before, or not after, something else has happened."""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.rules.case import Case, Place, all_of

_BOUND = shapes.nullable(shapes.one_of("polling_day", "opening", "closing", "certification"))
PARAMETERS = shapes.members(not_after=_BOUND, not_before=_BOUND)
"""`{"not_after":"certification","not_before":"opening"}`"""

_UNOPENED = {"planned", "ready"}
_ENDED = {"closed", "halted", "aborted", "not_held"}


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether both bounds hold at every contest, unit and run of the event."""
    bounds = [(name, name == "not_before") for name in ("not_before", "not_after")]
    wanted = [(parameters[name], early) for name, early in bounds if parameters[name] is not None]
    verdicts = (
        _polling_day(case, place, early) if what == "polling_day" else _is(case, place, what, early)
        for place in case.places()
        for what, early in wanted
    )
    return all_of(verdicts, complete=not case.has_unknown_members())


def _polling_day(case: Case, place: Place, early: bool) -> bool | None:
    """Not before the day: it is today or has been. Not after it: it is today or to come."""
    day = case.date_of(place.run, place.unit)
    if day is None:
        return None
    return day <= case.day if early else day >= case.day


def _is(case: Case, place: Place, what: str, early: bool) -> bool | None:
    """Whether it has happened, if the event must not come before it; has not, if not after it."""
    if place.run is None:
        return None
    if what == "certification":
        return _is_certified(case, place) is early
    status = case.status("poll", place, "polling")
    happened = status in _ENDED if what == "closing" else status not in _UNOPENED
    return happened is early


def _is_certified(case: Case, place: Place) -> bool:
    reading = case.reading
    return any(
        effect.row.run == place.run and reading.covers(effect, place.contest, place.unit)
        for effect in reading.near(place.unit, "certify")
    )
