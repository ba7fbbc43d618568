"""The latest lawful day: a start, a number, a unit, and a ruleset's calendar.

    2013-11-05 + 72 hours            2013-11-08   before the instant 72 hours after the day's end
    2013-11-05 + 3 working_days      2013-11-08   weekend and holidays left out
    2013-12-31 + 2 months            2014-02-28   the last day of a month that is too short

docs/spec/07-rules.md, Calendar. No time-zone database, no clock.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from typing import Any, NamedTuple

from ledger.election import calendar

UNITS = ("hours", "days", "working_days", "weeks", "months")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COUNT_MAX = 36_500
LAST = "2199-12-31"
"""The last day that can be spelled; nothing ends later."""


class Calendar(NamedTuple):
    """The days on which no office works."""

    weekend: Collection[str]
    holidays: Collection[str]
    offsets: calendar.Offsets = ()
    """From which instant the legal time is so many minutes ahead of UTC; none: UTC."""

    def works(self, ordinal: int) -> bool:
        """Whether a day, by its number, is a working day."""
        # Day 1 was a Monday.
        if WEEKDAYS[(ordinal - 1) % 7] in self.weekend:
            return False
        return calendar.spelled(ordinal) not in self.holidays


def of_ruleset(ruleset: dict[str, Any] | None) -> Calendar:
    """The calendar of a ruleset's document; without one every day is a working day."""
    if ruleset is None:
        return Calendar((), ())
    return Calendar(ruleset["weekend"], ruleset["holidays"], ruleset["offsets"])


class Term(NamedTuple):
    """The last day on which it is in time, and the instant before which it is."""

    day: str
    at: str


def term(start: str, count: int, unit: str, *, days: Calendar) -> Term:
    """When it ends: of hours at an instant within a day, of all else with the day."""
    day = latest(start, count, unit, days=days)
    end = calendar.end_of(days.offsets, day)
    if unit != "hours":
        return Term(day, end)
    return Term(day, min(end, _hours_after(start, count, days)))


def _hours_after(start: str, count: int, days: Calendar) -> str:
    # Only the day of the start is known, so that its end counts: nobody loses time by that.
    return calendar.plus_hours(calendar.end_of(days.offsets, start), count)


def latest(start: str, count: int, unit: str, *, days: Calendar) -> str:
    """The last day on which it is in time; `start` itself where the count is 0."""
    last = calendar.ordinal(LAST)
    if unit == "months":
        return _months(start, count)
    if unit == "working_days":
        return calendar.spelled(_working(calendar.ordinal(start), count, days, last))
    if unit == "hours":
        return _day_of_hours(start, count, days)
    length = {"days": count, "weeks": 7 * count}[unit]
    return calendar.spelled(min(calendar.ordinal(start) + length, last))


def _day_of_hours(start: str, count: int, days: Calendar) -> str:
    """The first day that does not end before the hours do."""
    over, last = _hours_after(start, count, days), calendar.ordinal(LAST)
    here = min(calendar.ordinal(start) + count // 24, last)
    while (
        here > calendar.ordinal(start)
        and calendar.end_of(days.offsets, calendar.spelled(here - 1)) >= over
    ):
        here -= 1
    while here < last and calendar.end_of(days.offsets, calendar.spelled(here)) < over:
        here += 1
    return calendar.spelled(here)


def _working(here: int, count: int, days: Calendar, last: int) -> int:
    while count > 0 and here < last:
        here += 1
        count -= days.works(here)
    return here


def _months(start: str, count: int) -> str:
    year, month = divmod(int(start[:4]) * 12 + int(start[5:7]) - 1 + count, 12)
    if year >= 2200:
        return LAST
    day = min(int(start[8:]), monthrange(year, month + 1)[1])
    return f"{year:04}-{month + 1:02}-{day:02}"
