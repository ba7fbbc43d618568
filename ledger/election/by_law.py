"""What is owed, or has happened, by operation of law: computed at any position and day.

    {"about":"run:run-1","at":"2013-11-15T23:00:00.000000Z","by":"2013-11-15","event":"cec-87#1","instead":null,"item":"repeat",
     "kind":"owed","overdue":false,"owner":"cec","rule":"rs-2022.repeat-owed","since":31}

Nothing of it is ever appended as if somebody had decided it (docs/spec/09-views.md, By law).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from ledger.election import consequences, deadlines, milestones, remedies, standing, statuses
from ledger.election.law import LawBook
from ledger.election.reading import Reading, place
from ledger.election.rows import REMEDY, Effect, Placed

_LIVES = ("life", "execution")


class Following(NamedTuple):
    """What follows by law from one event, with the effect that it follows from."""

    document: dict[str, Any]
    trigger: Placed[Effect]


def by_law(law: LawBook, reading: Reading) -> list[Following]:
    """Everything that is owed or has happened by law, the most urgent first."""
    found = [
        Following(told, trigger)
        for document in consequences_of(law)
        for trigger in _triggers(law, reading, document)
        if (told := _tell(law, reading, document, trigger)) is not None
    ]
    found += [Following(*each) for each in remedies.remedies(law, reading)]
    return sorted(found, key=lambda each: _urgency(each.document))


def documents(law: LawBook, reading: Reading) -> list[dict[str, Any]]:
    """The same, as documents."""
    return [each.document for each in by_law(law, reading)]


def concerning(
    found: Collection[Following], reading: Reading, unit: str, runs: Collection[str]
) -> list[dict[str, Any]]:
    """What follows by law at a unit: where the effect covers it; without units, by its run.

    A remedy concerns the units that its decision names, and those below them.
    """
    found = [each for each in found if _concerns(each.trigger, reading, unit, runs)]
    return [each.document for each in found]


def _concerns(trigger: Placed[Effect], reading: Reading, unit: str, runs: Collection[str]) -> bool:
    if trigger.row.verb == REMEDY:
        keys = (f"unit:{above}" for above in reading.path(unit))
        return any(trigger.since in reading.state.touches(key) for key in keys)
    if trigger.row.contests:
        return reading.covers_any_contest(trigger, unit)
    return trigger.row.run in runs


def about(found: Collection[Following], key: str) -> list[dict[str, Any]]:
    """What follows by law about a subject that is no unit: a run, a decision, or a contest."""
    kind, _, identity = key.partition(":")
    return [
        each.document
        for each in found
        if each.document["about"] == key
        or (kind == "contest" and identity in each.trigger.row.contests)
        or (kind == "decision" and identity == each.trigger.row.act)
    ]


def consequences_of(law: LawBook) -> list[dict[str, Any]]:
    """The consequences that were adopted and not withdrawn, by id."""
    return [document for _, document in sorted(law.docs("consequence").items())]


def _urgency(told: dict[str, Any]) -> tuple[bool, str, int, str, str]:
    return told["by"] is None, told["by"] or "", told["since"], told["rule"], told["event"]


def _triggers(law: LawBook, reading: Reading, document: dict[str, Any]) -> Iterator[Placed[Effect]]:
    """The first effect in force of every event to which the law attaches the consequence."""
    on, seen = document["on"], set[str]()
    for verb in on["effects"]:
        for effect in sorted(reading.state.effects_by_verb(verb), key=place):
            row = effect.row
            if row.event in seen or not _admits(on, row) or not reading.in_force(effect):
                continue
            act = reading.state.act(row.act)
            if act is not None and _is_law(law, document, act.row.day):
                seen.add(row.event)
                yield effect


def _admits(on: dict[str, Any], row: Effect) -> bool:
    named = ((on["bodies"], row.body), (on["objects"], row.object), (on["what"], row.what))
    return all(not listed or value in listed for listed, value in named)


def _is_law(law: LawBook, document: dict[str, Any], day: str) -> bool:
    rulesets = (ruleset["ruleset"] for ruleset in law.rulesets(day))
    return document["ruleset"] in rulesets and consequences.is_law(document, day)


def _tell(
    law: LawBook, reading: Reading, document: dict[str, Any], trigger: Placed[Effect]
) -> dict[str, Any] | None:
    """What is to be said of one consequence of one event; None if there is nothing (any more)."""
    row = trigger.row
    about = f"run:{row.run}" if row.run is not None else f"decision:{row.act}"
    term = _term(law, reading, document, trigger)
    by = None if term is None else term.day
    is_owed = document["kind"] == "owed"
    if not is_owed and (by is None or by >= reading.day):
        return None
    told = _told(reading, f"{document['item']}/{about}")
    if told is not None and told.row.verb == "done" and told.since >= trigger.since:
        return None
    if _is_ended(reading, document, trigger, by=None if is_owed else by):
        return None
    instead = None
    if told is not None and told.row.verb == "due":
        instead = {"by": told.row.data["by"], "event": told.row.event}
    until = by if instead is None else instead["by"]
    return {
        "about": about,
        "at": None if term is None else term.at,
        "by": by,
        "event": row.event,
        "instead": instead,
        "item": document["item"],
        "kind": "owed" if is_owed else "happened",
        "overdue": is_owed and until is not None and until < reading.day,
        "owner": document["owner"] or row.body,
        "rule": document["id"],
        "since": trigger.since,
    }


def _told(reading: Reading, key: str) -> Placed[Effect] | None:
    """The latest `due` or `done` in force under a key."""
    effects = reading.state.effects_by_target(key)
    told = [e for e in effects if e.row.verb in ("due", "done") and reading.in_force(e)]
    return max(told, key=place, default=None)


def _term(
    law: LawBook, reading: Reading, document: dict[str, Any], trigger: Placed[Effect]
) -> deadlines.Term | None:
    start = _start(reading, document["start"], trigger)
    if start is None or document["count"] is None:
        return None
    days = deadlines.of_ruleset(law.doc("ruleset", document["ruleset"]))
    return deadlines.term(start, document["count"], document["unit"], days=days)


def _start(reading: Reading, start: str, trigger: Placed[Effect]) -> str | None:
    row, state = trigger.row, reading.state
    if start in remedies.MILESTONES:
        milestone = remedies.MILESTONES[start]
        return milestones.reached_on(state, row.act, milestone, day=reading.day)
    act_id: str | None = row.act
    if start == "polling_day":
        first = next((s.row.unit for s in _own(reading, row) if s.row.further is None), None)
        date = standing.date_effect(reading, row.run, first) if row.run is not None else None
        return None if date is None else date.row.data["day"]
    if start == "order":
        orders = [e for e in state.effects_by_run(row.run or "") if e.row.verb == "order_run"]
        latest = max((e for e in orders if reading.in_force(e)), key=place, default=None)
        act_id = None if latest is None else latest.row.act
    act = None if act_id is None else state.act(act_id)
    return None if act is None else act.row.day


def _own(reading: Reading, row: Effect) -> Any:
    return reading.state.effect_units(row.id)


def _is_ended(
    reading: Reading, document: dict[str, Any], trigger: Placed[Effect], *, by: str | None
) -> bool:
    """Whether what the law waits for has come; for what happens, not later than the last day."""
    lives, subject = document["ended_by"]["life"], f"decision:{trigger.row.act}"
    until = reading.day if by is None else by
    if lives and any(
        statuses.value_of(reading.state, subject, field, day=until) in lives for field in _LIVES
    ):
        return True
    enders = [
        effect
        for verb in document["ended_by"]["effects"]
        for effect in reading.state.effects_by_verb(verb)
        if effect.since >= trigger.since
        and effect.row.event != trigger.row.event
        and effect.row.from_day <= until
        and reading.in_force(effect)
    ]
    return _is_answered(reading, trigger, enders)


def _is_answered(reading: Reading, trigger: Placed[Effect], enders: list[Placed[Effect]]) -> bool:
    """Whether some name the event, or together they cover all that it covers."""
    row = trigger.row
    if any(e.row.target in (row.act, row.event) for e in enders if e.row.verb != "order_run"):
        return True
    of_run = [e for e in enders if row.run is not None and _run_of(e.row) == row.run]
    if not row.contests:
        return bool(of_run)
    sites = [
        (contest, site.row.unit)
        for contest in row.contests
        for site in reading.sites(trigger, contest).values()
        if site.row.sign == "+"
    ]
    return bool(sites) and all(_is_covered(reading, of_run, *each) for each in sites)


def _is_covered(reading: Reading, enders: list[Placed[Effect]], contest: str, unit: str) -> bool:
    """Whether the unit is covered, or has units below it and each of them is."""
    waiting = [unit] if enders else []
    while waiting:
        here = waiting.pop()
        if not any(reading.covers(ender, contest, here) for ender in enders):
            rows = (child.row for child in reading.state.children(f"unit:{here}"))
            below = [row.key.removeprefix("unit:") for row in rows if row.kind == "unit"]
            if not below:
                return False
            waiting += below
    return bool(enders)


def _run_of(row: Effect) -> str | None:
    """The run that an effect is about: an order is about the one that it replaces."""
    return row.target if row.verb == "order_run" else row.run
