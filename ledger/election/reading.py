"""A state read on a legal day: which effects are in force, and what they cover.

Effects are a set: each holds for itself, as long as its days last, its milestone is reached and
no lift of it is in force (docs/spec/06-effects.md, "in force"). Nothing is cancelled out: what was
annulled twice and restored once is still annulled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import scopes
from ledger.election.rows import Effect, EffectUnit, Placed, status_place
from ledger.election.spellings import act_of
from ledger.election.state import State

EXTENSIBLE = frozenset({"bar", "order_run", "certify"})
"""What `widen` and `narrow` reach."""

Site = Placed[EffectUnit]


class Reading:
    """A state (as known at its position) on a day; it remembers what it has worked out."""

    def __init__(self, state: State, day: str) -> None:
        self.state = state
        self.day = day
        self._in_force: dict[str, bool] = {}
        self._milestones: dict[tuple[str, str], bool] = {}
        self._paths: dict[str, list[str]] = {}
        self._sites: dict[tuple[str, str], dict[str, Site]] = {}

    def in_force(self, effect: Placed[Effect]) -> bool:
        """Whether the effect is in force."""
        known = self._in_force.get(effect.row.id)
        if known is not None:
            return known
        # A lift bears on entries before it only, so the latest one is decided first; without
        # recursion, since a chain of lifts may be as long as the log.
        undecided = self._lifts_upon(effect)
        for each in sorted(undecided, key=place, reverse=True):
            lifts = self._lifts_of(each)
            is_lifted = any(self._in_force[lift.row.id] for lift in lifts)
            self._in_force[each.row.id] = not is_lifted and self._holds(each.row)
        return self._in_force[effect.row.id]

    def _lifts_upon(self, effect: Placed[Effect]) -> list[Placed[Effect]]:
        """The effect, the lifts of it, the lifts of those … as far as they are undecided."""
        found = {effect.row.id: effect}
        waiting = [effect]
        while waiting:
            for lift in self._lifts_of(waiting.pop()):
                if lift.row.id not in found and lift.row.id not in self._in_force:
                    found[lift.row.id] = lift
                    waiting.append(lift)
        return list(found.values())

    def _lifts_of(self, effect: Placed[Effect]) -> list[Placed[Effect]]:
        return [lift for lift in self._aimed_at(effect.row, {"lift"}) if lift.since > effect.since]

    def _aimed_at(self, effect: Effect, verbs: set[str]) -> Iterator[Placed[Effect]]:
        """The effects of these verbs whose target is the effect's act or event."""
        for target in (effect.act, effect.event):
            for placed in self.state.effects_by_target(target):
                if placed.row.verb in verbs:
                    yield placed

    def _holds(self, effect: Effect) -> bool:
        """Whether its days and its milestone are reached; lifts aside."""
        if effect.from_day > self.day:
            return False
        if effect.until_day is not None and self.day >= effect.until_day:
            return False
        return effect.awaits is None or self._is_reached(effect.act, effect.awaits)

    def _is_reached(self, act_id: str, milestone: str) -> bool:
        """Whether the decision came so far and was not withdrawn afterwards."""
        key = act_id, milestone
        if key not in self._milestones:
            rows = self.state.statuses([f"decision:{act_id}"], "life")
            told = [
                placed
                for placed in rows
                if placed.row.day <= self.day and placed.row.value in (milestone, "withdrawn")
            ]
            latest = max(told, key=status_place, default=None)
            self._milestones[key] = latest is not None and latest.row.value == milestone
        return self._milestones[key]

    def path(self, unit: str) -> list[str]:
        """The unit and its ancestors up to the root."""
        if unit not in self._paths:
            self._paths[unit] = scopes.path(self.state, unit)
        return self._paths[unit]

    def covers(self, effect: Placed[Effect], contest: str, unit: str) -> bool:
        """Whether the effect's scope, with what was widened and narrowed, has contest and unit.

        Whether the effect is in force is another question.
        """
        if contest not in effect.row.contests:
            return False
        sites = self.sites(effect, contest)
        for above in self.path(unit):
            site = sites.get(above)
            if site is not None:
                return site.row.sign == "+"
        return False

    def covers_any_contest(self, effect: Placed[Effect], unit: str) -> bool:
        """Whether the effect covers the unit for some contest."""
        return any(self.covers(effect, contest, unit) for contest in effect.row.contests)

    def sites(self, effect: Placed[Effect], contest: str) -> dict[str, Site]:
        """For each unit that bounds the scope in a contest, the row that decides there."""
        key = effect.row.id, contest
        if key not in self._sites:
            decisive: dict[str, Site] = {}
            for site in sorted(self._all_sites(effect, contest), key=place):
                decisive[site.row.unit] = site
            self._sites[key] = decisive
        return self._sites[key]

    def _all_sites(self, effect: Placed[Effect], contest: str) -> Iterator[Site]:
        yield from self._known(effect)
        if effect.row.verb in EXTENSIBLE:
            for change in self._aimed_at(effect.row, {"widen", "narrow"}):
                if contest in change.row.contests and self.in_force(change):
                    yield from self._known(change)

    def _known(self, effect: Placed[Effect]) -> Iterator[Site]:
        for site in self.state.effect_units(effect.row.id):
            if site.row.further is None:
                yield site

    def near(self, unit: str, verb: str) -> list[Placed[Effect]]:
        """The effects in force of a verb that may cover the unit, in order of the log.

        Those with a row on the unit or above it, and those that something there widens.
        """
        found: dict[str, Placed[Effect]] = {}
        for placed in self.state.effects_on(self.path(unit)):
            if placed.row.verb == verb:
                found[placed.row.id] = placed
            elif placed.row.verb == "widen" and placed.row.target is not None:
                found.update(self._aims(placed.row.target, verb))
        return sorted((e for e in found.values() if self.in_force(e)), key=place)

    def _aims(self, target: str, verb: str) -> dict[str, Placed[Effect]]:
        """The effects of a verb to which a reference points."""
        return {
            placed.row.id: placed
            for placed in self.state.effects_of(act_of(target))
            if placed.row.verb == verb and target in (placed.row.act, placed.row.event)
        }


def place(placed: Placed[Any]) -> tuple[int, int]:
    """Where a row stands in the log."""
    return placed.since, placed.ordinal
