"""Field types (specification, section 5): what a value must look like, and what it must name.

A check answers with an empty text, or with the code of the refusal: `bad_field`, or `unknown_…` for a name that
nobody has made. It asks `known` about subject keys such as `unit:pc-1`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verifiers import spelling as s
from verifiers.reading import Json, Malformed

Known = Callable[[str], bool]
FieldCheck = Callable[[Any, Known], str]

NAMED = ("body", "contest", "election", "person", "run", "unit")
# Kinds that have types of their own, or no ids of their own.
NOT_SUBJECTS = ("unit", "contest", "run", "election", "poll", "count", "decision")


def _spread(value: Any) -> bool:
    low, high = value["low"], value["high"]
    return low == high or (value["why"] is not None and (high is None or high > low))


_range = s.record("high:count? low:count why:code?")
_version = s.record("high:count? low:count source:source why:code?", source=s.text(200))
_disputed = s.record("disputed:versions", versions=s.array(lambda v: _version(v) and _spread(v), 2, 9))
_stretch = s.record("first:count last:count prefix:prefix?", prefix=s.text(20))
_numbers = s.record(
    "ranges:ranges why:code?", ranges=s.array(lambda v: _stretch(v) and v["first"] <= v["last"], 0, 500)
)
_when = s.record("at:instant? earliest:day? latest:day? why:code?")


def is_quantity(value: Any) -> bool:
    """`{high,low,why}`, or `{disputed}` with what each source says."""
    if type(value) is dict and "disputed" in value:
        return _disputed(value)
    return _range(value) and _spread(value)


def hull(quantity: Json) -> tuple[int, int | None, str | None]:
    """The interval of a quantity, and why it is one."""
    if "disputed" not in quantity:
        return quantity["low"], quantity["high"], quantity["why"]
    highs = [version["high"] for version in quantity["disputed"]]
    low: int = min(version["low"] for version in quantity["disputed"])
    return low, None if None in highs else max(highs), "disputed"


_box = s.record(
    "channels:codes contests:contests further:further? lists:ids selections:ids units:ids",
    contests=s.array(s.is_id, 1, by=s.itself),
    further=s.record("count:quantity within:id", quantity=is_quantity),
)
_figure = s.record("measure:code selection:id? value:quantity", quantity=is_quantity)
_is_scope = s.array(lambda b: _box(b) and bool(b["units"] or b["lists"] or b["further"]), 1, 50)
PLAIN: dict[str, s.Check] = {
    name: s.TYPES[name]
    for name in ("code", "count", "day", "flag", "hash", "id", "instant", "long_text", "reference", "text")
} | {
    "act": s.is_id,
    "figures": s.array(_figure, 1, 500, by=s.member("measure", "selection")),
    "items": s.array(s.record("id:id name:text parent:id? type:code"), 1),
    "quantity": is_quantity,
    "when": lambda v: _when(v) and not (v["earliest"] and v["latest"] and v["earliest"] > v["latest"]),
}


def _are_numbers(value: Any) -> bool:
    """Ranges in order, each after the one before; `why` where none is known."""
    if not _numbers(value):
        return False
    places = [(one["prefix"] or "", one["first"], one["last"]) for one in value["ranges"]]
    ordered = all((a[0], a[2]) < b[:2] for a, b in zip(places, places[1:], strict=False))
    return ordered and bool(places or value["why"])


PLAIN["numbers"] = _are_numbers


def holds(check: s.Check, value: Any) -> bool:
    """Whether a value is spelled right, where a report needs no more."""
    try:
        return check(value)
    except Malformed:
        return False


def spelled(check: s.Check) -> FieldCheck:
    """The check of a value that names nothing: `bad_field` where the spelling is wrong."""
    return lambda value, known: "" if holds(check, value) else "bad_field"


def _naming(kind: str) -> FieldCheck:
    def check(value: Any, known: Known) -> str:
        if not s.is_id(value):
            return "bad_field"
        return "" if known(f"{kind}:{value}") else f"unknown_{kind}"

    return check


def _scope(value: Any, known: Known) -> str:
    if not holds(_is_scope, value):
        return "bad_field"
    for box in value:
        within = [box["further"]["within"]] if box["further"] else []
        for kind, ids in (("contest", box["contests"]), ("unit", box["units"] + within), ("unit_list", box["lists"])):
            for id in ids:
                if not known(f"{kind}:{id}"):
                    return f"unknown_{kind}"
    return ""


def parts(field_type: str) -> tuple[bool, str, bool]:
    """Whether a type is a list, what it is about, and whether it admits null."""
    name = field_type.removesuffix("?")
    return name.startswith("list:"), name.removeprefix("list:"), name != field_type


def checker(field_type: Any, of: list[str] | None = None) -> FieldCheck | None:
    """The check of a type such as `list:unit?`, or None if there is no such type."""
    is_list, name, nullable = parts(field_type) if isinstance(field_type, str) else (False, "", False)
    one = _checker(name, of)
    if one is None:
        return None

    def check(value: Any, known: Known) -> str:
        if value is None and nullable:
            return ""
        if not is_list:
            return one(value, known)
        if type(value) is not list or not 1 <= len(value) <= 1000:
            return "bad_field"
        return next(filter(None, (one(item, known) for item in value)), "")

    return check


def _checker(name: str, of: list[str] | None) -> FieldCheck | None:
    if name in NAMED:
        return _naming(name)
    if name == "scope":
        return _scope
    if name.startswith("subject:"):
        kind = name.removeprefix("subject:")
        return spelled(s.is_id) if s.is_code(kind) and kind not in NOT_SUBJECTS else None
    if of is not None:
        return spelled(lambda value: s.is_code(value) and value in of) if name == "code" else None
    return spelled(PLAIN[name]) if name in PLAIN else None
