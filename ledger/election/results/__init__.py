"""The result of a contest at any position and on any day: computed, never stored.

    board = results.draw(Reading(state, day), "mayor")
    results.document(board)                  # the whole contest
    results.document(board, unit="town")     # the part at or below a unit

For each unit the run that stands and was counted; what is missing, with its reason; what forms
declare beside it; seats; certification. docs/spec/12-results.md is normative.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ledger.election.reading import Reading
from ledger.election.results import absent
from ledger.election.results.certification import certification
from ledger.election.results.composite import Composite
from ledger.election.results.counts import Board, Count
from ledger.election.results.declared import declared
from ledger.election.results.forms import Source, cell_document
from ledger.election.results.seating import seating
from ledger.election.state import State

__all__ = ["Board", "contests", "document", "draw"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


def contests(state: State) -> list[str]:
    """The contests known to a state, sorted."""
    return sorted(placed.row.key.partition(":")[2] for placed in state.subjects("contest"))


def draw(reading: Reading, contest: str) -> Board:
    """Work out every count and unit of a contest; documents of its parts are made from it."""
    return Board(reading, contest)


def document(
    board: Board, *, unit: str | None = None, prevails: Mapping[str, str] = _NOTHING
) -> dict[str, Any]:
    """The result of a contest, or of the part of it at or below a unit.

    `prevails` says which figure counts at a level (`LawBook.prevailing`).
    """
    within = frozenset(board.leaves) if unit is None else board.tree.leaves(unit)
    composite = Composite(board, within)
    given = seating(composite) if unit is None else None
    missing, excluded = absent.missing(composite), absent.excluded(composite)
    possibly = absent.possibly_affected(composite)
    return {
        "certification": certification(composite),
        "contest": board.contest,
        "coverage": {
            "counts": len(composite.counts),
            "excluded": len(excluded),
            "missing": len(missing),
            "possibly_affected": len(possibly),
            "repeat_open": _repeats_open(composite),
            "reported": len(composite.leaves) - len(missing) - len(excluded),
            "units": len(composite.leaves),
        },
        "day": board.reading.day,
        "declared": declared(composite, {} if given is None else given.cells(), prevails=prevails),
        "excluded": excluded,
        "figures": composite.figures(),
        "margin": composite.margin(),
        "missing": missing,
        "not_separable": absent.not_separable(composite),
        "position": board.reading.state.size,
        "possibly_affected": possibly,
        "registered_missing": composite.registered(),
        "seats": None if given is None else given.document(),
        "sources": [_sources(count) for count in composite.counts],
        "unit": unit,
        "unplaced": _unplaced(board, unit),
    }


def _repeats_open(composite: Composite) -> int:
    """How many leaves have a result although a later run was ordered there."""
    reported = (leaf for leaf in composite.leaves if composite.is_reported(leaf))
    return sum(leaf.used != leaf.last for leaf in reported)


def _sources(count: Count) -> dict[str, Any]:
    feeds = sorted(count.leaves)
    return {
        "channels": list(count.key[2]),
        "feeds": None if feeds == [count.unit] else feeds,
        "forms": [_source(source) for source in count.standing.sources],
        "run": count.run,
        "unit": count.unit,
    }


def _source(source: Source) -> dict[str, Any]:
    cells = None if source.cells is None else [cell_document(cell) for cell in source.cells]
    return {"cells": cells, "form": source.form.name, "status": source.form.status}


def _unplaced(board: Board, unit: str | None) -> list[dict[str, Any]]:
    """What was counted for no unit of the contest: never dropped in silence."""
    return [
        {"forms": [form.name for form in count.forms], "run": count.run, "unit": count.unit}
        for count in [*board.counts, *board.declaring]
        if not count.leaves and (unit is None or _is_within(board, count.unit, unit))
    ]


def _is_within(board: Board, unit: str, other: str) -> bool:
    return unit == other or board.tree.is_below(unit, other)
