"""`link` relates an event to an act or event: upholds, reverses, corrects, cites …"""

from __future__ import annotations

from ledger.election.arguments import ALL_KINDS, REFERENCES, Applier, Argument, Bound, Verb, code
from ledger.election.happening import Gathering, Happening
from ledger.election.spellings import act_of


def _bind(bound: Bound) -> Applier:
    relation, to = bound.getter("relation"), bound.getter("to")

    def apply(happening: Happening, gathering: Gathering) -> None:
        reference = to(happening.fields)
        gathering.effect("link", target=reference, what=relation(happening.fields))
        if not happening.has_act(act_of(reference)):
            gathering.mark("cites_unknown", f"act:{act_of(reference)}")

    return apply


LINK = Verb("link", ALL_KINDS, (code("relation"), Argument("to", REFERENCES, omits=True)), _bind)
