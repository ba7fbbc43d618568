"""What serial numbers and seals say of a holder (docs/spec/13-accounts.md).

Numbers are held like anything else: made once, had from somebody who had them, given on. Seals
are put on once, and what was closed with one is opened with the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ledger.election.outcomes import HOLDS, INDETERMINATE, VIOLATED, Bounds, Check, equals
from ledger.election.reading import Reading, place
from ledger.election.rows import Effect, Placed

AT_ISSUE_MAX = 100

Range = tuple[str, int, int]
"""Prefix (empty: none), first, last."""


class Numbers(NamedTuple):
    """Ranges in order, none touching another; and whether these are all there are."""

    ranges: tuple[Range, ...]
    is_whole: bool

    @property
    def bounds(self) -> Bounds:
        """How many they are."""
        count = sum(last - first + 1 for _, first, last in self.ranges)
        return Bounds(count, count if self.is_whole else None)


NOTHING = Numbers((), True)


def _parse(value: dict[str, Any]) -> Numbers:
    ranges = [(one["prefix"] or "", one["first"], one["last"]) for one in value["ranges"]]
    return Numbers(_joined(ranges), value["why"] is None)


def _joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    found: list[Range] = []
    for prefix, first, last in sorted(ranges):
        if found and found[-1][0] == prefix and first <= found[-1][2] + 1:
            found[-1] = prefix, found[-1][1], max(last, found[-1][2])
        else:
            found.append((prefix, first, last))
    return tuple(found)


def _without(ranges: Iterable[Range], others: tuple[Range, ...]) -> tuple[Range, ...]:
    """What is left of ranges in order when others, in order, are taken out."""
    left: list[Range] = []
    start = 0
    for prefix, first, last in ranges:
        while start < len(others) and others[start][::2] < (prefix, first):
            start += 1
        for name, low, high in others[start:]:
            if (name, low) > (prefix, last):
                break
            if low > first:
                left.append((prefix, first, low - 1))
            first = high + 1
        if first <= last:
            left.append((prefix, first, last))
    return tuple(left)


def _overlap(one: tuple[Range, ...], other: tuple[Range, ...]) -> tuple[Range, ...]:
    return _without(one, _without(one, other))


def _spelled(ranges: Iterable[Range]) -> list[str]:
    """`A 1-500`, `7`: as a person writes them."""
    said = []
    for prefix, first, last in ranges:
        numbers = str(first) if first == last else f"{first}-{last}"
        said.append(f"{prefix} {numbers}" if prefix else numbers)
    return said[:AT_ISSUE_MAX]


def rows(reading: Reading, target: str, verb: str) -> list[Placed[Effect]]:
    """The effects in force of a verb under a key, in order of the log."""
    found = (e for e in reading.state.effects_by_target(target) if e.row.verb == verb)
    return sorted((effect for effect in found if reading.in_force(effect)), key=place)


# --- numbers -----------------------------------------------------------------------------------


def number_checks(reading: Reading, key: str) -> Iterator[Check]:
    """Every number is made once, and given by whoever has it."""
    by_material: dict[str, list[Placed[Effect]]] = {}
    for placed in rows(reading, key, "number"):
        by_material.setdefault(placed.row.data["material"], []).append(placed)
    for _, those in sorted(by_material.items()):
        stock = _Stock(reading)
        for placed in those:
            yield from stock.take(placed)


class _Stock:
    """The numbers of a material that a holder has, while its rows are read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.had = NOTHING
        self.is_told = False
        """Whether it is said of any numbers that they came."""
        self.is_sure = True
        """Whether all that came and was not given is certainly here."""

    def take(self, placed: Placed[Effect]) -> Iterator[Check]:
        """The checks at a row; then what it changes."""
        stated = _parse(placed.row.data["numbers"])
        if placed.row.what == "given":
            yield self._given(placed, stated)
            self.had = self.had._replace(ranges=_without(self.had.ranges, stated.ranges))
            self.is_sure = self.is_sure and stated.is_whole
            return
        if placed.row.data["from"] is None:
            yield self._once(placed, stated)
        yield self._again(placed, stated)
        if placed.row.data["quantity"] is not None:
            wanted = Bounds(**placed.row.data["quantity"])
            yield _check(
                "ranges_quantity", placed, stated.bounds, wanted, equals(stated.bounds, wanted)
            )
        joined = _joined([*self.had.ranges, *stated.ranges])
        self.had = Numbers(joined, self.had.is_whole and stated.is_whole)
        self.is_told = True

    def _given(self, placed: Placed[Effect], stated: Numbers) -> Check:
        lacking = _without(stated.ranges, self.had.ranges)
        if lacking:
            outcome = VIOLATED if self.is_told and self.had.is_whole else INDETERMINATE
        else:
            outcome = HOLDS if stated.is_whole and self.is_sure else INDETERMINATE
        return _check("ranges_held", placed, stated.bounds, self._bounds, outcome, lacking)

    def _again(self, placed: Placed[Effect], stated: Numbers) -> Check:
        twice = _overlap(stated.ranges, self.had.ranges)
        if twice:
            outcome = VIOLATED if self.is_sure else INDETERMINATE
        else:
            outcome = HOLDS if stated.is_whole and self.had.is_whole else INDETERMINATE
        return _check("ranges_again", placed, stated.bounds, self._bounds, outcome, twice)

    def _once(self, placed: Placed[Effect], stated: Numbers) -> Check:
        """Against all of the material that was made before, wherever it was."""
        material = placed.row.data["material"]
        made = rows(self.reading, f"numbers:{material}", "number")
        # The row that says it was made stands just before the one that says who has it.
        before = [
            _parse(e.row.data["numbers"])
            for e in made
            if place(e) < (placed.since, placed.ordinal - 1)
        ]
        there = Numbers(
            _joined(one for numbers in before for one in numbers.ranges),
            all(numbers.is_whole for numbers in before),
        )
        twice = _overlap(stated.ranges, there.ranges)
        is_known = stated.is_whole and there.is_whole
        is_free = HOLDS if is_known or not before else INDETERMINATE
        outcome = VIOLATED if twice else is_free
        return _check("ranges_once", placed, stated.bounds, there.bounds, outcome, twice)

    @property
    def _bounds(self) -> Bounds:
        bounds = self.had.bounds
        low = bounds.low if self.is_sure else 0
        return Bounds(low, bounds.high if self.is_told else None)


