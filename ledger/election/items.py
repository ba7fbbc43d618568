"""What is open: ordered without a date, due and not done, missing from a series of decisions.

An item is `{"about":"run:run-2","by":null,"day":"2013-11-05","item":"undated_run","owner":"cec",
"since":31}`; how old it is, is the distance of its day from the day that is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ledger.election.reading import Reading, place
from ledger.election.rows import Act, Effect, Placed
from ledger.election.standing import BEFORE_THE_VOTE, date_effect, status_of
from ledger.election.state import State

# A wrong number in one act must not make a list as long as the number is great.
GAPS_MAX = 1000

BY_NATURE = "by_nature"

_match_number = re.compile(r"([1-9][0-9]{0,8})/([0-9]{4})").fullmatch


class Item(NamedTuple):
    """Something open: what, about which subject, whose, by when, and since which entry and day."""

    about: str
    by: str | None
    day: str | None
    item: str
    owner: str
    rule: str | None
    """`by_nature` of what nobody had to declare; None of a duty that an act made."""
    since: int


class Docket:
    """What is open about single subjects, of which each is worked out once.

    In a large log most of what is open concerns other units; none of that is looked at.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._orders: dict[str, list[Placed[Effect]]] = {}
        for order in reading.state.effects_by_verb("order_run"):
            self._orders.setdefault(f"run:{order.row.run}", []).append(order)
        self._told: dict[str, dict[str, list[Placed[Effect]]]] = {}
        for target, effects in _told(reading.state).items():
            about = target.partition("/")[2]
            self._told.setdefault(about, {})[target] = effects
        self._undated: dict[str, tuple[tuple[int, int], Item] | None] = {}
        self._duties: dict[str, list[Item]] = {}

    def about(self, subjects: Iterable[str]) -> list[Item]:
        """What is open about any of some subjects, in the order of `open_items`."""
        wanted = set(subjects)
        undated = sorted(filter(None, map(self._undated_of, wanted & self._orders.keys())))
        duties = [item for subject in wanted for item in self._duties_of(subject)]
        return [*(item for _, item in undated), *sorted(duties, key=_urgency)]

    def _undated_of(self, run: str) -> tuple[tuple[int, int], Item] | None:
        if run not in self._undated:
            self._undated[run] = _first_undated(self._reading, self._orders[run])
        return self._undated[run]

    def _duties_of(self, subject: str) -> list[Item]:
        if subject not in self._duties:
            told = self._told.get(subject, {}).values()
            outstanding = (_outstanding(self._reading, effects) for effects in told)
            self._duties[subject] = [_duty(effect) for effect in outstanding if effect]
        return self._duties[subject]


def _told(state: State) -> dict[str, list[Placed[Effect]]]:
    """What was said to be due or done, under each key."""
    told: dict[str, list[Placed[Effect]]] = {}
    for verb in ("due", "done"):
        for effect in state.effects_by_verb(verb):
            told.setdefault(effect.row.target or "", []).append(effect)
    return told


def _first_undated(
    reading: Reading, orders: Iterable[Placed[Effect]]
) -> tuple[tuple[int, int], Item] | None:
    """The item of the first order in force that leaves its run without a date, and its place."""
    for order in orders:
        if order.row.run is not None and reading.in_force(order):
            item = _undated_run(reading, order, order.row.run)
            if item is not None:
                return place(order), item
    return None


def due(state: State, key: str, day: str) -> Placed[Effect] | None:
    """The `due` effect under the key `ITEM/SUBJECTKEY` if it is not done on that day."""
    return _outstanding(Reading(state, day), state.effects_by_target(key))


def _outstanding(reading: Reading, effects: Iterable[Placed[Effect]]) -> Placed[Effect] | None:
    """The latest of them in force, if that one says that something is due."""
    for effect in sorted(effects, key=place, reverse=True):
        if effect.row.verb in ("due", "done") and reading.in_force(effect):
            return effect if effect.row.verb == "due" else None
    return None


def duties(reading: Reading) -> list[Item]:
    """What is due and not done: the most urgent first, those without a day at the end."""
    told = _told(reading.state).values()
    outstanding = (_outstanding(reading, effects) for effects in told)
    return sorted((_duty(effect) for effect in outstanding if effect), key=_urgency)


def _duty(effect: Placed[Effect]) -> Item:
    row = effect.row
    item, _, about = (row.target or "").partition("/")
    return Item(about, row.data["by"], row.from_day, item, row.data["owner"], None, effect.since)


def _urgency(item: Item) -> tuple[bool, str, int, str, str]:
    return item.by is None, item.by or "", item.since, item.item, item.about


def undated_runs(reading: Reading) -> list[Item]:
    """The runs that were ordered and have no date, in the order of their orders."""
    by_run: dict[str | None, list[Placed[Effect]]] = {}
    for order in reading.state.effects_by_verb("order_run"):
        by_run.setdefault(order.row.run, []).append(order)
    found = (_first_undated(reading, orders) for orders in by_run.values())
    return [item for _, item in sorted(filter(None, found))]


def _undated_run(reading: Reading, order: Placed[Effect], run: str) -> Item | None:
    """The item of a run that has no date at one of its places, where no poll has opened yet."""
    for unit in _places(reading, order, run):
        date = date_effect(reading, run, unit)
        if date is not None and date.row.data["day"] is not None:
            continue
        poll = f"poll:{order.row.contests[0]}/{unit}/{run}"
        if unit is None or status_of(reading, poll, "polling") in BEFORE_THE_VOTE:
            left = date or order
            day, owner = left.row.from_day, order.row.body
            return Item(f"run:{run}", None, day, "undated_run", owner, BY_NATURE, left.since)
    return None


def _places(reading: Reading, order: Placed[Effect], run: str) -> Iterator[str | None]:
    """The units that bound an order, or a date of its run, as far as the order covers them.

    None stands for the whole, where no unit of the order is known by name.
    """
    contest = order.row.contests[0]
    own = _units(reading.state, order.row)
    others = set(reading.sites(order, contest))
    for date in reading.state.effects_by_run(run):
        if date.row.verb == "date" and reading.in_force(date):
            others.update(_units(reading.state, date.row))
    if not own:
        yield None
    for unit in dict.fromkeys([*own, *sorted(others)]):
        if reading.covers(order, contest, unit):
            yield unit


def _units(state: State, effect: Effect) -> list[str]:
    return [site.row.unit for site in state.effect_units(effect.id) if site.row.further is None]


def missing_decisions(acts: Iterable[Placed[Act]]) -> Iterator[Item]:
    """The gaps in each body's numbers of a year, which somebody has to explain."""
    series: dict[tuple[str, str], dict[int, int]] = {}
    for placed in acts:
        match = _match_number(placed.row.number or "")
        if match:
            numbers = series.setdefault((placed.row.body, match[2]), {})
            numbers.setdefault(int(match[1]), placed.since)
    for (body, year), numbers in sorted(series.items()):
        since = numbers[max(numbers)]
        for number in islice(_gaps(sorted(numbers)), GAPS_MAX):
            about = f"decision_number:{body}/{number}/{year}"
            yield Item(about, None, None, "decision_number_missing", body, BY_NATURE, since)


def _gaps(numbers: list[int]) -> Iterator[int]:
    for before, after in zip(numbers, numbers[1:], strict=False):
        yield from range(before + 1, after)
