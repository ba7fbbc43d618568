"""A key was in other hands: which acts are contested, at every index from which it may be suspect."""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import combinations
from typing import Any

import pytest

from ledger.election import contested
from ledger.election.rows import Act
from tests.election import builders
from tests.election.builders import MEMBERS, Log, event, key, key_id, rule
from tests.election.vocabulary import box

ENTRIES = 40
NOTED = event("thing.noted", text="An example.")
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-1")])
CERTIFIED = event("result.certified", run="run-1", scope=[box("pc-1")])


@lru_cache(maxsize=1)
def run() -> Log:
    """Forty acts after the setting up, of all kinds, signed by changing members."""
    log = builders.furnished()
    # Of five members, a ruling needs three and, by this rule, a certification four.
    log.adopt(
        rule(
            "quorum",
            "mark",
            effects=["certify"],
            parameters={"counted": "signed", "persons_min": 4},
        )
    )
    chance = random.Random(2013)
    start = log.size
    while log.size < start + ENTRIES:
        number = log.size - start
        by = chance.sample(MEMBERS, chance.randint(3, 5))
        if number % 5 == 1:
            log.record(NOTED, by=chance.sample(MEMBERS, chance.randint(1, 3)))
        elif number % 7 == 3:
            log.record(event("person.entered", name="P", person=f"p{number}"), by=by)
        elif number % 11 == 5:
            log.record(CERTIFIED, by=by[: number % 3 + 3])
        else:
            log.record(ANNULLED, by=by)
    return log


def compromised(log: Log, suspects: dict[str, int]) -> Log:
    """The same log with one more entry a suspect key; the entries before are shared."""
    later = Log()
    for index, verdict in enumerate(log.verdicts):
        later.state.extend(index, verdict.rows)
        later.verdicts.append(verdict)
    later.acts = list(log.acts)
    later.law = log.law.fork()
    for member, since in suspects.items():
        by = [name for name in MEMBERS if name not in suspects]
        said = event("key.compromised", key=key_id(member), suspect_from=since)
        act = later.act(said, body="court", by=["j1", "j2"]) if _certified(log, since) else None
        later.append(later.submission(act or later.act(said, by=by)))
    return later


def _certified(log: Log, since: int) -> bool:
    acts = enumerate(log.acts)
    return any(i >= since and CERTIFIED in act["events"] for i, act in acts)


def expected(log: Log, suspects: dict[str, int]) -> list[str]:
    """Which acts lose their quorum, counted anew from the acts themselves and nothing else."""
    found = []
    for index, act in enumerate(log.acts):
        signers = {signer["person"] for signer in act["signers"]}
        lost = {m for m, since in suspects.items() if m in signers and index >= since}
        if index == 0 or not lost:
            # Entry 0 is signed as proof of possession; there is no quorum to lose.
            continue
        if len(signers - lost) < _needed(act):
            found.append(act["act_id"])
    return found


def _needed(act: dict[str, Any]) -> int:
    types = {each["type"] for each in act["events"]}
    if "thing.noted" in types:
        return 1
    return 4 if "result.certified" in types else 3


@pytest.mark.parametrize("since", range(ENTRIES + 6))
def test_the_contested_acts_are_those_a_recount_without_the_keys_finds(since: int) -> None:
    """One key, and two that were lost at different times, at every index of the run."""
    log = run()
    others = {"m2": max(0, log.size - 1 - since)}
    for suspects in ({"m1": since}, {"m4": since}, {"m1": since} | others):
        later = compromised(log, suspects)
        found = [placed.row.act for placed in contested.acts(later.law, later.state)]
        assert found == expected(log, suspects)
        assert contested.unresolved(later.law, later.state, later.day) == contested.acts(
            later.law, later.state
        )


def test_the_run_has_acts_of_every_margin() -> None:
    """Acts with nothing to spare, with something, and one that a rule found too weak already."""
    log = run()
    placed = [log.state.act(act["act_id"]) for act in log.acts]
    margins = {each.row.contested_margin for each in placed if each is not None}
    assert {-1, 0, 1, 2} <= margins


def small(suspect_from: int | None = None) -> tuple[Log, int]:
    """A log with one contested ruling, and the index of it."""
    log = builders.furnished()
    index = log.size
    log.record(ANNULLED)
    since = index if suspect_from is None else suspect_from
    lost = event("key.compromised", key=key_id("m3"), suspect_from=since)
    log.record(lost, by=["m1", "m2", "m4"])
    return log, index


def names(log: Log) -> list[str]:
    """The acts that are contested and not settled yet."""
    return [placed.row.act for placed in contested.unresolved(log.law, log.state, log.day)]


