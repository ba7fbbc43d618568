"""Calendars (specification, section 7): the last day that is in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from verifiers.reading import Json

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = ("hours", "days", "working_days", "weeks", "months")
_END = date(2199, 12, 31)


def last_day(start: str, count: int, unit: str, *, ruleset: Json | None) -> str:
    """The last of `count` units from a start, by the calendar of a ruleset."""
    first = date.fromisoformat(start)
    if unit == "working_days":
        working = _working(first, ruleset or {"holidays": [], "weekend": []})
        found = [first, *(day for _, day in zip(range(count), working, strict=False))]
        return (found[-1] if len(found) == count + 1 else _END).isoformat()
    if unit == "months":
        return _months_later(first, count).isoformat()
    days = {"days": count, "hours": (count + 23) // 24, "weeks": 7 * count}[unit]
    return (first + timedelta(min(days, (_END - first).days))).isoformat()


def _working(day: date, free: Json) -> Iterator[date]:
    """The working days after a day."""
    while day < _END:
        day += timedelta(1)
        if WEEKDAYS[day.weekday()] not in free["weekend"] and day.isoformat() not in free["holidays"]:
            yield day


def _months_later(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    if year > _END.year:
        return _END
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(day.day - 1), following - timedelta(1))
