"""Declarations: event types as data, compiled once each (docs/spec/05-declarations.md).

{"effects":[{"do":"link","relation":"cites","to":"$about"}],
 "fields":[{"name":"about","of":null,"type":"reference?"},
           {"name":"text","of":null,"type":"long_text"}],
 "kind":"statement","name":"statement.made",
 "says":[{"language":"en","text":"{text}"}],"version":1}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ledger.election import effects, fields, spellings, values
from ledger.election.effects import Compiled
from ledger.election.fields import Field
from ledger.election.refusals import Problem
from ledger.election.world import Checker, World, within
from ledger.errors import Malformed, excerpt

__all__ = ["RESERVED", "Declaration", "Field", "World", "check_fields", "check_occurred", "compile"]

EFFECTS_MAX = 16
KINDS = ("finding", "ruling", "filing", "statement")

RESERVED = frozenset(
    {
        "act.affirmed",
        "authority.set",
        "balance.adopted",
        "balance.withdrawn",
        "body.constituted",
        "body.ended",
        "consequence.adopted",
        "consequence.withdrawn",
        "declaration.adopted",
        "delegation.ended",
        "delegation.granted",
        "document.erased",
        "document.released",
        "document.withheld",
        "finality.adopted",
        "intake_system.adopted",
        "key.compromised",
        "key.enrolled",
        "key.revoked",
        "ledger.closed",
        "ledger.founded",
        "ledger.opened",
        "log_key.adopted",
        "office.assigned",
        "office.ended",
        "person.entered",
        "rule.adopted",
        "rule.withdrawn",
        "ruleset.adopted",
        "semantics.adopted",
        "state.sealed",
        "single_officer.adopted",
        "succession.announced",
        "succession.completed",
        "witness_policy.adopted",
    }
)
"""The events of administration, which nobody can declare anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declaration:
    """An event type: its fields, and the effects that its events have."""

    name: str
    version: int
    kind: str
    fields: tuple[Field, ...]
    effects: tuple[dict[str, Any], ...]
    document: dict[str, Any]
    compiled: Compiled = field(repr=False)
    checkers: tuple[tuple[str, Checker], ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    scope_fields: tuple[Field, ...] = field(repr=False)
    moves: bool
    """Whether its events have any effect but `note` and `link`."""
    certifies: bool
    introduces: bool
    """Whether its events make subjects or state forms, which later events may then name."""


def compile(document: dict[str, Any]) -> Declaration:
    """The declaration that the document spells, or Malformed `bad_declaration`."""
    _demand_members(document, {"effects", "fields", "kind", "name", "says", "version"}, "")
    name, kind, version = document["name"], document["kind"], document["version"]
    if not (type(name) is str and spellings.is_type_name(name)) or name in RESERVED:
        raise _bad("a name `noun.verb` that is not one of administration", name, "name")
    if type(version) is not int or not values.is_count(version) or version == 0:
        raise _bad("a version from 1 on", version, "version")
    if kind not in KINDS:
        raise _bad("one of " + ", ".join(KINDS), kind, "kind")
    own_fields = tuple(_fields(document["fields"]))
    _check_says(document["says"])
    own_effects = document["effects"]
    if type(own_effects) is not list or len(own_effects) > EFFECTS_MAX:
        raise _bad(f"an array of at most {EFFECTS_MAX} effects", own_effects, "effects")
    compiled = effects.compile(own_effects, kind, {each.name: each for each in own_fields})
    verbs = {effect["do"] for effect in own_effects}
    return Declaration(
        name=name,
        version=version,
        kind=kind,
        fields=own_fields,
        effects=tuple(own_effects),
        document=document,
        compiled=compiled,
        checkers=tuple((each.name, fields.checker(each)) for each in own_fields),
        names=frozenset(each.name for each in own_fields),
        scope_fields=tuple(each for each in own_fields if each.type == "scope"),
        moves=not verbs <= {"note", "link"},
        certifies="certify" in verbs,
        introduces=bool(compiled.makers or compiled.formers),
    )


def check_fields(
    declaration: Declaration, fields: dict[str, Any], world: World
) -> tuple[Problem | None, list[str]]:
    """The first problem of an event's fields, and the keys of subjects that do not exist."""
    missing: list[str] = []
    if fields.keys() != declaration.names:
        return _name_problem(fields, declaration), missing
    for name, check in declaration.checkers:
        problem = check(fields[name], world, missing)
        if problem is not None:
            return within(problem, f"fields.{name}"), missing
    return None, missing


def check_occurred(occurred: Any, world: World) -> Problem | None:
    """The problem with an event's `occurred`, which is null or a time in the world."""
    if occurred is None:
        return None
    problem = values.check_when(occurred, world, [])
    return None if problem is None else within(problem, "occurred")


def _name_problem(fields: dict[str, Any], declaration: Declaration) -> Problem:
    expected = ", ".join(sorted(declaration.names)) or "no field"
    for name in sorted(fields.keys() - declaration.names):
        return Problem("unknown_field", expected, excerpt(name), f"fields.{name}")
    name = min(declaration.names - fields.keys())
    return Problem("missing_field", expected, "nothing", f"fields.{name}")


def _fields(documents: Any) -> Iterator[Field]:
    if type(documents) is not list:
        raise _bad("an array of fields", documents, "fields")
    before = ""
    for number, document in enumerate(documents):
        where = f"fields[{number}]"
        _demand_members(document, {"name", "of", "type"}, where)
        name, of, spelling = document["name"], document["of"], document["type"]
        if not (type(name) is str and spellings.is_code(name)):
            raise _bad("the name of a field, a code", name, f"{where}.name")
        if name <= before:
            raise _bad("fields sorted by name, each once", name, f"{where}.name")
        codes = None if of is None else tuple(_codes(of, f"{where}.of"))
        parsed = fields.parse(name, spelling, codes) if type(spelling) is str else None
        if parsed is None:
            raise _bad("a type of section 5, `of` only with `code`", spelling, f"{where}.type")
        yield parsed
        before = name


def _codes(of: Any, where: str) -> list[str]:
    is_good = type(of) is list and all(type(code) is str and spellings.is_code(code) for code in of)
    if not is_good or not of or sorted(set(of)) != of:
        raise _bad("null or a sorted array of codes, each once", of, where)
    return list(of)


def _check_says(says: Any) -> None:
    if type(says) is not list or not says:
        raise _bad("an array of sentences, at least one", says, "says")
    before = ""
    for number, sentence in enumerate(says):
        where = f"says[{number}]"
        _demand_members(sentence, {"language", "text"}, where)
        language = sentence["language"]
        if not (type(language) is str and spellings.is_language(language)):
            raise _bad("a language tag", language, f"{where}.language")
        if language <= before:
            raise _bad("sentences sorted by language, each once", language, f"{where}.language")
        if not values.is_text(sentence["text"], values.NAME_CHARACTERS_MAX):
            raise _bad("text on one line", sentence["text"], f"{where}.text")
        before = language


def _demand_members(document: Any, names: Iterable[str], where: str) -> None:
    expected = frozenset(names)
    if type(document) is not dict or document.keys() != expected:
        raise _bad("an object of " + ", ".join(sorted(expected)), document, where)


def _bad(expected: str, found: object, where: str) -> Malformed:
    return Malformed("bad_declaration", expected, found, where)
