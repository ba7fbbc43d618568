"""Decisions as they are lived, each a short story that both programs judge alike."""

from __future__ import annotations

from typing import Any

from ledger.election.reading import Reading
from tests.differential import house
from tests.differential.house import commission, event, sheet, standing
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election.builders import JUDGES, MEMBERS, Event, decision, office, required, rule
from tests.election.vocabulary import box

DAY = "2013-11-05"
GROUNDS = ["violence"]


def annul(*units: str, run: str = "run-1", **given: Any) -> Event:
    """An annulment of the vote."""
    scope = [box(*units, **given)]
    return event("annulment.ordered", grounds=GROUNDS, run=run, scope=scope)


def court(pair: Pair, *events: Event, **given: Any) -> bool:
    """An act of the court."""
    return pair.act(*events, body="court", by=JUDGES[:2], **given)


def test_who_voted_has_to_be_somebody() -> None:
    """A member whom the log does not know is refused by both; one it knows need not hold office."""
    pair = commission()
    stranger = decision(members=[{"person": "nobody", "vote": "for"}])
    assert not pair.act(annul("pc-1"), day=DAY, decision=stranger)
    assert pair.refused == ["unknown_person"]
    known = decision(members=[{"person": "j1", "vote": None}, {"person": "m1", "vote": "for"}])
    assert pair.act(annul("pc-1"), day=DAY, decision=known)


def test_a_stay_suspends_until_its_day() -> None:
    """From that day the decision has its effects again, or when the stay is lifted."""
    pair = commission()
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    stayed = event("decision.stayed", target="annul", until="2013-11-20")
    assert court(pair, stayed, act_id="stay", day="2013-11-08")
    for day, expected in (
        ("2013-11-07", "annulled"), ("2013-11-08", "stands"), ("2013-11-19", "stands"),
        ("2013-11-20", "annulled"),
    ):  # fmt: skip
        assert standing(pair, "ps-1a", day) == expected, day
    assert court(pair, event("stay.lifted", target="stay"), day="2013-11-12")
    assert standing(pair, "ps-1a", "2013-11-11") == "stands"
    assert standing(pair, "ps-1a", "2013-11-12") == "annulled"


def test_a_refusal_to_sign_and_a_later_dissent_leave_the_decision_alone() -> None:
    """They are filings about it; its bytes, its effects and its standing stay."""
    pair = commission()
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    refused = event(
        "signature.refused", about="annul", commitment="5f" * 32, person="m5", reason="dissent"
    )
    assert pair.act(refused, by=["m1"], day=DAY)
    assert pair.act(event("dissent.filed", about="annul", text=None), by=["m5"], day="2013-11-07")
    assert pair.log.verdicts[-1].judgement == {"events": ["no_effect"], "marks": []}
    assert standing(pair, "pc-1", DAY) == "annulled"


def test_motions_that_fail_are_recorded_and_move_nothing() -> None:
    """Not adopted, deferred, without a quorum."""
    pair = commission()
    for result in ("not_adopted", "deferred", "no_quorum"):
        assert pair.act(annul("pc-1"), day=DAY, decision=decision(result=result))
        assert pair.log.verdicts[-1].judgement == {"events": ["not_adopted"], "marks": []}
    assert standing(pair, "pc-1", DAY) == "stands"
    assert [poll["bars"] for poll in sheet(pair, "pc-1", DAY)["polls"]] == [[]]


def test_a_decision_is_to_be_executed_until_it_is_complied_with() -> None:
    """The addressee owes it; their answer ends it."""
    pair = commission()
    ordered = event(
        "decision.execution_ordered",
        by="2013-11-10",
        decision="order",
        owner="cec",
        what="Recount.",
    )
    assert court(pair, ordered, act_id="order", day=DAY)
    owed = ("execute", "decision:order", "cec", "2013-11-10")
    assert owed in house.items(pair, DAY)
    assert pair.act(event("decision.complied", decision="order"), by=["m1"], day="2013-11-09")
    assert owed not in house.items(pair, "2013-11-09")


# --- effects are sets ------------------------------------------------------------------------


def repeat(*units: str, run: str = "run-2", basis: str | None = None) -> Event:
    """The order of a repeat."""
    scope = [box(*units)]
    return event("rerun.ordered", basis=basis, replaces="run-1", run=run, scope=scope)


def reverse(target: str) -> Event:
    """A reversal."""
    return event("decision.reversed", target=target)


