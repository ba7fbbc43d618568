"""`order_run` begins a run: a first vote, or the repeat of one. It sets no date."""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.arguments import (
    REFERENCES,
    Applier,
    Argument,
    Bound,
    Fields,
    KeyFinder,
    Maker,
    Verb,
)
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Subject
from ledger.election.spellings import act_of


def _makes(bound: Bound) -> Maker:
    run = bound.getter("run")

    def make(fields: Fields) -> list[Subject]:
        return [Subject(f"run:{run(fields)}", "run", None, None, None)]

    return make


def _bind(bound: Bound) -> Applier:
    make, run, scope = _makes(bound), bound.getter("run"), bound.getter("scope")
    replaces, basis = bound.getter("replaces"), bound.getter("basis")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        subject, ground = make(fields)[0], basis(fields)
        if happening.has_subject(subject.key):
            gathering.refuse("already_exists", subject.key)
        for box in scope(fields):
            effect = gathering.effect(
                "order_run",
                box=box,
                data={"basis": ground},
                run=run(fields),
                target=replaces(fields),
            )
            scopes.cover(gathering, effect, box)
        gathering.rows.append(subject)
        if ground is not None and not happening.has_act(act_of(ground)):
            gathering.mark("cites_unknown", f"act:{act_of(ground)}")

    return apply


def _states(bound: Bound) -> KeyFinder:
    make = _makes(bound)
    return lambda fields: [subject.key for subject in make(fields)]


ORDER_RUN = Verb(
    "order_run",
    frozenset({"ruling"}),
    (
        Argument("run", ("id",)),
        Argument("scope", ("scope",)),
        Argument("replaces", ("run",), is_optional=True),
        Argument("basis", REFERENCES, is_optional=True),
    ),
    _bind,
    makes=_makes,
    states=_states,
)
