"""`title` confers a mandate on a person or list, or says what became of it."""

from __future__ import annotations

from ledger.election.arguments import Applier, Argument, Bound, KeyFinder, Verb, code
from ledger.election.happening import Gathering, Happening

STATUSES = ("conferred", "accepted", "refused", "suspended", "lost", "restored", "extended")


def _bind(bound: Bound) -> Applier:
    seat, holder, status = bound.getter("seat"), bound.getter("holder"), bound.getter("status")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        gathering.effect(
            "title",
            data={"holder": holder(fields)},
            target=f"seat:{seat(fields)}",
            what=status(fields),
        )

    return apply


def _states(bound: Bound) -> KeyFinder:
    seat = bound.getter("seat")
    return lambda fields: [f"seat:{seat(fields)}"]


TITLE = Verb(
    "title",
    frozenset({"ruling"}),
    (
        Argument("seat", ("id", "subject:seat")),
        Argument("holder", ("text", "id"), omits=True),
        code("status", STATUSES),
    ),
    _bind,
    states=_states,
)