def test_two_annulments_and_one_restoration_are_one_annulment() -> None:
    """Whichever of them is reversed."""
    pair = commission()
    assert pair.act(annul("pc-1"), act_id="first", day=DAY)
    assert court(pair, annul("town"), act_id="second", day="2013-11-06")
    assert court(pair, reverse("first"), act_id="against-first", day="2013-11-08")
    assert standing(pair, "ps-1a", "2013-11-08") == "annulled"
    assert court(pair, reverse("second"), day="2013-11-09")
    assert standing(pair, "ps-1a", "2013-11-09") == "stands"
    assert court(pair, reverse("against-first"), day="2013-11-10")
    assert standing(pair, "ps-1a", "2013-11-10") == "annulled"
    assert standing(pair, "ps-2a", "2013-11-10") == "stands"


def test_a_refusal_can_be_reversed_too() -> None:
    """It had no effects to lift: reversing it is one decision, annulling another."""
    pair = commission()
    refused = event("annulment.refused", answers=None, reason="no ground", conclusion=None)
    assert pair.act(refused, act_id="refusal", day=DAY)
    assert pair.log.verdicts[-1].judgement["events"] == ["no_effect"]
    assert court(pair, reverse("refusal"), annul("pc-1"), act_id="instead", day="2013-11-08")
    assert standing(pair, "pc-1", "2013-11-07") == "stands"
    assert standing(pair, "pc-1", "2013-11-08") == "annulled"
    assert court(pair, reverse("instead#1"), day="2013-11-09")
    # Only what lifted nothing was reversed: the annulment beside it stands.
    assert standing(pair, "pc-1", "2013-11-09") == "annulled"
    assert court(pair, reverse("instead#2"), day="2013-11-10")
    assert standing(pair, "pc-1", "2013-11-10") == "stands"


def test_a_reversal_after_the_later_vote_leaves_two_results_to_decide_between() -> None:
    """The order has lost its basis, what was held stays held, and neither is taken for the result."""
    pair = commission()
    assert pair.act(annul("pc-1"), repeat("pc-1", basis="annul#1"), act_id="annul", day=DAY)
    moved = {"run": "run-2", "scope": [box("pc-1")]}
    assert pair.act(event("polling.opened", **moved), by=["m1"], day="2013-12-01")
    assert pair.act(event("polling.closed", **moved), by=["m1"], day="2013-12-01")
    assert court(pair, reverse("annul#1"), act_id="reversal", day="2013-12-20")
    first, second = sheet(pair, "pc-1", "2013-12-20")["polls"]
    assert (first["run"], first["standing"]) == ("run-1", "stands")
    assert (second["run"], second["standing"]) == ("run-2", "stands")
    assert (second["polling"], second["without_basis"]) == ("closed", True)
    excluded = event("votes.excluded", grounds=["other"], run="run-2", scope=[box("pc-1")])
    assert court(pair, excluded, day="2013-12-21")
    assert [p["standing"] for p in sheet(pair, "pc-1", "2013-12-21")["polls"]] == [
        "stands", "excluded"
    ]  # fmt: skip


def test_rival_successors_are_both_recorded() -> None:
    """Two decisions fill one seat: both stand in the log until one of them is reversed."""
    pair = commission()
    assert pair.act(event("seat.defined", seat="mayor-seat", name="Mayor", contest="mayor"))
    for act_id, holder, body, by in (
        ("one", "candidate-a", "cec", MEMBERS[:3]),
        ("two", "candidate-b", "court", JUDGES[:2]),
    ):
        conferred = event("mandate.conferred", holder=holder, seat="mayor-seat")
        assert pair.act(conferred, act_id=act_id, body=body, by=by, day=DAY)
    titles = [e.row.data["holder"] for e in pair.log.state.effects_by_target("seat:mayor-seat")]
    assert titles == ["candidate-a", "candidate-b"]
    assert court(pair, reverse("two"), day="2013-11-08")
    reading = Reading(pair.log.state, "2013-11-08")
    claims = pair.log.state.effects_by_target("seat:mayor-seat")
    assert [reading.in_force(each) for each in claims] == [True, False]


