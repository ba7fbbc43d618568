"""Judging an act: a pure function of the law, the state before it, and what was submitted.

The steps are those of docs/spec/08-state.md, section 8.1, in its order; the first problem gives the
code of the refusal. An admitted act gets a judgement, which its entry records, and rows of state:

    {"events":["effective","void"],"marks":[{"code":"gap","event":1,"rule":null,
     "subject":"poll:mayor/pc-1/run-1"}]}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.election import (
    administration,
    assessment,
    authority,
    calendar,
    declarations,
    effects,
    remedies,
    world,
)
from ledger.election.administration import founding, sealing
from ledger.election.administration.documents import KINDS
from ledger.election.administration.setting import Setting
from ledger.election.assessment import Assessed
from ledger.election.declarations import Declaration
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Act, Row, Signing, Touch
from ledger.election.state import State

_NEVER_OVERTAKEN = frozenset(
    {"key.compromised", "key.revoked", "succession.announced", "succession.completed"}
)
"""Those who are replaced could otherwise hold these off for ever, by changing something else."""

_NOT_SEEN_TO_CHANGE = ("act:", "contest:", "election:")


# Not frozen: one is made for every act, and freezing would triple its price.
@dataclass(slots=True, kw_only=True)
class Submission:
    """What was submitted, with what the caller found out about it.

    `act` has the form of section 2 already; `digest` is that of its bytes, in hexadecimal;
    `signatures` are key ids with verdicts; `seen_ours` says whether `seen` names our root.
    """

    index: int
    recorded_at: str
    act: dict[str, Any]
    digest: str
    signatures: Sequence[tuple[str, bool]]
    seen_ours: bool
    sealed: sealing.Sealed | None = None
    """Of a state seal: root and number of the sheets at its position, where they are known."""
    is_explained: bool = False
    """Whether the verdict is to say what outcome tests compared."""


class Verdict(NamedTuple):
    """The act is admitted if there are no refusals; then this is its judgement, and its rows."""

    refusals: list[Problem]
    judgement: dict[str, Any]
    rows: list[Row]
    conclusions: Sequence[dict[str, Any]] = ()
    """What outcome tests compared, if it was asked to explain."""


@dataclass(slots=True)
class _Trial:
    """An act while it is judged."""

    law: LawBook
    state: State
    submission: Submission
    act: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    is_administration: bool = False
    kind: str | None = None
    """The kind of its events that asks for most; None where no declaration names any."""
    declared: list[Declaration | None] = field(default_factory=list)
    """One an event; None for administration, and for what no declaration names."""
    unknown_subjects: list[list[str]] = field(default_factory=list)


def judge(law: LawBook, state: State, submission: Submission) -> Verdict:
    """Judge an act by the law and the state just before the entry it would have."""
    act = submission.act
    trial = _Trial(law, state, submission, act)
    if submission.index > 0 and sealing.is_seal(act):
        return _judge_seal(trial)
    problems = trial.problems
    # 1. The form of the act was checked when its bytes were read.
    # 2. It is meant for this ledger.
    problems += _check_ledger(trial)
    # 3. Its id is new. (The same act again is a retry, which does not come here.)
    if state.act(act["act_id"]) is not None:
        problems.append(problem("act_id_taken", act["act_id"], "act_id"))
    # 4. – 6. Every signature is looked at.
    signed, found = authority.examine(law, act, submission.signatures)
    problems += found
    # 7. The ledger accepts acts of this kind now.
    problems += _check_phase(trial)
    # 8. Events are of types in force, and their fields are of their types.
    _type_events(trial)
    is_typed = not problems
    # 9. The bodies are in force; what the signers had seen is ours.
    if submission.index > 0:
        problems += authority.check_bodies(law, act)
        problems += authority.check_members(law, act)
    problems += _check_seen(trial)
    # 10. Those who signed hold the offices in which they did.
    if submission.index > 0:
        problems += authority.check_offices(law, act, signed)
    # 11. Enough persons signed.
    demand = _demand(trial, signed, is_typed=is_typed)
    problems += demand.problems
    # 12. Administration is in order.
    made: list[Row] = []
    if trial.is_administration and is_typed:
        rows, found = administration.enact(law, _setting(trial, signed))
        made += rows
        problems += found
    if problems:
        return Verdict(problems, {}, [])
    if trial.is_administration:
        return _admit_administration(trial, signed, demand, made)
    # 13. Rules, 14. effects.
    assessed = _assess(trial, demand)
    if assessed.problems:
        return Verdict(assessed.problems, {}, [])
    # 15. The size of the entry and the ledger's clock are looked at by those who write it.
    return _admit(trial, signed, demand, assessed)


def _judge_seal(trial: _Trial) -> Verdict:
    """Judge what the ledger itself says of the state: the same steps, for an act without persons."""
    law, act, submission = trial.law, trial.act, trial.submission
    problems = _check_ledger(trial)
    if trial.state.act(act["act_id"]) is not None:
        problems.append(problem("act_id_taken", act["act_id"], "act_id"))
    problems += sealing.check_signatures(law, submission.signatures)
    problems += _check_phase(trial)
    problems += sealing.check_phase(law)
    surroundings = _World(law, trial.state)
    flaw = _type_administration(act["events"][0], "events[0]", surroundings)
    problems += [flaw] if flaw else []
    problems += authority.check_bodies(law, act)
    problems += sealing.check_competence(law, act)
    if not problems:
        problems += sealing.check_order(trial.state, act, submission.index, submission.sealed)
    if problems:
        return Verdict(problems, {}, [])
    ((key_id, _),) = submission.signatures
    head = _act_row(trial, "administration", (), 0)
    rows: list[Row] = [head, sealing.row(act), Signing(False, key_id, None)]
    return Verdict([], _judgement(["effective"], _marks_of_act(trial, ())), rows)


def _check_ledger(trial: _Trial) -> list[Problem]:
    act, law = trial.act, trial.law
    ledger, names = act["ledger"], [event["type"] for event in act["events"]]
    if trial.submission.index == 0:
        if ledger["id"] is None and names == [founding.NAME]:
            return []
        return [problem("not_founding", ", ".join(names), "events")]
    found = []
    if ledger["id"] != law.ledger_id or ledger["origin"] != law.ledger.get("origin"):
        found.append(problem("other_ledger", f"{ledger['origin']} {ledger['id']}", "ledger"))
    if founding.NAME in names:
        found.append(problem("already_founded", founding.NAME, "events"))
    return found


def _check_phase(trial: _Trial) -> list[Problem]:
    phase = trial.law.phase
    if phase == "open" or phase is None:
        return []
    if phase == "closed":
        return [problem("ledger_is_closed", "a further act")]
    others = [e["type"] for e in trial.act["events"] if e["type"] not in administration.EVENTS]
    return [problem("ledger_not_open", others[0], "events")] if others else []


class _World:
    """What the fields of an event may refer to: law, state, and what the act made before it."""

    __slots__ = ("_law", "_state", "made")

    def __init__(self, law: LawBook, state: State) -> None:
        self._law = law
        self._state = state
        self.made: set[str] = set()

    def body(self, body: str) -> bool:
        """Whether the body was ever entered."""
        return self._law.doc("body", body) is not None

    def person(self, person: str) -> bool:
        """Whether the person was ever entered."""
        return self._law.doc("person", person) is not None

    def subject(self, key: str) -> bool:
        """Whether the subject exists."""
        return key in self.made or world.is_known(self._state, key)


def _type_events(trial: _Trial) -> None:
    """Find the declarations of the events, and hold their fields against them."""
    act, surroundings = trial.act, _World(trial.law, trial.state)
    count = 0
    for number, event in enumerate(act["events"]):
        if event["type"] in administration.EVENTS:
            count += 1
            found = _type_administration(event, f"events[{number}]", surroundings)
        else:
            found = _type_event(trial, event, number, surroundings)
        if found is not None:
            trial.problems.append(found)
    trial.is_administration = count == len(act["events"])
    if 0 < count < len(act["events"]):
        trial.problems.append(problem("mixed_administration", f"{count} events of it", "events"))
    kinds = [declared.kind for declared in trial.declared if declared]
    trial.kind = max(kinds, key=KINDS.index, default=None)
    if act["decision"] is None:
        if trial.kind == "ruling":
            trial.problems.append(problem("decision_missing", "no decision", "decision"))
    elif trial.kind != "ruling" and len(kinds) + count == len(act["events"]):
        trial.problems.append(problem("decision_unexpected", "no ruling", "decision"))


def _type_administration(event: dict[str, Any], where: str, about: _World) -> Problem | None:
    if event["version"] != 1:
        return problem("wrong_event_version", event["version"], f"{where}.version")
    found = declarations.check_occurred(event["occurred"], about)
    if found is not None:
        return world.within(found, f"{where}.")
    return administration.check_fields(event, f"{where}.fields")


def _type_event(trial: _Trial, event: dict[str, Any], number: int, about: _World) -> Problem | None:
    declared = trial.law.declaration(event["type"])
    trial.declared.append(declared)
    trial.unknown_subjects.append([])
    where = f"events[{number}]."
    if declared is None:
        return problem("unknown_event_type", event["type"], f"{where}type")
    if declared.version != event["version"]:
        found = f"version {event['version']} of {declared.name}, where {declared.version} is"
        return problem("wrong_event_version", found, f"{where}version")
    flaw, missing = declarations.check_fields(declared, event["fields"], about)
    flaw = flaw or declarations.check_occurred(event["occurred"], about)
    if flaw is not None:
        return world.within(flaw, where)
    trial.unknown_subjects[-1] = missing
    if declared.introduces:
        about.made.update(subject.key for subject in effects.creates(declared, event["fields"]))
        about.made.update(effects.forms(declared, event["fields"]))
    return None


def _check_seen(trial: _Trial) -> list[Problem]:
    """What is wrong with the checkpoint that the signers had seen."""
    seen, index = trial.act["seen"], trial.submission.index
    if index == 0:
        return [] if seen is None else [problem("seen_unexpected", f"size {seen['size']}", "seen")]
    if seen is None:
        needed = trial.kind == "ruling" or trial.is_administration
        return [problem("seen_missing", "no checkpoint", "seen")] if needed else []
    if seen["size"] > index or not trial.submission.seen_ours:
        return [problem("seen_not_ours", f"size {seen['size']} root {seen['root']}", "seen")]
    last = trial.law.last_index
    if trial.is_administration and seen["size"] <= last and not _is_urgent(trial.act):
        found = f"size {seen['size']}, while entry {last} changed administration"
        return [problem("administration_overtaken", found, "seen")]
    return []


def _is_urgent(act: dict[str, Any]) -> bool:
    return all(event["type"] in _NEVER_OVERTAKEN for event in act["events"])


def _demand(trial: _Trial, signed: authority.Signed, *, is_typed: bool) -> authority.Demand:
    """How many persons the act needs; an act that could not be typed is asked for nothing."""
    law, act, index = trial.law, trial.act, trial.submission.index
    if index == 0:
        # Nobody is competent before there is a ledger, and nothing may be attested then.
        attested = act["attestation"] is not None
        found = [problem("not_competent", "an attested act", "attestation")] if attested else []
        return authority.Demand(0, (), found)
    if trial.is_administration:
        if not is_typed:
            return authority.Demand(1, (), [])
        return authority.demand_of_administration(
            law, act, signed=signed, state=trial.state, index=index
        )
    return authority.demand(law, act, signed, trial.kind)


def _setting(trial: _Trial, signed: authority.Signed) -> Setting:
    return Setting(
        act=trial.act,
        index=trial.submission.index,
        recorded_at=trial.submission.recorded_at,
        proven=signed.proven,
        state=trial.state,
    )


def _assess(trial: _Trial, demand: authority.Demand) -> Assessed:
    return assessment.assess(
        trial.law,
        trial.state,
        act=trial.act,
        index=trial.submission.index,
        declared=[declared for declared in trial.declared if declared],
        persons=demand.persons,
        required=demand.required,
        recorded_at=trial.submission.recorded_at,
        is_explained=trial.submission.is_explained,
    )


def _admit_administration(
    trial: _Trial, signed: authority.Signed, demand: authority.Demand, made: list[Row]
) -> Verdict:
    margin = len(demand.persons) - demand.required
    head = _act_row(trial, "administration", demand.persons, margin)
    rows: list[Row] = [head, *made, *authority.signing_rows(signed, demand.persons)]
    marks = _marks_of_act(trial, ())
    return Verdict([], _judgement(["effective"] * len(trial.act["events"]), marks), rows)


def _admit(
    trial: _Trial, signed: authority.Signed, demand: authority.Demand, assessed: Assessed
) -> Verdict:
    assert trial.kind is not None, "an act whose events are not declared is refused"
    margin = len(demand.persons) - assessed.required
    head = _act_row(trial, trial.kind, demand.persons, margin)
    touched = sorted(assessed.touched)
    remedy = remedies.row(trial.act, trial.submission.index)
    stated = [] if remedy is None else [remedy]
    rows: list[Row] = [head, *stated, *assessed.rows, *map(Touch, touched)]
    rows += authority.signing_rows(signed, demand.persons)
    marks = assessed.marks + _marks_of_act(trial, touched if trial.kind == "ruling" else ())
    for number, keys in enumerate(trial.unknown_subjects, 1):
        marks += [(number, "unknown_subject", None, key) for key in keys]
    judged = _judgement(assessed.outcomes, marks)
    return Verdict([], judged, rows, assessed.conclusions)


def _act_row(trial: _Trial, kind: str, persons: tuple[str, ...], margin: int) -> Act:
    act, decision = trial.act, trial.act["decision"]
    return Act(
        act=act["act_id"],
        body=act["body"],
        contested_margin=margin,
        day=act["day"],
        digest=trial.submission.digest,
        kind=kind,
        number=decision["number"] if decision else None,
        persons=persons,
    )


def _marks_of_act(trial: _Trial, touched: Sequence[str]) -> list[assessment.Mark]:
    """The marks of the act as a whole; `touched` by a ruling, else empty."""
    marks: list[assessment.Mark] = []
    today = trial.submission.recorded_at[:10]
    if trial.act["day"] > today and trial.act["day"] > calendar.after(today, 1):
        marks.append((0, "dated_ahead", None, None))
    keys = [key for key in touched if not key.startswith(_NOT_SEEN_TO_CHANGE)]
    seen = trial.act["seen"]
    if keys and seen is not None and trial.state.touched_since(keys, seen["size"]):
        marks.append((0, "changed_since_seen", None, None))
    return marks


def _judgement(outcomes: list[str], marks: list[assessment.Mark]) -> dict[str, Any]:
    """The judgement as an entry records it."""
    ordered = sorted(set(marks), key=_place_of_mark) if marks else []
    return {
        "events": outcomes,
        "marks": [
            {"code": code, "event": event, "rule": rule, "subject": subject}
            for event, code, rule, subject in ordered
        ],
    }


def _place_of_mark(mark: assessment.Mark) -> tuple[int, str, str, str]:
    # None stands before every id, which is never empty.
    return mark[0], mark[1], mark[2] or "", mark[3] or ""
