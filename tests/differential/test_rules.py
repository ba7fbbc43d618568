"""Rules of the newer kinds: own days, calendars, signing in person, outcome tests."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import deadlines
from tests.differential.house import adopt, commission, event, marks
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election.builders import MEMBERS, Event, decision, rule, signer
from tests.election.vocabulary import box, exactly
from verifiers import deadlines as verifiers_deadlines

DAY = "2013-11-05"
SUMMER = [
    {"from": "2013-03-31T01:00:00.000000Z", "minutes": 120},
    {"from": "2013-10-27T01:00:00.000000Z", "minutes": 60},
]
FREE = {
    "holidays": ["2013-11-11", "2013-12-25"],
    "offsets": SUMMER,
    "weekend": ["saturday", "sunday"],
}


def annul(*units: str, **fields: Any) -> Event:
    """An annulment of the first vote; its claims about the outcome may be given."""
    scope = [box(*units)]
    return event("annulment.ordered", grounds=["violence"], run="run-1", scope=scope, **fields)


def judged(pair: Pair, *events: Event, day: str = DAY, **given: Any) -> list[str]:
    """Record an act; the marks it gets."""
    assert pair.act(*events, day=day, **given), pair.refused
    return marks(pair)


def test_a_rule_is_law_on_its_own_days() -> None:
    """Within its ruleset's: a law that changed in the course of an election."""
    pair = commission()
    of_court = {"bodies": ["court"]}
    term = {"from": "2013-11-05", "until": "2013-11-07"}
    adopt(pair, rule("body", parameters=of_court, **term))
    for day, expected in (
        ("2013-11-04", ["not_assessed"]), ("2013-11-05", ["rule_not_met r.body"]),
        ("2013-11-06", ["rule_not_met r.body"]), ("2013-11-07", ["not_assessed"]),
    ):  # fmt: skip
        assert judged(pair, annul("pc-1"), day=day) == expected


@pytest.mark.parametrize(
    "start, count, unit, expected",
    [
        ("2013-11-05", 0, "working_days", "2013-11-05"),
        ("2013-11-05", 72, "hours", "2013-11-08"),
        ("2013-11-05", 73, "hours", "2013-11-09"),
        ("2013-11-05", 2, "weeks", "2013-11-19"),
        ("2013-11-08", 1, "working_days", "2013-11-12"),
        ("2013-11-05", 5, "working_days", "2013-11-13"),
        ("2013-12-31", 2, "months", "2014-02-28"),
        ("2012-01-31", 1, "months", "2012-02-29"),
        ("2013-11-30", 12, "months", "2014-11-30"),
        ("2199-12-30", 10, "days", "2199-12-31"),
        ("2199-12-27", 36500, "working_days", "2199-12-31"),
        ("2199-12-27", 36500, "months", "2199-12-31"),
        ("2199-12-27", 36500, "weeks", "2199-12-31"),
    ],
)
def test_both_programs_count_days_alike(start: str, count: int, unit: str, expected: str) -> None:
    """With a weekend and holidays, over short months, up to the last day there is."""
    days = deadlines.of_ruleset(FREE)
    assert deadlines.latest(start, count, unit, days=days) == expected
    assert verifiers_deadlines.last_day(start, count, unit, ruleset=FREE) == expected


@pytest.mark.parametrize("unit", deadlines.UNITS)
def test_any_count_from_any_day_comes_to_the_same(unit: str) -> None:
    """A year of starts, counts up to two months."""
    days = deadlines.of_ruleset(FREE)
    for start in range(0, 365, 13):
        first = deadlines.latest("2013-01-31", start, "days", days=days)
        for count in range(0, 60, 7):
            found = verifiers_deadlines.last_day(first, count, unit, ruleset=FREE)
            over = verifiers_deadlines.over_at(first, count, unit, ruleset=FREE)
            ours = deadlines.term(first, count, unit, days=days)
            assert ours == (found, verifiers_deadlines.spelled(over))


@pytest.mark.parametrize(
    "start, count, day, at",
    [
        ("2013-11-05", 72, "2013-11-08", "2013-11-08T23:00:00.000000Z"),
        ("2013-11-05", 73, "2013-11-09", "2013-11-09T00:00:00.000000Z"),
        # The clock is put back in between: 48 hours end an hour before the second day does.
        ("2013-10-26", 48, "2013-10-28", "2013-10-28T22:00:00.000000Z"),
        ("2013-11-05", 0, "2013-11-05", "2013-11-05T23:00:00.000000Z"),
    ],
)
def test_hours_end_at_an_instant(start: str, count: int, day: str, at: str) -> None:
    """By the offsets of the ruleset alone; no table of time zones is asked."""
    assert deadlines.term(start, count, "hours", days=deadlines.of_ruleset(FREE)) == (day, at)
    over = verifiers_deadlines.over_at(start, count, "hours", ruleset=FREE)
    assert verifiers_deadlines.spelled(over) == at