def test_acts_that_exclude_each_other_are_both_in_force() -> None:
    """One annuls and one certifies the same: neither is dropped, and a headline has a precedence."""
    pair = commission()
    certified = event("result.certified", run="run-1", scope=[box("pc-1")])
    assert pair.act(certified, act_id="certificate", day=DAY)
    assert court(pair, annul("pc-1"), act_id="annulment", day=DAY)
    told = sheet(pair, "pc-1", DAY)
    assert told["polls"][0]["standing"] == "annulled" and told["polls"][0]["bars"]
    assert told["headlines"][0]["headline"]["code"] == "certified"
    assert pair.act(event("certification.withdrawn", target="certificate"), day="2013-11-08")
    assert sheet(pair, "pc-1", "2013-11-08")["headlines"][0]["headline"]["code"] == "annulled"


def test_an_act_is_void_from_the_day_that_a_later_decision_names() -> None:
    """Also from the beginning; before that day it was in force, and both are visible."""
    pair = commission()
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    void = event("decision.declared_void", reason="no power", target="annul")
    from_the_tenth = decision(effective_on="2013-11-10")
    assert court(pair, void, act_id="void", day="2013-11-20", decision=from_the_tenth)
    for day, expected in (("2013-11-09", "annulled"), ("2013-11-10", "stands")):
        assert standing(pair, "pc-1", day) == expected
    from_the_beginning = decision(effective_on=DAY)
    assert court(pair, void, day="2013-11-25", decision=from_the_beginning)
    assert standing(pair, "pc-1", "2013-11-09") == "stands"


# --- two lessons -----------------------------------------------------------------------------


def test_stations_annulled_without_power_are_annulled_and_marked() -> None:
    """It happened. Who has the power, and at which level, says the ruleset; the mark says the rest."""
    pair = commission()
    of_annulment: dict[str, Any] = {"effects": ["bar"], "what": ["annul"]}
    house.adopt(
        pair,
        rule("body", parameters={"bodies": ["court"]}, id="r.power", **of_annulment),
        rule("level", parameters={"levels": ["polling_centre"]}, id="r.level", **of_annulment),
    )
    assert pair.act(annul("ps-1a", "ps-2a"), act_id="annul", day=DAY)
    assert house.marks(pair) == ["rule_not_met r.level", "rule_not_met r.power"]
    assert pair.log.verdicts[-1].judgement["events"] == ["effective"]
    assert standing(pair, "ps-1a", DAY) == "annulled"
    assert standing(pair, "ps-1b", DAY) == "stands"
    assert court(pair, annul("pc-1"), day="2013-11-06")
    assert house.marks(pair) == []


def test_an_officer_of_another_rank_declares_a_winner_in_vain() -> None:
    """Recorded, void, and nothing moves: neither the seat nor the result."""
    pair = commission()
    house.adopt(
        pair,
        rule("offices", "void", parameters={"offices": ["chair"]}, effects=["certify", "title"]),
    )
    declared = event("result.declared", run="run-1", scope=[box("town")])
    conferred = event("mandate.conferred", holder="candidate-a", seat="mayor-seat")
    assert pair.act(declared, conferred, act_id="declaration", day=DAY)
    assert pair.log.verdicts[-1].judgement["events"] == ["void", "void"]
    assert "rule_not_met r.offices" in house.marks(pair)
    assert list(pair.log.state.effects_by_verb("certify")) == []
    assert list(pair.log.state.effects_by_target("seat:mayor-seat")) == []
    assert sheet(pair, "town", DAY)["headlines"][0]["headline"]["code"] == "planned"


def test_a_deposit_moves_nothing_and_is_owed_an_answer() -> None:
    """Whoever is on the deposit list deposits; what is not acted on stays open."""
    pair = commission()
    party = event("body.constituted", body="party", name="A party", required=required(ruling=2))
    assert pair.act(party, event("office.assigned", **office("party", "j3")))
    deposited = event(
        "document.deposited", deposit="note-1", document="5f" * 32, name="A protest", owner="cec"
    )
    assert pair.act(deposited, act_id="note-1", body="party", by=["j3"], day=DAY)
    assert pair.log.verdicts[-1].judgement == {"events": ["effective"], "marks": []}
    owed = ("answer_deposit", "decision:note-1", "cec", None)
    assert owed in house.items(pair, "2013-12-05")
    assert standing(pair, "pc-1", DAY) == "stands"
    answered = event("deposit.answered", answer="Considered.", deposit="note-1")
    assert pair.act(answered, by=["m1"], day="2013-12-01")
    assert owed not in house.items(pair, "2013-12-05")
