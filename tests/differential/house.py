"""A commission with the vocabulary that comes with the ledger, judged by both programs.

`cec` (five members) and `court` (three judges); a town with two polling centres of two stations
each; contest `mayor`, its first vote `run-1` on 2013-11-03.
"""

from __future__ import annotations

from typing import Any

from ledger.election import sheets, unended
from tests.differential.pair import Pair
from tests.election import builders
from tests.election.builders import Event
from tests.election.vocabulary import box
from tests.story import documents
from verifiers import unended as their_unended
from verifiers.accounts import Accounts
from verifiers.views import Views

VOTE = "2013-11-03"
UNITS = [
    ("town", None, "municipality"),
    ("pc-1", "town", "polling_centre"),
    ("ps-1a", "pc-1", "polling_station"),
    ("ps-1b", "pc-1", "polling_station"),
    ("pc-2", "town", "polling_centre"),
    ("ps-2a", "pc-2", "polling_station"),
    ("ps-2b", "pc-2", "polling_station"),
]


DECLARED = {each["name"]: each for each in documents.declarations()}


def event(type_: str, **fields: Any) -> Event:
    """An event; of a type that comes with the ledger, what may be null is null if left out."""
    declared = DECLARED.get(type_, {"fields": []})["fields"]
    empty = {f["name"]: None for f in declared if f["type"].endswith("?")}
    made = builders.event(type_, **fields)
    return made | {"fields": {**empty, **made["fields"]}}


def commission() -> Pair:
    """The pair, with a first vote that was called and dated."""
    pair = Pair()
    # Later than all that is told: nothing here is dated ahead.
    pair.log.recorded_at = "2014-12-31T12:00:00.000000Z"
    assert pair.act(builders.founding(), by=builders.MEMBERS)
    declared = list(DECLARED.values())
    for start in range(0, len(declared), 40):
        adopted = [
            event("declaration.adopted", declaration=d) for d in declared[start : start + 40]
        ]
        assert pair.act(*adopted)
    assert pair.act(event("ledger.opened"))
    items = [{"id": u, "name": u, "parent": p, "type": t} for u, p, t in UNITS]
    town = [box("town")]
    assert pair.act(
        event("units.established", units=items),
        event("election.called", election="local", name="Local elections", kind="local"),
        event("contest.defined", contest="mayor", name="Mayor", election="local", kind="mayor"),
        event("vote.ordered", run="run-1", scope=town),
        event("run.dated", run="run-1", day=VOTE, scope=None),
    )
    return pair


def adopt(pair: Pair, *rules: dict[str, Any], **given: Any) -> None:
    """Adopt the ruleset `r`, law from 2013 on, and rules of it (`builders.rule`)."""
    adopted = [event("rule.adopted", rule=each) for each in rules]
    assert pair.act(builders.ruleset_adopted("r", **given), *adopted)


def sheet(pair: Pair, unit: str, day: str) -> dict[str, Any]:
    """The sheet of a unit, the same for both programs."""
    ours = sheets.sheet(pair.log.state, unit, day, contested=[], law=pair.log.law)
    theirs = Views(pair.fold.tables, pair.fold.law, day, pair.log.size).sheet(unit)
    assert ours == theirs
    return ours


def standing(pair: Pair, unit: str, day: str, run: str = "run-1") -> str:
    """The standing of the mayor's poll at a unit."""
    polls = [p for p in sheet(pair, unit, day)["polls"] if p["run"] == run]
    found: str = polls[0]["standing"]
    return found


def marks(pair: Pair) -> list[str]:
    """The codes of the marks of the last act, with the rule where one is named."""
    listed = pair.log.verdicts[-1].judgement["marks"]
    return [m["code"] + (f" {m['rule']}" if m["rule"] else "") for m in listed]


def items(pair: Pair, day: str) -> list[tuple[str, str, str, str | None]]:
    """Item, about, owner and day of all open items, the same for both programs."""
    ours = unended.open_items(pair.log.state, day)
    views = Views(pair.fold.tables, pair.fold.law, day, pair.log.size)
    contests = Accounts(pair.fold.tables, pair.fold.law, day, pair.log.size).contests()
    assert ours == views.items() + their_unended.items(pair.fold.tables, contests, day)
    return [(i["item"], i["about"], i["owner"], i["by"]) for i in ours]
