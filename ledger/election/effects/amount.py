"""`amount` says how much of a material is in a bucket of a holder, or adds to it."""

from __future__ import annotations

from ledger.election import values
from ledger.election.arguments import Applier, Argument, Bound, Fields, Verb, code, literal
from ledger.election.fields import key_kind
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Amount


def _bind(bound: Bound) -> Applier:
    holder, how = bound.fields["holder"], bound.literals["how"]
    kind, name, is_list = key_kind(holder), holder.name, holder.is_list
    material, bucket = bound.getter("material"), bound.getter("bucket")
    quantity = bound.getter("quantity")

    def holders(fields: Fields) -> list[str]:
        ids = fields[name] if is_list else [fields[name]]
        return [f"{kind}:{identity}" for identity in ids]

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields, event, day = happening.fields, happening.reference, happening.occurred_day
        low, high, why = values.hull(quantity(fields))
        for key in holders(fields):
            row = Amount(bucket(fields), day, event, high, key, how, low, material(fields), why)
            gathering.rows.append(row)

    return apply


AMOUNT = Verb(
    "amount",
    frozenset({"finding", "ruling"}),
    (
        Argument("holder", ("unit", "subject", "list:unit", "list:subject"), omits=True),
        code("material"),
        code("bucket"),
        Argument("quantity", ("quantity",), omits=True),
        literal("how", ("add", "is")),
    ),
    _bind,
)
