"""What an event does, one file an effect: the closed list of docs/spec/06-effects.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.election.happening import Gathering, Happening, Outcome
from ledger.election.rows import Subject
from ledger.election.state import State

if TYPE_CHECKING:
    from ledger.election.declarations import Declaration

__all__ = ["Happening", "Outcome", "apply", "creates", "links", "touches"]


def apply(declaration: Declaration, happening: Happening) -> Outcome:
    """Let the event take effect: its rows in the order of docs/spec/08-state.md, its marks."""
    gathering = Gathering(happening)
    return gathering.outcome()


def links(declaration: Declaration, happening: Happening) -> Outcome:
    """What is left of an event that is void or not adopted: the acts that it cites."""
    gathering = Gathering(happening)
    return gathering.outcome()


def creates(declaration: Declaration, fields: dict[str, Any]) -> list[Subject]:
    """The subjects that the event would make, for checking the fields of later events."""
    return []


def touches(declaration: Declaration, fields: dict[str, Any], state: State) -> set[str]:
    """The keys of everything the event names (members of unit lists are read from the state)."""
    return set()