@pytest.mark.parametrize(
    "hours, day, occurred_at, recorded_at, expected",
    [
        (72, "2013-11-08", None, None, []),
        (71, "2013-11-08", None, None, ["rule_indeterminate r.in-time"]),
        (71, "2013-11-08", "2013-11-08T21:59:59.999999Z", None, []),
        (71, "2013-11-08", "2013-11-08T22:00:00.000000Z", None, ["rule_not_met r.in-time"]),
        (71, "2013-11-08", None, "2013-11-08T20:00:00.000000Z", []),
        (48, "2013-11-08", None, None, ["rule_not_met r.in-time"]),
    ],
)
def test_what_came_too_late_by_the_hour_is_marked(
    hours: int, day: str, occurred_at: str | None, recorded_at: str | None, expected: list[str]
) -> None:
    """By the hour it says, or that of its recording; where neither helps, it stays undecided."""
    pair = commission()
    in_time = rule(
        "deadline",
        id="r.in-time",
        events=["complaint.lodged"],
        parameters={"count": hours, "start": "decision", "unit": "hours"},
    )
    adopt(pair, in_time, offsets=SUMMER)
    assert pair.act(annul("pc-1"), act_id="annul", day="2013-11-05")
    when = {"at": occurred_at, "earliest": day, "latest": day, "why": None}
    occurred = when if occurred_at else None
    pair.log.recorded_at = recorded_at or pair.log.recorded_at
    lodged = event("complaint.lodged", against="annul", complaint="c", name="C", occurred=occurred)
    assert pair.act(lodged, day=day, by=MEMBERS[:1]), pair.refused
    assert [m for m in marks(pair) if "in-time" in m] == expected


def test_a_deadline_from_publication_runs_from_the_first_that_stands() -> None:
    """Not published: undecided. Published again: no new clock. Withdrawn: none."""
    pair = commission()
    within = {"count": 3, "start": "publication", "unit": "working_days"}
    adopt(pair, rule("deadline", parameters=within, events=["decision.upheld"]), **FREE)
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    upheld = event("decision.upheld", target="annul")
    late = ["rule_not_met r.deadline"]
    assert judged(pair, upheld, day="2013-11-06") == ["rule_indeterminate r.deadline"]
    published = event("decision.published", decision="annul")
    assert pair.act(published, day="2013-11-07", by=MEMBERS[:1])
    assert pair.act(published, day="2013-11-08", by=MEMBERS[:1])
    # Friday, Tuesday (Monday is a holiday), Wednesday.
    assert judged(pair, upheld, day="2013-11-13") == []
    assert judged(pair, upheld, day="2013-11-14") == late
    withdrawn = event("decision.withdrawn", decision="annul")
    assert pair.act(withdrawn, day="2013-11-14", by=MEMBERS[:1])
    assert judged(pair, upheld, day="2013-11-15") == ["rule_indeterminate r.deadline"]


def test_an_act_that_must_be_signed_in_person() -> None:
    """A delegation that is in force is a valid signature, and still not what the rule asks."""
    pair = commission()
    adopt(pair, rule("in_person", parameters={"offices": ["chair"]}, events=["annulment.ordered"]))
    assert pair.act(
        event(
            "delegation.granted",
            body="cec", delegation="d", giver="m4", office="member", taker="m3",
            until=None, **{"from": "2013-01-01"},
        )
    )  # fmt: skip
    delegated = [signer("cec", "m1"), signer("cec", "m2"), signer("cec", "m3", in_place_of="m4")]
    assert judged(pair, annul("pc-1"), signers=delegated) == []
    adopted = rule("in_person", parameters={"offices": []}, id="r.in-person-all")
    assert pair.act(event("rule.adopted", rule=adopted))
    expected = ["rule_not_met r.in-person-all"]
    assert judged(pair, annul("pc-1"), signers=delegated) == expected


# --- outcome tests ---------------------------------------------------------------------------


def outcome(**given: Any) -> dict[str, Any]:
    """Parameters of an outcome test: what is affected and the margin are as the event states."""
    stated = {name: {"kind": "field", "name": name} for name in ("affected", "margin")}
    usual = {"conclusion": "conclusion", "denominator": 1, "numerator": 1, **stated}
    return {**usual, "formula": "affected_exceeds_margin", **given}


FAILED, UNDECIDED = ["rule_not_met r.outcome-test"], ["rule_indeterminate r.outcome-test"]
DIFFERS = "conclusion_differs r.outcome-test"


