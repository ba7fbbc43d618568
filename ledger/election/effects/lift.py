"""`lift` ends the effects of an act, or of one event of it; lifting the lift restores them.

With a day in `until` it suspends them: from that day they are in force again.
"""

from __future__ import annotations

from ledger.election.arguments import REFERENCES, Applier, Argument, Bound, Verb
from ledger.election.happening import Gathering, Happening
from ledger.election.spellings import act_of


def _bind(bound: Bound) -> Applier:
    target, until_day = bound.getter("target"), bound.getter("until")

    def apply(happening: Happening, gathering: Gathering) -> None:
        reference = target(happening.fields)
        gathering.effect("lift", target=reference, until_day=until_day(happening.fields))
        if not happening.has_act(act_of(reference)):
            gathering.mark("target_not_in_log", f"act:{act_of(reference)}")

    return apply


LIFT = Verb(
    "lift",
    frozenset({"ruling"}),
    (
        Argument("target", REFERENCES, omits=True),
        Argument("until", ("day",), is_optional=True),
    ),
    _bind,
)
