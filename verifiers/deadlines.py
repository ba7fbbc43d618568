"""Calendars (specification, section 7): the last day that is in time, and the instant at which it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from verifiers.reading import Json
from verifiers.spelling import moment

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
    if unit == "hours":
        over, day = _hours_later(first, count, ruleset), first
        while day < _END and _end_of(day, ruleset) < over:
            day += timedelta(1)
        return day.isoformat()
    days = {"days": count, "weeks": 7 * count}[unit]
    return (first + timedelta(min(days, (_END - first).days))).isoformat()


def over_at(start: str, count: int, unit: str, *, ruleset: Json | None) -> datetime:
    """The instant before which it is in time: with the last day, or so many hours after the day of the start."""
    end = _end_of(date.fromisoformat(last_day(start, count, unit, ruleset=ruleset)), ruleset)
    return min(end, _hours_later(date.fromisoformat(start), count, ruleset)) if unit == "hours" else end


def spans(day: str, ruleset: Json | None) -> tuple[datetime, datetime]:
    """The first instant of a legal day, and the first after it."""
    here = date.fromisoformat(day)
    return _end_of(here - timedelta(1), ruleset), _end_of(here, ruleset)


def spelled(instant: datetime) -> str:
    """An instant as it is written."""
    return instant.isoformat(timespec="microseconds") + "Z"


def _hours_later(start: date, count: int, ruleset: Json | None) -> datetime:
    return _end_of(start, ruleset) + timedelta(hours=count)


def _end_of(day: date, ruleset: Json | None) -> datetime:
    """The local midnight after a day, by the offsets of a ruleset; without one in UTC."""
    end = midnight = datetime(day.year, day.month, day.day) + timedelta(1)
    for n, offset in enumerate(ruleset["offsets"] if ruleset else ()):
        candidate = midnight - timedelta(minutes=offset["minutes"])
        if n == 0 or moment(offset["from"]) <= candidate:
            end = candidate
    return end


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
