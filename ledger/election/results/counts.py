"""The counts of a contest: which forms claim which count, which polls feed it, and which is in.

A *leaf* is a unit in which votes are cast; a *count* is a unit, a run, channels and the leaves that
feed it, for which forms state figures. A leaf uses the one run that stands there and was counted; a count is in when all
its leaves use its run. Ballots that were mixed cannot be taken apart again: nothing is subtracted
from a count of which only some polls are barred (docs/spec/12-results.md, 12.4 and 12.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ledger.election import scopes
from ledger.election.reading import Reading
from ledger.election.results.forms import Form, Papers, Standing
from ledger.election.results.spread import Covering, Tree, spread
from ledger.election.rows import Effect, Figure, Placed
from ledger.election.standing import POLL_OBJECTS, standing_of

DECLARING = frozenset({"declaration", "preliminary", "projection", "telephone", "turnout"})
"""Levels that declare a figure for a unit; forms of every other level count."""

Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Unit, run, channels (of a declaration its level) and leaves of a count."""

EVERY_CHANNEL = ("all",)


@dataclass(slots=True, kw_only=True, eq=False)
class Count:
    """What forms state of the ballots of some leaves in one run."""

    key: Key
    leaves: frozenset[str]
    forms: list[Form]
    standing: Standing
    level: str
    is_direct: bool
    """Whether its forms say themselves which polls they count: no sum of other forms does."""
    is_above: bool = False
    """Whether others count the same ballots lower down: then it declares, and is not added."""
    is_void: bool = False
    """Whether all its forms are out and others count its ballots."""
    problem: str | None = None
    barred: set[str] = field(default_factory=set)
    """The leaves where its run does not stand, or was never ordered."""
    apart: set[str] = field(default_factory=set)
    """The leaves that do not use its run although it stands there."""

    @property
    def unit(self) -> str:
        """Where it was counted."""
        return self.key[0]

    @property
    def run(self) -> str:
        """The run whose ballots were counted."""
        return self.key[1]

    @property
    def is_rejected(self) -> bool:
        """Whether all its forms are out."""
        return self.standing.problem == "forms_rejected"

    @property
    def is_mixed(self) -> bool:
        """Whether only some of its polls stand."""
        return self.problem is None and 0 < len(self.barred) < len(self.leaves)

    @property
    def is_alive(self) -> bool:
        """Whether it has figures of a poll that stands."""
        return self.problem is None and len(self.barred) < len(self.leaves)

    @property
    def is_in(self) -> bool:
        """Whether its figures belong to the result."""
        return self.is_alive and not self.apart


@dataclass(slots=True, kw_only=True)
class Leaf:
    """A unit in which votes are cast, its runs in order, and the bars on each."""

    unit: str
    runs: list[Placed[Effect]]
    bars: dict[str, list[Placed[Effect]]]
    counts: list[Count] = field(default_factory=list)
    used: str | None = None
    """The run that its result comes from."""
    candidates: list[str] = field(default_factory=list)
    is_inseparable: bool = False

    @property
    def last(self) -> str:
        """The run that was ordered last."""
        return str(self.runs[-1].row.run)

    def standing(self, run: str) -> str:
        """What the bars make of a run; `not_ordered` where no order in force covers it."""
        if all(order.row.run != run for order in self.runs):
            return "not_ordered"
        return standing_of(self.bars.get(run, []))

    def of_run(self, run: str) -> list[Count]:
        """The counts of a run that this leaf feeds."""
        return [count for count in self.counts if count.run == run]

    @property
    def is_excluded(self) -> bool:
        """Whether the last run is not to be counted, and nothing else is."""
        bars = self.bars.get(self.last, [])
        excludes = any(b.row.what == "exclude" and b.row.object in POLL_OBJECTS for b in bars)
        return excludes and not self.candidates and not self.is_inseparable

    @property
    def is_reported(self) -> bool:
        """Whether every count of the run that it uses is in."""
        return self.used is not None and all(count.is_in for count in self.of_run(self.used))


