"""Small spellings (specification, section 1), and the shapes of objects made of them.

A check takes a value and says whether it is spelled right. `record` raises Malformed instead, with
`unknown_member`, `missing_member` or `bad_member`, so that a report can name the member.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from verifiers.reading import INTEGER_MAX, Malformed

Check = Callable[[Any], bool]
_KEPT_MAX = 5_000
_kept_by: dict[Check, set[str]] = {}


def _kept(fits: Callable[[str], object]) -> Check:
    """A check of texts that remembers what it took: the same few names come again and again."""
    known: set[str] = set()

    def check(value: Any) -> bool:
        if type(value) is not str:
            return False
        if value in known:
            return True
        good = bool(fits(value))
        if good:
            if len(known) == _KEPT_MAX:
                # Most of them came once and will not come again, such as the ids of acts.
                known.clear()
            known.add(value)
        return good

    _kept_by[check] = known
    return check


def matches(pattern: str) -> Check:
    """A check: a text that is spelled like the pattern as a whole."""
    return _kept(re.compile(pattern, re.ASCII).fullmatch)


def _real_day(value: str) -> bool:
    try:
        return value == date.fromisoformat(value).isoformat() and "1900" <= value < "2200"
    except ValueError:
        return False


def text(length_max: int, *, lines: bool = False) -> Check:
    """A check: 1 to `length_max` code points, line feeds only where `lines` are allowed."""
    return lambda value: type(value) is str and 0 < len(value) <= length_max and (lines or "\n" not in value)


def integer(low: int, high: int = INTEGER_MAX) -> Check:
    """A check: an integer from low to high; true and false are none."""
    return lambda value: type(value) is int and low <= value <= high


def one_of(*values: str) -> Check:
    """A check: one of the texts."""
    return _kept(set(values).__contains__)


def array(item: Check, low: int = 0, high: int = 1000, *, by: Callable[[Any], Any] | None = None) -> Check:
    """A check: low to high items; with `by`, sorted by that key and each once."""

    def check(value: Any) -> bool:
        if type(value) is not list:
            return False
        if not value:
            return low == 0
        if not low <= len(value) <= high:
            return False
        for one in value:
            if not item(one):
                return False
        if by is None or len(value) < 2:
            return True
        keys = list(map(by, value))
        return all(a < b for a, b in zip(keys, keys[1:], strict=False))

    return check


def member(*names: str) -> Callable[[Any], Any]:
    """The key of arrays sorted by members of their items; null comes first."""
    return lambda value: [("" if value[n] is None else " " + value[n]) for n in names]


def itself(value: Any) -> Any:
    """The key of arrays that are sorted by their items."""
    return value


_DAY = _kept(_real_day)
_TIME = re.compile(r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", re.ASCII).fullmatch
_ID = r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?"
is_id, is_code = matches(_ID), matches(r"[a-z][a-z0-9_]{0,63}")
TYPES: dict[str, Check] = {
    "code": is_code,
    "codes": array(is_code, by=itself),
    "count": integer(0),
    "day": _DAY,
    "event_type": matches(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+"),
    "flag": lambda value: type(value) is bool,
    "hash": matches(r"[0-9a-f]{64}"),
    "id": is_id,
    "ids": array(is_id, by=itself),
    "instant": lambda value: type(value) is str and _DAY(value[:10]) and bool(_TIME(value[10:])),
    "language": matches(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
    "long_text": text(8000, lines=True),
    "object": lambda value: type(value) is dict,
    "origin": matches(r"[a-z0-9][a-z0-9./-]{0,127}"),
    "positive": integer(1),
    "reference": matches(_ID + r"(#[1-9][0-9]{0,8})?"),
    "short": text(64),
    "text": text(500),
    "zero": integer(0, 0),
}


def record(members: str, **checks: Check) -> Check:
    """A check: an object with exactly the members `name:type name:type? …`, types of TYPES or given here.

    It raises Malformed where an object differs.
    """
    pairs = [member.split(":") for member in members.split()]
    tests = {name: (TYPES | checks)[of.rstrip("?")] for name, of in pairs}
    # What a check of texts has taken before is looked up here, without asking it.
    parts = [(name, of[-1] == "?", _kept_by.get(tests[name], set()), tests[name]) for name, of in pairs]
    names = {name for name, _ in pairs}

    def check(value: Any) -> bool:
        if type(value) is not dict:
            return False
        if value.keys() != names:
            unknown, missing = sorted(value.keys() - names), sorted(names - value.keys())
            raise Malformed("unknown_member" if unknown else "missing_member", ", ".join(unknown or missing)[:200])
        for name, nullable, kept, test in parts:
            one = value[name]
            taken = nullable if one is None else type(one) is str and one in kept
            if not taken and not test(one):
                raise Malformed("bad_member", name)
        return True

    return check


def moment(instant: str) -> datetime:
    """The instant as a time that can be calculated with (UTC, without zone)."""
    return datetime.fromisoformat(instant[:-1])


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
