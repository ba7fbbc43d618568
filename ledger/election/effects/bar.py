"""`bar` keeps something from counting while it is in force: annulled, excluded, stayed …"""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.arguments import Applier, Argument, Bound, Verb, code, literal
from ledger.election.happening import Gathering, Happening

WHAT = ("annul", "exclude", "stay", "cannot_establish", "hold_back")
OBJECTS = (
    "call",
    "candidates",
    "register",
    "voting",
    "count",
    "result",
    "certification",
    "mandate",
    "decision",
)


def _bind(bound: Bound) -> Applier:
    what, object_ = bound.getter("what"), bound.getter("object")
    scope, run = bound.getter("scope"), bound.getter("run")
    from_day, until_day = bound.getter("from"), bound.getter("until")
    works = bound.literals.get("works", "from_now")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        for box in scope(fields):
            effect = gathering.effect(
                "bar",
                box=box,
                data={"works": works},
                from_day=from_day(fields),
                until_day=until_day(fields),
                object=object_(fields),
                run=run(fields),
                what=what(fields),
            )
            scopes.cover(gathering, effect, box)

    return apply


BAR = Verb(
    "bar",
    frozenset({"ruling"}),
    (
        code("what", WHAT),
        code("object", OBJECTS),
        Argument("scope", ("scope",)),
        Argument("run", ("run",)),
        Argument("from", ("day",), is_optional=True),
        Argument("until", ("day",), is_optional=True),
        literal("works", ("from_now", "from_beginning"), is_optional=True),
    ),
    _bind,
)
