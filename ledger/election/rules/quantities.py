"""Quantities of an outcome test: stated in a field, or computed from the ledger's own rows.

The computed ones are a closed list. What nobody told is not nought: it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ledger.election import amounts, results, scopes, shapes, values
from ledger.election.results.composite import Composite
from ledger.election.results.counts import Board
from ledger.election.rules.case import Case


class Bounds(NamedTuple):
    """At least `low`, at most `high` (None: no bound)."""

    low: int
    high: int | None


_BUCKETS = {
    "ballots_destroyed": ("ballots", "destroyed"),
    "ballots_missing": ("ballots", "unaccounted"),
    "ballots_not_counted": ("ballots", "cast_not_counted"),
    "registered": ("voters", "registered"),
}
"""Material and bucket of what is summed over the units of the event."""


def find(case: Case, quantity: dict[str, Any] | None) -> Bounds | None:
    """The bounds of a quantity; None if nothing is known of it."""
    if quantity is None:
        return None
    if quantity["kind"] == "field":
        return _stated(case.fields.get(quantity["name"]))
    return _COMPUTED[quantity["name"]](case, quantity["name"])


def _stated(value: Any) -> Bounds | None:
    if not isinstance(value, dict) or not ("disputed" in value or "low" in value):
        return None
    return Bounds(*values.hull(value)[:2])


def _in_buckets(case: Case, name: str) -> Bounds | None:
    """The sum over the units of the event and all units below them of which something was told."""
    bucket = _BUCKETS[name]
    units = scopes.with_all_below(case.state, case.units())
    told = (
        amounts.balances(case.state, f"unit:{unit}", day=case.day).get(bucket) for unit in units
    )
    return _sum(Bounds(each.low, each.high) for each in told if each is not None)


def _sum(terms: Iterable[Bounds]) -> Bounds | None:
    found = list(terms)
    if not found:
        return None
    highs = [each.high for each in found]
    return Bounds(
        sum(each.low for each in found),
        None if None in highs else sum(high for high in highs if high is not None),
    )


def _lead(case: Case, name: str) -> Bounds | None:
    """How far the first is ahead of the second in the whole contest, by what stands."""
    board = _board(case)
    margin = None if board is None else Composite(board, frozenset(board.leaves)).margin()
    if margin is None:
        return None
    # Less than nothing is what the least lead may be where the first is not certain.
    return Bounds(-1 if margin["low"] is None else margin["low"], margin["high"])


def _stated_in_forms(case: Case, name: str) -> Bounds | None:
    """A figure of the forms that stand at the units of the event and below them."""
    board = _board(case)
    if board is None:
        return None
    leaves = frozenset[str]().union(*map(board.tree.leaves, case.units()))
    found = Composite(board, leaves & board.leaves.keys()).cells().get((name, None))
    return None if found is None else Bounds(found.low, found.high)


def is_of_forms(quantity: dict[str, Any]) -> bool:
    """Whether it comes from the forms that stand, of which some may be missing."""
    is_figure = quantity["name"] == "lead" or quantity["name"] in _FIGURES
    return is_figure and quantity["kind"] == "computed"


def coverage(case: Case) -> dict[str, int] | None:
    """Of how many units of the contest the result was known then."""
    board = _board(case)
    if board is None:
        return None
    whole = Composite(board, frozenset(board.leaves))
    reported = sum(whole.is_reported(leaf) for leaf in whole.leaves)
    return {"reported": reported, "units": len(whole.leaves)}


def _board(case: Case) -> Board | None:
    """The counts of the contest that the event names; None if it names several, or none."""
    contests = {place.contest for place in case.places()}
    return results.draw(case.reading, contests.pop()) if len(contests) == 1 else None


_FIGURES = ("in_box", "invalid", "valid", "voted")
_COMPUTED: dict[str, Callable[[Case, str], Bounds | None]] = {
    **dict.fromkeys(_BUCKETS, _in_buckets),
    **dict.fromkeys(_FIGURES, _stated_in_forms),
    "lead": _lead,
}

NAME = shapes.one_of(*sorted(_COMPUTED))
"""The name of a quantity that can be computed."""
