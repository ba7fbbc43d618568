"""What blocks a certification is listed one by one, each with the rule that asks for it."""

from __future__ import annotations

from typing import Any

from ledger.election import blocking, results
from ledger.election.reading import Reading
from tests.differential.house import adopt, commission, event
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election.builders import JUDGES, MEMBERS, Event, rule
from tests.election.vocabulary import box

DAY = "2013-11-05"
LAW = [{"instrument": "law-1", "point": "106.1"}]


def blocks(pair: Pair, day: str) -> list[dict[str, Any]]:
    """What blocks the certification of the mayor on a day."""
    return blocking.blockers(pair.log.law, results.draw(Reading(pair.log.state, day), "mayor"))


def brief(pair: Pair, day: str) -> list[tuple[str, str, str | None]]:
    """Code, subject and detail."""
    return [(each["code"], each["about"], each["detail"]) for each in blocks(pair, day)]


def certified(*kinds: str) -> dict[str, Any]:
    """A rule: nothing of these kinds may be open when a result is certified."""
    return rule("blockers", parameters={"blockers": sorted(kinds)}, effects=["certify"], cites=LAW)


def annulled(*units: str) -> list[Event]:
    """An annulment and a repeat without a date."""
    scope = [box(*units)]
    return [
        event("annulment.ordered", grounds=["violence"], run="run-1", scope=scope),
        event("rerun.ordered", basis="annul#1", replaces="run-1", run="run-2", scope=scope),
    ]


def counted(pair: Pair, unit: str, run: str = "run-1") -> None:
    """A unit votes and is counted."""
    where = {"run": run, "scope": [box(unit)]}
    for name in ("polling.opened", "polling.closed", "counting.begun", "counting.completed"):
        assert pair.act(event(name, **where), by=MEMBERS[:1], day=DAY), pair.refused


def test_what_blocks_is_named_with_units_acts_rule_and_citation() -> None:
    """A vote that is ordered and undated, and a station that is not counted."""
    pair = commission()
    adopt(pair, certified("run_not_counted", "undated_run"))
    for unit in ("pc-1", "ps-2a"):
        counted(pair, unit)
    assert pair.act(*annulled("ps-1a"), act_id="annul", day=DAY)
    told = {(each["code"], each["about"]): each for each in blocks(pair, DAY)}
    undated = told["undated_run", "run:run-2"]
    assert (undated["units"], undated["acts"]) == (["ps-1a"], ["annul"])
    assert (undated["rules"], undated["cites"]) == (["r.blockers"], LAW)
    assert told["run_not_counted", "run:run-1"]["units"] == ["ps-2b"]
    assert told["run_not_counted", "run:run-2"]["detail"] == "planned"
    # The law that was adopted does not ask for this; it is shown, and without a rule.
    assert told["open_items", "run:run-1"]["rules"] == []


def test_nothing_blocks_when_all_is_done() -> None:
    """Counted everywhere, and what was due is done."""
    pair = commission()
    adopt(pair, certified("run_not_counted", "undated_run"))
    counted(pair, "town")
    assert pair.act(event("run.held", run="run-1"), by=MEMBERS[:1], day=DAY)
    assert blocks(pair, DAY) == []


def test_stays_contested_acts_and_what_the_law_owes_block_too() -> None:
    """Each with its act, or its rule."""
    pair = commission()
    adopt(pair, certified("contested"))
    counted(pair, "town")
    assert pair.act(event("run.held", run="run-1"), by=MEMBERS[:1], day=DAY)
    stayed = event("certification.stayed", run="run-1", scope=[box("pc-1")], until="2013-11-20")
    assert pair.act(stayed, act_id="stay", body="court", by=JUDGES[:2], day=DAY)
    assert brief(pair, DAY) == [("withheld", "run:run-1", "stay")]
    assert brief(pair, "2013-11-20") == []
    consequence = {
        "cites": LAW, "count": 60, "ended_by": {"effects": ["order_run"], "life": []},
        "from": None, "id": "r.repeat", "item": "repeat", "kind": "owed",
        "on": {"bodies": [], "effects": ["bar"], "objects": ["voting"], "what": ["annul"]},
        "owner": None, "ruleset": "r", "says": [{"language": "en", "text": "A repeat is owed."}],
        "start": "decision", "unit": "days", "until": None,
    }  # fmt: skip
    assert pair.act(event("consequence.adopted", consequence=consequence))
    assert pair.act(annulled("pc-2")[0], act_id="annul", day="2013-11-21")
    owed, standing = blocks(pair, "2013-11-21")
    assert (owed["code"], owed["acts"], owed["rules"]) == ("by_law", ["annul"], ["r.repeat"])
    assert owed["cites"] == LAW
    assert (standing["detail"], standing["units"]) == ("annulled", ["ps-2a", "ps-2b"])
    lost = {"key": pair.log.law.keys_of("m3")[-1], "suspect_from": 0}
    assert pair.act(event("key.compromised", **lost), by=["m1", "m2", "m4"])
    contested = [each for each in blocks(pair, "2013-11-21") if each["code"] == "contested"]
    assert ("act:annul", ["r.blockers"]) in [(each["about"], each["rules"]) for each in contested]


def test_an_excluded_station_blocks_nothing() -> None:
    """It was left out expressly: neither counted nor to be repeated."""
    pair = commission()
    counted(pair, "pc-1")
    counted(pair, "ps-2a")
    assert pair.act(event("run.held", run="run-1"), by=MEMBERS[:1], day=DAY)
    excluded = event("votes.excluded", grounds=["other"], run="run-1", scope=[box("ps-2b")])
    assert brief(pair, DAY) == [("run_not_counted", "run:run-1", "planned")]
    assert pair.act(excluded, day=DAY)
    assert brief(pair, DAY) == []
