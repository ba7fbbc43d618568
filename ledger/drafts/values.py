"""Field values: the text of a draft, given the type that a declaration names for the field.

    count         "5231"                          5231
    flag          "yes"                           True
    quantity      "0.. not_ascertainable"         {"high":None,"low":0,"why":"not_ascertainable"}
    numbers       ["A 1-500","A 601-700"]         {"ranges":[…],"why":None}
    scope         {"units":["pc-1"],"contests":["mayor"]}      one box, the rest filled in
    text, id …    "010"                           "010"

Only the form is completed here; whether a unit exists is for the judge to say.
"""

import re
from collections.abc import Callable
from typing import Any

from ledger.drafts import moments, ranges
from ledger.drafts.moments import DayOf
from ledger.drafts.reader import Tree, bad
from ledger.election.declarations import Field

_COUNT = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_QUANTITY = re.compile(
    r"(?P<low>\d+)(?P<range>\.\.(?P<high>\d+)?)?( (?P<why>[a-z][a-z0-9_]*))?", re.ASCII
)
_RANGE = re.compile(r"((?P<prefix>.+) )?(?P<first>\d+)(-(?P<last>\d+))?", re.ASCII)
_UNKNOWN = re.compile(r"unknown ([a-z][a-z0-9_]*)", re.ASCII)

_BOX = ("channels", "contests", "further", "lists", "selections", "units")
_COUNTS = frozenset(
    (
        "administration", "count", "denominator", "filing", "finding", "from_size", "minutes",
        "numerator", "persons", "persons_min", "ruling", "semantics", "statement",
        "suspect_from", "units_max", "version",
    )
)  # fmt: skip
"""The members of administration events, and of rules in them, that are counts."""

_FLAGS = frozenset({"strict"})

_PROSE = frozenset({"long_text", "text"})
"""In text braces are braces; ids and codes have none, so there they stand for a range."""


def typed(field: Field, value: Tree, day_of: DayOf, where: str) -> Any:
    """Return the value of a field; None where it admits none and none is given."""
    if value is None:
        return None
    if not field.is_list:
        return _one(field.type, value, day_of, where)
    items = listed(value, where)
    if field.type not in _PROSE:
        items = ranges.members(items, where)
    return [_one(field.type, item, day_of, f"{where}[{i}]") for i, item in enumerate(items)]


