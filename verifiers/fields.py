"""Field types (specification, section 5): what a value must look like, and what it must name.

A check answers with an empty text, or with the code of the refusal: `bad_field`, or `unknown_…` for
a name that nobody has made. It asks `known` about subject keys such as `unit:pc-1`.
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
_RANGE = s.record(high=s.maybe(s.is_count), low=s.is_count, why=s.maybe(s.is_code))
_VERSION = s.record(
    high=s.maybe(s.is_count), low=s.is_count, source=s.text(200), why=s.maybe(s.is_code)
)
_WHEN = s.record(
    at=s.maybe(s.is_instant),
    earliest=s.maybe(s.is_day),
    latest=s.maybe(s.is_day),
    why=s.maybe(s.is_code),
)


def _is_range(value: Any) -> bool:
    low, high = value["low"], value["high"]
    return low == high or (value["why"] is not None and (high is None or high > low))


_DISPUTED = s.record(disputed=s.array(lambda v: _VERSION(v) and _is_range(v), 2, 9))


def is_quantity(value: Any) -> bool:
    """`{high,low,why}`, or `{disputed}` with what each source says."""
    if type(value) is dict and "disputed" in value:
        return _DISPUTED(value)
    return _RANGE(value) and _is_range(value)


def is_when(value: Any) -> bool:
    """`{at,earliest,latest,why}`."""
    if not _WHEN(value):
        return False
    return not (value["earliest"] and value["latest"]) or value["earliest"] <= value["latest"]


def hull(quantity: Json) -> tuple[int, int | None, str | None]:
    """The interval of a quantity, and why it is one."""
    if "disputed" not in quantity:
        return quantity["low"], quantity["high"], quantity["why"]
    versions = quantity["disputed"]
    highs = [version["high"] for version in versions]
    high = None if None in highs else max(highs)
    return min(version["low"] for version in versions), high, "disputed"


_ids = s.array(s.is_id, by=s.itself)
_BOX = s.record(
    channels=s.array(s.is_code, by=s.itself),
    contests=s.array(s.is_id, 1, by=s.itself),
    further=s.maybe(s.record(count=is_quantity, within=s.is_id)),
    lists=_ids,
    selections=_ids,
    units=_ids,
)
_FIGURE = s.record(measure=s.is_code, selection=s.maybe(s.is_id), value=is_quantity)
_ITEM = s.record(id=s.is_id, name=s.text(500), parent=s.maybe(s.is_id), type=s.is_code)
PLAIN: dict[str, s.Check] = {
    "act": s.is_id,
    "code": s.is_code,
    "count": s.is_count,
    "day": s.is_day,
    "figures": s.array(_FIGURE, 1, 500, by=s.member("measure", "selection")),
    "flag": s.is_flag,
    "hash": s.is_hash,
    "id": s.is_id,
    "instant": s.is_instant,
    "items": s.array(_ITEM, 1, 1000),
    "long_text": s.text(8000, lines=True),
    "quantity": is_quantity,
    "reference": s.is_reference,
    "text": s.text(500),
    "when": is_when,
}
_is_scope = s.array(
    lambda box: _BOX(box) and bool(box["units"] or box["lists"] or box["further"]), 1, 50
)


def spelled(check: s.Check) -> FieldCheck:
    """The check of a value that names nothing: `bad_field` where the spelling is wrong."""
    return lambda value, known: "" if _holds(check, value) else "bad_field"


def _holds(check: s.Check, value: Any) -> bool:
    try:
        return check(value)
    except Malformed:
        return False


def _naming(kind: str) -> FieldCheck:
    def check(value: Any, known: Known) -> str:
        if not s.is_id(value):
            return "bad_field"
        return "" if known(f"{kind}:{value}") else f"unknown_{kind}"

    return check


def _scope(value: Any, known: Known) -> str:
    if not _holds(_is_scope, value):
        return "bad_field"
    for box in value:
        within = [box["further"]["within"]] if box["further"] else []
        named = {"contest": box["contests"], "unit": box["units"] + within}
        for kind, ids in (named | {"unit_list": box["lists"]}).items():
            if not all(known(f"{kind}:{id}") for id in ids):
                return f"unknown_{kind}"
    return ""


def parts(field_type: str) -> tuple[bool, str, bool]:
    """Whether a type is a list, what it is about, and whether it admits null."""
    nullable = field_type.endswith("?")
    name = field_type.removesuffix("?")
    return name.startswith("list:"), name.removeprefix("list:"), nullable


def checker(field_type: Any, of: list[str] | None = None) -> FieldCheck | None:
    """The check of a type such as `list:unit?`, or None if there is no such type."""
    is_list, name, nullable = parts(field_type) if isinstance(field_type, str) else (0, "", 0)
    one = _checker(name, of)
    if one is None:
        return None
    whole = _each(one) if is_list else one
    return (
        (lambda value, known: "" if value is None else whole(value, known)) if nullable else whole
    )


def _checker(name: str, of: list[str] | None) -> FieldCheck | None:
    if name in NAMED:
        return _naming(name)
    if name == "scope":
        return _scope
    if name.startswith("subject:"):
        kind = name.removeprefix("subject:")
        return spelled(s.is_id) if s.is_code(kind) and kind not in NOT_SUBJECTS else None
    if of is not None:
        return spelled(lambda value: s.is_code(value) and value in of)
    return spelled(PLAIN[name]) if name in PLAIN else None


def _each(check: FieldCheck) -> FieldCheck:
    def whole(value: Any, known: Known) -> str:
        if type(value) is not list or not 1 <= len(value) <= 1000:
            return "bad_field"
        return next(filter(None, (check(item, known) for item in value)), "")

    return whole
