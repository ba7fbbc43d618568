"""`widen` and `narrow` add units to, and take units from, what an earlier decision covers."""

from __future__ import annotations

from ledger.election import scopes
from ledger.election.arguments import REFERENCES, Applier, Argument, Bound, Verb
from ledger.election.happening import Gathering, Happening
from ledger.election.spellings import act_of

_ARGUMENTS = (Argument("target", REFERENCES, omits=True), Argument("scope", ("scope",)))


def _applier(bound: Bound, verb: str, *, sign: str) -> Applier:
    target, scope = bound.getter("target"), bound.getter("scope")

    def apply(happening: Happening, gathering: Gathering) -> None:
        reference = target(happening.fields)
        for box in scope(happening.fields):
            effect = gathering.effect(verb, box=box, target=reference)
            scopes.cover(gathering, effect, box, sign=sign)
        if not happening.has_act(act_of(reference)):
            gathering.mark("target_not_in_log", f"act:{act_of(reference)}")

    return apply


def _widen(bound: Bound) -> Applier:
    return _applier(bound, "widen", sign="+")


def _narrow(bound: Bound) -> Applier:
    return _applier(bound, "narrow", sign="-")


WIDEN = Verb("widen", frozenset({"ruling"}), _ARGUMENTS, _widen)
NARROW = Verb("narrow", frozenset({"ruling"}), _ARGUMENTS, _narrow)