def untyped(value: Tree, name: str = "") -> Any:
    """Return a value of administration, whose members are typed by their names."""
    if isinstance(value, dict):
        return {key: untyped(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [untyped(item, name) for item in value]
    if value is None or name not in _COUNTS | _FLAGS:
        return value
    return flag(value, name) if name in _FLAGS else count(value, name)


def listed(value: Tree, where: str) -> list[Tree]:
    """Return the items of a list."""
    if not isinstance(value, list):
        raise bad("a list", value, where)
    return value


def mapped(value: Tree, names: tuple[str, ...], where: str) -> dict[str, Tree]:
    """Return the members of an object which may have these and no others."""
    if not isinstance(value, dict):
        raise bad(f"an object with members out of {', '.join(names)}", value, where)
    for name in value:
        if name not in names:
            raise bad(f"a member out of {', '.join(names)}", name, where)
    return value


def text(value: Tree, where: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise bad("text", value, where)
    return value


def count(value: Tree, where: str) -> int:
    """Return a count."""
    if not isinstance(value, str) or not _COUNT.fullmatch(value):
        raise bad("a whole number such as 5231", value, where)
    return int(value)


def flag(value: Tree, where: str) -> bool:
    """Return a flag: yes or no."""
    if value not in ("yes", "no"):
        raise bad("yes or no", value, where)
    return value == "yes"


def quantity(value: Tree, where: str) -> dict[str, Any]:
    """Return a quantity from a number, a range, `unknown why`, a list of versions or its members."""
    if isinstance(value, list):
        return {"disputed": [_version(item, f"{where}[{i}]") for i, item in enumerate(value)]}
    if isinstance(value, dict):
        given = mapped(value, ("disputed", "high", "low", "why"), where)
        if "disputed" in given:
            return quantity(given["disputed"], where)
        high = given.get("high")
        return {
            "high": None if high is None else count(high, where),
            "low": count(given.get("low"), where),
            "why": given.get("why"),
        }
    unknown = _UNKNOWN.fullmatch(value or "")
    if unknown is not None:
        return {"high": None, "low": 0, "why": unknown[1]}
    found = _QUANTITY.fullmatch(value or "")
    if found is None:
        raise bad("a quantity: `120`, `100..150 why`, `100.. why` or `unknown why`", value, where)
    low = count(found["low"], where)
    high_text = found["high"] if found["range"] else found["low"]
    high_or_none = None if high_text is None else count(high_text, where)
    return {"high": high_or_none, "low": low, "why": found["why"]}


def _version(value: Tree, where: str) -> dict[str, Any]:
    given = mapped(value, ("source", "value"), where)
    stated = quantity(text(given.get("value"), where), where)
    return {**stated, "source": text(given.get("source"), where)}


def _scope(value: Tree, where: str) -> list[dict[str, Any]]:
    boxes = value if isinstance(value, list) else [value]
    return [_box(box, f"{where}[{i}]") for i, box in enumerate(boxes)]


def _box(value: Tree, where: str) -> dict[str, Any]:
    given = mapped(value, _BOX, where)
    box: dict[str, Any] = {"further": _further(given.get("further"), where)}
    for name in ("channels", "selections"):
        box[name] = _sorted(given.get(name, ["all"]), f"{where}.{name}")
    for name in ("contests", "lists", "units"):
        box[name] = _sorted(given.get(name, []), f"{where}.{name}")
    return box


def _sorted(value: Tree, where: str) -> list[str]:
    return sorted(text(item, where) for item in ranges.members(listed(value, where), where))


def _further(value: Tree, where: str) -> dict[str, Any] | None:
    if value is None:
        return None
    given = mapped(value, ("count", "within"), f"{where}.further")
    return {
        "count": quantity(given.get("count"), f"{where}.further.count"),
        "within": text(given.get("within"), f"{where}.further.within"),
    }


def figures(value: Tree, where: str) -> list[dict[str, Any]]:
    """Return figures from `{measure: quantity, measure/selection: quantity}`, or from the long form."""
    if isinstance(value, list):
        stated = [_figure(item, f"{where}[{i}]") for i, item in enumerate(value)]
    elif isinstance(value, dict):
        stated = [
            {
                "measure": key.partition("/")[0],
                "selection": key.partition("/")[2] or None,
                "value": quantity(item, f"{where}.{key}"),
            }
            for key, item in value.items()
        ]
    else:
        raise bad("figures such as `{voters: 5231, votes/list-a: 120}`", value, where)
    return sorted(stated, key=lambda each: (each["measure"], each["selection"] or ""))


def _figure(value: Tree, where: str) -> dict[str, Any]:
    given = mapped(value, ("measure", "selection", "value"), where)
    return {
        "measure": text(given.get("measure"), where),
        "selection": given.get("selection"),
        "value": quantity(given.get("value"), where),
    }


def numbers(value: Tree, where: str) -> dict[str, Any]:
    """Return serial numbers from `A 1-500`, a list of such, or `{ranges: …, why: …}`; or `unknown why`."""
    given = (
        mapped(value, ("ranges", "why"), where) if isinstance(value, dict) else {"ranges": value}
    )
    stated, why = given.get("ranges"), given.get("why")
    unknown = _UNKNOWN.fullmatch(stated) if isinstance(stated, str) else None
    if unknown is not None:
        return {"ranges": [], "why": unknown[1]}
    listed_ = stated if isinstance(stated, list) else [] if stated is None else [stated]
    found = [_range(item, f"{where}[{i}]") for i, item in enumerate(listed_)]
    found.sort(key=lambda each: (each["prefix"] or "", each["first"]))
    return {"ranges": found, "why": None if why is None else text(why, where)}


def _range(value: Tree, where: str) -> dict[str, Any]:
    if isinstance(value, dict):
        given = mapped(value, ("first", "last", "prefix"), where)
        first, last = given.get("first"), given.get("last")
        prefix = given.get("prefix")
    else:
        match = _RANGE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise bad("serial numbers such as `A 1-500`, `1-500` or `A 7`", value, where)
        first, last, prefix = match["first"], match["last"] or match["first"], match["prefix"]
    return {"first": count(first, where), "last": count(last, where), "prefix": prefix}


def _items(value: Tree, where: str) -> list[dict[str, Any]]:
    items = []
    for number, item in enumerate(ranges.members(listed(value, where), where)):
        here = f"{where}[{number}]"
        given = mapped(item, ("id", "name", "parent", "type"), here)
        named = {name: text(given.get(name), f"{here}.{name}") for name in ("id", "name", "type")}
        items.append({**named, "parent": given.get("parent")})
    return items


_WITHOUT_DAYS: dict[str, Callable[[Tree, str], Any]] = {
    "count": count,
    "figures": figures,
    "flag": flag,
    "items": _items,
    "numbers": numbers,
    "quantity": quantity,
    "scope": _scope,
}


def _one(type_: str, value: Tree, day_of: DayOf, where: str) -> Any:
    if type_ in _WITHOUT_DAYS:
        return _WITHOUT_DAYS[type_](value, where)
    if type_ == "when":
        return when(value, day_of, where)
    if type_ == "instant":
        return moments.instant(text(value, where), where)
    return text(value, where)


def when(value: Tree, day_of: DayOf, where: str) -> dict[str, Any]:
    """Return a *when* from its short form or its members."""
    if not isinstance(value, dict):
        return moments.when(text(value, where), day_of, where)
    given = mapped(value, ("at", "earliest", "latest", "why"), where)
    at = given.get("at")
    return {
        "at": None if at is None else moments.instant(text(at, where), where),
        "earliest": given.get("earliest"),
        "latest": given.get("latest"),
        "why": given.get("why"),
    }
