"""Reads the members of a document: all there, none unknown, each of its type.

Every check raises Malformed with a code of docs/spec/02-act.md: `unknown_member`,
`missing_member` or `bad_member`.
"""

from typing import Any, NoReturn

from ledger import limits
from ledger.errors import Malformed


def check_names(value: Any, names: frozenset[str], where: str = "") -> None:
    """Require an object with exactly the members `names`."""
    if type(value) is dict and value.keys() == names:
        return
    if type(value) is not dict:
        fail("an object", value, where)
    for name in value:
        if name not in names:
            expected = f"only the members {', '.join(sorted(names))}"
            raise Malformed("unknown_member", expected, name, where)
    missing = sorted(names - value.keys())
    raise Malformed("missing_member", f"the member {missing[0]}", f"{len(value)} members", where)


def parse_array(value: Any, low: int, high: int, where: str) -> list[Any]:
    """Return `value`, which is an array of `low` to `high` items."""
    if type(value) is list and low <= len(value) <= high:
        return value
    fail(f"an array of {low} to {high} items", value, where)


def parse_object(value: Any, where: str) -> dict[str, Any]:
    """Return `value`, which is an object."""
    if type(value) is dict:
        return value
    fail("an object", value, where)


def parse_count(value: Any, where: str, *, low: int = 0) -> int:
    """Return `value`, which is an integer of at least `low`."""
    if type(value) is int and value >= low:
        return value
    fail(f"an integer of at least {low}", value, where)


def parse_text(value: Any, where: str, *, high: int = limits.CITATION_CHARACTERS_MAX) -> str:
    """Return `value`, which is one line of 1 to `high` characters."""
    if type(value) is str and 0 < len(value) <= high and "\n" not in value:
        return value
    fail(f"1 to {high} characters in one line", value, where)


def check_format(value: Any, where: str = "format") -> None:
    """Require the number of the format, which is 0."""
    if type(value) is not int or value != 0:
        fail("format 0", value, where)


def fail(expected: str, found: object, where: str) -> NoReturn:
    """Raise Malformed for a member of the wrong type or spelling."""
    raise Malformed("bad_member", expected, found, where)
