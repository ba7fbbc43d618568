"""`transfer` takes from one bucket and adds to another, perhaps of another holder."""

from __future__ import annotations

from ledger.election import values
from ledger.election.arguments import Applier, Argument, Bound, Verb, code
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Amount


def _bind(bound: Bound) -> Applier:
    material, quantity = bound.getter("material"), bound.getter("quantity")
    giver, taker = bound.key_getter("from"), bound.key_getter("to")
    from_bucket, to_bucket = bound.getter("from_bucket"), bound.getter("to_bucket")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields, event, day = happening.fields, happening.reference, happening.occurred_day
        low, high, why = values.hull(quantity(fields))
        what = material(fields)
        ends = (
            (from_bucket(fields), giver(fields), "less"),
            (to_bucket(fields), taker(fields), "add"),
        )
        for bucket, holder, how in ends:
            gathering.rows.append(Amount(bucket, day, event, high, holder, how, low, what, why))

    return apply


TRANSFER = Verb(
    "transfer",
    frozenset({"finding", "ruling"}),
    (
        code("material"),
        Argument("quantity", ("quantity",)),
        Argument("from", ("unit", "subject")),
        code("from_bucket"),
        Argument("to", ("unit", "subject")),
        code("to_bucket"),
    ),
    _bind,
)
