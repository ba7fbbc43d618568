"""State held in memory: for dry runs, for tests, and laid over a state while an act is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

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
    Touch,
    status_place,
)
from ledger.election.state import State

T = TypeVar("T")
Index = defaultdict[Any, list[T]]


class MemoryState(State):
    """The rows of entries 0 … size − 1, in dictionaries. Law rows are passed over: see `law`."""

    def __init__(self) -> None:
        self._size = 0
        self._acts: dict[str, Placed[Act]] = {}
        self._subjects: dict[str, Placed[Subject]] = {}
        self._kinds: Index[Placed[Subject]] = defaultdict(list)
        self._children: Index[Placed[Subject]] = defaultdict(list)
        self._members: Index[Placed[Member]] = defaultdict(list)
        self._statuses: Index[Placed[Status]] = defaultdict(list)
        self._latest: dict[tuple[str, str], Placed[Status]] = {}
        self._amounts: Index[Placed[Amount]] = defaultdict(list)
        self._figures: Index[Placed[Figure]] = defaultdict(list)
        self._figures_for: Index[Placed[Figure]] = defaultdict(list)
        self._effects: dict[str, Placed[Effect]] = {}
        self._effects_by: Index[Placed[Effect]] = defaultdict(list)
        self._effects_on: defaultdict[str, dict[str, Placed[Effect]]] = defaultdict(dict)
        self._effect_units: Index[Placed[EffectUnit]] = defaultdict(list)
        self._touches: Index[int] = defaultdict(list)
        self._signings: Index[Placed[Signing]] = defaultdict(list)
        self._seal: Placed[Seal] | None = None

    def extend(self, since: int, rows: Iterable[Row], ordinal: int = 0) -> None:
        """Add rows of the entry at index `since`, numbered from `ordinal` on."""
        self._size = max(self._size, since + 1)
        for number, row in enumerate(rows, ordinal):
            add = _ADD.get(type(row))
            if add is not None:
                add(self, Placed(since, number, row))

    @property
    def size(self) -> int:
        """The number of entries folded."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        """Say that entries without rows were folded too."""
        self._size = size

    def subject(self, key: str) -> Placed[Subject] | None:
        """The subject of that key (``unit:pc-1``)."""
        return self._subjects.get(key)

    def subjects(self, kind: str) -> Sequence[Placed[Subject]]:
        """All subjects of a kind."""
        return self._kinds.get(kind, ())

    def children(self, key: str) -> Sequence[Placed[Subject]]:
        """The subjects whose parent it is."""
        return self._children.get(key, ())

    def members(self, unit_list: str) -> Sequence[Placed[Member]]:
        """The units of an adopted list."""
        return self._members.get(unit_list, ())

    def act(self, act_id: str) -> Placed[Act] | None:
        """The act of that id."""
        return self._acts.get(act_id)

    def acts(self) -> Iterable[Placed[Act]]:
        """All acts."""
        return self._acts.values()

    def statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Every status of that field that any of the subjects took."""
        found = [self._statuses[key] for s in subjects if (key := (s, field)) in self._statuses]
        return found[0] if len(found) == 1 else _ordered(row for rows in found for row in rows)

    def latest_statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Of each subject the status of that field that comes last in the world, then in the log."""
        return [self._latest[key] for s in subjects if (key := (s, field)) in self._latest]

    def amounts(self, holder: str) -> Sequence[Placed[Amount]]:
        """Every amount of a holder (``unit:pc-1``, ``consignment:c-1``)."""
        return self._amounts.get(holder, ())

    def figures(self, form: str) -> Sequence[Placed[Figure]]:
        """What a form stated, every time."""
        return self._figures.get(form, ())

    def figures_for(self, contest: str) -> Sequence[Placed[Figure]]:
        """What every form stated about a contest."""
        return self._figures_for.get(contest, ())

    def effects_of(self, act_id: str) -> Sequence[Placed[Effect]]:
        """The effects that an act made."""
        return self._effects_by.get(("act", act_id), ())

    def effects_by_verb(self, verb: str) -> Sequence[Placed[Effect]]:
        """Every effect of a verb."""
        return self._effects_by.get(("verb", verb), ())

    def effects_by_run(self, run: str) -> Sequence[Placed[Effect]]:
        """Every effect that names the run."""
        return self._effects_by.get(("run", run), ())

    def effects_by_target(self, target: str) -> Sequence[Placed[Effect]]:
        """Every effect with that target."""
        return self._effects_by.get(("target", target), ())

    def effects_on(self, units: Sequence[str]) -> Sequence[Placed[Effect]]:
        """Every effect that has a unit row on one of these units, each once."""
        found: dict[str, Placed[Effect]] = {}
        for unit in units:
            if unit in self._effects_on:
                found.update(self._effects_on[unit])
        return _ordered(found.values())

    def effect_units(self, effect: str) -> Sequence[Placed[EffectUnit]]:
        """The unit rows of an effect, by its id."""
        return self._effect_units.get(effect, ())

    def touches(self, key: str) -> Sequence[int]:
        """The indexes of the acts that touch a key, ascending."""
        return self._touches.get(key, ())

    def touched_since(self, keys: Sequence[str], index: int) -> bool:
        """Whether an entry at or after the index touches any of the keys."""
        return any(key in self._touches and self._touches[key][-1] >= index for key in keys)

    def signings(self, key: str, index: int) -> Sequence[Placed[Signing]]:
        """What a key signed at or after the index."""
        return [row for row in self._signings.get(("key", key), ()) if row.since >= index]

    def signings_of(self, index: int) -> Sequence[Placed[Signing]]:
        """Who signed the entry at an index."""
        return self._signings.get(("index", index), ())

    def last_seal(self) -> Placed[Seal] | None:
        """The latest state seal."""
        return self._seal

    def _add_act(self, placed: Placed[Act]) -> None:
        self._acts[placed.row.act] = placed

    def _add_subject(self, placed: Placed[Subject]) -> None:
        self._subjects[placed.row.key] = placed
        self._kinds[placed.row.kind].append(placed)
        if placed.row.parent is not None:
            self._children[placed.row.parent].append(placed)

    def _add_member(self, placed: Placed[Member]) -> None:
        self._members[placed.row.list].append(placed)

    def _add_status(self, placed: Placed[Status]) -> None:
        key = placed.row.subject, placed.row.field
        self._statuses[key].append(placed)
        before = self._latest.get(key)
        if before is None or status_place(placed) > status_place(before):
            self._latest[key] = placed

    def _add_amount(self, placed: Placed[Amount]) -> None:
        self._amounts[placed.row.holder].append(placed)

    def _add_figure(self, placed: Placed[Figure]) -> None:
        self._figures[placed.row.form].append(placed)
        self._figures_for[placed.row.contest].append(placed)

    def _add_effect(self, placed: Placed[Effect]) -> None:
        row = placed.row
        self._effects[row.id] = placed
        self._effects_by["act", row.act].append(placed)
        self._effects_by["verb", row.verb].append(placed)
        if row.run is not None:
            self._effects_by["run", row.run].append(placed)
        if row.target is not None:
            self._effects_by["target", row.target].append(placed)

    def _add_effect_unit(self, placed: Placed[EffectUnit]) -> None:
        row = placed.row
        self._effect_units[row.effect].append(placed)
        self._effects_on[row.unit][row.effect] = self._effects[row.effect]

    def _add_touch(self, placed: Placed[Touch]) -> None:
        self._touches[placed.row.key].append(placed.since)

    def _add_signing(self, placed: Placed[Signing]) -> None:
        self._signings["key", placed.row.key].append(placed)
        self._signings["index", placed.since].append(placed)

    def _add_seal(self, placed: Placed[Seal]) -> None:
        self._seal = placed


_ADD: dict[type[Any], Any] = {
    Act: MemoryState._add_act,
    Subject: MemoryState._add_subject,
    Member: MemoryState._add_member,
    Status: MemoryState._add_status,
    Amount: MemoryState._add_amount,
    Figure: MemoryState._add_figure,
    Effect: MemoryState._add_effect,
    EffectUnit: MemoryState._add_effect_unit,
    Touch: MemoryState._add_touch,
    Signing: MemoryState._add_signing,
    Seal: MemoryState._add_seal,
}


def _ordered(rows: Iterable[Placed[T]]) -> list[Placed[T]]:
    return sorted(rows, key=_place)


def _place(placed: Placed[Any]) -> tuple[int, int]:
    return placed.since, placed.ordinal
