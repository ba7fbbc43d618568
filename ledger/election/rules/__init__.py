"""Rules: what a ruleset asks of an event, as data (docs/spec/07-rules.md), compiled once each.

    {"applies_to":{"bodies":[],"effects":["order_run"],"events":[],"objects":[],"what":[]},
     "cites":[{"instrument":"law-03-l-073","point":"106.2"}],"from":null,
     "id":"xk-2013.repeat-level","outcome":"mark",
     "parameters":{"levels":["municipality","polling_centre"]},"ruleset":"xk-2013",
     "says":[{"language":"en","text":"..."}],"test":"level","until":null}

There are thirteen tests, one module each. A test answers True (met), False (not met) or None: it
cannot be decided by what is known, which is never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ledger.election import effects, shapes
from ledger.election.declarations import Declaration
from ledger.election.rules import (
    blockers,
    body,
    citations,
    deadline,
    in_person,
    incompatible_roles,
    level,
    majority,
    offices,
    outcome_test,
    quorum,
    size,
    window,
)
from ledger.election.rules.case import Case
from ledger.election.shapes import Shape
from ledger.errors import Malformed

OUTCOMES = ("refuse", "mark", "void", "not_assessed")
"""What happens when a test fails; `not_assessed`: it is not evaluated at all."""


class Test(Protocol):
    """What a module of this folder offers."""

    PARAMETERS: Shape

    def passes(self, parameters: dict[str, Any], case: Case) -> bool | None:
        """Whether the event meets the rule; None if that cannot be decided."""


TESTS: dict[str, Test] = {
    "blockers": blockers,
    "body": body,
    "citations": citations,
    "deadline": deadline,
    "in_person": in_person,
    "incompatible_roles": incompatible_roles,
    "level": level,
    "majority": majority,
    "offices": offices,
    "outcome_test": outcome_test,
    "quorum": quorum,
    "size": size,
    "window": window,
}
"""The closed list of tests, semantics 1."""

_RULE = shapes.members(
    applies_to=shapes.members(
        bodies=shapes.array(shapes.identity, key=shapes.same),
        effects=shapes.array(shapes.one_of(*effects.VERBS), key=shapes.same),
        events=shapes.array(shapes.type_name, key=shapes.same),
        objects=shapes.array(shapes.code, key=shapes.same),
        what=shapes.array(shapes.code, key=shapes.same),
    ),
    cites=citations.CITES,
    **{"from": shapes.nullable(shapes.day)},
    id=shapes.identity,
    outcome=shapes.one_of(*OUTCOMES),
    parameters=lambda value: None if type(value) is dict else shapes.flaw("an object", value),
    ruleset=shapes.identity,
    says=shapes.array(
        shapes.members(language=shapes.language, text=shapes.line),
        low=1,
        key=lambda said: said["language"],
    ),
    test=shapes.one_of(*TESTS),
    until=shapes.nullable(shapes.day),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule ready to be evaluated; an empty set of `applies_to` admits anything."""

    id: str
    ruleset: str
    outcome: str
    test: str
    parameters: dict[str, Any]
    bodies: frozenset[str]
    events: frozenset[str]
    effects: frozenset[str]
    what: frozenset[str]
    objects: frozenset[str]
    document: dict[str, Any]

    def is_law(self, day: str) -> bool:
        """Whether the rule is law on a day on which its ruleset is."""
        first, end = self.document["from"], self.document["until"]
        return (first is None or first <= day) and (end is None or day < end)


def compile(document: dict[str, Any]) -> Rule:
    """Return the rule that the document spells, or raise Malformed `bad_rule`."""
    flaw = _RULE(document)
    if flaw is None:
        flaw = TESTS[document["test"]].PARAMETERS(document["parameters"])
        flaw = flaw and flaw._replace(where=f".parameters{flaw.where}")
    if flaw is not None:
        raise Malformed("bad_rule", flaw.expected, flaw.found, flaw.where.lstrip("."))
    scope = {name: frozenset(listed) for name, listed in document["applies_to"].items()}
    return Rule(
        id=document["id"],
        ruleset=document["ruleset"],
        outcome=document["outcome"],
        test=document["test"],
        parameters=document["parameters"],
        document=document,
        **scope,
    )


def may_apply(rule: Rule, body: str, declaration: Declaration) -> bool:
    """Whether the rule applies to some event of this type by this body."""
    if (
        rule.bodies
        and body not in rule.bodies
        or rule.events
        and declaration.name not in rule.events
    ):
        return False
    return _meets_effects(rule, declaration, None)


def applies(rule: Rule, case: Case) -> bool:
    """Whether the rule, which may apply, does apply to this very event."""
    return _meets_effects(rule, case.declaration, case.fields)


def _meets_effects(rule: Rule, declaration: Declaration, fields: dict[str, Any] | None) -> bool:
    if not (rule.effects or rule.what or rule.objects):
        return True
    return any(
        (not rule.effects or effect["do"] in rule.effects)
        and _admits(rule.what, effect.get("what"), fields)
        and _admits(rule.objects, effect.get("object"), fields)
        for effect in declaration.effects
    )


def _admits(admitted: frozenset[str], argument: Any, fields: dict[str, Any] | None) -> bool:
    """Whether an effect's argument is among those named; without fields, whether it may be."""
    if not admitted:
        return True
    if type(argument) is str and argument.startswith("$"):
        return fields is None or fields[argument[1:]] in admitted
    return argument in admitted


def evaluate(rule: Rule, case: Case) -> bool | None:
    """Whether the event meets the rule; None if that cannot be decided."""
    case.ruleset = rule.ruleset
    return TESTS[rule.test].passes(rule.parameters, case)


def is_contradicted(rule: Rule, case: Case, is_met: bool | None) -> bool:
    """Whether the event claims another conclusion about the outcome than is computed."""
    if rule.test != "outcome_test":
        return False
    return outcome_test.is_contradicted(rule.parameters, case, is_met)


def conclusion(rule: Rule, case: Case, is_met: bool | None) -> dict[str, Any] | None:
    """What an outcome test compared, and what came of it; None for every other test."""
    if rule.test != "outcome_test":
        return None
    return {"rule": rule.id, **outcome_test.conclusion(rule.parameters, case, is_met)}


def signatures_needed(rule: Rule, case: Case) -> int:
    """How many counted persons the rule asks for, 0 if it does not count signatures."""
    if rule.test == "quorum":
        return quorum.signatures_needed(rule.parameters)
    if rule.test == "majority":
        return majority.signatures_needed(rule.parameters, case)
    return 0
