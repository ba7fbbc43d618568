"""`seal` says what is done with the seals on something: put on, found, taken off, opened, missed."""

from __future__ import annotations

from ledger.election.arguments import Applier, Argument, Bound, Fields, Verb, literal
from ledger.election.happening import Gathering, Happening

HOW = ("found", "missing", "off", "open", "put")


def _bind(bound: Bound) -> Applier:
    on, how, given = bound.key_getter("on"), bound.literals["how"], bound.getter("seals")

    def seals(fields: Fields) -> list[str] | None:
        value = given(fields)
        return sorted(set(value)) if type(value) is list else value and [value]

    def apply(happening: Happening, gathering: Gathering) -> None:
        closed, named = on(happening.fields), seals(happening.fields)
        data = {"on": closed, "seals": named}
        gathering.effect("seal", data=data, target=closed, what=how)
        for seal in (named or ()) if how == "put" else ():
            gathering.effect("seal", data=data, target=f"seal:{seal}", what=how)

    return apply


SEAL = Verb(
    "seal",
    frozenset({"finding", "ruling"}),
    (
        Argument("on", ("unit", "subject"), omits=True),
        literal("how", HOW),
        Argument("seals", ("subject:seal", "list:subject:seal"), is_optional=True),
    ),
    _bind,
)
