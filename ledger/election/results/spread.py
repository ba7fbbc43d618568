"""The geography, and what covers each unit of it: worked out once for all units, from the top.

`Reading.covers` answers for one unit by walking up. A national result asks for every unit, so
that here each unit takes over what covers its parent, and changes only what is told of itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.election.reading import Reading, place
from ledger.election.rows import Effect, Placed
from ledger.election.state import State

NO_VOTE = frozenset({"count_centre", "depot", "office", "store", "warehouse"})
"""Types of units in which nobody votes: what is missing there is no result."""

Covering = dict[str, tuple[Placed[Effect], ...]]
"""The effects that cover each unit, in order of the log."""


class Tree:
    """The units known at a position."""

    def __init__(self, state: State) -> None:
        self.types: dict[str, str | None] = {}
        self.parents: dict[str, str | None] = {}
        self.children: dict[str | None, list[str]] = defaultdict(list)
        for placed in state.subjects("unit"):
            unit = placed.row.key.partition(":")[2]
            kind, _, above = (placed.row.parent or "").partition(":")
            parent = above if kind == "unit" else None
            self.types[unit], self.parents[unit] = placed.row.type, parent
            self.children[parent].append(unit)
        self.downward = list(self._downward())
        """Every unit, a parent before its children."""
        self.voting = self._voting()
        """The units in which votes are cast: those without such a unit below them."""
        self._leaves: dict[str, frozenset[str]] = {}

    def _downward(self) -> Iterator[str]:
        waiting = list(self.children[None])
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting += self.children.get(unit, ())

    def _voting(self) -> set[str]:
        above: set[str] = set()
        found = set()
        for unit in reversed(self.downward):
            votes = self.types[unit] not in NO_VOTE
            if votes and unit not in above:
                found.add(unit)
            parent = self.parents[unit]
            if parent is not None and (votes or unit in above):
                above.add(parent)
        return found

    def leaves(self, unit: str) -> frozenset[str]:
        """The voting units at or below a unit."""
        if unit not in self._leaves:
            found, waiting = set(), [unit]
            while waiting:
                one = waiting.pop()
                if one in self.voting:
                    found.add(one)
                waiting += self.children.get(one, ())
            self._leaves[unit] = frozenset(found)
        return self._leaves[unit]

    def is_below(self, unit: str, other: str) -> bool:
        """Whether a unit lies below another."""
        above = self.parents.get(unit)
        while above is not None and above != other:
            above = self.parents.get(above)
        return above is not None


def spread(
    reading: Reading, tree: Tree, contest: str, effects: Iterable[Placed[Effect]]
) -> Covering:
    """Which of these effects cover each unit in a contest; `Reading.covers` of all at once."""
    ordered = sorted((e for e in effects if contest in e.row.contests), key=place)
    bounds: dict[str, list[tuple[Placed[Effect], bool]]] = defaultdict(list)
    for effect in ordered:
        for unit, site in reading.sites(effect, contest).items():
            bounds[unit].append((effect, site.row.sign == "+"))
    found: Covering = {}
    for unit in tree.downward:
        parent = tree.parents[unit]
        inherited = () if parent is None else found[parent]
        found[unit] = _changed(inherited, bounds[unit]) if unit in bounds else inherited
    return found


def _changed(
    inherited: tuple[Placed[Effect], ...], told: list[tuple[Placed[Effect], bool]]
) -> tuple[Placed[Effect], ...]:
    own = {effect.row.id for effect, _ in told}
    kept = [effect for effect in inherited if effect.row.id not in own]
    kept += [effect for effect, covers in told if covers]
    return tuple(sorted(kept, key=place))
