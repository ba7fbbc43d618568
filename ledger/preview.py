"""What an act would do if it were recorded now: the judge asked in advance, nothing written.

Everybody who is asked to sign is taken to have signed, so that a draft can be looked at before
the first signature.
"""

from typing import Any, NamedTuple

from ledger import read
from ledger.chain import canonical
from ledger.chain.envelope import Act
from ledger.election import judgement, sheets
from ledger.election.authority import keys_of
from ledger.election.judgement import Submission
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.overlay import Overlay
from ledger.election.refusals import Problem
from ledger.election.rows import Touch
from ledger.election.state import State
from ledger.ledger import Ledger
from ledger.read import View

UNITS_MAX = 50
"""Units shown before and after; a decision may name thousands."""


class Change(NamedTuple):
    """A headline of a unit, before and after the act; `runs` are those of then, in order."""

    unit: str
    contest: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    runs: tuple[str, ...]


class Foreseen(NamedTuple):
    """What the ledger would conclude: `problems` is empty where the act would be recorded.

    `says` has, for each event, the sentences of its declaration; none for administration.
    `purpose` and `clock` are the ledger's.
    """

    position: int
    day: str
    problems: tuple[Problem, ...]
    judgement: dict[str, Any]
    changes: tuple[Change, ...]
    units_count: int
    says: tuple[list[dict[str, str]], ...]
    purpose: str
    clock: str
    conclusions: tuple[dict[str, Any], ...] = ()


def preview(ledger: Ledger, act: Act, now: str) -> Foreseen:
    """Judge an act against the head of the ledger and say what it would change."""
    with read.view(ledger) as view:
        says = tuple(_says(view.law, event.type) for event in act.events)
        told = view.law.ledger["purpose"], view.law.ledger["clock"]
        verdict = judgement.judge(view.law, view.state, _submission(ledger, view, act, now))
        if verdict.refusals:
            refused = tuple(verdict.refusals)
            return Foreseen(view.position, view.day, refused, {}, (), 0, says, *told)
        after = Overlay(view.state)
        after.extend(view.position, verdict.rows)
        touched = [row.key for row in verdict.rows if isinstance(row, Touch)]
        units = sorted(key.partition(":")[2] for key in touched if key.startswith("unit:"))
        day = max(act.day, view.day)
        changes = [
            change
            for unit in units[:UNITS_MAX]
            for change in _changes(view.state, after, unit, day=day)
        ]
        judged = verdict.judgement
        found = Foreseen(view.position, day, (), judged, tuple(changes), len(units), says, *told)
        return found._replace(conclusions=tuple(verdict.conclusions))


def _says(law: LawBook, name: str) -> list[dict[str, str]]:
    declared = law.doc("declaration", name)
    return [] if declared is None else list(declared["says"])


def founding(act: Act, now: str) -> tuple[Problem, ...]:
    """Why no ledger could be founded with this act, if everybody whom it names signed it."""
    law, value = LawBook(), canonical.loads(act.data)
    submission = Submission(
        index=0,
        recorded_at=now,
        act=value,
        digest=act.digest.hex(),
        signatures=[(key, True) for key in _keys(law, act, value)],
        seen_ours=False,
    )
    return tuple(judgement.judge(law, MemoryState(), submission).refusals)


def _submission(ledger: Ledger, view: View, act: Act, now: str) -> Submission:
    value = canonical.loads(act.data)
    seen = act.seen
    is_ours = (
        seen is not None
        and seen.size <= view.position
        and read.root(ledger, seen.size) == seen.root
    )
    return Submission(
        index=view.position,
        recorded_at=now,
        act=value,
        digest=act.digest.hex(),
        signatures=[(key, True) for key in _keys(view.law, act, value)],
        seen_ours=is_ours,
        is_explained=True,
    )


def _keys(law: LawBook, act: Act, value: dict[str, Any]) -> list[str]:
    """The keys with which the persons asked would sign, and those that the act enrols."""
    persons = [signer.person for signer in act.signers]
    own = [key for person in persons for key in law.keys_of(person) if _is_good(law, key)]
    entering = [key for key in keys_of(law, value) if law.key(key) is None]
    return sorted({*own, *entering})


def _is_good(law: LawBook, key: str) -> bool:
    found = law.key(key)
    return found is not None and found["revoked"] is None


def _changes(before: State, after: State, unit: str, *, day: str) -> list[Change]:
    then = _sheet(after, unit, day)
    old, new = _headlines(_sheet(before, unit, day)), _headlines(then)
    return [
        Change(unit, contest, old.get(contest), new.get(contest), _runs(then, contest))
        for contest in sorted({*old, *new})
        if old.get(contest) != new.get(contest)
    ]


def _sheet(state: State, unit: str, day: str) -> dict[str, Any]:
    if state.subject(f"unit:{unit}") is None:
        return {"headlines": [], "polls": []}
    return sheets.sheet(state, unit, day)


def _headlines(sheet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["contest"]: each["headline"] for each in sheet["headlines"]}


def _runs(sheet: dict[str, Any], contest: str) -> tuple[str, ...]:
    return tuple(poll["run"] for poll in sheet["polls"] if poll["contest"] == contest)
