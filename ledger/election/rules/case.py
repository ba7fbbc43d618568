"""One event before its rules: what the tests may look at.

Values are those in force before the event (earlier events of its act included) on the act's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.election import scopes, standing, statuses
from ledger.election.declarations import Declaration
from ledger.election.reading import Reading
from ledger.election.rows import Effect, Placed
from ledger.election.state import State

if TYPE_CHECKING:
    from ledger.election.law import LawBook


class Place(NamedTuple):
    """A contest in a unit, in the run that the event is about (None: none was ordered there)."""

    contest: str
    unit: str
    run: str | None


@dataclass(slots=True, kw_only=True)
class Case:
    """An event and all that a rule may ask about it."""

    law: LawBook
    state: State
    act: dict[str, Any]
    persons: tuple[str, ...]
    """The counted persons, sorted."""
    declaration: Declaration
    fields: dict[str, Any]
    occurred: dict[str, Any] | None = None
    """When the event took place, as far as it says so."""
    recorded_at: str | None = None
    """When the act is recorded: nothing in it was done later."""
    ruleset: str = ""
    """The ruleset of the rule that is being asked."""
    day: str = field(init=False)
    """The act's legal day."""
    reading: Reading = field(init=False)
    """The state as it is read on that day."""
    _places: list[Place] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.day = self.act["day"]
        self.reading = Reading(self.state, self.day)

    def values(self, kind: str) -> Iterator[Any]:
        """The values, none null, of every field of a type, lists laid out."""
        for described in self.declaration.fields:
            if described.type == kind:
                value = self.fields[described.name]
                listed = value if described.is_list else [value]
                yield from (item for item in listed or () if item is not None)

    def boxes(self) -> Iterator[dict[str, Any]]:
        """The boxes of every scope of the event."""
        for scope in self.values("scope"):
            yield from scope

    def units(self) -> dict[str, None]:
        """Every unit that the event names, each once, in order."""
        return dict.fromkeys(place.unit for place in self.places())

    def runs(self) -> list[str]:
        """The runs that the event names."""
        return list(dict.fromkeys(self.values("run")))

    def places(self) -> list[Place]:
        """Every contest × unit × run of the event, as the specification finds them."""
        if self._places is None:
            self._places = list(dict.fromkeys(self._find_places()))
        return self._places

    def has_unknown_members(self) -> bool:
        """Whether a scope of the event speaks of units that are not known by name yet."""
        return any(box["further"] is not None for box in self.boxes())

    def orders(self, run: str) -> list[Placed[Effect]]:
        """The orders of a run that are in force."""
        effects = self.state.effects_by_run(run)
        orders = (effect for effect in effects if effect.row.verb == "order_run")
        return [order for order in orders if self.reading.in_force(order)]

    def _find_places(self) -> Iterator[Place]:
        runs = self.runs()
        boxes = list(self.boxes())
        if boxes:
            for contest, unit in scopes.pairs(boxes, self.state):
                latest = [] if runs else [self.latest_run(contest, unit)]
                yield from (Place(contest, unit, run) for run in [*runs, *latest])
            return
        for run in runs:
            for order in self.orders(run):
                for contest in order.row.contests:
                    sites = self.reading.sites(order, contest).values()
                    units = (site.row.unit for site in sites if site.row.sign == "+")
                    yield from (Place(contest, unit, run) for unit in units)

    def latest_run(self, contest: str, unit: str) -> str | None:
        """The latest run ordered in force that covers a unit for a contest."""
        runs = standing.runs_covering(self.reading, contest, unit)
        return runs[-1].run if runs else None

    def date_of(self, run: str | None, unit: str) -> str | None:
        """The day set for a run at a unit; None if there is none."""
        effect = standing.date_effect(self.reading, run, unit) if run is not None else None
        return effect.row.data["day"] if effect is not None else None

    def status(self, kind: str, place: Place, field: str) -> str:
        """A status of the poll or count at a place."""
        subject = f"{kind}:{place.contest}/{place.unit}/{place.run}"
        return statuses.value_of(self.state, subject, field, day=self.day)


def all_of(verdicts: Iterable[bool | None], *, complete: bool = True) -> bool | None:
    """False if any is; None if any is, if there is none, or some could not be asked; else True."""
    undecided, some = not complete, False
    for verdict in verdicts:
        if verdict is False:
            return False
        undecided, some = undecided or verdict is None, True
    return None if undecided or not some else True
