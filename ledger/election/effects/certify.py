"""`certify` declares a result final, or another code that a law knows, for a scope and a run."""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.arguments import Applier, Argument, Bound, Verb, code
from ledger.election.happening import Gathering, Happening


def _bind(bound: Bound) -> Applier:
    what, scope, run = bound.getter("what"), bound.getter("scope"), bound.getter("run")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        for box in scope(fields):
            effect = gathering.effect("certify", box=box, run=run(fields), what=what(fields))
            scopes.cover(gathering, effect, box)

    return apply


CERTIFY = Verb(
    "certify",
    frozenset({"ruling"}),
    (code("what"), Argument("scope", ("scope",)), Argument("run", ("run",))),
    _bind,
)
