"""Instants and stretches of time as people write them.

2013-11-05T21:30+01:00            2013-11-05T20:30:00.000000Z
2013-11-03..2013-11-05 rumour     {"at":None,"earliest":"2013-11-03","latest":"2013-11-05","why":"rumour"}
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ledger.drafts.reader import bad

DayOf = Callable[[str], str]
"""The legal day of an instant."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)? ([a-z][a-z0-9_]*)", re.ASCII)
_UNKNOWN = re.compile(r"unknown ([a-z][a-z0-9_]*)", re.ASCII)

_EXPECTED_INSTANT = "an instant such as 2013-11-05T20:30Z or 2013-11-05T21:30+01:00"


def instant(text: str, where: str = "") -> str:
    """Return an instant in its one spelling, UTC with six decimals."""
    if not _INSTANT.fullmatch(text):
        raise bad(_EXPECTED_INSTANT, text, where)
    try:
        found = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad(_EXPECTED_INSTANT, text, where) from None
    return found.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def is_instant(text: str) -> bool:
    """Whether the text looks like an instant (and not like a day)."""
    return _INSTANT.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether the text looks like a day."""
    return _DAY.fullmatch(text) is not None


def when(text: str, day_of: DayOf, where: str) -> dict[str, Any]:
    """Return the *when* that a short form means: an instant, a day, a span or `unknown WHY`."""
    if is_instant(text):
        at = instant(text, where)
        day = day_of(at)
        return {"at": at, "earliest": day, "latest": day, "why": None}
    if is_day(text):
        return {"at": None, "earliest": text, "latest": text, "why": None}
    span = _SPAN.fullmatch(text)
    if span is not None:
        return {"at": None, "earliest": span[1], "latest": span[2], "why": span[3]}
    unknown = _UNKNOWN.fullmatch(text)
    if unknown is not None:
        return {"at": None, "earliest": None, "latest": None, "why": unknown[1]}
    expected = "a day, an instant, `DAY..DAY why` or `unknown why`"
    raise bad(expected, text, where)
