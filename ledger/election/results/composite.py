"""The figures of some leaves: the sum of the counts that are in, cell by cell.

What a count does not state, and a count that cannot be divided, are unknown, not nothing
(docs/spec/12-results.md, 12.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ledger.election import amounts
from ledger.election.results import quantities
from ledger.election.results.counts import Board, Count, Leaf
from ledger.election.results.forms import Cell, Cells, cell_document, cell_place
from ledger.election.results.quantities import Interval

VOTES = "votes"
_NONE: Mapping[str, str] = {}
_NOT_STATED = quantities.unknown("not_stated")
_NOT_SEPARABLE = quantities.unknown("not_separable")


class Composite:
    """What stands for some leaves of a board, or for all of them."""

    def __init__(
        self, board: Board, leaves: frozenset[str], *, instead: Mapping[str, str] = _NONE
    ) -> None:
        """The leaves named in `instead` are taken with that run, whether it stands or not."""
        self.board = board
        self.leaves = [board.leaves[unit] for unit in sorted(leaves & board.leaves.keys())]
        units = {leaf.unit for leaf in self.leaves}
        found = {
            id(count): count
            for leaf in self.leaves
            for count in leaf.counts
            if (
                count.run == instead[leaf.unit] and count.problem is None
                if leaf.unit in instead
                else count.is_in
            )
        }
        self.counts = sorted((c for c in found.values() if c.leaves <= units), key=_key)
        self.crossing = sorted((c for c in found.values() if not c.leaves <= units), key=_key)
        self._crossed = {unit for count in self.crossing for unit in count.leaves - count.barred}
        self._terms: dict[Cell, list[Interval]] = defaultdict(list)
        for count in self.counts:
            for cell, value in count.standing.cells.items():
                self._terms[cell].append(value)

    def is_reported(self, leaf: Leaf) -> bool:
        """Whether the whole result of a leaf is among these figures."""
        return leaf.is_reported and leaf.unit not in self._crossed

    def missing(self) -> Iterator[Leaf]:
        """The leaves of which something is not among these figures, though it should be."""
        return (x for x in self.leaves if not self.is_reported(x) and not x.is_excluded)

    def cells(self) -> Cells:
        """The sum of each cell that some count states."""
        beside = [_NOT_SEPARABLE] * len(self.crossing)
        found = {}
        for cell in sorted(self._terms, key=cell_place):
            terms = self._terms[cell]
            silent = [_NOT_STATED] * (len(self.counts) > len(terms))
            found[cell] = quantities.total([*terms, *silent, *beside])
        return found

    def figures(self) -> list[dict[str, Any]]:
        """The cells as a document holds them; `stated` is the number of counts that state one."""
        return [
            {**cell_document(cell), **value.document(), "stated": len(self._terms[cell])}
            for cell, value in self.cells().items()
        ]

    def margin(self) -> dict[str, Any] | None:
        """By how many votes the first is ahead of the second; None where there are not two."""
        votes = {c[1]: v for c, v in self.cells().items() if c[0] == VOTES and c[1] is not None}
        if len(votes) < 2:
            return None
        first = min(votes, key=lambda name: (-votes[name].low, *_falling(votes[name]), name))
        others = [name for name in votes if name != first]
        second = min(others, key=lambda name: (*_falling(votes[name]), -votes[name].low, name))
        highs = [votes[name].high for name in others]
        high, least = votes[first].high, max(votes[name].low for name in others)
        return {
            "first": first,
            "high": None if high is None else quantities.bounded(high - least),
            "low": _lead(votes[first].low, highs),
            "second": second,
        }

    def registered(self) -> dict[str, Any]:
        """How many voters were registered where the result is missing."""
        each = (registered(self.board, leaf.unit) for leaf in self.missing())
        return quantities.total(v or quantities.unknown("unknown") for v in each).document()


def registered(board: Board, unit: str) -> Interval | None:
    """How many voters a unit's register has; None where none was adopted."""
    reading = board.reading
    found = amounts.balances(reading.state, f"unit:{unit}", day=reading.day)
    balance = found.get(("voters", "registered"))
    return None if balance is None else Interval(*balance)


def _lead(low: int, highs: list[int | None]) -> int | None:
    """By how many votes the first is ahead at least; negative where it may be behind."""
    known = [high for high in highs if high is not None]
    return quantities.bounded(low - max(known)) if len(known) == len(highs) else None


def _falling(value: Interval) -> tuple[int, int]:
    """Sorts by the upper bound, the greatest first; no bound is the greatest."""
    return (0, 0) if value.high is None else (1, -value.high)


def _key(count: Count) -> Any:
    return count.key
