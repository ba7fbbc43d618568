"""How far a decision has come in its life: signed, published, served, final; and since which day."""

from __future__ import annotations

from ledger.election.rows import status_place
from ledger.election.state import State


def reached_on(state: State, act_id: str, milestone: str, *, day: str) -> str | None:
    """The day on which a decision came so far; None if it had not, or was withdrawn since.

    Said twice, the first day counts: what is published again does not start a clock anew.
    """
    rows = state.statuses([f"decision:{act_id}"], "life")
    told = [placed for placed in rows if placed.row.day <= day]
    reached: str | None = None
    for placed in sorted(told, key=status_place):
        if placed.row.value == "withdrawn":
            reached = None
        elif placed.row.value == milestone and reached is None:
            reached = placed.row.day
    return reached
