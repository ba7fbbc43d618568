"""`create` makes subjects: one from an id, or many from an array of items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election.arguments import (
    ALL_KINDS,
    Applier,
    Argument,
    Bound,
    Fields,
    KeyFinder,
    Maker,
    Verb,
    code,
    literal,
)
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Member, Subject

_ITEMS_HAVE_PARENTS = {"unit": "unit", "selection": "contest"}
_WHAT = (
    "unit",
    "unit_list",
    "election_event",
    "election",
    "contest",
    "round",
    "selection",
    "seat",
    "consignment",
    "container",
    "seal",
    "complaint",
)


def _fault(bound: Bound) -> str | None:
    what = bound.literals["what"]
    given = {name for name in ("id", "items", "name", "parent", "type") if bound.has(name)}
    if what == "unit_list":
        is_right = {"id", "items"} <= given <= {"id", "items", "name"}
        return None if is_right else "`id` and `items` of a unit list, and at most a `name`"
    if "items" in given:
        is_right = what in _ITEMS_HAVE_PARENTS and given == {"items"}
        return None if is_right else "`items` alone, of units or selections"
    if "id" not in given:
        return "an `id` or `items`"
    parent = bound.fields.get("parent")
    if what == "unit" and parent is not None and parent.type != "unit":
        return "a `parent` of type unit, since a unit lies within a unit"
    return None


def _makes(bound: Bound) -> Maker:
    what = bound.literals["what"]
    if what in _ITEMS_HAVE_PARENTS and bound.has("items"):
        return _items_maker(what, bound.fields["items"].name)
    identity, name, type_ = bound.getter("id"), bound.getter("name"), bound.getter("type")
    parent = bound.key_getter("parent")

    def make(fields: Fields) -> list[Subject]:
        key = f"{what}:{identity(fields)}"
        return [Subject(key, what, name(fields), parent(fields), type_(fields))]

    return make


def _items_maker(what: str, items: str) -> Maker:
    above = _ITEMS_HAVE_PARENTS[what]

    def make(fields: Fields) -> list[Subject]:
        return [
            Subject(
                f"{what}:{item['id']}",
                what,
                item["name"],
                None if item["parent"] is None else f"{above}:{item['parent']}",
                item["type"],
            )
            for item in fields[items]
        ]

    return make


def _bind(bound: Bound) -> Applier:
    make = _makes(bound)
    if bound.literals["what"] == "unit_list":
        return _list_applier(make, bound.fields["id"].name, bound.fields["items"].name)
    has_items = bound.has("items")

    def apply(happening: Happening, gathering: Gathering) -> None:
        made: dict[str, Subject] = {}
        for subject in make(happening.fields):
            if subject.key in made or happening.has_subject(subject.key):
                gathering.refuse("already_exists", subject.key)
            if has_items:
                _check_parent(subject, made, gathering)
            made[subject.key] = subject
        gathering.rows.extend(made.values())

    return apply


def _check_parent(subject: Subject, made: dict[str, Subject], gathering: Gathering) -> None:
    """Items refer to each other, so that only here it is known which parents there are."""
    parent = subject.parent
    if parent is None or parent in made or gathering.happening.has_subject(parent):
        return
    gathering.refuse(f"unknown_{parent.partition(':')[0]}", parent)


def _list_applier(make: Maker, identity: str, items: str) -> Applier:
    def apply(happening: Happening, gathering: Gathering) -> None:
        subject = make(happening.fields)[0]
        if happening.has_subject(subject.key):
            gathering.refuse("already_exists", subject.key)
        gathering.rows.append(subject)
        for unit in _members(happening.fields[items]):
            if not happening.has_subject(f"unit:{unit}"):
                gathering.refuse("unknown_unit", f"unit:{unit}")
            gathering.rows.append(Member(happening.fields[identity], unit))

    return apply


def _members(items: list[dict[str, Any]]) -> Iterator[str]:
    return (item["id"] for item in items)


def _states(bound: Bound) -> KeyFinder:
    make = _makes(bound)
    return lambda fields: [subject.key for subject in make(fields)]


CREATE = Verb(
    "create",
    ALL_KINDS - {"statement"},
    (
        literal("what", _WHAT),
        Argument("id", ("id",), is_alternative=True),
        Argument("name", ("text", "id"), is_optional=True),
        Argument("parent", ("unit", "contest", "election", "subject"), is_optional=True),
        code("type", is_optional=True),
        Argument("items", ("items",), is_alternative=True),
    ),
    _bind,
    fault=_fault,
    makes=_makes,
    states=_states,
)
