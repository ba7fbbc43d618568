"""What holds for a poll on a legal day: its status, date, standing, runs and headline.

Every function takes a reading: a state, which is bounded by its position, on a day. Both are said
with every answer. Nothing here is stored (docs/spec/09-views.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.election import parts, statuses
from ledger.election.reading import Reading, place
from ledger.election.rows import REMEDY, Effect, Placed
from ledger.election.spellings import act_of

PRECEDENCE = (
    ("annul", "annulled"),
    ("cannot_establish", "cannot_establish"),
    ("exclude", "excluded"),
    ("hold_back", "held_back"),
    ("stay", "stayed"),
)
"""The bars that take from a poll its standing, the weightiest first, and what it then is."""

POLL_OBJECTS = frozenset({"voting", "count", "result", "call"})
BEFORE_THE_VOTE = ("planned", "ready")


class Run(NamedTuple):
    """A run as it covers one contest and unit."""

    run: str
    order: Placed[Effect]
    without_basis: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What holds for one run of a contest at a unit."""

    contest: str
    unit: str
    run: str
    bars: list[str]
    """Ids of the bars in force, in order of the log."""
    count: str
    date: str | None
    polling: str
    standing: str
    without_basis: bool


def possibly_affected(reading: Reading, contest: str, unit: str) -> list[str]:
    """Ids of the bars in force that may cover the unit, by naming more units than are known."""
    above = set(reading.path(unit)[1:])
    return [
        bar.row.id
        for bar in reading.near(unit, "bar")
        if contest in bar.row.contests
        and not reading.covers(bar, contest, unit)
        and any(
            site.row.further is not None and site.row.unit in above
            for site in reading.state.effect_units(bar.row.id)
        )
    ]


def date_effect(reading: Reading, run: str, unit: str | None) -> Placed[Effect] | None:
    """The latest date in force of a run: one without scope, or one that covers the unit."""
    for effect in sorted(reading.state.effects_by_run(run), key=place, reverse=True):
        if effect.row.verb == "date" and reading.in_force(effect):
            is_of_all = not effect.row.contests
            if is_of_all or (unit is not None and reading.covers_any_contest(effect, unit)):
                return effect
    return None


def bars(reading: Reading, contest: str, unit: str, *, run: str) -> list[Placed[Effect]]:
    """The bars in force on a run that cover contest and unit, in order of the log."""
    return [
        bar
        for bar in reading.near(unit, "bar")
        if bar.row.run == run and reading.covers(bar, contest, unit)
    ]


def makes(bar: Placed[Effect], standing: str) -> bool:
    """Whether a bar is one of those that give a poll this standing."""
    return bar.row.object in POLL_OBJECTS and (bar.row.what, standing) in PRECEDENCE


def standing_of(barring: list[Placed[Effect]]) -> str:
    """What these bars make of a poll."""
    whats = {bar.row.what for bar in barring if bar.row.object in POLL_OBJECTS}
    return next((name for what, name in PRECEDENCE if what in whats), "stands")


def runs_covering(reading: Reading, contest: str, unit: str) -> list[Run]:
    """The runs that cover contest and unit; one ordered twice counts where it was first ordered."""
    found: dict[str, Run] = {}
    for order in reading.near(unit, "order_run"):
        run = order.row.run
        if run is not None and run not in found and reading.covers(order, contest, unit):
            found[run] = Run(run, order, _is_without_basis(reading, order.row))
    return list(found.values())


def _is_without_basis(reading: Reading, order: Effect) -> bool:
    """Whether what the order rests on had effects, and none of them is in force any more."""
    basis = order.data["basis"]
    if basis is None:
        return False
    resting = [
        placed
        for placed in reading.state.effects_of(act_of(basis))
        if basis in (placed.row.act, placed.row.event)
        and placed.row.verb not in ("link", REMEDY)
        and placed.row.event != order.event
        and placed.row.from_day <= reading.day
    ]
    return bool(resting) and not any(reading.in_force(placed) for placed in resting)


def polls(reading: Reading, contest: str, unit: str) -> list[Poll]:
    """What holds for every run that covers contest and unit, in order of the runs."""
    return [_poll(reading, contest, unit, run=run) for run in runs_covering(reading, contest, unit)]


def _poll(reading: Reading, contest: str, unit: str, *, run: Run) -> Poll:
    barring = bars(reading, contest, unit, run=run.run)
    date = date_effect(reading, run.run, unit)
    name = f"{contest}/{unit}/{run.run}"
    return Poll(
        contest=contest,
        unit=unit,
        run=run.run,
        bars=[bar.row.id for bar in barring],
        count=status_of(reading, f"count:{name}", "count"),
        date=None if date is None else date.row.data["day"],
        polling=status_of(reading, f"poll:{name}", "polling"),
        standing=standing_of(barring),
        without_basis=run.without_basis,
    )


def status_of(reading: Reading, subject: str, field: str) -> str:
    """The status of a subject on the reading's day."""
    return statuses.value_of(reading.state, subject, field, day=reading.day)


def headline_of(reading: Reading, covering: list[Poll]) -> dict[str, Any]:
    """The headline of a contest at a unit, from its polls."""
    if not covering:
        return {"annulled": [], "code": "no_vote_called", "count": None, "day": None, "run": None}
    last = covering[-1]
    return {
        "annulled": [poll.run for poll in covering[:-1] if poll.standing == "annulled"],
        "code": _code(reading, last, is_first=len(covering) == 1),
        "count": last.count,
        "day": last.date,
        "run": last.run,
    }


def _code(reading: Reading, last: Poll, *, is_first: bool) -> str:
    if certifying(reading, last.contest, last.unit, run=last.run):
        return "certified"
    if last.standing != "stands":
        return last.standing
    if parts.differ(reading, last.contest, last.unit, run=last.run):
        return "in_parts"
    if last.polling in BEFORE_THE_VOTE:
        if not is_first:
            return "repeat_undated" if last.date is None else "repeat_dated"
        return "undated" if last.date is None else last.polling
    if last.polling == "closed" and last.count != statuses.INITIAL["count"]:
        return last.count
    return last.polling


def certifying(reading: Reading, contest: str, unit: str, *, run: str) -> list[Placed[Effect]]:
    """The certifications of a result in force that cover contest and unit with a run."""
    return [
        effect
        for effect in reading.near(unit, "certify")
        if effect.row.run == run
        and effect.row.what == "result"
        and reading.covers(effect, contest, unit)
    ]