def _check(
    name: str,
    placed: Placed[Effect],
    left: Bounds,
    right: Bounds,
    outcome: str,
    ranges: Iterable[Range] = (),
) -> Check:
    return Check(
        at_issue=_spelled(ranges),
        bucket=None,
        check=name,
        contest=None,
        left=left,
        material=placed.row.data["material"],
        outcome=outcome,
        right=right,
        rule=None,
        since=placed.since,
    )


# --- seals -------------------------------------------------------------------------------------


def seal_checks(reading: Reading, key: str) -> Iterator[Check]:
    """A seal is put on once; what is found, comes off or is missed was on."""
    closing = _Closing(reading)
    for placed in rows(reading, key, "seal"):
        found = closing.take(placed)
        if found is not None:
            yield found


class _Closing:
    """The seals on something, while its rows are read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.on: set[str] = set()
        self.is_told = False
        """Whether it is said that it was sealed."""
        self.is_whole = True
        """Whether all seals that were put on are known."""

    def take(self, placed: Placed[Effect]) -> Check | None:
        """The check at a row; then what it changes."""
        how, named = placed.row.what, placed.row.data["seals"]
        seals = None if named is None else set(named)
        if how == "put":
            found = self._put(placed, seals)
            self.on |= seals or set()
            self.is_told, self.is_whole = True, self.is_whole and seals is not None
            return found
        matched = self._match(placed, seals)
        if how == "open" or (how != "found" and seals is None):
            self.on, self.is_whole = set(), True
        elif how != "found":
            self.on -= seals or set()
        return matched

    def _put(self, placed: Placed[Effect], seals: set[str] | None) -> Check:
        used = {seal for seal in seals or () if self._is_used(seal, placed)}
        unknown = Bounds(0, 0) if seals is not None else Bounds(0, None)
        left = Bounds(len(used), len(used)) if used else unknown
        outcome = VIOLATED if used else HOLDS if seals is not None else INDETERMINATE
        return _seal_check("seal_once", placed, left, Bounds(0, 0), outcome, used)

    def _is_used(self, seal: str, placed: Placed[Effect]) -> bool:
        puts = rows(self.reading, f"seal:{seal}", "seal")
        return any(place(e) < place(placed) and e.row.event != placed.row.event for e in puts)

    def _match(self, placed: Placed[Effect], seals: set[str] | None) -> Check | None:
        how = placed.row.what
        if seals is None and not self.is_told and how != "missing":
            return None
        strange, absent = (seals or set()) - self.on, self.on - (seals or set())
        if how == "missing":
            outcome, at_issue = VIOLATED, seals or set()
        elif seals is None:
            is_bare = self.is_whole and not self.on
            outcome, at_issue = HOLDS if is_bare else INDETERMINATE, self.on
        else:
            at_issue = strange if how == "off" else strange | absent
            outcome = self._outcome(strange, at_issue - strange)
        left = Bounds(0, None) if seals is None else Bounds(len(seals), len(seals))
        is_known = self.is_told and self.is_whole
        right = Bounds(len(self.on), len(self.on) if is_known else None)
        return _seal_check("seal_match", placed, left, right, outcome, at_issue)

    def _outcome(self, strange: set[str], absent: set[str]) -> str:
        """A seal that was on and is not there is one too few, whatever else is unknown."""
        if self.is_told and (absent or (strange and self.is_whole)):
            return VIOLATED
        return HOLDS if self.is_told and self.is_whole else INDETERMINATE


def _seal_check(
    name: str,
    placed: Placed[Effect],
    left: Bounds,
    right: Bounds,
    outcome: str,
    seals: Iterable[str],
) -> Check:
    return Check(
        at_issue=sorted(seals)[:AT_ISSUE_MAX],
        bucket=None,
        check=name,
        contest=None,
        left=left,
        material=None,
        outcome=outcome,
        right=right,
        rule=None,
        since=placed.since,
    )
