"""Judging: outcomes, marks, rows in their order, and that nothing outside decides."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ledger.election import judgement
from ledger.election.rows import Act, Effect, Law, Row, Signing, Subject, Touch
from tests.election import builders
from tests.election.builders import (
    MEMBERS,
    ROOT,
    Log,
    attestation,
    decision,
    event,
    founding,
    rule,
    ruleset_adopted,
)
from tests.election.vocabulary import box

NOTED = event("thing.noted", text="An example.")
SAID = event("word.said", about=None, text="Results will be annulled.")
OPENED = event("poll.opened", run="run-1", scope=[box("pc-1")])
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-1")])
CITED = event("decision.cited", to="act-3", unit="pc-1")


def outcomes(log: Log, *events: dict[str, Any], **given: Any) -> list[str]:
    """What became of each event."""
    verdict = log.judge(*events, **given)
    assert verdict.refusals == [], [str(problem) for problem in verdict.refusals]
    found: list[str] = verdict.judgement["events"]
    return found


def rows_of(log: Log, *events: dict[str, Any], **given: Any) -> list[Row]:
    """The rows that an act makes."""
    return log.judge(*events, **given).rows


def test_outcomes() -> None:
    """What moves something is effective; what cannot has no effect."""
    log = builders.furnished()
    assert outcomes(log, SAID, NOTED, OPENED, ANNULLED) == [
        "no_effect",
        "no_effect",
        "effective",
        "effective",
    ]


@pytest.mark.parametrize("result", ["not_adopted", "deferred", "no_quorum"])
def test_only_what_is_adopted_moves(result: str) -> None:
    """Rulings of the act are not adopted; findings beside them stand; links remain."""
    log = builders.furnished()
    given = {"decision": decision(result=result)}
    assert outcomes(log, OPENED, CITED, **given) == ["effective", "not_adopted"]
    verbs = [row.verb for row in rows_of(log, CITED, **given) if isinstance(row, Effect)]
    assert verbs == ["link"]
    assert "unit:pc-1" in [
        row.key for row in rows_of(log, CITED, **given) if isinstance(row, Touch)
    ]


@pytest.mark.parametrize("grade", ["press", "hearsay"])
def test_press_and_hearsay_move_nothing(grade: str) -> None:
    """Marked and void; statements stay what they are."""
    log = builders.furnished()
    given = {"attestation": attestation("m1", grade=grade), "body": "court", "by": MEMBERS}
    verdict = log.judge(SAID, OPENED, ANNULLED, **given)
    assert verdict.judgement["events"] == ["no_effect", "void", "void"]
    marks = [(m["event"], m["code"]) for m in verdict.judgement["marks"]]
    assert marks == [(2, "grade_moves_nothing"), (3, "grade_moves_nothing"), (3, "not_assessed")]
    assert not any(isinstance(row, Effect) for row in verdict.rows)


def test_in_a_reconstruction_they_move_and_are_marked() -> None:
    """The whole ledger says that it is one."""
    log = builders.furnished(purpose="reconstruction")
    given = {"attestation": attestation("m1", grade="press"), "body": "court", "by": MEMBERS}
    verdict = log.judge(ANNULLED, **given)
    assert verdict.judgement["events"] == ["effective"]
    assert "grade_moves_nothing" in [m["code"] for m in verdict.judgement["marks"]]


def test_a_better_grade_moves() -> None:
    """The gazette is good enough anywhere."""
    given = {"attestation": attestation("m1"), "body": "court", "by": MEMBERS}
    assert outcomes(builders.furnished(), ANNULLED, **given) == ["effective"]


def test_marks_are_sorted_and_each_stands_once() -> None:
    """By event, code, rule and subject, null first."""
    log = builders.furnished()
    sealed = event("box.sealed", box="b-9")
    verdict = log.judge(sealed, ANNULLED, CITED, day="2013-10-05")
    marks = verdict.judgement["marks"]
    places = [(m["event"], m["code"], m["rule"] or "", m["subject"] or "") for m in marks]
    assert places == sorted(set(places))
    assert places[0] == (0, "dated_ahead", "", "")
    assert (1, "unknown_subject", "", "consignment:b-9") in places


def test_an_act_may_be_dated_one_day_ahead() -> None:
    """It is tomorrow already somewhere; the day after is marked."""
    log = builders.furnished()
    assert log.marks(NOTED, day="2013-10-02") == []
    assert log.marks(NOTED, day="2013-10-03") == ["dated_ahead"]


def test_what_changed_since_the_signers_had_looked_is_marked() -> None:
    """For rulings, and only if it is about something that they touch."""
    log = builders.furnished()
    seen = {"root": ROOT, "size": log.size}
    assert "changed_since_seen" not in log.marks(ANNULLED, seen=seen)
    log.record(event("poll.opened", run="run-1", scope=[box("pc-2")]), by=["m1"])
    elsewhere = event("decision.cited", to=None, unit="pc-1")
    assert "changed_since_seen" not in log.marks(elsewhere, seen=seen)
    log.record(event("answer.due", by=None, owner=None, unit="pc-1"), by=["m1"])
    assert "changed_since_seen" in log.marks(elsewhere, seen=seen)
    assert "changed_since_seen" not in log.marks(elsewhere)
    assert log.marks(OPENED, seen=seen) == []


def test_rows_stand_in_the_order_of_the_specification() -> None:
    """The act; effects, events in order; touches by key; signatures by key."""
    rows = rows_of(builders.furnished(), OPENED, ANNULLED)
    names = [type(row).__name__ for row in rows]
    assert names[0] == "Act"
    first_touch = names.index("Touch")
    assert set(names[first_touch:]) == {"Touch", "Signing"}
    touched = [row.key for row in rows if isinstance(row, Touch)]
    signed = [row.key for row in rows if isinstance(row, Signing)]
    assert touched == sorted(touched) == ["contest:mayor", "run:run-1", "unit:pc-1"]
    assert signed == sorted(signed)
    assert names[first_touch + len(touched) :] == ["Signing"] * 3


def test_administration_makes_law_and_touches_nothing() -> None:
    """Its rows: the act, the law, the signatures."""
    rows = rows_of(builders.furnished(), event("person.entered", name="N", person="n"))
    assert [type(row).__name__ for row in rows] == ["Act", "Law"] + ["Signing"] * 3
    law = rows[1]
    assert isinstance(law, Law)
    assert law.doc == {"name": "N", "person": "n"}


def test_the_row_of_the_act() -> None:
    """Number, digest, greatest kind, counted persons."""
    given = {"decision": decision(number="87/2013"), "by": ["m3", "m1", "m2"]}
    act = rows_of(builders.furnished(), NOTED, ANNULLED, **given)[0]
    assert isinstance(act, Act)
    assert (act.number, act.kind, act.persons) == ("87/2013", "ruling", ("m1", "m2", "m3"))


def test_effects_begin_on_the_day_the_decision_names_and_await_its_milestone() -> None:
    """For every effect of an act that has a decision."""
    log = builders.furnished()
    served = [{"body": "cec", "milestone": "served"}]
    log.record(ruleset_adopted(gives_effect=served))
    for given, expected in (
        ({}, ("2013-10-01", "served")),
        ({"decision": decision(effective_on="2013-12-01")}, ("2013-12-01", "served")),
    ):
        effects = [r for r in rows_of(log, ANNULLED, **given) if isinstance(r, Effect)]
        assert [(row.from_day, row.awaits) for row in effects] == [expected]


def test_an_event_may_name_what_an_earlier_event_of_the_act_made() -> None:
    """And not what a later one makes."""
    log = builders.furnished()
    item = {"id": "pc-9", "name": "New", "parent": "town", "type": "polling_centre"}
    made = event("units.made", units=[item])
    opened = event("poll.opened", run="run-1", scope=[box("pc-9")])
    assert outcomes(log, made, opened) == ["effective", "effective"]
    assert log.code(opened, made) == "unknown_unit"
    assert log.code(made, made) == "already_exists"
    numbers = [row.id for row in rows_of(log, made, ANNULLED) if isinstance(row, Effect)]
    assert numbers == [f"{log.size}.2.1"]


def test_earlier_events_of_the_act_are_met_by_later_ones() -> None:
    """Opened and halted in one act leaves no gap; halted alone does."""
    log = builders.furnished()
    halted = event("poll.halted", run="run-1", scope=[box("pc-1")])
    assert log.marks(OPENED, halted, by=["m1"]) == []
    assert log.marks(halted, by=["m1"]) == ["gap"]


def test_judging_is_a_function_of_what_it_is_given() -> None:
    """Twice the same answer; neither law nor state nor the act is touched."""
    log = builders.furnished()
    log.adopt(rule("quorum", parameters={"counted": "signed", "persons_min": 4}))
    for events in ((OPENED, ANNULLED), (event("person.entered", name="N", person="n"),)):
        submission = log.submission(log.act(*events))
        before = copy.deepcopy(submission.act)
        law_index, size = log.law.last_index, log.state.size
        first = judgement.judge(log.law, log.state, submission)
        second = judgement.judge(log.law, log.state, submission)
        assert first == second
        assert first.refusals == []
        assert submission.act == before
        assert (log.law.last_index, log.state.size) == (law_index, size)
    assert log.law.doc("person", "n") is None


def test_a_refused_act_leaves_nothing() -> None:
    """No judgement and no rows come with problems."""
    verdict = builders.furnished().judge(ANNULLED, by=["m1"])
    assert verdict.refusals
    assert (verdict.judgement, verdict.rows) == ({}, [])


def test_a_checkpoint_is_not_needed_for_findings_but_must_be_ours_if_named() -> None:
    """Optional is not unchecked."""
    log = builders.furnished()
    assert log.code(NOTED, seen=None, by=["m1"]) is None
    assert log.code(NOTED, seen_ours=False, by=["m1"]) == "seen_not_ours"
    later = {"root": ROOT, "size": log.size + 1}
    assert log.code(NOTED, seen=later, by=["m1"]) == "seen_not_ours"


def test_administration_is_overtaken_only_by_administration() -> None:
    """Findings in between do not matter."""
    log = builders.furnished()
    seen = {"root": ROOT, "size": log.size}
    log.record(NOTED, by=["m1"])
    entered = event("person.entered", name="N", person="n")
    assert log.code(entered, seen=seen) is None
    log.record(event("person.entered", name="O", person="o"))
    assert log.code(entered, seen=seen) == "administration_overtaken"


def test_those_who_are_replaced_cannot_hold_it_off() -> None:
    """A lost key is revoked however much administration came in between."""
    log = builders.furnished()
    seen = {"root": ROOT, "size": log.size}
    revoked = event("key.revoked", key=builders.key_id("m2"), reason="lost")
    for number in range(3):
        log.record(event("person.entered", name="N", person=f"n{number}"))
    assert log.code(revoked, seen=seen) is None
    mixed = [revoked, event("person.entered", name="N", person="n9")]
    assert log.code(*mixed, seen=seen) == "administration_overtaken"


def test_founding_counts_nobody() -> None:
    """All its signatures prove possession; its margin is 0."""
    log = Log()
    rows = rows_of(log, founding(), by=["m1"])
    act = rows[0]
    assert isinstance(act, Act)
    assert (act.persons, act.contested_margin, act.kind) == ((), 0, "administration")
    signed = [row for row in rows if isinstance(row, Signing)]
    assert len(signed) == 9
    assert not any(row.counted for row in signed)
    assert sorted(row.person or "" for row in signed)[0] == ""


def test_the_founding_act_stands_alone() -> None:
    """One event, no decision, no attestation, no second."""
    entered = event("person.entered", name="N", person="n")
    log = Log()
    assert log.code(founding(), entered, by=["m1"]) == "not_founding"
    assert log.code(founding(), by=["m1"], decision=decision()) == "decision_unexpected"
    assert log.code(founding(), by=["m1"], attestation=attestation("m1")) == "not_competent"
    named = {"id": builders.LEDGER_ID, "origin": builders.ORIGIN}
    assert log.code(founding(), by=["m1"], ledger=named) == "not_founding"
    assert log.code(founding(), by=["m1"], body="nobody") == "unknown_body"
    assert builders.founded().code(NOTED, ledger={**named, "id": None}) == "other_ledger"


def test_an_order_makes_the_run_after_its_effects() -> None:
    """Once, however many boxes it has."""
    log = builders.furnished()
    ordered = event("vote.called", run="run-9", scope=[box("pc-1"), box("pc-2")])
    kinds = [r for r in rows_of(log, ordered) if isinstance(r, Effect | Subject)]
    assert [type(row).__name__ for row in kinds] == ["Effect", "Effect", "Subject"]
