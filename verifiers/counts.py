"""The counts of a contest: what feeds them, what bars them, which run a unit uses (specification, 12.4, 12.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from verifiers.forms import Cells, Form, Forms, taken
from verifiers.reading import Json
from verifiers.tables import STANDING, Effect, Tables

_DECLARING = ("declaration", "preliminary", "projection", "telephone", "turnout")
_NO_VOTE = ("count_centre", "depot", "office", "store", "warehouse")
_VOTE = ("voting", "count", "result", "call")
_Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]


class Count:
    """What forms claim for one unit, run and channels (or, declaring, level)."""

    def __init__(self, key: _Key, forms: list[Form]) -> None:
        self.key, self.forms = key, sorted(forms, key=lambda form: form.id)
        self.unit, self.run, self.channels, leaves = key
        self.leaves = set(leaves)
        self.chain: list[Form] = []
        self.problem: str | None = None
        self.is_above = False
        self.barred: set[str] = set()
        self.apart: set[str] = set()

    @cached_property
    def cells(self) -> Cells:
        """What stands here."""
        return {cell: value for _, cells in taken(self.chain) for cell, value in cells.items()}

    @property
    def is_alive(self) -> bool:
        """Whether it has figures, of polls of which one stands."""
        return not self.problem and len(self.barred) < len(self.leaves)

    @property
    def is_in(self) -> bool:
        """Whether its figures belong to the result."""
        return self.is_alive and not self.apart

    def shares(self, other: Count) -> bool:
        """Whether it counts channels that the other counts too, in the same run."""
        common = "all" in self.channels + other.channels or set(self.channels) & set(other.channels)
        return self.run == other.run and bool(common)


class Leaf:
    """A unit where votes are cast: its runs, what bars them, the run that it uses."""

    def __init__(self, unit: str, runs: list[Effect], bars: list[Effect]) -> None:
        self.unit, self.orders, self.bars = unit, runs, bars
        self.runs = [order.row["run"] for order in runs]
        self.counts: list[Count] = []
        self.candidates: list[str] = []
        self.inseparable, self.used = False, ""

    def standing(self, run: str) -> str:
        """`stands`, or what the gravest bar makes of a run."""
        whats = {bar.row["what"] for bar in self.bars if bar.row["run"] == run and bar.row["object"] in _VOTE}
        return next((word for what, word in STANDING.items() if what in whats), "stands")

    def sets_aside(self, run: str) -> bool:
        """Whether a run of it does not stand, or another is used in its place."""
        return self.standing(run) != "stands" or self.used not in (run, "")

    def of_run(self, run: str) -> list[Count]:
        """The active counts of a run that it feeds."""
        return [count for count in self.counts if count.run == run]

    @property
    def reported(self) -> bool:
        """Whether all counts of the run that it uses are in."""
        return bool(self.used) and all(count.is_in for count in self.of_run(self.used))

    @property
    def excluded(self) -> bool:
        """Whether it is not counted, and not repeated either."""
        last = [bar.row for bar in self.bars if bar.row["run"] == self.runs[-1]]
        excludes = any(row["what"] == "exclude" and row["object"] in _VOTE for row in last)
        return excludes and not self.candidates and not self.inseparable


class Contest:
    """Leaves and counts of a contest on a day (12.4, 12.5)."""

    def __init__(self, contest: str, tables: Tables, day: str, size: int, like: Contest | None = None) -> None:
        self.contest, self.tables, self.day, self.size = contest, tables, day, size
        self.forms = Forms(contest, tables, day)
        self.below: dict[str, set[str]] = like.below if like else self._voting()
        """The units at or below each in which votes are cast: the same for every contest."""
        self.leaves = {leaf.unit: leaf for leaf in self._leaves()}
        listed = self._counts()
        self.declared = [count for count in listed if count.is_above]
        self.counts = [count for count in listed if not count.is_above]
        self.unplaced = [count for count in listed if not count.leaves]
        self._void: set[_Key] = set()
        self._bar()
        self._settle()
        for leaf in self.leaves.values():
            self._choose(leaf)
        for count in self.counts:
            count.apart = {unit for unit in count.leaves - count.barred if self.leaves[unit].used != count.run}

    def _voting(self) -> dict[str, set[str]]:
        keys = (key.removeprefix("unit:") for key in self.tables.keys("subject") if key.startswith("unit:"))
        return {unit: {u for u in [unit, *self.tables.below(unit)] if self._votes(u)} for unit in keys}

    def _leaves(self) -> Iterator[Leaf]:
        tables = self.tables
        found = [unit for unit, holds in self.below.items() if holds == {unit}]
        for unit in sorted(found):
            runs = tables.runs(self.contest, unit, self.day)
            if runs:
                yield Leaf(unit, runs, tables.covering("bar", self.contest, unit, day=self.day))

    def _votes(self, unit: str) -> bool:
        return self.tables.get("subject", "unit:" + unit)[0]["type"] not in _NO_VOTE

    def _counts(self) -> list[Count]:
        claims: dict[tuple[bool, _Key], list[Form]] = defaultdict(list)
        for form in self.forms.by_id.values():
            for row in form.claims:
                named = {channel for box in self._boxes(row) for channel in box["channels"]}
                channels = ("all",) if not named or "all" in named else tuple(sorted(named))
                declares = row["level"] in _DECLARING
                last = (row["level"],) if declares else channels
                fed = tuple(sorted(self._feeding(row)))
                claims[declares, (row["unit"], row["run"], last, fed)].append(form)
        found = []
        for (declares, key), listed in sorted(claims.items(), key=lambda item: item[0]):
            count = Count(key, list({form.id: form for form in listed}.values()))
            count.chain, count.problem = self.forms.chain(count.forms)
            count.is_above = declares
            found.append(count)
        self._find_above([count for count in found if not count.is_above])
        return found

    def _boxes(self, row: Json) -> list[Json]:
        return [box for box in row["covers"] or () if self.contest in box["contests"]]

    def _feeding(self, row: Json) -> set[str]:
        boxes = self._boxes(row)
        units = [unit for box in boxes for unit in self.tables.units(box)] if boxes else [row["unit"]]
        return {leaf for unit in units for leaf in self.below[unit] if leaf in self.leaves}

    def _find_above(self, counts: list[Count]) -> None:
        at: dict[str, list[Count]] = defaultdict(list)
        for count in counts:
            for unit in count.leaves:
                at[unit].append(count)
        for count in counts:
            for other in {id(o): o for unit in count.leaves for o in at[unit] if o is not count}.values():
                lower = other.leaves == count.leaves and count.unit in self.tables.path(other.unit)[1:]
                replaced = other.problem == "forms_rejected" and self._is_direct(count)
                if other.shares(count) and (lower or other.leaves < count.leaves) and not replaced:
                    count.is_above = True

    def _is_direct(self, count: Count) -> bool:
        """Whether its forms name the polls whose ballots they count."""
        alive = [row for form in count.forms if not form.is_out for row in form.claims]
        return bool(alive) and all(self._boxes(row) for row in alive)

    def _bar(self) -> None:
        for count in self.counts:
            for unit in count.leaves:
                leaf = self.leaves[unit]
                leaf.counts.append(count)
                if count.run not in leaf.runs or leaf.standing(count.run) != "stands":
                    count.barred.add(unit)

    def _settle(self) -> None:
        """Counts that overlap are in each other's way, unless all forms of one of them are out."""
        empty = [count for count in self.counts if count.problem == "forms_rejected"]
        for leaf in self.leaves.values():
            for number, count in enumerate(leaf.counts):
                for other in leaf.counts[number + 1 :]:
                    if not count.shares(other):
                        continue
                    if (count in empty) == (other in empty):
                        count.problem = other.problem = "counts_overlap"
                    else:
                        self._void.add(count.key if count in empty else other.key)
        for leaf in self.leaves.values():
            leaf.counts = [count for count in leaf.counts if count.key not in self._void]

    def _choose(self, leaf: Leaf) -> None:
        mixed = (c for c in leaf.counts if not c.problem and 0 < len(c.barred) < len(c.leaves))
        leaf.inseparable = any(leaf.unit in count.barred for count in mixed)
        for run in leaf.runs:
            if leaf.standing(run) == "stands" and any(not count.problem for count in leaf.of_run(run)):
                leaf.candidates.append(run)
        if len(leaf.candidates) == 1 and not leaf.inseparable:
            leaf.used = leaf.candidates[0]
