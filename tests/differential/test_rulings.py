"""Decisions as they are lived, each a short story that both programs judge alike."""

from __future__ import annotations

from typing import Any

from tests.differential import house
from tests.differential.house import commission, event, sheet, standing
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election.builders import JUDGES, Event, decision
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
