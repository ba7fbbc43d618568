"""Shapes of documents: what an administration event's field or a rule's parameter looks like.

A shape is a function that answers None for a value that has it, else the flaw: what was expected,
what was found, and where in the value. Shapes are put together once, when a module is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ledger import errors, limits
from ledger.election import spellings


class Flaw(NamedTuple):
    """Why a value does not have a shape; `where` begins with `.` or `[` or is empty."""

    expected: str
    found: str
    where: str


Shape = Callable[[Any], Flaw | None]


def flaw(expected: str, found: object, where: str = "") -> Flaw:
    """The flaw of a value, with a bounded excerpt of it."""
    return Flaw(expected, errors.excerpt(found), where)


def spelled(matches: Callable[[str], object], expected: str) -> Shape:
    """A text that a pattern matches."""

    def check(value: Any) -> Flaw | None:
        return None if type(value) is str and matches(value) else flaw(expected, value)

    return check


def text(characters_max: int) -> Shape:
    """A text of one line that is not empty."""
    expected = f"1 to {characters_max} characters without line feed"
    return spelled(lambda value: 0 < len(value) <= characters_max and "\n" not in value, expected)


def one_of(*values: str) -> Shape:
    """One of a few texts."""
    return spelled(frozenset(values).__contains__, f"one of {', '.join(values)}")


def integer(low: int, high: int = limits.INTEGER_MAX) -> Shape:
    """An integer within bounds."""
    expected = f"an integer of at least {low}" + (
        f", at most {high}" if high < limits.INTEGER_MAX else ""
    )

    def check(value: Any) -> Flaw | None:
        return None if type(value) is int and low <= value <= high else flaw(expected, value)

    return check


def flag(value: Any) -> Flaw | None:
    """True or false."""
    return None if type(value) is bool else flaw("true or false", value)


def nullable(shape: Shape) -> Shape:
    """Null, or a value of the shape."""
    return lambda value: None if value is None else shape(value)


def members(**shapes: Shape) -> Shape:
    """An object with exactly these members."""

    def check(value: Any) -> Flaw | None:
        if type(value) is not dict:
            return flaw("an object", value)
        if value.keys() != shapes.keys():
            return flaw(f"the members {', '.join(sorted(shapes))}", ", ".join(sorted(value)))
        for name, shape in shapes.items():
            inside = shape(value[name])
            if inside is not None:
                return inside._replace(where=f".{name}{inside.where}")
        return None

    return check


def array(
    shape: Shape, low: int = 0, high: int = 1000, *, key: Callable[[Any], Any] | None = None
) -> Shape:
    """An array of values of a shape; with a key, sorted by it, each key once."""
    expected = f"an array of {low} to {high}"

    def check(value: Any) -> Flaw | None:
        if type(value) is not list or not low <= len(value) <= high:
            return flaw(expected, value)
        for number, item in enumerate(value):
            inside = shape(item)
            if inside is not None:
                return inside._replace(where=f"[{number}]{inside.where}")
        return _order(value, key) if key is not None else None

    return check


def same(value: Any) -> Any:
    """The key by which an array of texts is sorted."""
    return value


def _order(items: Iterable[Any], key: Callable[[Any], Any]) -> Flaw | None:
    before = None
    for number, item in enumerate(items):
        here = key(item)
        if before is not None and not before < here:
            return flaw("items in order, each once", item, f"[{number}]")
        before = here
    return None


identity = spelled(spellings.is_id, "an id such as `cec`")
code = spelled(spellings.is_code, "a code such as `chair`")
day = spelled(spellings.is_day, "a real day such as `2013-11-03`")
instant = spelled(spellings.is_instant, "a real instant such as `2013-11-03T19:00:00.000000Z`")
hash_ = spelled(spellings.is_hash, "64 lower-case hexadecimal digits")
type_name = spelled(spellings.is_type_name, "an event type such as `notice.published`")
language = spelled(spellings.is_language, "a language tag such as `sq`")
count = integer(0)
line = text(500)
