"""Legal days as intervals of instants: arithmetic over texts, without any time-zone database.

    day      2013-11-03
    instant  2013-11-03T23:00:00.000000Z

Offsets come from a ruleset: from which instant the legal time is UTC plus how many minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

Offsets = Sequence[dict[str, Any]]
"""`[{"from":INSTANT,"minutes":60}]`, sorted by `from`; empty for UTC."""


@lru_cache(maxsize=4096)
def ordinal(day: str) -> int:
    """The number of a day, so that days can be subtracted."""
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=4096)
def after(day: str, days: int) -> str:
    """The day that many days later."""
    return date.fromordinal(ordinal(day) + days).isoformat()


@lru_cache(maxsize=4096)
def spelled(number: int) -> str:
    """The day of that number."""
    return date.fromordinal(number).isoformat()


def plus_days(instant: str, days: int) -> str:
    """The instant that many times 24 hours later."""
    return plus_hours(instant, 24 * days)


def plus_hours(instant: str, hours: int) -> str:
    """The instant that many hours later."""
    return _spell(_read(instant) + timedelta(hours=hours))


def minutes_at(offsets: Offsets, instant: str) -> int:
    """The minutes that the legal time is ahead of UTC at an instant."""
    minutes: int = offsets[0]["minutes"] if offsets else 0
    for offset in offsets:
        if offset["from"] <= instant:
            minutes = offset["minutes"]
    return minutes


def end_of(offsets: Offsets, day: str) -> str:
    """The first instant after a legal day: its end is not part of it."""
    midnight = datetime.fromordinal(ordinal(day) + 1).replace(tzinfo=UTC)
    end = _spell(midnight - timedelta(minutes=offsets[0]["minutes"] if offsets else 0))
    for offset in offsets:
        there = _spell(midnight - timedelta(minutes=offset["minutes"]))
        if offset["from"] <= there:
            end = there
    return end


def _read(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def _spell(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
