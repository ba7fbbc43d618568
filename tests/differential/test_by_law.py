"""What follows by operation of law: computed by both programs, appended by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import by_law
from ledger.election.reading import Reading
from tests.differential.house import adopt, commission, event, sheet
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.differential.test_results import check_blockers
from tests.election.builders import MEMBERS, Event, decision
from tests.election.vocabulary import box
from verifiers.by_law import ByLaw

DAY = "2013-11-05"


def consequence(**given: Any) -> Event:
    """The adoption of a consequence: a repeat is owed within sixty days of an annulment."""
    usual = {
        "cites": [], "count": 60, "from": None, "id": "r.repeat", "item": "repeat", "kind": "owed",
        "owner": None, "ruleset": "r", "says": [{"language": "en", "text": "It follows."}],
        "start": "decision", "unit": "days", "until": None,
    }  # fmt: skip
    on = {"bodies": [], "effects": ["bar"], "objects": [], "what": ["annul"]}
    ended = {"effects": ["lift", "order_run"], "life": []}
    made = {**usual, "ended_by": ended, "on": on, **given}
    return event("consequence.adopted", consequence=made)


def annul(*units: str, **given: Any) -> Event:
    """An annulment of the first vote."""
    return event("annulment.ordered", grounds=["violence"], run="run-1", scope=[box(*units)])


def repeat(*units: str, run: str = "run-2") -> Event:
    """The order of a repeat."""
    return event("rerun.ordered", replaces="run-1", run=run, scope=[box(*units)])


def remedies_in_the_way(pair: Pair, day: str) -> list[str]:
    """The decisions whose remedies the certification waits for, the same for both programs."""
    found = check_blockers(pair, "mayor", day)
    return [b["about"] for b in found if (b["code"], b["detail"]) == ("by_law", "remedy")]


def follows(pair: Pair, day: str) -> list[dict[str, Any]]:
    """What follows by law on a day, the same for both programs, on every sheet too."""
    ours = by_law.documents(pair.log.law, Reading(pair.log.state, day))
    theirs = [told for told, _ in ByLaw(pair.fold.tables, pair.fold.law, day).found]
    assert ours == theirs
    for unit in ("town", "pc-1", "ps-1a", "pc-2"):
        sheet(pair, unit, day)
    return ours


def brief(told: list[dict[str, Any]]) -> list[tuple[str, str | None, bool]]:
    """Kind, last day, whether it is overdue."""
    return [(each["kind"], each["by"], each["overdue"]) for each in told]


def ruled(*consequences: Event, **given: Any) -> Pair:
    """A commission with a ruleset, and what follows by it."""
    pair = commission()
    adopt(pair, **given)
    assert not consequences or pair.act(*consequences), pair.refused
    return pair


def test_a_repeat_is_owed_until_it_is_ordered_for_all_of_it() -> None:
    """Without an order nobody decided it; the law did. Half of an order ends half of nothing."""
    pair = ruled(consequence())
    assert pair.act(annul("pc-1", "pc-2"), act_id="annul", day=DAY)
    (told,) = follows(pair, DAY)
    assert (told["about"], told["event"], told["owner"]) == ("run:run-1", "annul#1", "cec")
    assert (told["rule"], told["by"], told["instead"]) == ("r.repeat", "2014-01-04", None)
    assert brief(follows(pair, "2014-01-04")) == [("owed", "2014-01-04", False)]
    assert brief(follows(pair, "2014-01-05")) == [("owed", "2014-01-04", True)]
    assert follows(pair, "2013-11-04") == []
    assert pair.act(repeat("pc-1"), day="2013-11-08")
    assert len(follows(pair, "2013-11-08")) == 1
    assert pair.act(repeat("ps-2a", "ps-2b", run="run-3"), act_id="third", day="2013-11-09")
    # Station by station is all of the centre.
    assert follows(pair, "2013-11-09") == []
    assert len(follows(pair, "2013-11-08")) == 1
    narrowed = event("rerun.narrowed", scope=[box("ps-2b")], target="third")
    assert pair.act(narrowed, day="2013-11-10")
    assert len(follows(pair, "2013-11-10")) == 1


def test_it_stands_on_the_sheets_of_the_units_concerned() -> None:
    """Below the centre that was annulled, and nowhere else; before the items that were decided."""
    pair = ruled(consequence())
    assert pair.act(annul("pc-1"), day=DAY)
    for unit, count in (("pc-1", 1), ("ps-1a", 1), ("town", 0), ("pc-2", 0)):
        assert len(sheet(pair, unit, DAY)["by_law"]) == count


def test_a_reversal_leaves_nothing_owed_and_its_reversal_restores_it() -> None:
    """It follows from an effect in force, not from a memory of it."""
    pair = ruled(consequence())
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    reversed_ = event("decision.reversed", target="annul")
    assert pair.act(reversed_, act_id="reversal", day="2013-11-08")
    assert follows(pair, "2013-11-08") == []
    assert pair.act(event("decision.reversed", target="reversal"), day="2013-11-12")
    assert brief(follows(pair, "2013-11-12")) == [("owed", "2014-01-04", False)]


def test_another_day_that_somebody_sets_is_shown_beside_the_computed_one() -> None:
    """Both stay visible; what is overdue follows the later word; settling it ends it."""
    pair = ruled(consequence())
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    over = event("run_deadline.overridden", by="2014-03-01", item="repeat", run="run-1")
    assert pair.act(over, act_id="court-order", day="2013-12-01")
    (told,) = follows(pair, "2014-02-01")
    assert (told["by"], told["overdue"]) == ("2014-01-04", False)
    assert told["instead"] == {"by": "2014-03-01", "event": "court-order#1"}
    assert follows(pair, "2014-03-02")[0]["overdue"]
    settled = event("run_duty.settled", item="repeat", run="run-1")
    assert pair.act(settled, day="2014-03-02", by=MEMBERS[:1])
    assert follows(pair, "2014-03-02") == []


def test_law_that_changes_changes_what_follows_on_its_days() -> None:
    """An annulment of November is under the new law, one of October under the old."""
    later = consequence(id="r.repeat-new", count=150, **{"from": "2013-11-01"})
    pair = ruled(consequence(until="2013-11-01"), later)
    assert pair.act(annul("pc-1"), day="2013-10-20")
    assert pair.act(annul("pc-2"), day=DAY)
    assert [(t["rule"], t["by"]) for t in follows(pair, DAY)] == [
        ("r.repeat", "2013-12-19"), ("r.repeat-new", "2014-04-04"),
    ]  # fmt: skip
    assert pair.act(event("consequence.withdrawn", consequence="r.repeat"))
    assert [told["rule"] for told in follows(pair, DAY)] == ["r.repeat-new"]


def remedy(**given: Any) -> Event:
    """The adoption of: three working days after publication the decision is final by law."""
    ended = {"effects": ["link"], "life": ["final"]}
    days = {"count": 3, "start": "publication", "unit": "working_days"}
    return consequence(id="r.final", item="final", kind="happens", ended_by=ended, **days, **given)


WORKING = {"holidays": ["2013-11-11"], "weekend": ["saturday", "sunday"]}


def test_a_remedy_that_expires_makes_final_by_law() -> None:
    """From publication, on the day after the last: never appended, never before it is published."""
    pair = ruled(remedy(), **WORKING)
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    assert follows(pair, "2013-12-01") == []
    published = event("decision.published", decision="annul")
    assert pair.act(published, day="2013-11-07", by=MEMBERS[:1])
    assert follows(pair, "2013-11-13") == []
    (told,) = follows(pair, "2013-11-14")
    assert (told["kind"], told["item"], told["by"]) == ("happened", "final", "2013-11-13")
    size = pair.log.size
    assert size == pair.log.size and not told["overdue"]


@pytest.mark.parametrize("day, expected", [("2013-11-13", 0), ("2013-11-14", 1)])
def test_a_complaint_in_time_keeps_the_decision_open(day: str, expected: int) -> None:
    """One that comes a day late does not."""
    pair = ruled(remedy(), **WORKING)
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY)
    published = event("decision.published", decision="annul")
    assert pair.act(published, day="2013-11-07", by=MEMBERS[:1])
    lodged = event("complaint.lodged", against="annul", complaint="c-1", name="A complaint")
    assert pair.act(lodged, day=day, by=MEMBERS[:1])
    assert len(follows(pair, "2013-11-20")) == expected


def test_a_term_runs_from_polling_day() -> None:
    """And from nothing while no day is set."""
    on = {"bodies": [], "effects": ["order_run"], "objects": [], "what": []}
    ended = {"effects": ["certify"], "life": []}
    pair = ruled(
        consequence(
            id="r.certify", item="certify", on=on, ended_by=ended, count=2, unit="months",
            start="polling_day", owner="court",
        )
    )  # fmt: skip
    assert pair.act(annul("pc-1"), repeat("pc-1"), day=DAY)
    told = follows(pair, DAY)
    assert [(t["about"], t["by"], t["owner"]) for t in told] == [
        ("run:run-1", "2014-01-03", "court"), ("run:run-2", None, "court"),
    ]  # fmt: skip
    certified = event("result.certified", run="run-1", scope=[box("town")])
    assert pair.act(certified, day="2013-12-20")
    assert [t["about"] for t in follows(pair, "2013-12-20")] == ["run:run-2"]


def test_a_consequence_of_another_shape_is_refused() -> None:
    """By both programs, with one code."""
    pair = commission()
    adopt(pair)
    wrong: list[dict[str, Any]] = [
        {"count": None}, {"unit": None}, {"kind": "maybe"}, {"count": -1}, {"unit": "years"},
        {"on": {"bodies": [], "effects": [], "objects": [], "what": []}}, {"start": "dawn"},
        {"kind": "happens", "count": None, "unit": None}, {"id": "Repeat"}, {"cites": None},
    ]  # fmt: skip
    for given in wrong:
        assert not pair.act(consequence(**given))
        assert pair.refused[-1] == "bad_consequence", given
    assert not pair.act(consequence(ruleset="nowhere"))
    assert not pair.act(consequence(owner="nobody"))
    assert pair.act(consequence())
    assert not pair.act(consequence())
    assert pair.refused[-3:] == ["unknown_ruleset", "unknown_body", "already_exists"]


def with_remedy(**given: Any) -> dict[str, Any]:
    """A decision that says: within 72 hours of publication, to the court."""
    stated = {
        "addressee": "The court", "count": 72, "instrument": None, "point": None,
        "start": "publication", "unit": "hours",
    }  # fmt: skip
    return decision(remedy={**stated, **given})


def remedied(pair: Pair, **given: Any) -> None:
    """An annulment that states its remedy, and is published on 7 November."""
    stated = with_remedy(**given)
    assert pair.act(annul("pc-1"), act_id="annul", day=DAY, decision=stated), pair.refused
    published = event("decision.published", decision="annul")
    assert pair.act(published, day="2013-11-07", by=MEMBERS[:1])


HOUR = [{"from": "2013-01-01T00:00:00.000000Z", "minutes": 60}]


def test_a_decisions_own_remedy_runs_from_what_it_says_and_expires() -> None:
    """No rule is needed: the decision is its own rule. Nothing begins before it is published."""
    pair = ruled(offsets=HOUR)
    remedied(pair)
    (early,) = follows(pair, "2013-11-06")
    assert (early["kind"], early["by"], early["at"]) == ("runs", None, None)
    (told,) = follows(pair, "2013-11-10")
    assert (told["kind"], told["item"], told["rule"]) == ("runs", "remedy", "act:annul")
    assert (told["by"], told["at"]) == ("2013-11-10", "2013-11-10T23:00:00.000000Z")
    (over,) = follows(pair, "2013-11-11")
    assert (over["kind"], over["item"]) == ("happened", "remedy_expired")
    assert follows(pair, "2013-11-04") == []
    for unit, count in (("pc-1", 1), ("ps-1a", 1), ("town", 0), ("pc-2", 0)):
        assert len(sheet(pair, unit, "2013-11-10")["by_law"]) == count
    assert remedies_in_the_way(pair, "2013-11-10") == ["decision:annul"]
    assert remedies_in_the_way(pair, "2013-11-11") == []


def test_another_term_for_a_remedy_is_shown_beside_the_stated_one() -> None:
    """It runs as long as the later word says; a reversal of the decision ends it."""
    pair = ruled()
    remedied(pair)
    over = event("deadline.overridden", by="2013-12-01", decision="annul", item="remedy")
    assert pair.act(over, act_id="court-order", day="2013-11-09")
    (told,) = follows(pair, "2013-11-30")
    assert (told["kind"], told["by"]) == ("runs", "2013-11-10")
    assert told["instead"] == {"by": "2013-12-01", "event": "court-order#1"}
    assert follows(pair, "2013-12-02")[0]["item"] == "remedy_expired"
    assert pair.act(event("decision.reversed", target="annul"), day="2013-11-20")
    assert follows(pair, "2013-11-30") == []


def test_a_remedy_without_a_term_starts_no_clock_and_one_that_is_final_ends() -> None:
    """What is not stated is not made up."""
    pair = ruled()
    remedied(pair, count=None, unit=None)
    assert follows(pair, "2013-11-10") == []
    other = ruled()
    remedied(other, count=5, unit="working_days", start="decision")
    assert [t["by"] for t in follows(other, "2013-11-07")] == ["2013-11-10"]
    final = event("decision.final", decision="annul")
    assert other.act(final, day="2013-11-08", by=MEMBERS[:1]), other.refused
    assert follows(other, "2013-11-08") == []


def test_an_order_that_rests_on_a_decision_does_not_rest_on_its_remedy() -> None:
    """When all that the decision did is lifted, the order has lost its basis."""
    pair = ruled()
    remedied(pair)
    based = event(
        "rerun.ordered", basis="annul", replaces="run-1", run="run-2", scope=[box("pc-1")]
    )
    assert pair.act(based, day="2013-11-08")
    assert pair.act(event("decision.reversed", target="annul#1"), day="2013-11-09")
    polls = sheet(pair, "pc-1", "2013-11-09")["polls"]
    assert [poll["without_basis"] for poll in polls] == [False, True]
