"""Quorums count persons who held, on the day, the office in which they signed."""

from __future__ import annotations

import pytest

from ledger.election import authority
from ledger.election.refusals import Problem
from ledger.election.rows import Act, Signing
from tests.election import builders
from tests.election.builders import (
    DAY,
    MEMBERS,
    attestation,
    event,
    key,
    key_id,
    required,
    signer,
)
from tests.election.vocabulary import box

NOTED = event("thing.noted", text="An example.")
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-1")])


def act_of(verdict: builders.Verdict) -> Act:
    """The row of the act."""
    row = verdict.rows[0]
    assert isinstance(row, Act)
    return row


def test_the_greatest_kind_says_how_many_sign() -> None:
    """A finding beside a ruling needs what the ruling needs."""
    log = builders.furnished()
    assert log.code(NOTED, by=["m1"]) is None
    assert log.code(NOTED, ANNULLED, by=["m1"]) == "too_few_persons"
    assert act_of(log.judge(NOTED, ANNULLED)).kind == "ruling"


def test_a_listed_person_who_did_not_sign_is_neither_counted_nor_examined() -> None:
    """Being asked obliges nobody; an office that nobody claimed by signing is not looked at."""
    log = builders.furnished()
    signers = [signer("cec", m) for m in MEMBERS[:3]] + [signer("cec", "m4", office="chair")]
    keys = [key_id(m) for m in MEMBERS[:3]]
    verdict = log.judge(ANNULLED, signers=signers, keys=keys)
    assert verdict.refusals == []
    assert act_of(verdict).persons == ("m1", "m2", "m3")


def test_margin_is_what_may_be_lost() -> None:
    """Five where three are asked for leave two."""
    log = builders.furnished()
    assert act_of(log.judge(ANNULLED, by=MEMBERS)).contested_margin == 2
    assert act_of(log.judge(NOTED, by=["m1"])).contested_margin == 0


def test_all_signatures_are_looked_at_not_merely_enough_of_them() -> None:
    """One forged among five refuses the act."""
    log = builders.furnished()
    assert log.code(ANNULLED, by=MEMBERS, forged=[key_id("m5")]) == "signature_invalid"


def test_every_problem_is_reported_and_the_first_gives_the_code() -> None:
    """Steps 4 to 6 name each signature that is wrong, in the order of the steps."""
    log = builders.furnished()
    keys = [key_id("stranger"), key_id("m1"), key_id("j1")]
    verdict = log.judge(NOTED, by=["m1"], keys=keys, forged=[key_id("m1")])
    codes = [problem.code for problem in verdict.refusals]
    assert codes[:3] == ["unknown_key", "signature_invalid", "unlisted_signer"]
    assert all(isinstance(problem, Problem) and problem.do_next for problem in verdict.refusals)


def test_signing_rows_say_whose_signature_counted() -> None:
    """A proof of possession is there, and is not counted."""
    log = builders.furnished()
    enrolled = event("key.enrolled", person="m1", key=key("m1-b"), replaces=key_id("m1"))
    rows = [row for row in log.judge(enrolled).rows if isinstance(row, Signing)]
    assert rows == sorted(rows, key=lambda row: row.key)
    counted = {row.key: row.counted for row in rows}
    assert counted == {**{key_id(m): True for m in MEMBERS[:3]}, key_id("m1-b"): False}


def test_in_place_of_somebody_under_a_delegation() -> None:
    """The taker signs in the giver's office, while the delegation lasts; the taker is counted."""
    log = builders.furnished()
    term = {"from_": "2013-10-01", "until": "2013-10-03"}
    log.record(
        event("office.assigned", body="cec", person="m1", office="chair", from_=DAY, until=None)
    )
    log.record(
        event(
            "delegation.granted",
            delegation="d",
            body="cec",
            giver="m1",
            taker="m2",
            office="chair",
            **term,
        )
    )
    signers = [signer("cec", "m2", office="chair", in_place_of="m1")]
    verdict = log.judge(NOTED, signers=signers)
    assert verdict.refusals == []
    assert act_of(verdict).persons == ("m2",)
    assert log.code(NOTED, signers=signers, day="2013-10-03") == "no_delegation"
    assert (
        log.code(NOTED, signers=[signer("cec", "m3", office="chair", in_place_of="m1")])
        == "no_delegation"
    )
    assert (
        log.code(NOTED, signers=[signer("cec", "m2", office="clerk", in_place_of="m1")])
        == "office_not_held"
    )
    log.record(event("delegation.ended", delegation="d", on="2013-10-02"))
    assert log.code(NOTED, signers=signers, day="2013-10-01") is None
    assert log.code(NOTED, signers=signers, day="2013-10-02") == "no_delegation"


def test_an_attested_act_is_signed_by_the_registry_and_is_the_bodys() -> None:
    """The registry's requirement counts, not that of the body that did not sign."""
    log = builders.furnished()
    given = {"body": "court", "attestation": attestation("m1", "m2")}
    assert log.code(ANNULLED, by=MEMBERS[:3], **given) is None
    assert log.code(ANNULLED, by=MEMBERS[:2], **given) == "too_few_persons"
    assert act_of(log.judge(ANNULLED, by=MEMBERS[:3], **given)).body == "court"


def test_a_body_that_has_ended_by_then_makes_no_act() -> None:
    """The day of the act decides, not the day of recording."""
    log = builders.furnished()
    other = {"body": "panel", "name": "Panel", "required": required()}
    log.record(event("body.constituted", **other))
    log.record(
        event("office.assigned", body="panel", person="m1", office="member", from_=DAY, until=None),
        event("body.ended", body="panel", on="2013-10-05"),
    )
    given = {"body": "panel", "by": ["m1"]}
    assert log.code(NOTED, day="2013-10-04", **given) is None
    assert log.code(NOTED, day="2013-10-05", **given) == "unknown_body"
    log.record(event("body.constituted", **other), day="2013-10-06")
    assert log.code(NOTED, day="2013-10-06", **given) is None


def test_keys_are_read_by_index_and_offices_by_day() -> None:
    """An act of long ago, recorded late: the office ended since then, the key lives on."""
    log = builders.furnished()
    log.record(event("office.ended", body="cec", person="m1", office="member", on="2013-10-10"))
    assert log.code(NOTED, by=["m1"], day="2013-10-09") is None
    assert log.code(NOTED, by=["m1"], day="2013-10-10") == "office_not_held"
    log.record(event("key.revoked", key=key_id("m1"), reason="Left."))
    keys = [key_id("m1")]
    assert log.code(NOTED, by=["m1"], day="2013-10-09", keys=keys) == "key_revoked"


def test_known_keys_are_those_enrolled_and_those_entering() -> None:
    """So that a caller can verify every signature before the act is judged."""
    log = builders.furnished()
    act = log.act(event("key.enrolled", person="m1", key=key("m1-b"), replaces=key_id("m1")))
    known = authority.keys_of(log.law, act)
    assert known[key_id("m1")] == key("m1")
    assert known[key_id("m1-b")] == key("m1-b")
    assert key_id("stranger") not in known
    assert set(known) == {*log.law.docs("key"), key_id("m1-b")}
    assert len(known) == len(log.law.docs("key")) + 1
    with pytest.raises(KeyError):
        known[key_id("stranger")]
