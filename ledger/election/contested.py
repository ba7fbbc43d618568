"""Contested acts: what is left of an act when the keys that are suspect are not counted.

Nothing cascades silently: the effects of a contested act remain, every view marks them, and
certification waits until a quorum without the key affirms or reverses it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger.election.reading import Reading
from ledger.election.rows import Act, Placed
from ledger.election.state import State

if TYPE_CHECKING:
    from ledger.election.law import LawBook


def acts(law: LawBook, state: State) -> list[Placed[Act]]:
    """The acts in which suspect keys outnumber the margin, in order of the log."""
    lost: Counter[int] = Counter()
    for key, suspicion in law.suspicions().items():
        for signing in state.signings(key, suspicion.since):
            if signing.row.counted and signing.since < suspicion.said_at:
                lost[signing.since] += 1
    if not lost:
        return []
    signed = (placed for placed in state.acts() if placed.since in lost)
    found = [placed for placed in signed if lost[placed.since] > placed.row.contested_margin]
    return sorted(found, key=lambda placed: placed.since)


def unresolved(law: LawBook, state: State, day: str) -> list[Placed[Act]]:
    """The contested acts that are neither affirmed nor lifted on the day."""
    reading = Reading(state, day)
    return [
        placed
        for placed in acts(law, state)
        if law.doc("affirmed", placed.row.act) is None and not _is_lifted(reading, placed)
    ]


def _is_lifted(reading: Reading, act: Placed[Act]) -> bool:
    """Whether a later decision in force reverses the whole act."""
    return any(
        lift.row.verb == "lift" and lift.since > act.since and reading.in_force(lift)
        for lift in reading.state.effects_by_target(act.row.act)
    )
