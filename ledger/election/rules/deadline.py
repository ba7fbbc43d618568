"""Test `deadline`: the event comes, or sets a date, within so many days of a start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import calendar, shapes
from ledger.election.rules.case import Case, all_of
from ledger.election.spellings import act_of

PARAMETERS = shapes.members(
    days_max=shapes.count, start=shapes.one_of("polling_day", "order", "decision")
)
"""`{"days_max":14,"start":"order"}`"""


def passes(parameters: dict[str, Any], case: Case) -> bool | None:
    """Whether no more days have passed since every start."""
    starts = {"polling_day": _polling_days, "order": _orders, "decision": _decisions}
    complete = parameters["start"] != "polling_day" or not case.has_unknown_members()
    last = calendar.ordinal(_end(case)) - parameters["days_max"]
    found = starts[parameters["start"]](case)
    return all_of(
        (None if day is None else calendar.ordinal(day) >= last for day in found),
        complete=complete,
    )


def _end(case: Case) -> str:
    """The latest day that the event sets, else the act's day."""
    dates = (effect for effect in case.declaration.effects if effect["do"] == "date")
    days = (_argument(case, effect.get("day")) for effect in dates)
    return max((str(day) for day in days if day is not None), default=case.day)


def _polling_days(case: Case) -> Iterator[str | None]:
    yield from (case.date_of(place.run, place.unit) for place in case.places())


def _orders(case: Case) -> Iterator[str | None]:
    runs = dict.fromkeys(case.runs() or (place.run for place in case.places()))
    for run in runs:
        orders = case.orders(run) if run else []
        yield _day_of_act(case, orders[-1].row.act) if orders else None


def _decisions(case: Case) -> Iterator[str | None]:
    for effect in case.declaration.effects:
        if effect["do"] == "link":
            reference = _argument(case, effect["to"])
            if reference is not None:
                yield _day_of_act(case, act_of(str(reference)))


def _day_of_act(case: Case, act_id: str) -> str | None:
    if act_id == case.act["act_id"]:
        return case.day
    found = case.state.act(act_id)
    return found.row.day if found else None


def _argument(case: Case, argument: Any) -> Any:
    """The value of an effect's argument, which may name a field."""
    is_field = type(argument) is str and argument.startswith("$")
    return case.fields[argument[1:]] if is_field else argument
