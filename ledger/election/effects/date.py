"""`date` sets the day of a run, for all of it or for a scope, or leaves it unset."""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.arguments import Applier, Argument, Bound, Verb
from ledger.election.happening import Gathering, Happening


def _bind(bound: Bound) -> Applier:
    run, scope, day = bound.getter("run"), bound.getter("scope"), bound.getter("day")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        data, boxes = {"day": day(fields)}, scope(fields)
        if boxes is None:
            gathering.effect("date", data=data, run=run(fields))
            return
        for box in boxes:
            effect = gathering.effect("date", box=box, data=data, run=run(fields))
            scopes.cover(gathering, effect, box)

    return apply


DATE = Verb(
    "date",
    frozenset({"ruling"}),
    (
        Argument("run", ("run",)),
        Argument("scope", ("scope",), is_optional=True),
        Argument("day", ("day",), is_optional=True),
    ),
    _bind,
)
