"""`note`: the event is on record, and nothing else happens."""

from __future__ import annotations

from ledger.election.arguments import ALL_KINDS, Applier, Bound, Verb
from ledger.election.happening import Gathering, Happening


def _bind(bound: Bound) -> Applier:
    def apply(happening: Happening, gathering: Gathering) -> None:
        pass

    return apply


NOTE = Verb("note", ALL_KINDS, (), _bind)
