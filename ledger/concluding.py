"""What the outcome tests of an act compared: the conclusion it claims beside the one computed.

    {"affected":{"high":13,"low":10},"claimed":"affects","computed":"does_not_affect",
     "coverage":null,"denominator":1,"event":1,"formula":"affected_exceeds_margin",
     "margin":{"high":60,"low":40},"numerator":1,"rule":"at-2016.outcome"}

The log keeps the marks; the figures follow from the state before the act, and are worked out anew
whenever somebody asks.
"""

from __future__ import annotations

from typing import Any

from ledger import read
from ledger.chain import canonical
from ledger.election import judgement
from ledger.election.judgement import Submission
from ledger.ledger import Ledger


def conclusions(ledger: Ledger, index: int) -> list[dict[str, Any]]:
    """Those of the act of an entry, by event and rule; empty where no outcome was tested."""
    if index == 0:
        return []
    entry: dict[str, Any] = canonical.loads(read.entry(ledger, index))
    with read.view(ledger, as_of=index) as view:
        verdict = judgement.judge(view.law, view.state, submission(entry, index))
    return list(verdict.conclusions)


def submission(entry: dict[str, Any], index: int) -> Submission:
    """An act as it was submitted once, to be explained."""
    return Submission(
        index=index,
        recorded_at=entry["recorded_at"],
        act=entry["act"],
        digest="",
        signatures=[(one["key"], True) for one in entry["signatures"]],
        seen_ours=True,
        is_explained=True,
    )
