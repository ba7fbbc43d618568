"""What an event does, one file an effect: the closed list of docs/spec/06-effects.md.

`VERBS` is the list. Three more effects (`grant`, `withdraw`, `adopt`) are those of administration,
which no declaration may use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ledger.election import arguments, scopes
from ledger.election.arguments import Applier, Fields, KeyFinder, Maker, Verb
from ledger.election.effects.allocate import ALLOCATE
from ledger.election.effects.amount import AMOUNT
from ledger.election.effects.bar import BAR
from ledger.election.effects.certify import CERTIFY
from ledger.election.effects.create import CREATE
from ledger.election.effects.date import DATE
from ledger.election.effects.duty import DONE, DUE
from ledger.election.effects.extent import NARROW, WIDEN
from ledger.election.effects.figure import FIGURE
from ledger.election.effects.lift import LIFT
from ledger.election.effects.link import LINK
from ledger.election.effects.move import MOVE
from ledger.election.effects.note import NOTE
from ledger.election.effects.number import NUMBER
from ledger.election.effects.order_run import ORDER_RUN
from ledger.election.effects.seal import SEAL
from ledger.election.effects.title import TITLE
from ledger.election.effects.transfer import TRANSFER
from ledger.election.fields import Field, key_kind
from ledger.election.happening import Gathering, Happening, Outcome
from ledger.election.rows import Subject
from ledger.election.spellings import act_of
from ledger.election.state import State
from ledger.errors import Malformed

if TYPE_CHECKING:
    from ledger.election.declarations import Declaration

__all__ = ["VERBS", "Happening", "Outcome", "apply", "creates", "forms", "links", "touches"]

VERBS: dict[str, Verb] = {
    verb.do: verb
    for verb in (
        CREATE,
        MOVE,
        AMOUNT,
        TRANSFER,
        NUMBER,
        SEAL,
        FIGURE,
        BAR,
        LIFT,
        WIDEN,
        NARROW,
        ORDER_RUN,
        DATE,
        CERTIFY,
        ALLOCATE,
        TITLE,
        DUE,
        DONE,
        LINK,
        NOTE,
    )
}


class Compiled:
    """The effects of one declaration, ready for its events."""

    __slots__ = ("appliers", "formers", "key_finders", "links", "makers")

    def __init__(self) -> None:
        self.appliers: list[Applier] = []
        self.links: list[Applier] = []
        self.makers: list[Maker] = []
        self.formers: list[tuple[tuple[str, ...], KeyFinder]] = []
        self.key_finders: list[KeyFinder] = []


def compile(
    effects: Iterable[Any], kind: str, fields: Mapping[str, Field], *, where: str = "effects"
) -> Compiled:
    """The effects of a declaration of that kind, or Malformed `bad_declaration`."""
    compiled = Compiled()
    selections = set()
    for number, effect in enumerate(effects):
        verb = _verb(effect, kind, f"{where}[{number}]")
        bound = arguments.bind(verb, effect, fields, f"{where}[{number}]")
        applier = _unless_null(verb.bind(bound), arguments.omitted_by(verb, bound))
        compiled.appliers.append(applier)
        if verb is LINK:
            compiled.links.append(applier)
        if maker := verb.makes(bound):
            compiled.makers.append(maker)
        if key_finder := verb.states(bound):
            compiled.key_finders.append(key_finder)
            if verb is FIGURE:
                compiled.formers.append((arguments.omitted_by(verb, bound), key_finder))
        if effect.get("what") == "selection" and "items" in bound.fields:
            selections.add(bound.fields["items"].name)
    # The items of a created selection are named by `create` itself; all others are units.
    compiled.key_finders += [
        _key_finder(field) for name, field in fields.items() if _names(field, selections, name)
    ]
    return compiled


def _verb(effect: Any, kind: str, where: str) -> Verb:
    verb = VERBS.get(effect["do"]) if type(effect) is dict and _is_text(effect.get("do")) else None
    if verb is None:
        expected = "an effect, `do` being one of " + ", ".join(VERBS)
        raise Malformed("bad_declaration", expected, effect, where)
    if kind not in verb.kinds:
        expected = f"an effect that a {kind} may have"
        raise Malformed("bad_declaration", expected, verb.do, f"{where}.do")
    return verb


def _is_text(value: Any) -> bool:
    return type(value) is str


def _unless_null(apply: Applier, names: tuple[str, ...]) -> Applier:
    """The effect, left out of events in which one of the fields is null."""
    if not names:
        return apply

    def apply_unless_null(happening: Happening, gathering: Gathering) -> None:
        if not any(happening.fields[name] is None for name in names):
            apply(happening, gathering)

    return apply_unless_null


def _names(field: Field, selections: set[str], name: str) -> bool:
    if field.type in ("items", "reference"):
        return name not in selections
    return key_kind(field) is not None


def _key_finder(field: Field) -> KeyFinder:
    name, find = field.name, _value_keys(field)
    if field.is_list:
        return lambda fields: [key for value in fields[name] or () for key in find(value)]
    return lambda fields: [] if fields[name] is None else find(fields[name])


def _value_keys(field: Field) -> Any:
    """What returns the keys that one value of the field names."""
    if field.type == "items":
        return lambda value: [f"unit:{item['id']}" for item in value]
    if field.type == "reference":
        return lambda value: [f"act:{act_of(value)}"]
    kind = key_kind(field)
    return lambda value: [f"{kind}:{value}"]


def apply(declaration: Declaration, happening: Happening) -> Outcome:
    """Let the event take effect: its rows in the order of docs/spec/08-state.md, its marks."""
    gathering = Gathering(happening)
    for applier in declaration.compiled.appliers:
        applier(happening, gathering)
    return gathering.outcome()


def links(declaration: Declaration, happening: Happening) -> Outcome:
    """What is left of an event that is void or not adopted: the acts that it cites."""
    gathering = Gathering(happening)
    for applier in declaration.compiled.links:
        applier(happening, gathering)
    return gathering.outcome()


def creates(declaration: Declaration, fields: Fields) -> list[Subject]:
    """The subjects that the event would make, for checking the fields of later events."""
    return [subject for make in declaration.compiled.makers for subject in make(fields)]


def forms(declaration: Declaration, fields: Fields) -> list[str]:
    """The keys of the forms whose figures the event states: from then on they are known."""
    return [
        key
        for optional, find in declaration.compiled.formers
        if not any(fields[name] is None for name in optional)
        for key in find(fields)
    ]


def touches(declaration: Declaration, fields: Fields, state: State) -> set[str]:
    """The keys of everything the event names (members of unit lists are read from the state)."""
    found: set[str] = set()
    for key_finder in declaration.compiled.key_finders:
        found.update(key_finder(fields))
    for field in declaration.scope_fields:
        value = fields[field.name]
        for scope in value or () if field.is_list else [value or ()]:
            found.update(scopes.keys(scope, state))
    return found
