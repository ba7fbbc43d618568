"""Every code of refusal has an act that is refused with it, and no other first."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import limits
from ledger.chain import canonical, envelope
from ledger.election import judgement
from ledger.election.refusals import CODES
from ledger.errors import Malformed
from tests.election import builders, sealing
from tests.election.builders import (
    DAY,
    LEDGER_ID,
    MEMBERS,
    ROOT,
    Log,
    attestation,
    decision,
    event,
    founding,
    key,
    key_id,
    office,
    rule,
    ruleset_adopted,
    signer,
)
from tests.election.vocabulary import box, document

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec" / "08-state.md"

NOTED = event("thing.noted", text="An example.")
HALTED = event("poll.halted", run="run-1", scope=[box("pc-1")])
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-1")])
CERTIFIED = event("result.certified", run="run-1", scope=[box("pc-1")])
ENTERED = event("person.entered", name="New", person="new")

Case = Callable[[], str | None]


# --- step 1: the form of the act ---------------------------------------------------------------


def _form(change: Callable[[dict[str, Any]], Any]) -> Case:
    """The code for the document of an act, once it was changed."""

    def run() -> str | None:
        act = builders.furnished().act(NOTED)
        changed = change(act)
        data = changed if isinstance(changed, bytes) else canonical.dumps(act)
        return _code(data)

    return run


def _code(data: bytes) -> str | None:
    try:
        envelope.read(canonical.loads(data, limits.ACT_BYTES_MAX, limits.ACT_DEPTH_MAX), data)
    except Malformed as malformed:
        return malformed.code
    return None


def _nested(act: dict[str, Any]) -> bytes:
    deep: Any = []
    for _ in range(20):
        deep = [deep]
    return canonical.dumps({"a": deep}, depth=99)


FORM: dict[str, Case] = {
    "bad_key": _form(lambda act: b'{"Act":1}'),
    "bad_member": _form(lambda act: act.update(day="2013-02-30")),
    "duplicate_key": _form(lambda act: b'{"a":1,"a":2}'),
    "missing_member": _form(lambda act: act.pop("seen")),
    "not_an_object": _form(lambda act: b"[]"),
    "not_canonical": _form(lambda act: b'{"a": 1}'),
    "not_json": _form(lambda act: b"{"),
    "not_utf8": _form(lambda act: b'{"a":"\xff"}'),
    "number_not_integer": _form(lambda act: b'{"a":1.5}'),
    "number_out_of_range": _form(lambda act: b'{"a":9007199254740992}'),
    "text_not_allowed": _form(lambda act: '{"a":"\u202e"}'.encode()),
    "text_not_nfc": _form(lambda act: '{"a":"e\u0301"}'.encode()),
    "too_deep": _form(_nested),
    "too_large": _form(lambda act: b'{"a":"' + b"x" * limits.ACT_BYTES_MAX + b'"}'),
    "unknown_member": _form(lambda act: act.update(remark="hello")),
}


# --- steps 2 to 11: whose act it is --------------------------------------------------------------


def _refused(*events: dict[str, Any], **given: Any) -> Case:
    """The code for an act of a ledger with a vocabulary, a geography and a first vote."""
    return lambda: builders.furnished().code(*events, **given)


def _closed() -> str | None:
    log = builders.opened()
    log.record(event("ledger.closed", reason="Moved.", successor=None))
    return log.code(NOTED)


def _revoked_key_signs() -> str | None:
    log = builders.furnished()
    log.record(event("key.revoked", key=key_id("m1"), reason="Lost."))
    return log.code(NOTED, by=["m1"], keys=[key_id("m1")])


def _a_system_that_rules() -> str | None:
    log = builders.furnished()
    few = event("intake_system.adopted", events=["notice.published"], officer="m1", person="m2")
    log.record(few)
    return log.code(ANNULLED)


def _two_keys_of_one_person() -> str | None:
    """A person got a key by administration while a succession that brings another was pending."""
    log = _announced()
    enrolled = event("key.enrolled", key=key("new-2"), person="new", replaces=None)
    log.record(ENTERED, enrolled)
    log.recorded_at = "2013-10-08T12:00:00.000000Z"
    log.record(event("succession.completed", succession="s"), body="court", by=["j1", "j2"])
    log.day = "2013-10-08"
    return log.code(NOTED, by=["new"], keys=log.law.keys_of("new"))


def _announced() -> Log:
    log = builders.opened()
    log.record(_succession(), body="court", by=["j1", "j2"])
    return log


def _succession(**given: Any) -> dict[str, Any]:
    entering = [{"key": key("new"), "name": "New", "office": "member", "person": "new"}]
    usual = {
        "authority": "Assembly",
        "body": "cec",
        "entering": entering,
        "from": DAY,
        "instrument": "Decision 1",
        "leaving": ["m5"],
        "succession": "s",
    }
    return event("succession.announced", **{**usual, **given})


def _overtaken() -> str | None:
    log = builders.furnished()
    size = log.size
    log.record(ENTERED)
    other = event("person.entered", name="Other", person="other")
    return log.code(other, seen={"root": ROOT, "size": size})


def _sealed(**fields: Any) -> str | None:
    """The code for a seal of the state, by the recorder, that states something else."""
    log = builders.opened()
    submission = sealing.submitted(log, sealing.seal(log, **fields))
    return judgement.judge(log.law, log.state, submission).refusals[0].code


WHOSE: dict[str, Case] = {
    "already_founded": lambda: builders.founded().code(founding()),
    "not_founding": lambda: Log().code(NOTED, by=["m1"]),
    "other_ledger": _refused(NOTED, ledger={"id": LEDGER_ID, "origin": "elsewhere.example"}),
    "act_id_taken": _refused(NOTED, act_id="act-0"),
    "unknown_key": _refused(NOTED, keys=[key_id("stranger")]),
    "key_revoked": _revoked_key_signs,
    "signature_invalid": _refused(NOTED, forged=[key_id("m2")]),
    "unlisted_signer": _refused(NOTED, by=["m1"], keys=[key_id("m1"), key_id("m2")]),
    "person_signed_twice": _two_keys_of_one_person,
    "beyond_intake": _a_system_that_rules,
    "ledger_not_open": lambda: builders.declared(builders.founded()).code(NOTED),
    "ledger_is_closed": _closed,
    "administration_overtaken": _overtaken,
    "seen_missing": _refused(ANNULLED, seen=None),
    "seen_not_ours": _refused(ANNULLED, seen_ours=False),
    "seen_unexpected": lambda: Log().code(founding(), by=["m1"], seen={"root": ROOT, "size": 1}),
    "office_not_held": _refused(NOTED, signers=[signer("cec", "m1", office="chair")]),
    "no_delegation": _refused(NOTED, signers=[signer("cec", "m1", in_place_of="m2")]),
    "too_few_persons": _refused(ANNULLED, by=["m1", "m2"]),
}


# --- step 8: events --------------------------------------------------------------------------------


def _field(type_: str, value: Any) -> Case:
    """The code for an event with one field of a type."""

    def run() -> str | None:
        log = builders.furnished()
        declaration = document("example.made", "finding", {"field": type_}, {"do": "note"})
        log.record(event("declaration.adopted", declaration=declaration))
        return log.code(event("example.made", field=value))

    return run


EVENTS: dict[str, Case] = {
    "bad_field": _refused(event("thing.noted", text=7)),
    "decision_missing": _refused(ANNULLED, decision=None),
    "decision_unexpected": _refused(NOTED, decision=decision()),
    "missing_field": _refused(event("thing.noted")),
    "mixed_administration": _refused(NOTED, ENTERED),
    "unknown_body": _field("body", "nobody"),
    "unknown_contest": _field("contest", "nothing"),
    "unknown_election": _field("election", "nothing"),
    "unknown_event_type": _refused(event("thing.invented")),
    "unknown_field": _refused(event("thing.noted", remark="x", text="y")),
    "unknown_person": _field("person", "nobody"),
    "unknown_run": _field("run", "nothing"),
    "unknown_unit": _field("unit", "nowhere"),
    "unknown_unit_list": _field("scope", [box(lists=["nothing"])]),
    "wrong_event_version": _refused(event("thing.noted", version=2, text="x")),
}


# --- steps 12 to 14: administration, rules, effects --------------------------------------------------


def _authority_missing() -> str | None:
    listed = founding()["fields"]["authorities"]
    return Log().code(founding(authorities=listed[1:]), by=["m1"])


def _enrolled(person: str, name: str, **given: Any) -> dict[str, Any]:
    return event("key.enrolled", person=person, key=key(name), **{"replaces": None, **given})


def _too_early() -> str | None:
    completed = event("succession.completed", succession="s")
    return _announced().code(completed, body="court", by=["j1", "j2"])


def _rule_that_refuses() -> str | None:
    log = builders.furnished()
    log.adopt(rule("body", "refuse", parameters={"bodies": ["court"]}))
    return log.code(ANNULLED)


def _contested() -> str | None:
    log = builders.furnished()
    suspect = log.size
    log.record(ANNULLED)
    compromised = event("key.compromised", key=key_id("m3"), suspect_from=suspect)
    log.record(compromised, by=["m1", "m2", "m4"])
    return log.code(CERTIFIED, by=["m1", "m2", "m4"])


_COMPROMISED = event("key.compromised", key=key_id("m1"), suspect_from=99)
_COURT = {"body": "court", "by": ["j1", "j2"]}
_OFFICE = event("office.assigned", body="cec", person="m9", office="chair", from_=DAY, until=None)

LAW: dict[str, Case] = {
    "already_exists": _refused(event("person.entered", name="M1", person="m1")),
    "authority_missing": _authority_missing,
    "bad_balance": _refused(event("balance.adopted", balance={"id": "x"})),
    "bad_consequence": _refused(event("consequence.adopted", consequence={"id": "x"})),
    "bad_declaration": _refused(event("declaration.adopted", declaration={"name": "x"})),
    "bad_rule": _refused(event("rule.adopted", rule={"id": "x"})),
    "below_floor": _refused(
        event("authority.set", body="cec", class_="rules", persons=1), by=MEMBERS
    ),
    "clock_not_allowed": lambda: Log().code(founding(purpose="official"), by=["m1"]),
    "not_competent": _refused(ENTERED, **_COURT),
    "person_has_key": _refused(_enrolled("m1", "second")),
    "possession_not_proven": _refused(
        ENTERED, _enrolled("new", "new"), keys=[key_id(m) for m in MEMBERS[:3]]
    ),
    "semantics_unknown": _refused(event("semantics.adopted", semantics=2)),
    "succession_too_early": _too_early,
    "suspect_from_in_future": _refused(_COMPROMISED, by=MEMBERS),
    "unknown_act": _refused(event("act.affirmed", acts=["nothing"])),
    "unknown_balance": _refused(event("balance.withdrawn", balance="nothing")),
    "unknown_delegation": _refused(event("delegation.ended", delegation="nothing", on=DAY)),
    "unknown_document": _refused(event("document.released", document="0" * 64)),
    "unknown_consequence": _refused(event("consequence.withdrawn", consequence="nothing")),
    "unknown_rule": _refused(event("rule.withdrawn", rule="nothing")),
    "unknown_ruleset": _refused(
        event("rule.adopted", rule=rule("body", parameters={"bodies": ["cec"]}))
    ),
    "unknown_succession": _refused(event("succession.completed", succession="nothing"), **_COURT),
    "seal_differs": lambda: _sealed(root="00" * 32),
    "seal_position": lambda: _sealed(position=0),
    "rule_not_met": _rule_that_refuses,
    "certification_contested": _contested,
}

CASES = FORM | WHOSE | EVENTS | LAW


@pytest.mark.parametrize("code", sorted(CASES))
def test_an_act_is_refused_with_this_code(code: str) -> None:
    """The act of the table is refused, and this is the first reason."""
    assert CASES[code]() == code


def test_no_code_is_without_an_act() -> None:
    """Only the ledger's own fault is left out: no act can bring it about (see tests of append)."""
    assert set(CODES) - set(CASES) == {"clock_did_not_progress"}
    assert len(CASES) == len(FORM) + len(WHOSE) + len(EVENTS) + len(LAW), "each stands once"