@pytest.mark.parametrize(
    "affected, claim, expected",
    [
        (11, "affects", []),
        (11, "does_not_affect", [DIFFERS]),
        (11, "may_affect", []),
        (10, "affects", [DIFFERS, *FAILED]),
        (10, "does_not_affect", FAILED),
        (10, None, FAILED),
        (None, "affects", UNDECIDED),
    ],
)
def test_the_claim_and_the_computed_are_both_shown(
    affected: int | None, claim: str | None, expected: list[str]
) -> None:
    """A conclusion is never taken over; what cannot be computed contradicts nobody."""
    pair = commission()
    adopt(pair, rule("outcome_test", parameters=outcome()))
    stated = None if affected is None else exactly(affected)
    weighed = annul("pc-1", affected=stated, margin=exactly(10), conclusion=claim)
    assert judged(pair, weighed) == expected


def test_what_is_affected_is_computed_from_the_ledgers_own_rows() -> None:
    """Voters registered at the stations of the centre; unknown where nobody told."""
    pair = commission()
    affected = {"kind": "computed", "name": "registered"}
    adopt(pair, rule("outcome_test", parameters=outcome(affected=affected)))
    weighed = annul("pc-1", margin=exactly(1000), conclusion="affects", affected=exactly(1))
    assert judged(pair, weighed) == UNDECIDED
    for unit, voters in (("ps-1a", 700), ("ps-1b", 301), ("ps-2a", 5000)):
        told = event("register.adopted", unit=unit, voters=exactly(voters))
        assert pair.act(told, day="2013-10-01"), pair.refused
    assert judged(pair, weighed) == []
    assert judged(pair, annul("ps-1a", margin=exactly(1000), conclusion="affects")) == [
        DIFFERS, *FAILED
    ]  # fmt: skip


def test_shares_are_compared_without_rounding() -> None:
    """More than five in a hundred of those registered."""
    pair = commission()
    base = {"kind": "computed", "name": "registered"}
    adopt(pair, rule("outcome_test", parameters=outcome(margin=base, numerator=5, denominator=100)))
    told = event("register.adopted", unit="ps-1a", voters=exactly(781))
    assert pair.act(told, day="2013-10-01")
    # 5 % of 781 are 39.05.
    assert judged(pair, annul("ps-1a", affected=exactly(40))) == []
    assert judged(pair, annul("ps-1a", affected=exactly(39))) == FAILED


def test_what_may_have_influenced_is_reasoned_never_computed() -> None:
    """Reasons are required; whether they convince is not for a program."""
    pair = commission()
    adopt(pair, rule("outcome_test", parameters=outcome(formula="may_have_influenced")))
    claims = {"affected": exactly(1), "margin": exactly(500), "conclusion": "affects"}
    assert judged(pair, annul("pc-1", **claims)) == FAILED
    reasoned = decision(reasons="5f" * 32)
    assert judged(pair, annul("pc-1", **claims), decision=reasoned) == []


def test_what_annuls_by_itself_asks_for_no_numbers() -> None:
    """A ground that law takes for enough."""
    pair = commission()
    adopt(pair, rule("outcome_test", parameters=outcome(formula="per_se")))
    assert judged(pair, annul("pc-1", conclusion="does_not_affect")) == []


def form(unit: str, one: int, two: int) -> Event:
    """A station's form: voters marked, and votes of two lists."""
    votes = [("voted", None, one + two), ("votes", "a", one), ("votes", "b", two)]
    figures = [{"measure": m, "selection": s, "value": exactly(v)} for m, s, v in votes]
    claim = {"contest": "mayor", "figures": figures, "form": f"form-{unit}", "level": "count"}
    return event("results_form.recorded", run="run-1", unit=unit, **claim)


def test_lead_and_voters_come_from_the_forms_that_stand() -> None:
    """Those who voted at the station against the lead in the whole contest."""
    pair = commission()
    named = {
        n: {"kind": "computed", "name": v} for n, v in (("affected", "voted"), ("margin", "lead"))
    }
    adopt(pair, rule("outcome_test", parameters=outcome(**named)))
    assert judged(pair, annul("ps-2b", conclusion="affects")) == UNDECIDED
    for unit, one, two in (("ps-1a", 60, 50), ("ps-1b", 400, 390), ("ps-2a", 30, 20)):
        assert pair.act(form(unit, one, two), day=DAY, by=MEMBERS[:1]), pair.refused
    # 490 to 460: a lead of 30, and at ps-1a 110 have voted; then one of 20, and 50 at ps-2a.
    assert judged(pair, annul("ps-1a", conclusion="does_not_affect")) == [DIFFERS]
    assert judged(pair, annul("ps-2a")) == []
    # Neither is in the result any more, nor is anything stated for ps-2b.
    assert judged(pair, annul("ps-1a", "ps-2b")) == UNDECIDED
