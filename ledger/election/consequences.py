"""Consequences: what follows by operation of law, as data (docs/spec/07-rules.md, By law).

{"cites":[{"instrument":"law","point":"117"}],"count":10,
 "ended_by":{"effects":["order_run"],"life":[]},"from":null,"id":"rs-2022.repeat-owed",
 "item":"repeat","kind":"owed","on":{"bodies":[],"effects":["bar"],"objects":["voting"],
 "what":["annul"]},"owner":null,"ruleset":"rs-2022","says":[{"language":"en","text":"..."}],
 "start":"decision","unit":"days","until":null}
"""

from __future__ import annotations

from typing import Any

from ledger.election import deadlines, shapes
from ledger.election.rules import citations
from ledger.election.shapes import Flaw
from ledger.errors import Malformed

KINDS = ("happens", "owed")
STARTS = ("decision", "finality", "order", "polling_day", "publication", "service")
TRIGGERS = ("bar", "certify", "date", "lift", "order_run", "title")
"""The effects that the law may attach something to."""

ENDERS = (*TRIGGERS, "link")

_codes = shapes.array(shapes.code, key=shapes.same)
_CONSEQUENCE = shapes.members(
    cites=citations.CITES,
    count=shapes.nullable(shapes.integer(0, deadlines.COUNT_MAX)),
    ended_by=shapes.members(
        effects=shapes.array(shapes.one_of(*ENDERS), key=shapes.same), life=_codes
    ),
    **{"from": shapes.nullable(shapes.day)},
    id=shapes.identity,
    item=shapes.code,
    kind=shapes.one_of(*KINDS),
    on=shapes.members(
        bodies=shapes.array(shapes.identity, key=shapes.same),
        effects=shapes.array(shapes.one_of(*TRIGGERS), low=1, key=shapes.same),
        objects=_codes,
        what=_codes,
    ),
    owner=shapes.nullable(shapes.identity),
    ruleset=shapes.identity,
    says=shapes.array(
        shapes.members(language=shapes.language, text=shapes.line),
        low=1,
        key=lambda said: said["language"],
    ),
    start=shapes.one_of(*STARTS),
    unit=shapes.nullable(shapes.one_of(*deadlines.UNITS)),
    until=shapes.nullable(shapes.day),
)


def check(document: Any) -> None:
    """Raise Malformed `bad_consequence` unless the document spells one."""
    flaw = _CONSEQUENCE(document) or _misfit(document)
    if flaw is not None:
        raise Malformed("bad_consequence", flaw.expected, flaw.found, flaw.where.lstrip("."))


def _misfit(document: dict[str, Any]) -> Flaw | None:
    count, unit = document["count"], document["unit"]
    if (count is None) != (unit is None):
        return shapes.flaw("count and unit, or neither", unit, ".unit")
    if count is None and document["kind"] == "happens":
        return shapes.flaw("a count: what happens by law happens on a day", count, ".count")
    return None


def is_law(document: dict[str, Any], day: str) -> bool:
    """Whether a consequence is law on a day on which its ruleset is."""
    first, end = document["from"], document["until"]
    return (first is None or first <= day) and (end is None or day < end)