def test_the_codes_are_those_of_the_specification() -> None:
    """Section 8.5 lists the codes, and nothing else."""
    table = SPEC.read_text().partition("## 8.5")[2]
    assert set(re.findall(r"`([a-z0-9_]+)`", table)) == set(CODES)


def test_every_code_says_what_was_expected_and_what_to_do() -> None:
    """Title, expectation and advice are there for each."""
    assert all(all(meaning) for meaning in CODES.values())


# Codes that stand at more than one step of the table in section 8.5, there again.
OTHERWISE: dict[str, tuple[str, Case]] = {
    "an entry after ledger.closed": ("ledger_is_closed", _closed),
    "an event after ledger.closed in the same act": (
        "ledger_is_closed",
        lambda: builders.opened().code(
            event("ledger.closed", reason="x", successor=None),
            event("person.entered", person="late", name="Late"),
        ),
    ),
    "closing what was not opened": (
        "ledger_not_open",
        lambda: builders.founded().code(event("ledger.closed", reason="x", successor=None)),
    ),
    "opening twice": ("already_exists", _refused(event("ledger.opened"))),
    "ending an office that nobody holds": (
        "office_not_held",
        _refused(event("office.ended", body="cec", person="m1", office="chair", on=DAY)),
    ),
    "an office for somebody unknown": ("unknown_person", _refused(_OFFICE)),
    "an office in a body unknown": (
        "unknown_body",
        _refused({**_OFFICE, "fields": {**_OFFICE["fields"], "body": "nobody"}}),
    ),
    "revoking a key unknown": (
        "unknown_key",
        _refused(event("key.revoked", key=key_id("stranger"), reason="x")),
    ),
    "enrolling a key of somebody else": (
        "already_exists",
        _refused(ENTERED, _enrolled("new", "m1")),
    ),
    "replacing a key of somebody else": (
        "unknown_key",
        _refused(ENTERED, _enrolled("new", "new", replaces=key_id("m1"))),
    ),
    "a declaration that skips a version": (
        "already_exists",
        _refused(
            event(
                "declaration.adopted",
                declaration={
                    **document("thing.noted", "finding", {"text": "text"}),
                    "version": 3,
                },
            )
        ),
    ),
    "a ruleset twice": ("already_exists", _refused(ruleset_adopted("r"), ruleset_adopted("r"))),
    "a milestone of a body unknown": (
        "unknown_body",
        _refused(ruleset_adopted(gives_effect=[{"body": "nobody", "milestone": "served"}])),
    ),
    "administration attested": (
        "not_competent",
        _refused(ENTERED, attestation=attestation("m1")),
    ),
    "an act of a body unknown": (
        "unknown_body",
        _refused(NOTED, body="nobody", attestation=attestation("m1")),
    ),
    "a unit created twice": (
        "already_exists",
        _refused(event("contest.made", contest="mayor", name="Again")),
    ),
    "affirming another body's act": (
        "not_competent",
        _refused(event("act.affirmed", acts=["act-3"]), **_COURT),
    ),
    "a key in two founding hands": (
        "already_exists",
        lambda: Log().code(founding(recorder_key=key("m1")), by=["m1"]),
    ),
    "a founding key that did not sign": (
        "possession_not_proven",
        lambda: Log().code(founding(), by=["m1"], keys=[key_id("m1")]),
    ),
    "a founding office in no founding body": (
        "unknown_body",
        lambda: Log().code(founding(offices=[office("nobody", "m1")]), by=["m1"]),
    ),
    "a founding quorum below the floor": (
        "below_floor",
        lambda: Log().code(
            founding(floors={"persons_min": 4, "share_denominator": 1, "share_numerator": 1}),
            by=["m1"],
        ),
    ),
    "semantics of another program at founding": (
        "semantics_unknown",
        lambda: Log().code(founding(semantics=2), by=["m1"]),
    ),
    "a founding signer who is nobody": (
        "unknown_person",
        lambda: Log().code(founding(), by=["m9"]),
    ),
}


@pytest.mark.parametrize("what", sorted(OTHERWISE))
def test_the_same_code_elsewhere(what: str) -> None:
    """A code that several steps use is used by each."""
    code, case = OTHERWISE[what]
    assert case() == code
