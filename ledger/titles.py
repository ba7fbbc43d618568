"""Who holds which seat, at a point of the ledger (docs/spec/09-views.md, Mandate)."""

from __future__ import annotations

from typing import Any

from ledger.election import mandates
from ledger.election.reading import Reading
from ledger.errors import NotFound
from ledger.read import View


def seats(view: View) -> list[str]:
    """The ids of all seats, sorted."""
    return sorted(placed.row.key.partition(":")[2] for placed in view.state.subjects("seat"))


def mandate(view: View, seat: str) -> dict[str, Any]:
    """Who holds a seat, and every title to it; NotFound if there is no such seat yet."""
    if view.state.subject(f"seat:{seat}") is None:
        found = f"no seat {seat} as known at position {view.position}"
        raise NotFound(found, "check the spelling, or ask as of a later position")
    return mandates.mandate(Reading(view.state, view.day), seat)
