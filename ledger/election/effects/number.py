"""`number` says which numbers of a material a holder has: made there, or had from another."""

from __future__ import annotations

from typing import Any

from ledger.election import values
from ledger.election.arguments import Applier, Argument, Bound, Fields, Verb, code
from ledger.election.happening import Gathering, Happening


def _bind(bound: Bound) -> Applier:
    holder, giver = bound.key_getter("holder"), bound.key_getter("from")
    material, numbers = bound.getter("material"), bound.getter("numbers")
    quantity = bound.getter("quantity")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        taker, source, what = holder(fields), giver(fields), material(fields)
        data = {
            "from": source,
            "holder": taker,
            "material": what,
            "numbers": numbers(fields),
            "quantity": _bounds(quantity, fields),
        }
        if source is None:
            gathering.effect("number", data=data, target=f"numbers:{what}", what="made")
        else:
            gathering.effect("number", data=data, target=source, what="given")
        gathering.effect("number", data=data, target=taker, what="had")

    return apply


def _bounds(quantity: Any, fields: Fields) -> dict[str, int | None] | None:
    value = quantity(fields)
    if value is None:
        return None
    low, high, _ = values.hull(value)
    return {"high": high, "low": low}


NUMBER = Verb(
    "number",
    frozenset({"finding", "ruling"}),
    (
        Argument("holder", ("unit", "subject"), omits=True),
        code("material"),
        Argument("numbers", ("numbers",), omits=True),
        Argument("from", ("unit", "subject"), is_optional=True),
        Argument("quantity", ("quantity",), is_optional=True),
    ),
    _bind,
)