def test_acts_before_the_suspicion_stand() -> None:
    """Suspicion from the entry after the ruling leaves the ruling alone."""
    log, index = small()
    assert f"act-{index}" in names(log)
    log, index = small(suspect_from=index + 1)
    assert names(log) == []


def test_the_key_signs_nothing_more() -> None:
    """From the entry after the one that says so the key is refused."""
    log, _ = small()
    assert log.code(NOTED, by=["m3"], keys=[key_id("m3")]) == "key_revoked"


def test_effects_of_a_contested_act_remain() -> None:
    """The ruling is marked, not undone."""
    log, index = small()
    assert [e.row.verb for e in log.state.effects_of(f"act-{index}")] == ["bar"]


def test_affirming_clears_and_certification_goes_on() -> None:
    """A quorum without the key stands by the acts; then results may be certified again."""
    log, _ = small()
    sound = ["m1", "m2", "m4"]
    assert log.code(CERTIFIED, by=sound) == "certification_contested"
    log.record(event("act.affirmed", acts=sorted(names(log))), by=sound)
    assert names(log) == []
    assert log.code(CERTIFIED, by=sound) is None


def test_reversing_clears_too() -> None:
    """A contested act that is lifted as a whole blocks nothing."""
    log, index = small()
    sound = ["m1", "m2", "m4"]
    log.record(event("ruling.lifted", target=f"act-{index}"), by=sound)
    assert log.code(CERTIFIED, by=sound) is None
    assert names(log) == []


def test_lifting_one_event_is_not_lifting_the_act() -> None:
    """`ACT#1` reverses an event; whether the act had a quorum stays open."""
    log, index = small()
    log.record(event("ruling.lifted", target=f"act-{index}#1"), by=["m1", "m2", "m4"])
    assert names(log) == [f"act-{index}"]


def test_affirming_takes_a_quorum_for_rulings() -> None:
    """Two persons of three cannot stand by a ruling."""
    log, index = small()
    affirmed = event("act.affirmed", acts=[f"act-{index}"])
    assert log.code(affirmed, by=["m1", "m2"]) == "too_few_persons"
    assert log.code(affirmed, by=["m1", "m2", "m4"]) is None


def test_the_suspect_key_does_not_count_for_saying_so() -> None:
    """Three sign, one of them with the key in question: two are counted."""
    log = builders.furnished()
    lost = event("key.compromised", key=key_id("m3"), suspect_from=2)
    assert log.code(lost, by=["m1", "m2", "m3"]) == "too_few_persons"
    verdict = log.record(lost, by=["m1", "m2", "m3", "m4"])
    act = verdict.rows[0]
    assert isinstance(act, Act)
    assert act.persons == ("m1", "m2", "m4")


def test_after_a_certification_the_recovery_authority_says_so() -> None:
    """A key that was suspect when results were certified is for others to speak of."""
    log = builders.furnished()
    index = log.size
    log.record(CERTIFIED, by=["m1", "m2", "m4"])
    lost = event("key.compromised", key=key_id("m3"), suspect_from=index)
    assert log.code(lost, by=["m1", "m2", "m4"]) == "not_competent"
    assert log.code(lost, body="court", by=["j1", "j2"]) is None
    later = event("key.compromised", key=key_id("m3"), suspect_from=index + 1)
    assert log.code(later, by=["m1", "m2", "m4"]) is None


def test_the_holder_alone_may_report_a_loss_from_now_on() -> None:
    """Without an index nothing before is suspect, and the report itself is not contested."""
    log = builders.furnished()
    log.record(event("key.compromised", key=key_id("m3"), suspect_from=None), by=["m3"])
    assert log.law.keys_of("m3") == []
    assert names(log) == []
    other = event("key.compromised", key=key_id("m2"), suspect_from=None)
    assert log.code(other, by=["m1"]) == "too_few_persons"
    since = event("key.compromised", key=key_id("m1"), suspect_from=3)
    assert log.code(since, by=["m1"]) == "too_few_persons"


def test_a_proof_of_possession_is_no_vote() -> None:
    """A key that only proved that it is held leaves the act that enrols it alone."""
    log = builders.furnished()
    index = log.size
    entered = event("person.entered", name="New", person="new")
    enrolled = event("key.enrolled", key=key("new"), person="new", replaces=None)
    log.record(entered, enrolled)
    log.record(event("key.compromised", key=key_id("new"), suspect_from=index))
    assert names(log) == []


def test_every_pair_of_lost_keys_is_recounted_together() -> None:
    """Two keys, neither of which alone takes the quorum, take it together."""
    log = builders.furnished()
    index = log.size
    log.record(ANNULLED, by=["m1", "m2", "m3", "m4"])
    for one, other in combinations(MEMBERS[:4], 2):
        assert names(compromised(log, {one: index, other: index})) == [f"act-{index}"]
    assert names(compromised(log, {"m1": index})) == []
