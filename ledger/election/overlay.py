"""A state with a few more rows on top: what the earlier events of an act did, before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.election.memory import MemoryState
from ledger.election.rows import (
    Act,
    Amount,
    Effect,
    EffectUnit,
    Figure,
    Member,
    Placed,
    Row,
    Seal,
    Signing,
    Status,
    Subject,
    status_place,
)
from ledger.election.state import State


class Overlay(State):
    """Rows of later entries, or of the entry that is being judged, over a state left untouched."""

    def __init__(self, below: State) -> None:
        self._below = below
        self._above = MemoryState()

    def extend(self, since: int, rows: Iterable[Row], ordinal: int = 0) -> None:
        """Add rows of the entry at index `since` ≥ the size below, numbered from `ordinal` on."""
        self._above.extend(since, rows, ordinal)

    @property
    def size(self) -> int:
        """The number of entries, the one that is being judged included once it has rows."""
        return max(self._below.size, self._above.size)

    def subject(self, key: str) -> Placed[Subject] | None:
        """The subject of that key."""
        return self._above.subject(key) or self._below.subject(key)

    def subjects(self, kind: str) -> Sequence[Placed[Subject]]:
        """All subjects of a kind."""
        return [*self._below.subjects(kind), *self._above.subjects(kind)]

    def children(self, key: str) -> Sequence[Placed[Subject]]:
        """The subjects whose parent it is."""
        return [*self._below.children(key), *self._above.children(key)]

    def members(self, unit_list: str) -> Sequence[Placed[Member]]:
        """The units of an adopted list."""
        return [*self._below.members(unit_list), *self._above.members(unit_list)]

    def act(self, act_id: str) -> Placed[Act] | None:
        """The act of that id."""
        return self._above.act(act_id) or self._below.act(act_id)

    def acts(self) -> Iterable[Placed[Act]]:
        """All acts."""
        yield from self._below.acts()
        yield from self._above.acts()

    def statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Every status of that field that any of the subjects took."""
        return [*self._below.statuses(subjects, field), *self._above.statuses(subjects, field)]

    def latest_statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Of each subject the status of that field that comes last in the world, then in the log."""
        below = self._below.latest_statuses(subjects, field)
        above = self._above.latest_statuses(subjects, field)
        if not above:
            return below
        # Of two of one subject the later stays.
        ordered = sorted([*below, *above], key=status_place)
        return list({placed.row.subject: placed for placed in ordered}.values())

    def amounts(self, holder: str) -> Sequence[Placed[Amount]]:
        """Every amount of a holder."""
        return [*self._below.amounts(holder), *self._above.amounts(holder)]

    def figures(self, form: str) -> Sequence[Placed[Figure]]:
        """What a form stated, every time."""
        return [*self._below.figures(form), *self._above.figures(form)]

    def figures_for(self, contest: str) -> Sequence[Placed[Figure]]:
        """What every form stated about a contest."""
        return [*self._below.figures_for(contest), *self._above.figures_for(contest)]

    def effects_of(self, act_id: str) -> Sequence[Placed[Effect]]:
        """The effects that an act made."""
        return [*self._below.effects_of(act_id), *self._above.effects_of(act_id)]

    def effects_by_verb(self, verb: str) -> Sequence[Placed[Effect]]:
        """Every effect of a verb."""
        return [*self._below.effects_by_verb(verb), *self._above.effects_by_verb(verb)]

    def effects_by_run(self, run: str) -> Sequence[Placed[Effect]]:
        """Every effect that names the run."""
        return [*self._below.effects_by_run(run), *self._above.effects_by_run(run)]

    def effects_by_target(self, target: str) -> Sequence[Placed[Effect]]:
        """Every effect with that target."""
        return [*self._below.effects_by_target(target), *self._above.effects_by_target(target)]

    def effects_on(self, units: Sequence[str]) -> Sequence[Placed[Effect]]:
        """Every effect that has a unit row on one of these units, each once."""
        return [*self._below.effects_on(units), *self._above.effects_on(units)]

    def effect_units(self, effect: str) -> Sequence[Placed[EffectUnit]]:
        """The unit rows of an effect, by its id."""
        return self._above.effect_units(effect) or self._below.effect_units(effect)

    def touches(self, key: str) -> Sequence[int]:
        """The indexes of the acts that touch a key, ascending."""
        return [*self._below.touches(key), *self._above.touches(key)]

    def touched_since(self, keys: Sequence[str], index: int) -> bool:
        """Whether an entry at or after the index touches any of the keys."""
        return self._above.touched_since(keys, index) or self._below.touched_since(keys, index)

    def signings(self, key: str, index: int) -> Sequence[Placed[Signing]]:
        """What a key signed at or after the index."""
        return [*self._below.signings(key, index), *self._above.signings(key, index)]

    def signings_of(self, index: int) -> Sequence[Placed[Signing]]:
        """Who signed the entry at an index."""
        return self._above.signings_of(index) or self._below.signings_of(index)

    def last_seal(self) -> Placed[Seal] | None:
        """The latest state seal."""
        return self._above.last_seal() or self._below.last_seal()
