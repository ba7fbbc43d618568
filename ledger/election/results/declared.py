"""Two figures above the counts: what a form declares, beside what is computed from what stands.

Both are kept; where they differ, cell by cell, is listed (docs/spec/12-results.md, 12.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.election.results.composite import Composite
from ledger.election.results.counts import Board, Count, Leaf
from ledger.election.results.forms import Cells, cell_document, cell_place
from ledger.election.results.quantities import Interval


def declared(
    composite: Composite, seats: Cells, *, prevails: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What is declared for units of which all leaves are among those of the composite."""
    board = composite.board
    units = {leaf.unit for leaf in composite.leaves}
    found = [count for count in board.counts if count.is_above] + board.declaring
    found = [count for count in found if count.leaves and count.leaves <= units]
    documents = (_document(board, count, seats) for count in sorted(found, key=_place))
    return [{**each, "prevails": prevails.get(each["level"])} for each in documents]


def _place(count: Count) -> Any:
    return count.unit, count.level, count.run, count.key


def _document(board: Board, count: Count, seats: Cells) -> dict[str, Any]:
    computed = Composite(board, count.leaves)
    aside = [leaf.unit for leaf in computed.leaves if _is_set_aside(leaf, count.run)]
    if aside:
        # What a run came to is not what came of another one in its place.
        cells = Composite(board, count.leaves, instead=dict.fromkeys(aside, count.run)).cells()
    else:
        cells = computed.cells()
    if len(count.leaves) == len(board.leaves) and not aside:
        cells |= seats
    sources = count.standing.sources
    return {
        "differences": _differences(count.standing.cells, cells),
        "forms": [s.form.name for s in sources] or [f.name for f in count.forms if not f.is_out],
        "level": count.level,
        "missing": sum(1 for _ in computed.missing()),
        "problem": count.standing.problem,
        "run": count.run,
        "set_aside": len(aside),
        "status": sources[0].form.status if sources else None,
        "unit": count.unit,
    }


def _is_set_aside(leaf: Leaf, run: str) -> bool:
    """Whether the leaf had that run, and it does not stand, or another one is used."""
    standing = leaf.standing(run)
    return standing != "not_ordered" and (standing != "stands" or leaf.used not in (run, None))


def _differences(stated: Cells, computed: Cells) -> list[dict[str, Any]]:
    """The cells that are not certainly the same."""
    found = []
    for cell in sorted(stated, key=cell_place):
        told, sum_ = stated[cell], computed.get(cell)
        verdict = _verdict(told, sum_)
        if verdict is not None:
            beside = None if sum_ is None else sum_.document()
            sides = {"computed": beside, "declared": told.document(), "verdict": verdict}
            found.append(cell_document(cell) | sides)
    return found


def _verdict(told: Interval, computed: Interval | None) -> str | None:
    if computed is None:
        return "not_computed"
    if told.is_exact and computed.is_exact:
        return None if told.low == computed.low else "differs"
    apart = _is_less(told, computed) or _is_less(computed, told)
    return "differs" if apart else "indeterminate"


def _is_less(one: Interval, other: Interval) -> bool:
    return one.high is not None and one.high < other.low
