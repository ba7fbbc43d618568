"""How far a result is certified: preliminary, provisional, final, in part, withheld, withdrawn.

A certification is an act with its own history. Its versions are numbered here, in the order of the
log, and a number is never given again (docs/spec/12-results.md, 12.10).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ledger.election.reading import place
from ledger.election.results.composite import Composite
from ledger.election.results.spread import spread
from ledger.election.rows import Effect, Placed

FINAL = "result"
PROVISIONAL = ("declaration", "provisional")


class _Certified:
    """What certifies, withholds and sets aside, on each leaf of a composite."""

    def __init__(self, composite: Composite) -> None:
        board, reading = composite.board, composite.board.reading
        self.units = [leaf.unit for leaf in composite.leaves]
        every = [
            effect
            for effect in reading.state.effects_by_verb("certify")
            if board.contest in effect.row.contests
        ]
        self.effects = sorted(every, key=place)
        self.in_force = {e.row.id for e in self.effects if reading.in_force(e)}
        standing = [e for e in self.effects if e.row.id in self.in_force]
        covering = spread(reading, board.tree, board.contest, standing)
        self.bars = {
            unit: [bar for bar in board.bars[unit] if bar.row.object == "certification"]
            for unit in self.units
        }
        self.holding = {
            unit: [e for e in covering[unit] if not self._is_set_aside(e, unit)]
            for unit in self.units
        }

    def _is_set_aside(self, effect: Placed[Effect], unit: str) -> bool:
        return any(
            bar.row.what == "annul" and bar.row.run == effect.row.run and bar.since > effect.since
            for bar in self.bars[unit]
        )

    def covered(self, ids: Collection[str]) -> int:
        """How many leaves some certification among these holds."""
        return sum(any(e.row.id in ids for e in self.holding[unit]) for unit in self.units)

    def barring(self, *whats: str) -> list[str]:
        """Ids of the bars of a sort on any of the leaves, in order."""
        bars = {bar.row.id: bar for found in self.bars.values() for bar in found}
        meant = [bar for bar in bars.values() if bar.row.what in whats]
        return [bar.row.id for bar in sorted(meant, key=place)]


def certification(composite: Composite) -> dict[str, Any]:
    """The certification of the leaves of a composite, and its acts."""
    found = _Certified(composite)
    acts = _acts(composite, found)
    final = found.covered({e.row.id for e in found.effects if _is_final(e)})
    versions = [act["version"] for act in acts if act["version"] and act["units"]]
    return {
        "acts": acts,
        "set_aside": found.barring("annul"),
        "state": _state(composite, found, acts, final=final),
        "units": final,
        "version": max(versions, default=None),
        "withheld": found.barring("hold_back", "stay"),
    }


def _is_final(effect: Placed[Effect]) -> bool:
    return effect.row.what == FINAL


def _acts(composite: Composite, found: _Certified) -> list[dict[str, Any]]:
    by_event: dict[str, list[Placed[Effect]]] = {}
    for effect in found.effects:
        by_event.setdefault(effect.row.event, []).append(effect)
    acts, version = [], 0
    for event, effects in by_event.items():
        is_final = any(_is_final(effect) for effect in effects)
        version += is_final
        ids = {effect.row.id for effect in effects}
        first = next((effect for effect in effects if _is_final(effect)), effects[0])
        acts.append(
            {
                "event": event,
                "in_force": bool(ids & found.in_force),
                "kind": _kind(composite, first),
                "units": found.covered(ids),
                "version": version if is_final else None,
            }
        )
    return acts


def _kind(composite: Composite, effect: Placed[Effect]) -> str:
    what = str(effect.row.what)
    if what in PROVISIONAL:
        return "provisional"
    if what != FINAL:
        return what
    reading = composite.board.reading
    supersedes = any(
        link.row.verb == "link"
        and link.row.what == "supersedes"
        and link.row.event == effect.row.event
        and reading.in_force(link)
        for link in reading.state.effects_of(effect.row.act)
    )
    return "reissued" if supersedes else "final"


def _state(
    composite: Composite, found: _Certified, acts: Iterable[dict[str, Any]], *, final: int
) -> str:
    if final:
        return "final" if final == len(found.units) else "partial"
    if _was_withdrawn(composite, found):
        return "withdrawn"
    if found.barring("hold_back", "stay"):
        return "withheld"
    kinds = [a["kind"] for a in acts if a["units"]]
    return kinds[-1] if kinds else "none"


def _was_withdrawn(composite: Composite, found: _Certified) -> bool:
    """Whether a final certification was given, and taken back or set aside since."""
    reading = composite.board.reading
    final = [effect for effect in found.effects if _is_final(effect)]
    lifted = any(
        lift.row.verb == "lift" and lift.since > effect.since and reading.in_force(lift)
        for effect in final
        for target in (effect.row.act, effect.row.event)
        for lift in reading.state.effects_by_target(target)
    )
    return lifted or bool(final and found.barring("annul"))
