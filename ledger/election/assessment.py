"""The events of an act before their rules, and what they then do (steps 13 and 14 of judging).

Events are taken in order: each meets the state that those before it have made. All rules that
apply are evaluated, none is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.election import contested, effects, rules, values
from ledger.election.declarations import Declaration
from ledger.election.happening import Happening
from ledger.election.law import LawBook
from ledger.election.overlay import Overlay
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Row
from ledger.election.rules import Rule
from ledger.election.rules.case import Case
from ledger.election.state import State

Mark = tuple[int, str, str | None, str | None]
"""The number of the event (0: the act), code, rule and subject."""

_POOR_GRADES = frozenset({"press", "hearsay"})


@dataclass(slots=True)
class Assessed:
    """What the events of an act come to."""

    required: int
    """How many persons had to sign, rules that count signatures included."""
    outcomes: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    conclusions: list[dict[str, Any]] = field(default_factory=list)
    """What outcome tests compared, one for each event and test: shown, never recorded."""


@dataclass(slots=True, kw_only=True)
class _Hearing:
    """An act whose events are assessed one after the other."""

    law: LawBook
    state: State
    act: dict[str, Any]
    index: int
    recorded_at: str
    is_explained: bool
    persons: tuple[str, ...]
    awaits: str | None
    from_day: str
    is_adopted: bool
    has_poor_grade: bool
    found: Assessed


def assess(
    law: LawBook,
    state: State,
    *,
    act: dict[str, Any],
    index: int,
    declared: Sequence[Declaration],
    persons: tuple[str, ...],
    required: int,
    recorded_at: str,
    is_explained: bool = False,
) -> Assessed:
    """Hold every event against its rules and let it take effect."""
    decision, attestation = act["decision"], act["attestation"]
    hearing = _Hearing(
        law=law,
        state=state,
        act=act,
        index=index,
        recorded_at=recorded_at,
        is_explained=is_explained,
        persons=persons,
        awaits=None if decision is None else law.milestone(act["body"], act["day"]),
        from_day=(decision and decision["effective_on"]) or act["day"],
        is_adopted=decision is None or decision["result"] == "adopted",
        has_poor_grade=attestation is not None and attestation["grade"] in _POOR_GRADES,
        found=Assessed(required),
    )
    overlay = Overlay(state) if len(declared) > 1 else None
    if overlay is not None:
        hearing.state = overlay
    for number, declaration in enumerate(declared, 1):
        rows = _hear(hearing, declaration, number)
        if overlay is not None:
            # The act's own row is number 0 of the entry.
            overlay.extend(index, rows, len(hearing.found.rows) + 1)
        hearing.found.rows += rows
    return hearing.found


def _hear(hearing: _Hearing, declaration: Declaration, number: int) -> list[Row]:
    """Assess one event; return its rows."""
    fields, found = hearing.act["events"][number - 1]["fields"], hearing.found
    is_void = _grade_voids(hearing, declaration, number)
    is_rejected = declaration.kind == "ruling" and not hearing.is_adopted
    if declaration.kind != "statement" and not is_rejected:
        is_void = _rules_void(hearing, declaration, number) or is_void
    found.touched |= effects.touches(declaration, fields, hearing.state)
    if is_rejected:
        outcome = "not_adopted"
    elif is_void:
        outcome = "void"
    else:
        outcome = "effective" if declaration.moves else "no_effect"
    found.outcomes.append(outcome)
    take = effects.links if outcome in ("void", "not_adopted") else effects.apply
    done = take(declaration, _happening(hearing, number))
    found.marks += [(number, code, None, subject) for code, subject in done.marks]
    if done.refusal is not None:
        found.problems.append(problem(*done.refusal, f"events[{number - 1}]"))
    if outcome == "effective":
        found.problems += _check_certification(hearing, declaration, number)
    return done.rows


def _grade_voids(hearing: _Hearing, declaration: Declaration, number: int) -> bool:
    """Whether the event is void for the grade of its source, which is marked in any case."""
    if not hearing.has_poor_grade or declaration.kind not in ("finding", "ruling"):
        return False
    hearing.found.marks.append((number, "grade_moves_nothing", None, None))
    return hearing.law.purpose != "reconstruction"


def _rules_void(hearing: _Hearing, declaration: Declaration, number: int) -> bool:
    """Hold an event against every rule that applies; return whether one makes it void."""
    act, found = hearing.act, hearing.found
    candidates = hearing.law.applicable(act["day"], act["body"], declaration)
    if not candidates and declaration.kind != "ruling":
        return False
    case = Case(
        law=hearing.law,
        state=hearing.state,
        act=act,
        persons=hearing.persons,
        declaration=declaration,
        fields=act["events"][number - 1]["fields"],
        occurred=act["events"][number - 1]["occurred"],
        recorded_at=hearing.recorded_at,
    )
    applying = [rule for rule in candidates if rules.applies(rule, case)]
    if not applying and declaration.kind == "ruling":
        found.marks.append((number, "not_assessed", None, None))
    verdicts = [_apply_rule(hearing, rule, case, number) for rule in applying]
    return any(verdicts)


def _apply_rule(hearing: _Hearing, rule: Rule, case: Case, number: int) -> bool:
    """Evaluate one rule, with what follows; return whether it makes the event void."""
    found = hearing.found
    if rule.outcome == "not_assessed":
        found.marks.append((number, "not_assessed", rule.id, None))
        return False
    found.required = max(found.required, rules.signatures_needed(rule, case))
    is_met = rules.evaluate(rule, case)
    if hearing.is_explained:
        concluded = rules.conclusion(rule, case, is_met)
        found.conclusions += [] if concluded is None else [{"event": number, **concluded}]
    if is_met is None:
        found.marks.append((number, "rule_indeterminate", rule.id, None))
    elif not is_met and rule.outcome == "refuse":
        found.problems.append(problem("rule_not_met", rule.id, f"events[{number - 1}]"))
    elif not is_met:
        found.marks.append((number, "rule_not_met", rule.id, None))
    if rules.is_contradicted(rule, case, is_met):
        found.marks.append((number, "conclusion_differs", rule.id, None))
    return is_met is False and rule.outcome == "void"


def _happening(hearing: _Hearing, number: int) -> Happening:
    act = hearing.act
    event = act["events"][number - 1]
    return Happening(
        act_id=act["act_id"],
        body=act["body"],
        day=act["day"],
        from_day=hearing.from_day,
        awaits=hearing.awaits,
        index=hearing.index,
        event=number,
        fields=event["fields"],
        occurred_day=values.day_of(event["occurred"], act["day"]),
        state=hearing.state,
    )


def _check_certification(hearing: _Hearing, declaration: Declaration, number: int) -> list[Problem]:
    """Nothing is certified while an act is contested and neither affirmed nor lifted."""
    if not declaration.certifies or not hearing.law.suspicions():
        return []
    open_acts = contested.unresolved(hearing.law, hearing.state, hearing.act["day"])
    names = ", ".join(placed.row.act for placed in open_acts[:5])
    where = f"events[{number - 1}]"
    return [problem("certification_contested", names, where)] if open_acts else []
