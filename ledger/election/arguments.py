"""What an effect takes: its table of arguments, and how a declaration fills them.

    {"do":"bar","object":"voting","run":"$run","scope":"$scope","what":"annul"}

An argument is a literal, which is always a code, or `$` and the name of a field. The tables stand
beside the effects; what is said here of all of them is said once (docs/spec/06-effects.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ledger.election import spellings
from ledger.election.fields import Field, key_kind
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Subject
from ledger.errors import Malformed

Fields = dict[str, Any]
Getter = Callable[[Fields], Any]
Applier = Callable[[Happening, Gathering], None]
Maker = Callable[[Fields], list[Subject]]
KeyFinder = Callable[[Fields], list[str]]

SUBJECTS = ("unit", "contest", "run", "subject")
REFERENCES = ("reference", "act")
CODES_MAX = 64

ALL_KINDS = frozenset({"filing", "finding", "ruling", "statement"})


class Argument(NamedTuple):
    """One argument of an effect."""

    name: str
    admits: tuple[str, ...] = ()
    """Types of fields; `subject` stands for `subject:KIND` of any kind; none: a literal only."""
    is_optional: bool = False
    is_code: bool = False
    """Whether a literal may be given."""
    one_of: frozenset[str] = frozenset()
    """The codes there are, if the list is closed."""
    is_array: bool = False
    """Whether the literal is an array of codes."""
    omits: bool = False
    """Whether a field that is null leaves the whole effect out."""
    is_alternative: bool = False
    """Whether another argument may be given instead; it has a value, or is not given."""


def code(name: str, one_of: Iterable[str] = (), *, is_optional: bool = False) -> Argument:
    """A code, literal or from a field."""
    return Argument(name, ("code",), is_optional, is_code=True, one_of=frozenset(one_of))


def literal(name: str, one_of: Iterable[str] = (), *, is_optional: bool = False) -> Argument:
    """A code that stands in the declaration itself."""
    return Argument(name, (), is_optional, is_code=True, one_of=frozenset(one_of))


class Bound(NamedTuple):
    """The arguments of one effect of a declaration, found good."""

    literals: dict[str, Any]
    fields: dict[str, Field]

    def has(self, name: str) -> bool:
        """Whether the argument was given."""
        return name in self.literals or name in self.fields

    def getter(self, name: str) -> Getter:
        """What returns the argument's value from an event's fields; null if it was not given."""
        field = self.fields.get(name)
        if field is not None:
            own_name = field.name
            return lambda fields: fields[own_name]
        value = self.literals.get(name)
        return lambda fields: value

    def key_getter(self, name: str) -> Getter:
        """What returns the key of the subject that the argument names; null if it names none."""
        field = self.fields.get(name)
        if field is None:
            return lambda fields: None
        kind, own_name = key_kind(field), field.name

        def key(fields: Fields) -> str | None:
            value = fields[own_name]
            return None if value is None else f"{kind}:{value}"

        return key


class Verb(NamedTuple):
    """An effect: its name, its arguments, which events may have it, and what it does."""

    do: str
    kinds: frozenset[str]
    arguments: tuple[Argument, ...]
    bind: Callable[[Bound], Applier]
    """Makes the function that adds an event's rows."""
    fault: Callable[[Bound], str | None] = lambda bound: None
    """What arguments that are each good must not be together, in words."""
    makes: Callable[[Bound], Maker | None] = lambda bound: None
    """Makes the function that says which subjects an event would make."""
    states: Callable[[Bound], KeyFinder | None] = lambda bound: None
    """Makes the function that returns the keys an event names by a bare id."""


def bind(verb: Verb, effect: Mapping[str, Any], fields: Mapping[str, Field], where: str) -> Bound:
    """The effect's arguments, or Malformed `bad_declaration`."""
    table = {argument.name: argument for argument in verb.arguments}
    for name in sorted(effect.keys() - table.keys() - {"do"}):
        raise _bad(f"an argument of `{verb.do}`: {', '.join(table)}", name, where)
    bound = Bound({}, {})
    for argument in verb.arguments:
        value = effect.get(argument.name)
        if value is not None:
            _fill(bound, argument, value, fields=fields, where=f"{where}.{argument.name}")
        elif not (argument.is_optional or argument.is_alternative):
            raise _bad(f"`{argument.name}` of `{verb.do}`", "nothing", where)
    fault = verb.fault(bound)
    if fault is not None:
        raise _bad(fault, dict(effect), where)
    return bound


def _fill(
    bound: Bound, argument: Argument, value: Any, *, fields: Mapping[str, Field], where: str
) -> None:
    if type(value) is str and value.startswith("$"):
        field = fields.get(value[1:])
        if field is None:
            raise _bad("a field of the declaration", value, where)
        if not admits(argument, field):
            raise _bad(_expectation(argument), f"{value} of type {field.spelling}", where)
        bound.fields[argument.name] = field
    elif not _is_literal(argument, value):
        raise _bad(_expectation(argument), value, where)
    else:
        bound.literals[argument.name] = value


def admits(argument: Argument, field: Field) -> bool:
    """Whether the argument may be filled from the field."""
    type_ = "subject" if field.type.startswith("subject:") else field.type
    wanted = f"list:{type_}" if field.is_list else type_
    if wanted not in argument.admits and field.spelling.rstrip("?") not in argument.admits:
        return False
    if field.nullable and not (argument.is_optional or argument.omits):
        return False
    return not argument.one_of or (field.of is not None and argument.one_of.issuperset(field.of))


def _is_literal(argument: Argument, value: Any) -> bool:
    if not argument.is_code:
        return False
    codes = value if argument.is_array and type(value) is list else [value]
    if argument.is_array and (type(value) is not list or not 1 <= len(value) <= CODES_MAX):
        return False
    return all(
        type(code) is str
        and (code in argument.one_of if argument.one_of else bool(spellings.is_code(code)))
        for code in codes
    )


def _expectation(argument: Argument) -> str:
    ways = []
    if argument.is_array:
        ways.append("an array of codes")
    elif argument.one_of:
        ways.append("one of " + ", ".join(sorted(argument.one_of)))
    elif argument.is_code:
        ways.append("a code")
    if argument.admits:
        types = ", ".join(name.replace("subject", "subject:KIND") for name in argument.admits)
        null = "" if argument.is_optional or argument.omits else ", not null"
        ways.append(f"a field of type {types}{null}")
    return " or ".join(ways)


def _bad(expected: str, found: object, where: str) -> Malformed:
    return Malformed("bad_declaration", expected, found, where)


def omitted_by(verb: Verb, bound: Bound) -> tuple[str, ...]:
    """The fields that leave the effect out of an event in which they are null."""
    return tuple(
        field.name
        for argument in verb.arguments
        if argument.omits
        and (field := bound.fields.get(argument.name)) is not None
        and field.nullable
    )
