"""Small spellings (specification, section 1), and the shapes of objects made of them.

A check takes a value and says whether it is spelled right. `record` raises Malformed instead, with
`unknown_member`, `missing_member` or `bad_member`, so that a report can name the member.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from verifiers.reading import INTEGER_MAX, Malformed

Check = Callable[[Any], bool]

_DAY = re.compile(r"(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", re.ASCII)


def matches(pattern: str) -> Check:
    """A check: a text that is spelled like the pattern as a whole."""
    full = re.compile(pattern, re.ASCII).fullmatch
    return lambda value: type(value) is str and full(value) is not None


is_id = matches(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
is_code = matches(r"[a-z][a-z0-9_]{0,63}")
is_hash = matches(r"[0-9a-f]{64}")
is_origin = matches(r"[a-z0-9][a-z0-9./-]{0,127}")
is_reference = matches(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?(#[1-9][0-9]{0,8})?")
is_event_type = matches(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
is_language = matches(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@lru_cache(maxsize=4096)
def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_day(value: Any) -> bool:
    """A real day, `YYYY-MM-DD`, of the years 1900 to 2199."""
    return type(value) is str and _is_day(value)


def is_instant(value: Any) -> bool:
    """A real time, `YYYY-MM-DDThh:mm:ss.ffffffZ`."""
    return type(value) is str and _is_day(value[:10]) and bool(_TIME.fullmatch(value[10:]))


def moment(instant: str) -> datetime:
    """The instant as a time that can be calculated with (UTC, without zone)."""
    return datetime.fromisoformat(instant[:-1])


def is_count(value: Any, low: int = 0) -> bool:
    """An integer from `low` on; true and false are none."""
    return type(value) is int and low <= value <= INTEGER_MAX


def is_positive(value: Any) -> bool:
    """An integer from 1 on."""
    return is_count(value, 1)


def is_flag(value: Any) -> bool:
    """True or false."""
    return type(value) is bool


def text(length_max: int, *, lines: bool = False) -> Check:
    """A check: 1 to `length_max` code points, line feeds only where `lines` are allowed."""

    def check(value: Any) -> bool:
        return type(value) is str and 0 < len(value) <= length_max and (lines or "\n" not in value)

    return check


def one_of(*values: Any) -> Check:
    """A check: one of the values."""
    return lambda value: type(value) in (str, int) and value in values and value is not True


def maybe(check: Check) -> Check:
    """A check: null, or what the other one takes."""
    return lambda value: value is None or check(value)


def record(**members: Check) -> Check:
    """A check: an object with exactly these members; raises Malformed where it differs."""
    names = members.keys()
    checks = tuple(members.items())

    def check(value: Any) -> bool:
        if type(value) is not dict:
            return False
        if value.keys() != names:
            unknown, missing = sorted(value.keys() - names), sorted(names - value.keys())
            code, odd = ("unknown_member", unknown) if unknown else ("missing_member", missing)
            raise Malformed(code, ", ".join(odd)[:200])
        for name, test in checks:
            if not test(value[name]):
                raise Malformed("bad_member", name)
        return True

    return check


def array(
    item: Check, low: int = 0, high: int = 1000, *, by: Callable[[Any], Any] | None = None
) -> Check:
    """A check: low to high items; with `by`, sorted by that key and each once."""

    def check(value: Any) -> bool:
        if type(value) is not list or not low <= len(value) <= high:
            return False
        if not all(map(item, value)):
            return False
        if by is None or len(value) < 2:
            return True
        keys = list(map(by, value))
        return all(a < b for a, b in zip(keys, keys[1:], strict=False))

    return check


def itself(value: Any) -> Any:
    """The key of arrays that are sorted by their items."""
    return value


def member(*names: str) -> Callable[[Any], Any]:
    """The key of arrays sorted by members of their items; null comes first."""
    return lambda value: [("" if value[n] is None else " " + value[n]) for n in names]


def base64url(value: Any, length: int) -> bytes | None:
    """The bytes that the text spells, if it is their one spelling and they are so many."""
    if type(value) is not str or len(value) != -(-length * 4 // 3):
        return None
    try:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return None
    return data if len(data) == length and unpadded(data) == value else None


def unpadded(data: bytes) -> str:
    """The base64url spelling of the bytes, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
