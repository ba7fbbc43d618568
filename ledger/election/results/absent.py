"""The leaves whose result is missing, each with its reason, and those that are not to be counted.

    {"acts":["cec-87"],"bars":["31.1.1"],"forms":[],"reason":"repeat_undated","registered":null,
     "run":"run-2","unit":"pc-1"}

docs/spec/12-results.md, 12.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.election.reading import place
from ledger.election.results.composite import Composite, registered
from ledger.election.results.counts import Board, Count, Leaf
from ledger.election.standing import BEFORE_THE_VOTE, date_effect, status_of


def missing(composite: Composite) -> list[dict[str, Any]]:
    """Every leaf of which something is missing."""
    leaves = list(composite.missing())
    _load_statuses(composite.board, leaves)
    return [_document(composite.board, leaf, _reason(composite, leaf)) for leaf in leaves]


def excluded(composite: Composite) -> list[dict[str, Any]]:
    """Every leaf that is not counted and not repeated either."""
    leaves = [leaf for leaf in composite.leaves if leaf.is_excluded]
    return [_document(composite.board, leaf, "excluded") for leaf in leaves]


def not_separable(composite: Composite) -> list[dict[str, Any]]:
    """The counts in which ballots were mixed that should be apart; nothing is subtracted."""
    units = {leaf.unit for leaf in composite.leaves}
    found = {id(c): c for leaf in composite.leaves for c in leaf.counts if c.is_alive}
    told = []
    for count in sorted(found.values(), key=lambda count: count.key):
        outside = set(count.leaves - units) if count.is_in else set()
        touched = count.barred | count.apart | outside
        if touched:
            told.append(_mixture(composite.board, count, touched))
    return told


def possibly_affected(composite: Composite) -> list[dict[str, Any]]:
    """The leaves that a bar may cover, since it names more units than are known."""
    board = composite.board
    within: dict[str, list[Any]] = {}
    for bar in board.reading.state.effects_by_verb("bar"):
        if board.contest in bar.row.contests and board.reading.in_force(bar):
            for site in board.reading.state.effect_units(bar.row.id):
                if site.row.further is not None:
                    for unit in board.tree.leaves(site.row.unit) - {site.row.unit}:
                        within.setdefault(unit, []).append(bar)
    told = []
    for leaf in composite.leaves:
        covering = {bar.row.id for bar in board.bars[leaf.unit]}
        bars = [bar for bar in within.get(leaf.unit, ()) if bar.row.id not in covering]
        if bars:
            told.append({"bars": _ids(bars), "unit": leaf.unit})
    return told


def _load_statuses(board: Board, leaves: Iterable[Leaf]) -> None:
    """Ask for all statuses at once, where state is a database."""
    names = [f"{board.contest}/{u}/{x.last}" for x in leaves for u in board.reading.path(x.unit)]
    for kind, of in (("polling", "poll"), ("count", "count")):
        board.reading.state.latest_statuses([f"{of}:{name}" for name in names], kind)


def _document(board: Board, leaf: Leaf, reason: str) -> dict[str, Any]:
    bars = [bar for order in leaf.runs for bar in leaf.bars.get(str(order.row.run), ())]
    acts = {bar.row.act for bar in bars} | {order.row.act for order in leaf.runs[1:]}
    known = registered(board, leaf.unit)
    forms = {form.name for count in leaf.counts for form in count.forms if not form.is_out}
    return {
        "acts": sorted(acts),
        "bars": _ids(bars),
        "forms": sorted(forms),
        "reason": reason,
        "registered": None if known is None else known.document(),
        "run": leaf.last,
        "unit": leaf.unit,
    }


def _mixture(board: Board, count: Count, touched: set[str]) -> dict[str, Any]:
    bars = [b for unit in count.barred for b in board.leaves[unit].bars.get(count.run, ())]
    return {
        "bars": _ids(bars),
        "forms": [source.form.name for source in count.standing.sources],
        "is_in": count.is_in,
        "run": count.run,
        "touched": sorted(touched),
        "unit": count.unit,
    }


def _ids(bars: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(bar.row.id for bar in sorted(bars, key=place)))


# --- reasons ---------------------------------------------------------------------------------


def _reason(composite: Composite, leaf: Leaf) -> str:
    if leaf.is_inseparable:
        return "not_separable"
    if len(leaf.candidates) > 1:
        return "runs_conflict"
    run = leaf.used or leaf.last
    if leaf.standing(run) != "stands":
        return leaf.standing(run)
    problem = next((count.problem for count in leaf.of_run(run) if count.problem), None)
    if leaf.used is not None:
        return problem or "not_separable"
    return problem or _polling(composite.board, leaf)


def _polling(board: Board, leaf: Leaf) -> str:
    """Why there is no form: how far the last run has come."""
    reading, run = board.reading, leaf.last
    name = f"{board.contest}/{leaf.unit}/{run}"
    polling = status_of(reading, f"poll:{name}", "polling")
    if polling in BEFORE_THE_VOTE:
        date = date_effect(reading, run, leaf.unit)
        is_dated = date is not None and date.row.data["day"] is not None
        if len(leaf.runs) > 1:
            return "repeat_dated" if is_dated else "repeat_undated"
        return polling if is_dated else "undated"
    if polling != "closed":
        return polling
    count = status_of(reading, f"count:{name}", "count")
    return "no_form" if count == "counted" else count
