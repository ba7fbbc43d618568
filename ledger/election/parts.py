"""Whether what holds for a unit is not the whole truth, because units below it differ.

A municipality whose stations voted was not itself open or closed, and one with an annulled station
is not simply counted: its headline says `in_parts`, and the reader goes on to its parts
(docs/spec/09-views.md, "parts differ").
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.election.reading import Reading

_DIVIDING = ("bar", "order_run")


def differ(reading: Reading, contest: str, unit: str, *, run: str) -> bool:
    """Whether units below this one differ from it in a contest whose last run here is `run`."""
    if not reading.state.children(f"unit:{unit}"):
        return False
    return _is_divided(reading, contest, unit) or _polled_below(reading, contest, unit, run=run)


def _is_divided(reading: Reading, contest: str, unit: str) -> bool:
    """Whether a bar or order in force names a unit below for itself."""
    for verb in _DIVIDING:
        for effect in reading.state.effects_by_verb(verb):
            if contest not in effect.row.contests or not reading.in_force(effect):
                continue
            for below, site in reading.sites(effect, contest).items():
                if site.row.sign == "+" and unit in reading.path(below)[1:]:
                    return True
    return False


def _polled_below(reading: Reading, contest: str, unit: str, *, run: str) -> bool:
    """Whether polling has a status below, and none here or above."""
    here = [f"poll:{contest}/{above}/{run}" for above in reading.path(unit)]
    if _is_taken(reading, here):
        return False
    below = (f"poll:{contest}/{each}/{run}" for each in _below(reading, unit))
    return any(_is_taken(reading, [subject]) for subject in below)


def _is_taken(reading: Reading, subjects: list[str]) -> bool:
    rows = reading.state.statuses(subjects, "polling")
    return any(placed.row.day <= reading.day for placed in rows)


def _below(reading: Reading, unit: str) -> Iterator[str]:
    """The units below a unit, level by level."""
    waiting = [f"unit:{unit}"]
    while waiting:
        children = [
            placed.row.key
            for parent in waiting
            for placed in reading.state.children(parent)
            if placed.row.kind == "unit"
        ]
        yield from (key.partition(":")[2] for key in children)
        waiting = children