class Board:
    """All counts and leaves of a contest, and what became of them."""

    def __init__(self, reading: Reading, contest: str) -> None:
        self.reading, self.contest = reading, contest
        self.tree = Tree(reading.state)
        self.papers = Papers(reading, contest)
        self.bars = self._spread("bar")
        self.leaves = self._leaves()
        self.counts, self.declaring = self._counted(), self._declared()
        _set_above(self.counts, self.tree)
        self._feed()
        for leaf in self.leaves.values():
            _choose(leaf)
        for count in self.counts:
            count.apart = {u for u in count.leaves - count.barred if not self._uses(u, count)}

    def missing(self, unit: str | None = None) -> list[str]:
        """The units without a result, of the whole contest or at or below a unit."""
        within = self.leaves.keys() if unit is None else self.tree.leaves(unit)
        return [
            name for name, leaf in self.leaves.items() if name in within and not leaf.is_reported
        ]

    def _uses(self, unit: str, count: Count) -> bool:
        leaf = self.leaves[unit]
        return leaf.used == count.run and not leaf.is_inseparable

    def _spread(self, verb: str) -> Covering:
        effects = self.reading.state.effects_by_verb(verb)
        standing = [effect for effect in effects if self.reading.in_force(effect)]
        return spread(self.reading, self.tree, self.contest, standing)

    def _leaves(self) -> dict[str, Leaf]:
        orders = self._spread("order_run")
        found = {}
        for unit in sorted(self.tree.voting):
            runs = {order.row.run: order for order in reversed(orders[unit])}
            if runs:
                bars: dict[str, list[Placed[Effect]]] = defaultdict(list)
                for bar in self.bars[unit]:
                    bars[str(bar.row.run)].append(bar)
                ordered = [order for order in orders[unit] if runs[order.row.run] is order]
                found[unit] = Leaf(unit=unit, runs=ordered, bars=bars)
        return found

    # --- counts ------------------------------------------------------------------------------

    def _counted(self) -> list[Count]:
        """Every count of a form that counts, by unit, run and channels."""
        claims: dict[Key, list[Form]] = defaultdict(list)
        for form, row in self._claims():
            if row.level not in DECLARING:
                claims[self._key(row, self._channels(row))].append(form)
        return [self._count(key, found) for key, found in sorted(claims.items())]

    def _declared(self) -> list[Count]:
        """What forms of declaring levels say, by unit, run and level."""
        claims: dict[Key, list[Form]] = defaultdict(list)
        for form, row in self._claims():
            if row.level in DECLARING:
                claims[self._key(row, (row.level,))].append(form)
        return [self._count(key, found) for key, found in sorted(claims.items())]

    def _claims(self) -> Iterator[tuple[Form, Figure]]:
        for form in self.papers.forms.values():
            for claim in form.claims:
                yield form, claim.row

    def _key(self, row: Figure, kind: tuple[str, ...]) -> Key:
        fed = {unit for unit in self._fed_by(row) if unit in self.leaves}
        return row.unit, row.run, kind, tuple(sorted(fed))

    def _count(self, key: Key, claims: list[Form]) -> Count:
        forms = sorted({form.name: form for form in claims}.values(), key=_name)
        standing = self.papers.standing(forms)
        alive = [claim.row for form in forms if not form.is_out for claim in form.claims]
        first = standing.sources[0].form if standing.sources else forms[0]
        return Count(
            key=key,
            leaves=frozenset(key[3]),
            forms=forms,
            standing=standing,
            level=first.claims[-1].row.level,
            is_direct=bool(alive) and all(self._boxes(row) for row in alive),
            problem=standing.problem,
        )

    def _boxes(self, row: Figure) -> list[scopes.Box]:
        return [box for box in row.covers or () if self.contest in box["contests"]]

    def _channels(self, row: Figure) -> tuple[str, ...]:
        named = {channel for box in self._boxes(row) for channel in box["channels"]}
        return EVERY_CHANNEL if not named or "all" in named else tuple(sorted(named))

    def _fed_by(self, row: Figure) -> Iterator[str]:
        boxes, state = self._boxes(row), self.reading.state
        for unit in (
            [u for box in boxes for u in scopes.units_of(box, state)] if boxes else [row.unit]
        ):
            yield from self.tree.leaves(unit)

    def _feed(self) -> None:
        """Give each leaf the counts that it feeds, and find those that clash or are barred."""
        for count in self.counts:
            for unit in () if count.is_above else count.leaves:
                leaf = self.leaves[unit]
                leaf.counts.append(count)
                if leaf.standing(count.run) != "stands":
                    count.barred.add(unit)
        pairs = [pair for leaf in self.leaves.values() for pair in _overlapping(leaf.counts)]
        for count, other in pairs:
            if count.is_rejected != other.is_rejected:
                (count if count.is_rejected else other).is_void = True
            else:
                count.problem = other.problem = "counts_overlap"
        for leaf in self.leaves.values():
            leaf.counts = [count for count in leaf.counts if not count.is_void]


def _name(form: Form) -> str:
    return form.name


def _overlapping(counts: list[Count]) -> Iterator[tuple[Count, Count]]:
    """Pairs of counts at one leaf that count the same ballots."""
    for number, count in enumerate(counts):
        for other in counts[number + 1 :]:
            if count.run == other.run and _share_channels(count, other):
                yield count, other


def _share_channels(count: Count, other: Count) -> bool:
    one, two = count.key[2], other.key[2]
    return EVERY_CHANNEL in (one, two) or not set(one).isdisjoint(two)


def _set_above(counts: Iterable[Count], tree: Tree) -> None:
    """Find the counts of which others count a part: those are sums, and are not added again."""
    at: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for count in counts:
        for unit in count.leaves:
            at[count.run, unit].append(count)
    for count in counts:
        others = {id(o): o for unit in count.leaves for o in at[count.run, unit]}
        count.is_above = any(_is_part(other, count, tree) for other in others.values())


def _is_part(count: Count, whole: Count, tree: Tree) -> bool:
    """Whether a count is of some of the ballots of another, or of the same ones further down."""
    if not _share_channels(count, whole) or (count.is_rejected and whole.is_direct):
        return False
    if count.leaves == whole.leaves:
        return tree.is_below(count.unit, whole.unit)
    return count.leaves < whole.leaves


def _choose(leaf: Leaf) -> None:
    """Find the run that the leaf's result comes from: the one that stands and was counted."""
    runs = [str(order.row.run) for order in leaf.runs]
    leaf.is_inseparable = any(c.is_mixed and leaf.unit in c.barred for c in leaf.counts)
    leaf.candidates = [
        run
        for run in runs
        if leaf.standing(run) == "stands"
        and any(count.problem is None for count in leaf.of_run(run))
    ]
    if len(leaf.candidates) == 1 and not leaf.is_inseparable:
        leaf.used = leaf.candidates[0]
