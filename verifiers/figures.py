"""The figures of some units, and what is missing of them (specification, sections 12.6 and 12.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from verifiers.counts import Contest, Leaf
from verifiers.forms import Cells, Interval, ordered, summed, written
from verifiers.reading import INTEGER_MAX, Json
from verifiers.tables import Effect
from verifiers.views import moved


class Part:
    """The figures of some leaves of a contest (12.6, 12.7)."""

    def __init__(self, contest: Contest, units: Iterable[str], run: str = "") -> None:
        """With a run: where a leaf had it and it is set aside, its counts all the same (12.8)."""
        self.contest = contest
        self.leaves = [contest.leaves[unit] for unit in sorted(units)]
        self.units = {leaf.unit for leaf in self.leaves}
        self.aside = {leaf.unit for leaf in self.leaves if run in leaf.runs and leaf.sets_aside(run)}
        counts = {
            c.key: c
            for leaf in self.leaves
            for c in (leaf.of_run(run) if leaf.unit in self.aside else leaf.counts)
            if (not c.problem if leaf.unit in self.aside else c.is_in)
        }
        self.whole = [count for _, count in sorted(counts.items()) if count.leaves <= self.units]
        crossing = [count for count in counts.values() if not count.leaves <= self.units]
        crossed = {unit for count in crossing for unit in count.leaves - count.barred}
        self.reported = [leaf for leaf in self.leaves if leaf.reported and leaf.unit not in crossed]
        self.excluded = [leaf for leaf in self.leaves if leaf.excluded]
        settled = {leaf.unit for leaf in [*self.reported, *self.excluded]}
        self.missing = [leaf for leaf in self.leaves if leaf.unit not in settled]
        terms: dict[tuple[str, str | None], list[Interval]] = defaultdict(list)
        for count in self.whole:
            for cell, value in count.cells.items():
                terms[cell].append(value)
        self.stated = {cell: len(values) for cell, values in terms.items()}
        for values in terms.values():
            if len(values) < len(self.whole):
                values.append((0, None, "not_stated"))
            values.extend((0, None, "not_separable") for _ in crossing)
        self.cells: Cells = {cell: summed(terms[cell]) for cell in ordered(terms)}
        self.votes = {s: value for (measure, s), value in self.cells.items() if measure == "votes" and s}

    def figures(self) -> list[Json]:
        """Every cell, written."""
        return [
            {"measure": cell[0], "selection": cell[1], "stated": self.stated[cell], **written(value)}
            for cell, value in self.cells.items()
        ]

    def margin(self) -> Json | None:
        """The first over the second."""
        if len(self.votes) < 2:
            return None

        def high(name: str) -> float:
            most = self.votes[name][1]
            return float("inf") if most is None else most

        votes = self.votes
        first = sorted(votes, key=lambda name: (-votes[name][0], -high(name), name))[0]
        second, *_ = rest = sorted(votes.keys() - {first}, key=lambda name: (-high(name), -votes[name][0], name))
        ahead, most, least = votes[first][1], votes[second][1], max(votes[name][0] for name in rest)
        return {
            "first": first,
            "high": None if ahead is None else _bounded(ahead - least),
            "low": None if most is None else _bounded(votes[first][0] - most),
            "second": second,
        }

    def registered(self) -> Json:
        """The voters registered where something is missing."""
        each = (self.register(leaf.unit) for leaf in self.missing)
        return written(summed(found or (0, None, "unknown") for found in each))

    def register(self, unit: str) -> Interval | None:
        """The voters registered at a unit, if that was told."""
        amount: Json = {"low": 0, "high": 0, "why": None}
        rows = [row for row in self.contest.tables.get("amount", "unit:" + unit) if row["day"] <= self.contest.day]
        rows = [row for row in rows if (row["material"], row["bucket"]) == ("voters", "registered")]
        for row in rows:
            amount = moved(amount, row)
        return (amount["low"], amount["high"], amount["why"]) if rows else None

    def entry(self, leaf: Leaf, reason: str) -> Json:
        """A leaf that is missing or excluded."""
        bars = [bar for bar in leaf.bars if bar.row["run"] in leaf.runs]
        known = self.register(leaf.unit)
        return {
            "acts": sorted({effect.row["act"] for effect in [*bars, *leaf.orders[1:]]}),
            "bars": [bar.row["id"] for bar in bars],
            "forms": sorted({form.id for count in leaf.counts for form in count.forms if not form.is_out}),
            "reason": reason,
            "registered": written(known) if known else None,
            "run": leaf.runs[-1],
            "unit": leaf.unit,
        }

    def reason(self, leaf: Leaf) -> str:
        """Why a leaf is missing."""
        run = leaf.used or leaf.runs[-1]
        problems = [count.problem for count in sorted(leaf.of_run(run), key=lambda c: c.key) if count.problem]
        if leaf.inseparable or len(leaf.candidates) > 1:
            return "not_separable" if leaf.inseparable else "runs_conflict"
        if leaf.standing(run) != "stands":
            return leaf.standing(run)
        if problems or leaf.used:
            return problems[0] if problems else "not_separable"
        tables, day, place = self.contest.tables, self.contest.day, f"{self.contest.contest}/{leaf.unit}/{run}"
        polling, count = (tables.status(f"{of}:{place}", f, day) for of, f in (("poll", "polling"), ("count", "count")))
        if polling in ("planned", "ready"):
            date = tables.date(run, leaf.unit, day)
            if len(leaf.runs) > 1:
                return "repeat_dated" if date else "repeat_undated"
            return polling if date else "undated"
        return polling if polling != "closed" else "no_form" if count == "counted" else count

    def mixtures(self) -> Iterator[Json]:
        """Counts of which only some leaves should be counted here."""
        counts = {c.key: c for leaf in self.leaves for c in leaf.counts if c.is_alive}
        for _, count in sorted(counts.items()):
            touched = count.barred | count.apart | (count.leaves - self.units if count.is_in else set())
            barring = [bar for unit in count.barred for bar in self.contest.leaves[unit].bars]
            if touched:
                yield {
                    "bars": ids(bar for bar in barring if bar.row["run"] == count.run),
                    "forms": [form.id for form in count.chain],
                    "is_in": count.is_in,
                    "run": count.run,
                    "touched": sorted(touched),
                    "unit": count.unit,
                }

    def possibly(self) -> Iterator[Json]:
        """Leaves below a unit within which a bar names more units than are known."""
        tables, contest, day = self.contest.tables, self.contest.contest, self.contest.day
        for leaf in self.leaves:
            above = tables.path(leaf.unit)[1:]
            bars = [e for u in above for e in tables.get("further", u) if e.verb == "bar" and e not in leaf.bars]
            bars = [bar for bar in bars if contest in bar.row["contests"] and tables.in_force(bar, day)]
            if bars:
                yield {"bars": ids(bars), "unit": leaf.unit}


def _bounded(number: int) -> int:
    return max(-INTEGER_MAX, min(number, INTEGER_MAX))


def ids(effects: Iterable[Effect]) -> list[str]:
    """The ids of effects, in order, each once."""
    return [effect.row["id"] for _, effect in sorted({effect.order: effect for effect in effects}.items())]
