"""Field types: how a declaration names them, and a quick look at every value.

A type is `T`, `T?` (or null), `list:T` or `list:T?` (docs/spec/05-declarations.md). Each field of a
declaration is compiled into one checker, since every event of every act passes through it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ledger.election import spellings, values
from ledger.election.refusals import Problem
from ledger.election.world import Checker, World, bad, unknown, within

LIST_MAX = 1000
TEXT_CHARACTERS_MAX = 500
LONG_TEXT_CHARACTERS_MAX = 8000

Test = Callable[[str], object]


class Field(NamedTuple):
    """A field of an event type: `list:code?` is type `code`, is_list, nullable."""

    name: str
    type: str
    of: tuple[str, ...] | None
    nullable: bool
    is_list: bool

    @property
    def spelling(self) -> str:
        """The type as the declaration spells it."""
        return f"{'list:' if self.is_list else ''}{self.type}{'?' if self.nullable else ''}"


def parse(name: str, spelling: str, of: tuple[str, ...] | None) -> Field | None:
    """The field, or None if there is no such type, or `of` is given for another than `code`."""
    nullable = spelling.endswith("?")
    type_ = spelling.removesuffix("?")
    is_list = type_.startswith("list:")
    type_ = type_.removeprefix("list:")
    if not is_type(type_) or (of is not None and type_ != "code"):
        return None
    return Field(name, type_, of, nullable, is_list)


def is_type(type_: str) -> bool:
    """Whether a T of that name exists; `subject:KIND` has any kind without a type of its own."""
    if type_.startswith("subject:"):
        kind = type_.removeprefix("subject:")
        return bool(spellings.is_code(kind)) and kind not in _KINDS_WITH_A_TYPE
    return type_ in _CHECKERS


def checker(field: Field) -> Checker:
    """What looks at the field's values."""
    if field.of is not None:
        check = _one_of(frozenset(field.of))
    elif field.type.startswith("subject:"):
        check = _subject_checker(field.type.removeprefix("subject:"))
    else:
        check = _CHECKERS[field.type]
    if field.is_list:
        check = _each(check)
    return _or_null(check) if field.nullable else check


def _or_null(check: Checker) -> Checker:
    def check_or_null(value: Any, world: World, missing: list[str]) -> Problem | None:
        return None if value is None else check(value, world, missing)

    return check_or_null


def _each(check: Checker) -> Checker:
    def check_each(value: Any, world: World, missing: list[str]) -> Problem | None:
        if type(value) is not list or not 1 <= len(value) <= LIST_MAX:
            return bad(f"an array of 1 to {LIST_MAX}", value)
        for number, item in enumerate(value):
            problem = check(item, world, missing)
            if problem is not None:
                return within(problem, f"[{number}]")
        return None

    return check_each


def _spelled(is_spelled: Test, expected: str) -> Checker:
    def check_spelling(value: Any, world: World, missing: list[str]) -> Problem | None:
        return None if type(value) is str and is_spelled(value) else bad(expected, value)

    return check_spelling


def _one_of(codes: frozenset[str]) -> Checker:
    def check_code(value: Any, world: World, missing: list[str]) -> Problem | None:
        if type(value) is str and value in codes:
            return None
        return bad("one of " + ", ".join(sorted(codes)), value)

    return check_code


def _subject_checker(kind: str) -> Checker:
    def check_subject(value: Any, world: World, missing: list[str]) -> Problem | None:
        if type(value) is not str or not spellings.is_id(value):
            return bad(f"the id of a {kind}", value)
        key = f"{kind}:{value}"
        if not world.subject(key):
            missing.append(key)
        return None

    return check_subject


def _existing(kind: str) -> Checker:
    def check_existing(value: Any, world: World, missing: list[str]) -> Problem | None:
        if type(value) is not str or not spellings.is_id(value):
            return bad(f"the id of a {kind}", value)
        return None if world.subject(f"{kind}:{value}") else unknown(kind, value)

    return check_existing


def _check_body(value: Any, world: World, missing: list[str]) -> Problem | None:
    if type(value) is not str or not spellings.is_id(value):
        return bad("the id of a body", value)
    return None if world.body(value) else unknown("body", value)


def _check_person(value: Any, world: World, missing: list[str]) -> Problem | None:
    if type(value) is not str or not spellings.is_id(value):
        return bad("the id of a person", value)
    return None if world.person(value) else unknown("person", value)


def _check_text(value: Any, world: World, missing: list[str]) -> Problem | None:
    if values.is_text(value, TEXT_CHARACTERS_MAX):
        return None
    return bad(f"text of 1 to {TEXT_CHARACTERS_MAX} characters on one line", value)


def _check_long_text(value: Any, world: World, missing: list[str]) -> Problem | None:
    if type(value) is str and 1 <= len(value) <= LONG_TEXT_CHARACTERS_MAX:
        return None
    return bad(f"text of 1 to {LONG_TEXT_CHARACTERS_MAX} characters", value)


def _check_count(value: Any, world: World, missing: list[str]) -> Problem | None:
    return None if values.is_count(value) else bad("a whole number from 0 to 2^53 - 1", value)


def _check_flag(value: Any, world: World, missing: list[str]) -> Problem | None:
    return None if type(value) is bool else bad("true or false", value)


_CHECKERS: dict[str, Checker] = {
    "text": _check_text,
    "long_text": _check_long_text,
    "id": _spelled(spellings.is_id, "an id such as `pc-1`"),
    "code": _spelled(spellings.is_code, "a code such as `not_ascertainable`"),
    "hash": _spelled(spellings.is_hash, "64 lower-case hexadecimal digits"),
    "day": _spelled(spellings.is_day, "a real day such as `2013-11-03`"),
    "instant": _spelled(
        spellings.is_instant, "a real instant such as `2013-11-03T19:00:00.000000Z`"
    ),
    "reference": _spelled(
        spellings.is_reference, "a reference such as `cec-2013-87` or `cec-2013-87#2`"
    ),
    "count": _check_count,
    "flag": _check_flag,
    "body": _check_body,
    "person": _check_person,
    "unit": _existing("unit"),
    "contest": _existing("contest"),
    "run": _existing("run"),
    "election": _existing("election"),
    "act": _spelled(spellings.is_id, "the id of an act"),
    "quantity": values.check_quantity,
    "when": values.check_when,
    "figures": values.check_figures,
    "numbers": values.check_numbers,
    "scope": values.check_scope,
    "items": values.check_items,
}

# Their ids have a type of their own, or their keys are made of more than an id.
_KINDS_WITH_A_TYPE = {"contest", "count", "decision", "election", "poll", "run", "unit"}


def key_kind(field: Field) -> str | None:
    """The KIND of the subject key that a value of the field gives, if it names a subject."""
    if field.type.startswith("subject:"):
        return field.type.removeprefix("subject:")
    if field.type == "act":
        return "decision"
    return field.type if field.type in {"unit", "contest", "run", "election"} else None
