"""What stands between a contest and its certification, read from state."""

from __future__ import annotations

from typing import Any

from ledger.election import blocking, results
from ledger.election.reading import Reading
from ledger.errors import NotFound
from ledger.projections import prefetch
from ledger.read import View


def blockers(view: View, contest: str) -> list[dict[str, Any]]:
    """Exactly what blocks it (docs/spec/09-views.md); NotFound if there is no such contest."""
    if view.state.subject(f"contest:{contest}") is None:
        found = f"no contest {contest} as known at position {view.position}"
        raise NotFound(found, "check the spelling, or ask as of a later position")
    prefetch.load_for_result(contest, view.state)
    board = results.draw(Reading(view.state, view.day), contest)
    return blocking.blockers(view.law, board)
