"""A short story with a little of everything, told to a commission's ledger."""

from __future__ import annotations

from ledger import read
from tests.verbs.commission import Clock, Commission, box


def tell(commission: Commission) -> list[tuple[str, int]]:
    """Record the story; return the days on which something was recorded, with the size after."""
    days = []
    for day, chapter in (
        ("2013-11-03", _voting),
        ("2013-11-05", _annulment),
        ("2013-11-07", _date),
        ("2013-11-17", _rerun),
    ):
        commission.day = day
        if isinstance(commission.clock, Clock):
            commission.clock.set(day)
        chapter(commission)
        days.append((day, read.size(commission.ledger)))
    return days


def _voting(commission: Commission) -> list[int]:
    acts = [commission.moved("opened", f"ps-{n}") for n in (1, 2, 3)]
    acts.append(commission.moved("halted", "pc-1", cause="attack"))
    return [commission.record(act).index for act in acts]


def _annulment(commission: Commission) -> list[int]:
    run, scope = "run-1", [box("pc-1")]
    unsaid = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
    grounds = {**unsaid, "grounds": ["violence"], "run": run, "scope": scope}
    rerun = {"basis": "annul#1", "replaces": run, "run": "run-2", "scope": scope}
    said = {"about": "annul", "text": "The commission has annulled the vote."}
    return [
        commission.record(
            commission.ruling(
                ("annulment.ordered", grounds),
                ("rerun.ordered", rerun),
                act_id="annul",
                number="3/2013",
            )
        ).index,
        commission.record(commission.act(("announcement.made", said))).index,
    ]


def _date(commission: Commission) -> list[int]:
    dated = {"day": "2013-11-17", "run": "run-2", "scope": None}
    return [commission.record(commission.ruling(("run.dated", dated), number="4/2013")).index]


def _rerun(commission: Commission) -> list[int]:
    moves = [
        commission.moved(move, unit, run="run-2")
        for unit in ("ps-1", "ps-2", "ps-3")
        for move in ("opened", "closed")
    ]
    recorded = [commission.record(act).index for act in moves]
    certified = {"run": "run-2", "scope": [box("pc-1")]}
    act = commission.ruling(("result.certified", certified), number="5/2013")
    return [*recorded, commission.record(act).index]
