"""Test `deadline`: the event comes, or sets a date, within so many days of a start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import calendar, deadlines, milestones, shapes
from ledger.election.rules.case import Case, all_of
from ledger.election.spellings import act_of

MILESTONES = {"publication": "published", "service": "served", "finality": "final"}
"""What a decision has to have come to, by the name of the start."""

PARAMETERS = shapes.members(
    count=shapes.integer(0, deadlines.COUNT_MAX),
    start=shapes.one_of("polling_day", "order", "decision", *MILESTONES),
    unit=shapes.one_of(*deadlines.UNITS),
)
"""`{"count":14,"start":"order","unit":"days"}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether it is in time after every start."""
    start, end = parameters["start"], _end(case)
    starts = {"polling_day": _polling_days, "order": _orders}
    found = starts[start](case) if start in starts else _decisions(case, MILESTONES.get(start))
    days = deadlines.of_ruleset(case.law.doc("ruleset", case.ruleset))
    count, unit = parameters["count"], parameters["unit"]
    terms = (None if day is None else deadlines.term(day, count, unit, days=days) for day in found)
    return all_of(
        (
            None
            if term is None
            else _is_before(case, end, term.at, days.offsets)
            if unit == "hours"
            else (end or case.day) <= term.day
            for term in terms
        ),
        complete=start != "polling_day" or not case.has_unknown_members(),
    )


def _is_before(case: Case, end: str | None, at: str, offsets: calendar.Offsets) -> bool | None:
    """Whether it comes before an instant; None if the day is known, and not the hour."""
    if end is None:
        occurred_at = None if case.occurred is None else case.occurred["at"]
        if occurred_at is not None:
            return bool(occurred_at < at)
        if case.recorded_at is not None and case.recorded_at < at:
            return True
    day = end or case.day
    if calendar.end_of(offsets, day) <= at:
        return True
    return None if calendar.end_of(offsets, calendar.after(day, -1)) < at else False


def _end(case: Case) -> str | None:
    """The latest day that the event sets; None if it sets none: then the act itself is in time."""
    dates = (effect for effect in case.declaration.effects if effect["do"] == "date")
    days = (_argument(case, effect.get("day")) for effect in dates)
    return max((str(day) for day in days if day is not None), default=None)


def _polling_days(case: Case) -> Iterator[str | None]:
    yield from (case.date_of(place.run, place.unit) for place in case.places())


def _orders(case: Case) -> Iterator[str | None]:
    runs = dict.fromkeys(case.runs() or (place.run for place in case.places()))
    for run in runs:
        orders = case.orders(run) if run else []
        yield _day_of_act(case, orders[-1].row.act) if orders else None


def _decisions(case: Case, milestone: str | None) -> Iterator[str | None]:
    """The days of the decisions that the event links to, or on which they came so far."""
    for effect in case.declaration.effects:
        reference = _argument(case, effect["to"]) if effect["do"] == "link" else None
        if reference is not None and milestone is None:
            yield _day_of_act(case, act_of(str(reference)))
        elif reference is not None:
            act_id = act_of(str(reference))
            yield milestones.reached_on(case.state, act_id, str(milestone), day=case.day)


def _day_of_act(case: Case, act_id: str) -> str | None:
    if act_id == case.act["act_id"]:
        return case.day
    found = case.state.act(act_id)
    return found.row.day if found else None


def _argument(case: Case, argument: Any) -> Any:
    """The value of an effect's argument, which may name a field."""
    is_field = type(argument) is str and argument.startswith("$")
    return case.fields[argument[1:]] if is_field else argument
