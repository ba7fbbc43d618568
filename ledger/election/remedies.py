"""The remedy that a decision itself states: until when it may be used, and that it has expired.

    {"about":"decision:cec-87","at":"2013-11-08T23:00:00.000000Z","by":"2013-11-08","event":"cec-87",
     "instead":null,"item":"remedy","kind":"runs","overdue":false,"owner":"cec","rule":"act:cec-87",
     "since":31}

Its rule is the decision (docs/spec/09-views.md, By law). Nobody owes it; whoever may use it has
until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import deadlines, milestones, statuses
from ledger.election.law import LawBook
from ledger.election.reading import Reading, place
from ledger.election.rows import REMEDY, Effect, Placed

MILESTONES = {"finality": "final", "publication": "published", "service": "served"}
_MEMBERS = ("addressee", "count", "instrument", "point", "start", "unit")


def row(act: dict[str, Any], index: int) -> Effect | None:
    """The row of an act whose decision names a term for its remedy; None for every other act."""
    stated = act["decision"] and act["decision"]["remedy"]
    if not stated or stated["count"] is None:
        return None
    return Effect(
        act=act["act_id"],
        awaits=None,
        body=act["body"],
        channels=[],
        contests=[],
        data={name: stated[name] for name in _MEMBERS},
        event=act["act_id"],
        from_day=act["day"],
        id=f"{index}.0.1",
        object=None,
        run=None,
        selections=[],
        target=None,
        until_day=None,
        verb=REMEDY,
        what=None,
    )


def remedies(law: LawBook, reading: Reading) -> Iterator[tuple[dict[str, Any], Placed[Effect]]]:
    """What is to be said of every remedy on the day, each with the row that states it."""
    for stated in reading.state.effects_by_verb(REMEDY):
        if reading.in_force(stated):
            told = _tell(law, reading, stated)
            if told is not None:
                yield told, stated


def _tell(law: LawBook, reading: Reading, stated: Placed[Effect]) -> dict[str, Any] | None:
    row = stated.row
    about = f"decision:{row.act}"
    said = [
        each
        for each in reading.state.effects_by_target(f"{REMEDY}/{about}")
        if each.row.verb in ("due", "done") and reading.in_force(each)
    ]
    latest = max(said, key=place, default=None)
    if latest is not None and latest.row.verb == "done":
        return None
    if statuses.value_of(reading.state, about, "life", day=reading.day) == "final":
        return None
    term = _term(law, reading, row)
    by = None if term is None else term.day
    instead = None
    if latest is not None:
        instead = {"by": latest.row.data["by"], "event": latest.row.event}
    until = by if instead is None else instead["by"]
    is_over = until is not None and until < reading.day
    return {
        "about": about,
        "at": None if term is None else term.at,
        "by": by,
        "event": row.event,
        "instead": instead,
        "item": "remedy_expired" if is_over else REMEDY,
        "kind": "happened" if is_over else "runs",
        "overdue": False,
        "owner": row.body,
        "rule": f"act:{row.act}",
        "since": stated.since,
    }


def _term(law: LawBook, reading: Reading, row: Effect) -> deadlines.Term | None:
    """When the remedy ends; None as long as nothing has begun its term."""
    start = row.data["start"]
    day: str | None = row.from_day if start == "decision" else None
    if start in MILESTONES:
        day = milestones.reached_on(reading.state, row.act, MILESTONES[start], day=reading.day)
    if day is None:
        return None
    ruleset = next(iter(law.rulesets(row.from_day)), None)
    days = deadlines.of_ruleset(ruleset)
    return deadlines.term(day, row.data["count"], row.data["unit"], days=days)
