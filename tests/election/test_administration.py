"""Administration: order, competence, floors, and what each event makes of the law."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import administration, declarations
from ledger.election.administration import documents
from ledger.election.rows import Law
from tests.election import builders
from tests.election.builders import (
    DAY,
    JUDGES,
    MEMBERS,
    Log,
    event,
    founding,
    key,
    key_id,
    office,
    required,
    ruleset_adopted,
)

ENTERED = event("person.entered", name="New", person="new")
ENROLLED = event("key.enrolled", key=key("new"), person="new", replaces=None)
BY_COURT: dict[str, Any] = {"body": "court", "by": ["j1", "j2"]}


def kinds(log: Log, index: int = -1) -> list[tuple[str, str]]:
    """Kind and id of the rows of law of an entry, in order."""
    rows = log.verdicts[index].rows
    return [(row.kind, row.id) for row in rows if isinstance(row, Law)]


def test_the_names_are_those_that_no_declaration_may_take() -> None:
    """Both lists are the table of section 4."""
    assert set(administration.EVENTS) == declarations.RESERVED


def test_founding_makes_the_law_in_the_order_of_the_specification() -> None:
    """Ledger, floors, bodies, persons, offices, keys (the recorder's last), authorities, the log's keys."""
    found = kinds(builders.founded())
    people = sorted([*MEMBERS, *JUDGES])
    assert found[:4] == [
        ("ledger", "ledger"),
        ("floors", "floors"),
        ("body", "cec"),
        ("body", "court"),
    ]
    assert found[4:12] == [("person", name) for name in people]
    keys = sorted(key_id(name) for name in people)
    assert [i for kind, i in found if kind == "key"] == [*keys, key_id("recorder")]
    assert found[-9:-1] == [("authority", name) for name in documents.CLASSES]
    assert found[-1][0] == "log_key"


def test_offices_are_sorted_by_id_not_by_their_parts() -> None:
    """`a-b/…` stands before `a/…`, although `a` comes before `a-b`."""
    bodies = [{"body": b, "name": b, "required": required()} for b in ("a", "a-b", "cec", "court")]
    offices = [office("a", "m1"), office("a-b", "m1")]
    log = Log()
    log.record(founding(bodies=bodies, offices=offices), by=["m1"])
    assert [i for kind, i in kinds(log) if kind == "office"] == [
        "a-b/m1/member/2013-01-01",
        "a/m1/member/2013-01-01",
    ]


def test_thumbprints_are_those_of_rfc_7638() -> None:
    """The two keys of the specification, section 2."""
    ed25519 = {"alg": "Ed25519", "public": "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}
    es256 = {
        "alg": "ES256",
        "public": "SlxU6W4P_VDti8vIrEOPy3YdCd0Wa1PzUngIDnh167IT6-4TlLaW1R-qpk-JZuKYBfuIJYV8R82m5AOGkn64ew",
    }
    assert documents.id_of(ed25519) == "1IG2tMH7J2wbJZnOf8LJzQitKf7LMvoAElsuDMVM54Y"
    assert documents.id_of(es256) == "_A5HcrMsMto4PhVsd9wOB2pS6WhkK0vpBIbgwLStlD8"


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "text",
        {"alg": "RSA", "public": "x"},
        {"alg": "Ed25519", "public": "short"},
        {"alg": "Ed25519", "public": "A" * 42 + "B"},
        {"alg": "ES256", "public": "A" * 43},
        {"alg": "ES256", "public": "A" * 85 + "B"},
        {"alg": "Ed25519", "public": "A" * 43, "use": "sig"},
    ],
)
def test_a_key_that_is_not_spelled_so_is_a_bad_field(stated: Any) -> None:
    """Length, alphabet, unused bits and members are looked at."""
    log = builders.opened()
    enrolled = event("key.enrolled", key=stated, person="m1", replaces=key_id("m1"))
    assert log.code(enrolled) == "bad_field"


@pytest.mark.parametrize(
    "text", ["", "a+b", "+00000000+AAAA", builders.vkey("log")[:-4] + "AAAA", "a+00000000+AA=="]
)
def test_a_log_key_is_a_verifier_key_text(text: str) -> None:
    """Its id is that of its name and bytes, so a slip of the pen is noticed at founding."""
    assert Log().code(founding(log_keys=[text]), by=["m1"]) == "bad_field"


def test_each_event_of_an_act_sees_what_those_before_it_made() -> None:
    """A person, an office and a key may come in one act, in this order only."""
    log = builders.opened()
    assigned = event("office.assigned", **{**office("cec", "new"), "from": DAY})
    assert log.code(ENTERED, assigned, ENROLLED) is None
    assert log.code(assigned, ENTERED, ENROLLED) == "unknown_person"


def test_law_takes_effect_from_the_entry_after() -> None:
    """A new authority is not yet competent for its own act's other events."""
    log = builders.opened()
    moved = event("authority.set", body="court", class_="persons", persons=2)
    assert log.code(moved, ENTERED) is None
    log.record(moved)
    assert log.code(ENTERED) == "not_competent"
    assert log.code(ENTERED, **BY_COURT) is None


def test_those_who_are_replaced_have_no_veto() -> None:
    """Three of five end the offices of two, whatever those say."""
    log = builders.opened()
    ended = event("office.ended", body="cec", person="m5", office="member", on=DAY)
    assert log.code(ended, by=["m1", "m2", "m3"]) is None
    revoked = event("key.revoked", key=key_id("m5"), reason="Dismissed.")
    assert log.code(revoked, by=["m1", "m2", "m3"]) is None


def test_a_holder_ends_their_own_key_alone() -> None:
    """And nobody else's; nor anything beside it."""
    log = builders.opened()
    mine = event("key.revoked", key=key_id("m1"), reason="Lost.")
    assert log.code(mine, by=["m1"]) is None
    assert log.code(mine, by=["j1"], body="court") == "not_competent"
    assert log.code(mine, ENTERED, by=["m1"]) == "too_few_persons"
    log.record(mine, by=["m1"])
    assert log.code(mine, by=["m2", "m3", "m4"]) == "unknown_key"


def test_one_act_may_not_dispose_of_too_large_a_share_of_a_roster() -> None:
    """Half of five, rounded down, is two persons, however many offices of theirs."""
    log = builders.opened()
    ends = [event("office.ended", body="cec", person=m, office="member", on=DAY) for m in MEMBERS]
    assert log.code(*ends[:2]) is None
    assert log.code(*ends[:3]) == "below_floor"
    grants = event(
        "delegation.granted",
        body="cec",
        delegation="d",
        giver="m3",
        taker="m1",
        office="member",
        **{"from": DAY, "until": None},
    )
    assert log.code(*ends[:2], grants) == "below_floor"
    again = event("office.assigned", **{**office("cec", "m1"), "office": "chair"})
    assert log.code(*ends[:2], again) is None


def test_the_share_is_at_least_one_and_a_body_without_roster_is_free() -> None:
    """A body of one can be changed, and a new one filled."""
    log = builders.opened()
    log.record(event("body.constituted", body="panel", name="Panel", required=required()))
    fill = [event("office.assigned", **{**office("panel", m), "from": DAY}) for m in MEMBERS[:4]]
    assert log.code(*fill) is None
    log.record(fill[0])
    assert log.code(fill[1]) is None
    assert log.code(fill[1], fill[2]) == "below_floor"


def test_before_the_ledger_is_open_no_share_binds() -> None:
    """Setting up fills bodies as it likes; the smallest quorum binds from the beginning."""
    log = builders.founded()
    ends = [
        event("office.ended", body="cec", person=m, office="member", on="2014-01-01")
        for m in MEMBERS
    ]
    assert log.code(*ends) is None
    weak = event("body.constituted", body="b", name="B", required=required(ruling=1))
    assert log.code(weak) == "below_floor"


def test_a_delegation_and_a_person_are_new() -> None:
    """An id that exists is refused, also within the act."""
    log = builders.opened()
    assert log.code(ENTERED, ENTERED) == "already_exists"
    granted = event(
        "delegation.granted",
        body="cec",
        delegation="d",
        giver="m1",
        taker="m2",
        office="member",
        **{"from": DAY, "until": None},
    )
    assert log.code(granted, granted) == "already_exists"
    other = {**granted["fields"], "taker": "nobody"}
    assert log.code({**granted, "fields": other}) == "unknown_person"


def test_a_key_cannot_come_back() -> None:
    """Revoked or not, a key that was ever enrolled is enrolled to nobody again."""
    log = builders.opened()
    log.record(event("key.revoked", key=key_id("m1"), reason="Lost."))
    again = event("key.enrolled", key=key("m1"), person="m1", replaces=None)
    assert log.code(again, by=["m2", "m3", "m4"]) == "already_exists"


def test_a_signature_by_a_key_that_only_enters_is_no_vote() -> None:
    """Two members and the new key of one of them are two persons."""
    log = builders.opened()
    enrolled = event("key.enrolled", key=key("m1-b"), person="m1", replaces=key_id("m1"))
    assert log.code(enrolled, by=["m1", "m2"]) == "too_few_persons"


def test_a_rule_may_be_withdrawn_and_adopted_again() -> None:
    """While it is in force its id is taken."""
    log = builders.opened()
    adopted = builders.rule("body", parameters={"bodies": ["cec"]})
    log.adopt(adopted)
    assert log.code(event("rule.adopted", rule=adopted)) == "already_exists"
    log.record(event("rule.withdrawn", rule="r.body"))
    assert kinds(log) == [("rule", "r.body")]
    assert log.code(event("rule.withdrawn", rule="r.body")) == "unknown_rule"
    assert log.code(event("rule.adopted", rule=adopted)) is None


def test_a_problem_says_where_it_is() -> None:
    """Down to the member of the field."""
    log = builders.opened()
    offsets = [{"from": "2013-01-01T00:00:00.000000Z", "minutes": 901}]
    verdict = log.judge(ENTERED, ruleset_adopted(offsets=offsets))
    assert verdict.refusals[0].where == "events[1].fields.offsets[0].minutes"
    assert "at most 900" in verdict.refusals[0].expected


# --- succession ----------------------------------------------------------------------------------


def succession(**given: Any) -> dict[str, Any]:
    """Of five members two are replaced by one."""
    usual = {
        "authority": "Assembly",
        "body": "cec",
        "entering": [{"key": key("new"), "name": "New", "office": "member", "person": "new"}],
        "from": "2013-10-05",
        "instrument": "Decision 1",
        "leaving": ["m4", "m5"],
        "succession": "s",
    }
    return event("succession.announced", **{**usual, **given})


COMPLETED = event("succession.completed", succession="s")


def announced(**given: Any) -> Log:
    """A log in which the succession is announced, on 1 October at noon."""
    log = builders.opened()
    log.record(succession(**given), **BY_COURT)
    return log


def test_a_succession_waits_until_its_delay_has_passed_to_the_microsecond() -> None:
    """Seven days later, and not before."""
    log = announced()
    log.recorded_at = "2013-10-08T11:59:59.999999Z"
    assert log.code(COMPLETED, **BY_COURT) == "succession_too_early"
    log.recorded_at = "2013-10-08T12:00:00.000000Z"
    assert log.code(COMPLETED, **BY_COURT) is None


def completed(log: Log) -> Log:
    """The log with the succession completed a week later."""
    log.recorded_at = "2013-10-08T12:00:00.000000Z"
    log.record(COMPLETED, **BY_COURT)
    return log


def test_a_completed_succession_replaces_persons_and_keys_on_its_day() -> None:
    """Rows come in the order of section 8.3, and offices end on the day that was announced."""
    log = completed(announced())
    assert kinds(log) == [
        ("succession", "s"),
        ("office", "cec/m4/member/2013-01-01"),
        ("office", "cec/m5/member/2013-01-01"),
        *(("key", each) for each in sorted([key_id("m4"), key_id("m5")])),
        ("person", "new"),
        ("office", "cec/new/member/2013-10-05"),
        ("key", key_id("new")),
    ]
    assert log.law.roster("cec", "2013-10-04") == set(MEMBERS)
    assert log.law.roster("cec", "2013-10-05") == {"m1", "m2", "m3", "new"}
    assert log.law.keys_of("m4") == []
    assert log.code(COMPLETED, **BY_COURT) == "unknown_succession"


def test_a_succession_may_replace_everybody() -> None:
    """The share that one act may change does not bind it; only the recovery authority makes it."""
    log = announced(leaving=list(MEMBERS))
    assert completed(log).law.roster("cec", "2013-10-05") == {"new"}
    assert builders.opened().code(succession()) == "not_competent"


def test_nothing_done_to_persons_in_between_stops_a_succession() -> None:
    """Those who leave enter the successor's name first; the succession is completed all the same."""
    log = announced()
    log.record(ENTERED)
    log.record(event("office.ended", body="cec", person="m4", office="member", on=DAY))
    log.record(event("key.enrolled", key=key("trap"), person="new", replaces=None))
    assert completed(log).law.keys_of("new") == [key_id("trap"), key_id("new")]


def test_a_key_enrolled_in_between_is_not_brought_back() -> None:
    """The successor's own key, used meanwhile, cannot be announced as new any more."""
    log = announced()
    log.record(ENTERED, ENROLLED)
    log.recorded_at = "2013-10-08T12:00:00.000000Z"
    assert log.code(COMPLETED, **BY_COURT) == "already_exists"


def test_a_member_whose_key_is_lost_leaves_and_enters_with_a_new_one() -> None:
    """The person stays the same person."""
    entering = [{"key": key("m5-b"), "name": "M5", "office": "member", "person": "m5"}]
    log = completed(announced(entering=entering))
    assert log.law.keys_of("m5") == [key_id("m5-b")]
    assert log.law.roster("cec", "2013-10-06") == {"m1", "m2", "m3", "m5"}


def test_who_is_announced_must_be_able_to_enter() -> None:
    """Persons who leave are known, bodies are in force, keys are held, ids are new."""
    log = builders.opened()
    keyed = [{"key": key("m1-b"), "name": "M1", "office": "member", "person": "m1"}]
    taken = [{"key": key("m1"), "name": "New", "office": "member", "person": "new"}]
    assert log.code(succession(leaving=["nobody"]), **BY_COURT) == "unknown_person"
    assert log.code(succession(body="nobody"), **BY_COURT) == "unknown_body"
    assert log.code(succession(entering=keyed), **BY_COURT) == "person_has_key"
    assert log.code(succession(entering=taken), **BY_COURT) == "already_exists"
    unproven = [key_id("j1"), key_id("j2")]
    assert log.code(succession(), keys=unproven, **BY_COURT) == "possession_not_proven"
    assert announced().code(succession(), **BY_COURT) == "already_exists"


def test_a_succession_changes_nobody_before_it_is_completed() -> None:
    """It stands in the law, announced, with its time."""
    log = announced()
    pending = log.law.doc("succession", "s")
    assert pending is not None
    assert (pending["state"], pending["announced_at"]) == ("announced", log.recorded_at)
    assert log.law.doc("person", "new") is None
    assert log.law.key(key_id("new")) is None


def test_an_office_given_again_leaves_the_first_term_as_it_was() -> None:
    """Between two terms nobody holds it; ending it ends what still runs, and only that."""
    log = builders.opened()
    log.record(event("office.ended", body="cec", office="member", on="2013-06-01", person="m5"))
    again = office("cec", "m5", **{"from": "2013-09-01"})
    log.record(event("office.assigned", **again))
    held = [
        log.law.holds("m5", "cec", "member", day)
        for day in ("2012-12-31", "2013-05-31", "2013-06-01", "2013-08-31", "2013-09-01")
    ]
    assert held == [False, True, False, False, True]
    log.record(event("office.ended", body="cec", office="member", on="2013-10-01", person="m5"))
    assert log.law.holds("m5", "cec", "member", "2013-05-31")
    assert not log.law.holds("m5", "cec", "member", "2013-10-01")
    ended = event("office.ended", body="cec", office="member", on="2013-10-01", person="m5")
    assert log.code(ended) == "office_not_held"


def test_only_a_body_that_was_adopted_as_such_decides_with_one() -> None:
    """The smallest quorum binds every other body, and the administration of this one too."""
    log = builders.opened()
    alone = event("body.constituted", body="officer", name="O", required=required(ruling=1))
    assert log.code(alone) == "below_floor"
    log.record(event("single_officer.adopted", body="officer"))
    assert log.code(alone) is None
    floor = required(ruling=1, administration=1)
    too_low = event("body.constituted", body="officer", name="O", required=floor)
    assert log.code(too_low) == "below_floor"
    assert log.code(
        event("body.constituted", body="cec", name="C", required=required(ruling=1))
    ) == ("below_floor")


def test_a_document_is_withheld_released_and_erased_for_good() -> None:
    """Withheld again it has the new reason; what was erased does not come back."""
    log, named = builders.opened(), "a" * 64
    why = {"basis": "Law 1, art. 2", "document": named, "reason": "An investigation."}
    withheld = event("document.withheld", **why, until=None)
    log.record(withheld)
    assert log.law.doc("document", named) == {**why, "state": "withheld", "until": None}
    log.record(event("document.withheld", **{**why, "reason": "A trial."}, until="2014-01-01"))
    assert (log.law.doc("document", named) or {})["reason"] == "A trial."
    log.record(event("document.released", document=named))
    assert log.law.doc("document", named) is None
    assert log.code(event("document.released", document=named)) == "unknown_document"
    erased = event("document.erased", **why)
    log.record(erased)
    assert log.law.doc("document", named) == {**why, "state": "erased", "until": None}
    for later in (withheld, erased, event("document.released", document=named)):
        assert log.code(later) == "already_exists"
