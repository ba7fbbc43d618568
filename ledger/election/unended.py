"""What has not come to an end by its nature: nobody had to declare that something is owed.

A poll whose day is over and of which nobody says that it ended, a consignment under way, a
container that stands open, a complaint without a decision (docs/spec/09-views.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ledger.election import items, statuses
from ledger.election.items import BY_NATURE, Item
from ledger.election.reading import Reading, place
from ledger.election.results.spread import Tree, spread
from ledger.election.rows import Effect, Placed
from ledger.election.spellings import act_of
from ledger.election.standing import bars, date_effect, standing_of
from ledger.election.state import State

NO_END = frozenset({"planned", "ready", "open", "suspended"})
"""Polling statuses in which a poll is not over."""

UNENDED = {
    "complaint": {
        "none": "complaint_not_docketed",
        "lodged": "complaint_undecided",
        "admitted": "complaint_undecided",
    },
    "consignment": {"in_transit": "consignment_under_way"},
    "container": {"consigned": "container_under_way", "opened": "container_open"},
}
"""The item that a status of a subject's own field is, by kind."""


def open_items(state: State, day: str) -> list[dict[str, Any]]:
    """Everything that is open on a day: undated runs, duties, decisions, and what has no end."""
    reading = Reading(state, day)
    found = [*items.undated_runs(reading), *items.duties(reading)]
    found += items.missing_decisions(state.acts())
    found += [*polls(reading), *subjects(reading)]
    return [item._asdict() for item in found]


def _poll_item(poll: str, day: str, order: Placed[Effect]) -> Item:
    about, owner = f"poll:{poll}", order.row.body
    return Item(about, day, day, "poll_without_end", owner, BY_NATURE, order.since)


# --- polls -------------------------------------------------------------------------------------


def polls(reading: Reading) -> list[Item]:
    """The polls without an end; where all below a unit are such, one item for that unit."""
    orders = [o for o in reading.state.effects_by_verb("order_run") if reading.in_force(o)]
    tree = Tree(reading.state)
    found: list[Item] = []
    for contest in sorted({contest for order in orders for contest in order.row.contests}):
        covering = spread(reading, tree, contest, orders)
        by_run: dict[str, dict[str, Placed[Effect]]] = defaultdict(dict)
        for unit in sorted(tree.voting):
            for order in covering[unit]:
                by_run[str(order.row.run)].setdefault(unit, order)
        for run, leaves in sorted(by_run.items()):
            found += _of_run(reading, tree, f"{contest}/{run}", leaves)
    return sorted(found, key=_urgency)


def _urgency(item: Item) -> tuple[str, str]:
    return item.by or "", item.about


def _of_run(
    reading: Reading, tree: Tree, name: str, leaves: dict[str, Placed[Effect]]
) -> Iterator[Item]:
    contest, run = name.split("/")
    days = _unended(reading, contest, run, leaves)
    if not days:
        return
    for unit in _tops(tree, leaves, days):
        below = sorted(tree.leaves(unit) & days.keys())
        first = min(below, key=lambda one: (days[one], one))
        yield _poll_item(f"{contest}/{unit}/{run}", days[first], leaves[first])


def _unended(reading: Reading, contest: str, run: str, leaves: Iterable[str]) -> dict[str, str]:
    """The day of each leaf whose poll is over and has no end."""
    keys = {f"poll:{contest}/{unit}/{run}": unit for unit in leaves}
    told = statuses.values_of(reading.state, list(keys), "polling", day=reading.day)
    open_ = {key: unit for key, unit in keys.items() if told[key] in NO_END}
    counts = {key: "count" + key.removeprefix("poll") for key in open_}
    counted = statuses.values_of(reading.state, list(counts.values()), "count", day=reading.day)
    found = {}
    for key, unit in open_.items():
        if counted[counts[key]] != statuses.INITIAL["count"]:
            continue
        date = date_effect(reading, run, unit)
        day = None if date is None else date.row.data["day"]
        if day is not None and day < reading.day and _is_awaited(reading, contest, unit, run):
            found[unit] = day
    return found


def _is_awaited(reading: Reading, contest: str, unit: str, run: str) -> bool:
    """Whether the poll stands, and no result of it is certified."""
    certified = any(
        effect.row.run == run
        and effect.row.what == "result"
        and reading.covers(effect, contest, unit)
        for effect in reading.near(unit, "certify")
    )
    return not certified and standing_of(bars(reading, contest, unit, run=run)) == "stands"


def _tops(tree: Tree, leaves: Iterable[str], unended: dict[str, str]) -> Iterator[str]:
    """The highest units of which every leaf has no end."""
    ended = set(leaves) - unended.keys()
    mixed: set[str | None] = set()
    for leaf in ended:
        above: str | None = leaf
        while above is not None and above not in mixed:
            mixed.add(above)
            above = tree.parents[above]
    tops: dict[str, None] = {}
    for leaf in sorted(unended):
        top = leaf
        while (above := tree.parents[top]) is not None and above not in mixed:
            top = above
        tops[top] = None
    yield from tops


# --- other subjects ----------------------------------------------------------------------------


def subjects(reading: Reading) -> Iterator[Item]:
    """Complaints, consignments and containers without an end, unless a duty speaks for them."""
    spoken = _spoken(reading)
    bodies: dict[int, str] | None = None
    for kind, unended in UNENDED.items():
        keys = {placed.row.key: placed for placed in reading.state.subjects(kind)}
        latest = statuses.latest_on(reading.state, list(keys), kind, reading.day)
        for key, made in sorted(keys.items()):
            told = latest.get(key)
            item = unended.get("none" if told is None else told.row.value)
            since = made.since if told is None else told.since
            if item is None or spoken.get(key, -1) >= since:
                continue
            if told is not None:
                act = reading.state.act(act_of(told.row.event))
                assert act is not None, "a status was set by an act"
                yield Item(key, None, told.row.day, item, act.row.body, BY_NATURE, since)
                continue
            if bodies is None:
                bodies = {p.since: f"{p.row.day} {p.row.body}" for p in reading.state.acts()}
            day, _, body = bodies[since].partition(" ")
            if day <= reading.day:
                yield Item(key, None, day, item, body, BY_NATURE, since)


def _spoken(reading: Reading) -> dict[str, int]:
    """For each subject the last entry that says, in force, that something of it is due or done."""
    found: dict[str, int] = {}
    for verb in ("due", "done"):
        for effect in sorted(reading.state.effects_by_verb(verb), key=place):
            if reading.in_force(effect):
                about = (effect.row.target or "").partition("/")[2]
                found[about] = max(found.get(about, -1), effect.since)
    return found
