"""What the pure functions of this package may ask of state.

One protocol serves judging (the state before an entry), views (state as of a position) and dry
runs. It is answered by memory here (``MemoryState``) and by the tables of ``ledger.projections``.
Every answer holds rows with ``since`` < ``size`` only, in order of (since, ordinal).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ledger.election.rows import (
    Act,
    Amount,
    Effect,
    EffectUnit,
    Figure,
    Member,
    Placed,
    Seal,
    Signing,
    Status,
    Subject,
)


class State(Protocol):
    """State as of a position: the union of the rows of entries 0 … size − 1."""

    @property
    def size(self) -> int:
        """The number of entries folded."""

    def subject(self, key: str) -> Placed[Subject] | None:
        """The subject of that key (``unit:pc-1``)."""

    def subjects(self, kind: str) -> Sequence[Placed[Subject]]:
        """All subjects of a kind."""

    def children(self, key: str) -> Sequence[Placed[Subject]]:
        """The subjects whose parent it is."""

    def members(self, unit_list: str) -> Sequence[Placed[Member]]:
        """The units of an adopted list."""

    def act(self, act_id: str) -> Placed[Act] | None:
        """The act of that id."""

    def acts(self) -> Iterable[Placed[Act]]:
        """All acts. For whole-log views only."""

    def statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Every status of that field that any of the subjects took."""

    def latest_statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Of each subject the status of that field with the greatest ``rows.status_place``, in any order."""

    def amounts(self, holder: str) -> Sequence[Placed[Amount]]:
        """Every amount of a holder (``unit:pc-1``, ``consignment:c-1``)."""

    def figures(self, form: str) -> Sequence[Placed[Figure]]:
        """What a form stated, every time."""

    def figures_for(self, contest: str) -> Sequence[Placed[Figure]]:
        """What every form stated about a contest."""

    def effects_of(self, act_id: str) -> Sequence[Placed[Effect]]:
        """The effects that an act made."""

    def effects_by_verb(self, verb: str) -> Sequence[Placed[Effect]]:
        """Every effect of a verb."""

    def effects_by_run(self, run: str) -> Sequence[Placed[Effect]]:
        """Every effect that names the run."""

    def effects_by_target(self, target: str) -> Sequence[Placed[Effect]]:
        """Every effect whose target it is: a reference ``ACT`` or ``ACT#N``, or the key of an item or seat."""

    def effects_on(self, units: Sequence[str]) -> Sequence[Placed[Effect]]:
        """Every effect that has a unit row on one of these units (plain ids), each once."""

    def effect_units(self, effect: str) -> Sequence[Placed[EffectUnit]]:
        """The unit rows of an effect, by its id."""

    def touches(self, key: str) -> Sequence[int]:
        """The indexes of the acts that touch a key, ascending."""

    def touched_since(self, keys: Sequence[str], index: int) -> bool:
        """Whether an entry at or after the index touches any of the keys."""

    def signings(self, key: str, index: int) -> Sequence[Placed[Signing]]:
        """What a key signed at or after the index."""

    def signings_of(self, index: int) -> Sequence[Placed[Signing]]:
        """Who signed the entry at an index."""

    def last_seal(self) -> Placed[Seal] | None:
        """The latest state seal."""
