"""The seats of a contest, given anew from the figures by the method that the log says.

Where a figure is not known there is no seat; where a unit is missing the seats are still open
(docs/spec/12-results.md, 12.9).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ledger import limits
from ledger.election import seats as giving
from ledger.election import statuses
from ledger.election.reading import place
from ledger.election.results import quantities
from ledger.election.results.composite import VOTES, Composite
from ledger.election.results.forms import Cells
from ledger.election.results.quantities import Interval
from ledger.election.rows import Effect, Placed

SEATS = "seats"


class Seating:
    """What the allocation in force makes of the figures of a whole contest."""

    def __init__(self, composite: Composite, effect: Placed[Effect]) -> None:
        self._composite, self._effect = composite, effect
        self._cells = composite.cells()
        self._votes = {
            cell[1]: value
            for cell, value in self._cells.items()
            if cell[0] == VOTES and cell[1] is not None
        }
        self._base = self._of_threshold()
        self.given = self._give()

    def _of_threshold(self) -> Interval | None:
        """What the threshold is a share of; None where there is none, or nobody stated it."""
        threshold = self._effect.row.data["threshold"]
        if threshold is None:
            return None
        if threshold["base"] == VOTES:
            return quantities.total(self._votes.values())
        return self._cells.get((threshold["base"], None))

    def _give(self) -> giving.Given | None:
        """The seats; None where something on which they depend is not known."""
        data = self._effect.row.data
        is_known = all(value.is_exact for value in self._votes.values()) and self._votes
        if not is_known or data["seats"] > limits.SEATS_MAX:
            return None
        votes = {name: value.low for name, value in self._votes.items()}
        share = data["threshold"]
        if share is not None:
            if self._base is None or not self._base.is_exact:
                return None
            least = Fraction(share["numerator"], share["denominator"])
            votes = dict(giving.reaching(votes, least, self._base.low, exempt=data["exempt"]))
        method = str(self._effect.row.what)
        return giving.give(votes, data["seats"], method=method, drawn=self._drawn(votes))

    def _drawn(self, votes: giving.Votes) -> set[str]:
        """The lists that a recorded lot favoured."""
        reading = self._composite.board.reading
        return {
            name
            for name in votes
            if statuses.value_of(reading.state, f"selection:{name}", "lot", day=reading.day)
            == "drawn"
        }

    def cells(self) -> Cells:
        """The seats as figures, to be held against those that a form declares."""
        if self.given is None:
            return {}
        seats = {name: self.given.seats.get(name, 0) for name in self._votes}
        return {(SEATS, name): Interval(n, n, None) for name, n in seats.items()}

    def _bounds(self) -> list[dict[str, Any]] | None:
        """What each list can still come to; None if nothing is open, or nobody can say."""
        uncounted = self._composite.registered()["high"]
        if self._status() != "open" or uncounted is None:
            return None
        data = self._effect.row.data
        share, base = Fraction(0), 0
        if data["threshold"] is not None and self._base is not None:
            share = Fraction(data["threshold"]["numerator"], data["threshold"]["denominator"])
            base = self._base.low
        outstanding = giving.Outstanding(uncounted, share, base, data["exempt"])
        votes = {name: value.low for name, value in self._votes.items()}
        method = str(self._effect.row.what)
        found = giving.bounds(votes, data["seats"], outstanding, method=method)
        return [
            {"least": least, "most": most, "selection": name}
            for name, (least, most) in sorted(found.items())
        ]

    def document(self) -> dict[str, Any]:
        """The allocation and what it gives."""
        data = self._effect.row.data
        given = self.given or giving.Given({}, [])
        return {
            "base": None if self._base is None else self._base.document(),
            "bounds": self._bounds(),
            "event": self._effect.row.event,
            "exempt": data["exempt"],
            "left": data["seats"] - sum(given.seats.values()),
            "lists": [
                {"seats": given.seats.get(name, 0), "selection": name}
                for name in sorted(self._votes)
            ]
            if self.given is not None
            else [],
            "method": self._effect.row.what,
            "seats": data["seats"],
            "status": self._status(),
            "threshold": data["threshold"],
            "tied": given.tied,
        }

    def _status(self) -> str:
        if self.given is None:
            return "indeterminate"
        if next(self._composite.missing(), None) is not None:
            return "open"
        return "tied" if self.given.tied else "complete"


def seating(composite: Composite) -> Seating | None:
    """The seats of a whole contest; None where no allocation is in force."""
    board = composite.board
    effects = [
        effect
        for effect in board.reading.state.effects_by_target(f"contest:{board.contest}")
        if effect.row.verb == "allocate" and board.reading.in_force(effect)
    ]
    latest = max(effects, key=place, default=None)
    return None if latest is None else Seating(composite, latest)
