"""How the tests of rules ask: one rule, one event, one answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tests.election import builders
from tests.election.builders import MEMBERS, Log, event, rule
from tests.election.vocabulary import box, document

MET, NOT_MET, UNDECIDED = True, False, None

ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-1")])
DATED = event("date.set", day=None, run="run-1", scope=None)


@lru_cache(maxsize=1)
def _furnished() -> Log:
    return builders.furnished()


def furnished() -> Log:
    """A furnished log of one's own; the entries that all have in setting up are shared."""
    return copy(_furnished())


def copy(log: Log) -> Log:
    """Another log with the same entries, that goes on by itself."""
    other = Log()
    for index, verdict in enumerate(log.verdicts):
        other.state.extend(index, verdict.rows)
    other.verdicts, other.acts = list(log.verdicts), list(log.acts)
    other.law = log.law.fork()
    other.recorded_at, other.day = log.recorded_at, log.day
    return other


def ask(
    log: Log, test: str, parameters: dict[str, Any], *events: dict[str, Any], **given: Any
) -> bool | None:
    """Whether the last event meets a rule of this test, adopted beside whatever there is.

    The rule applies to its type only; `by`, `decision`, `day` and other members may be given.
    """
    log = copy(log)
    asked = events or (ANNULLED,)
    log.adopt(rule(test, parameters=parameters, events=[asked[-1]["type"]]), by=MEMBERS)
    verdict = log.judge(*asked, **{"by": MEMBERS, **given})
    assert verdict.refusals == [], [str(problem) for problem in verdict.refusals]
    codes = [
        mark["code"]
        for mark in verdict.judgement["marks"]
        if mark["rule"] == f"r.{test.replace('_', '-')}" and mark["event"] == len(asked)
    ]
    assert len(codes) < 2, codes
    return {(): True, ("rule_not_met",): False, ("rule_indeterminate",): None}[tuple(codes)]


def declare(log: Log, name: str, kind: str, fields: dict[str, str], *effects: Any) -> None:
    """Adopt an event type of one's own."""
    declaration = document(name, kind, fields, *effects)
    log.record(event("declaration.adopted", declaration=declaration))
