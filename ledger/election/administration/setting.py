"""What an event of administration needs to know of the act around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.election.refusals import Problem
from ledger.election.rows import Law
from ledger.election.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The act and its place in the log, as an event of administration meets them."""

    act: dict[str, Any]
    index: int
    recorded_at: str
    proven: frozenset[str]
    """The keys of which the act bears a valid signature."""
    state: State
    """State before the act."""

    @property
    def day(self) -> str:
        """The act's legal day."""
        day: str = self.act["day"]
        return day


Fields = dict[str, Any]
Enacted = list[Law] | Problem
"""The law that an event makes, in order, or why it is refused."""
