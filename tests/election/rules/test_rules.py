"""A rule: its shape, the events to which it applies, and what follows when it is not met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.drafts import rulesets
from ledger.election import rules
from ledger.election.rows import Act
from ledger.errors import Malformed
from tests.election.builders import MEMBERS, Log, event, rule, ruleset_adopted
from tests.election.rules.asking import ANNULLED, DATED, declare, furnished
from tests.election.vocabulary import box

KOSOVO = Path(__file__).resolve().parents[3] / "ledger" / "jurisdictions" / "kosovo-2013.json"
COURT_ONLY = {"bodies": ["court"]}
RULESET = ruleset_adopted("r")["fields"]
NOTED = event("thing.noted", text="An example.")


def adopted(**given: Any) -> Log:
    """A log with one rule that the commission never meets."""
    log = furnished()
    log.adopt(rule("body", parameters=COURT_ONLY, **given))
    return log


def test_the_proposed_rules_are_well_formed() -> None:
    """Every rule of every jurisdiction compiles."""
    for document in json.loads(KOSOVO.read_text())["rules"]:
        assert rules.compile(rulesets.whole_rule(document)).id == document["id"]


BAD: list[tuple[str, dict[str, Any]]] = [
    ("an unknown test", rule("mood")),
    ("an unknown outcome", rule("body", "forbid", parameters=COURT_ONLY)),
    ("no parameters", rule("body")),
    ("a parameter too many", rule("body", parameters={**COURT_ONLY, "more": 1})),
    ("an empty array", rule("body", parameters={"bodies": []})),
    ("an array out of order", rule("body", parameters={"bodies": ["court", "cec"]})),
    ("one thing twice", rule("level", parameters={"levels": ["town", "town"]})),
    ("an unknown effect", rule("body", parameters=COURT_ONLY, effects=["explode"])),
    ("an event type misspelt", rule("body", parameters=COURT_ONLY, events=["annulled"])),
    ("an id misspelt", rule("body", parameters=COURT_ONLY, id="A rule")),
    ("no sentence", rule("body", parameters=COURT_ONLY, says=[])),
    ("one office", rule("incompatible_roles", parameters={"offices": ["chair"]})),
    ("a count below zero", rule("size", parameters={"units_max": -1})),
    ("a flag for a count", rule("size", parameters={"units_max": True})),
    ("a quorum of nobody", rule("quorum", parameters={"counted": "signed", "persons_min": 0})),
    ("an unknown blocker", rule("blockers", parameters={"blockers": ["mood"]})),
    ("an unknown edge", rule("window", parameters={"not_after": "noon", "not_before": None})),
    ("parameters that are no object", {**rule("body"), "parameters": []}),
]


@pytest.mark.parametrize("what", [what for what, _ in BAD])
def test_a_rule_of_any_other_shape_is_refused(what: str) -> None:
    """When it is adopted, not when it is first applied; and the place is named."""
    document = dict(BAD)[what]
    with pytest.raises(Malformed) as caught:
        rules.compile(document)
    assert caught.value.code == "bad_rule"
    assert caught.value.where
    assert furnished().code(event("rule.adopted", rule=document)) in ("bad_rule", "unknown_ruleset")


def test_a_rule_that_is_no_object_is_refused() -> None:
    """Whatever else stands in the field."""
    documents: tuple[Any, ...] = (None, [], "text", 7)
    for document in documents:
        assert furnished().code(event("rule.adopted", rule=document)) == "bad_rule"


def marks(log: Log, *events: dict[str, Any], **given: Any) -> list[tuple[int, str, str | None]]:
    """Event, code and rule of every mark."""
    verdict = log.judge(*events, **{"by": MEMBERS, **given})
    assert verdict.refusals == []
    return [(m["event"], m["code"], m["rule"]) for m in verdict.judgement["marks"]]


def test_a_rule_applies_where_all_that_it_names_is_met() -> None:
    """Bodies, events, and what one and the same effect is."""
    met = marks(adopted(), ANNULLED)
    assert met == [(1, "rule_not_met", "r.body")]
    for named in (
        {"bodies": ["court"]},
        {"events": ["vote.stayed"]},
        {"effects": ["certify"]},
        {"what": ["stay"]},
        {"objects": ["count"]},
        {"effects": ["date"], "what": ["annul"]},
    ):
        assert marks(adopted(**named), ANNULLED) == [(1, "not_assessed", None)]
    for named in (
        {"bodies": ["cec"]},
        {"events": ["vote.annulled"]},
        {"effects": ["bar", "certify"], "objects": ["voting"], "what": ["annul", "stay"]},
    ):
        assert marks(adopted(**named), ANNULLED) == met


def test_one_effect_must_meet_all_three() -> None:
    """A bar of one kind and a certificate of another are not a bar of the other kind."""
    log = adopted(effects=["bar"], what=["result"])
    bar = {"do": "bar", "object": "voting", "run": "$run", "scope": "$scope", "what": "annul"}
    certify = {"do": "certify", "run": "$run", "scope": "$scope", "what": "result"}
    declare(log, "both.done", "ruling", {"run": "run", "scope": "scope"}, bar, certify)
    both = event("both.done", run="run-1", scope=[box("pc-1")])
    assert marks(log, both) == [(1, "not_assessed", None)]


def test_an_argument_from_a_field_is_met_by_its_value() -> None:
    """The same event type may or may not be what the rule is about."""
    log = adopted(effects=["bar"], what=["annul"])
    declaration = {
        "effects": [
            {"do": "bar", "object": "voting", "run": "$run", "scope": "$scope", "what": "$what"}
        ],
        "fields": [
            {"name": "run", "of": None, "type": "run"},
            {"name": "scope", "of": None, "type": "scope"},
            {"name": "what", "of": ["annul", "stay"], "type": "code"},
        ],
        "kind": "ruling",
        "name": "bar.put",
        "says": [{"language": "en", "text": "x"}],
        "version": 1,
    }
    log.record(event("declaration.adopted", declaration=declaration))
    put = {"run": "run-1", "scope": [box("pc-1")]}
    assert marks(log, event("bar.put", **put, what="annul")) == [(1, "rule_not_met", "r.body")]
    assert marks(log, event("bar.put", **put, what="stay")) == [(1, "not_assessed", None)]


def test_statements_are_not_asked() -> None:
    """They move nothing."""
    said = event("word.said", about=None, text="Results will be annulled.")
    assert marks(adopted(), said) == []
    assert marks(adopted(), NOTED) == [(1, "rule_not_met", "r.body")]


def test_none_is_skipped() -> None:
    """Every rule that applies is evaluated, whatever the others say; marks are sorted."""
    log = adopted(id="r.z", outcome="void")
    log.adopt(
        rule("body", id="r.a", parameters=COURT_ONLY),
        rule("body", "not_assessed", id="r.b", parameters=COURT_ONLY),
        rule("quorum", id="r.c", parameters={"counted": "claimed", "persons_min": 3}),
    )
    decision = {**log.act(ANNULLED)["decision"], "votes": None}
    assert marks(log, ANNULLED, decision=decision) == [
        (1, "not_assessed", "r.b"),
        (1, "rule_indeterminate", "r.c"),
        (1, "rule_not_met", "r.a"),
        (1, "rule_not_met", "r.z"),
    ]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("mark", "effective"), ("void", "void"), ("not_assessed", "effective")],
)
def test_what_follows_when_a_rule_is_not_met(outcome: str, expected: str) -> None:
    """Marked and effective, marked and void, or not assessed at all."""
    log = adopted(outcome=outcome)
    verdict = log.judge(ANNULLED)
    assert verdict.judgement["events"] == [expected]
    assert len(verdict.judgement["marks"]) == 1


def test_a_rule_that_refuses_refuses() -> None:
    """And names itself."""
    verdict = adopted(outcome="refuse").judge(ANNULLED)
    assert [(p.code, p.found) for p in verdict.refusals] == [("rule_not_met", "r.body")]


def test_what_cannot_be_decided_is_never_refused_or_void() -> None:
    """The mark says so, whatever the outcome would have been."""
    for outcome in ("refuse", "void", "mark"):
        log = furnished()
        log.adopt(rule("quorum", outcome, parameters={"counted": "claimed", "persons_min": 3}))
        decision = {**log.act(ANNULLED)["decision"], "votes": None}
        verdict = log.judge(ANNULLED, decision=decision)
        assert verdict.judgement["events"] == ["effective"]
        assert [m["code"] for m in verdict.judgement["marks"]] == ["rule_indeterminate"]


def test_a_ruling_that_was_not_adopted_is_not_assessed_and_sets_no_mark() -> None:
    """A motion that failed is recorded, whatever majority the rules ask for."""
    log = adopted(outcome="refuse")
    decision = {**log.act(ANNULLED)["decision"], "result": "not_adopted"}
    verdict = log.judge(ANNULLED, decision=decision)
    assert verdict.refusals == []
    assert verdict.judgement == {"events": ["not_adopted"], "marks": []}


def test_rules_are_those_of_the_legal_day() -> None:
    """A ruleset recorded late judges the acts of the days it names, and no others."""
    log = furnished()
    term = event("ruleset.adopted", **{**RULESET, "from": "2013-05-01", "until": "2013-09-01"})
    log.record(term, event("rule.adopted", rule=rule("body", parameters=COURT_ONLY)))
    for day, expected in (
        ("2013-04-30", []),
        ("2013-05-01", [(1, "rule_not_met", "r.body")]),
        ("2013-08-31", [(1, "rule_not_met", "r.body")]),
        ("2013-09-01", []),
    ):
        assert marks(log, NOTED, day=day) == expected


def test_rules_meet_the_state_that_earlier_events_of_the_act_made() -> None:
    """A date set in the same act is a date."""
    log = furnished()
    window = {"not_after": None, "not_before": "polling_day"}
    log.adopt(rule("window", events=["vote.annulled"], parameters=window))
    dated = {**DATED, "fields": {**DATED["fields"], "day": "2013-09-01"}}
    assert marks(log, ANNULLED) == [(1, "rule_indeterminate", "r.window")]
    assert marks(log, dated, ANNULLED) == [(1, "not_assessed", None)]


def test_margin_counts_what_the_rules_ask_for() -> None:
    """The greatest of the body's requirement and of every rule that counts signatures."""
    log = furnished()
    four = {"counted": "signed", "persons_min": 4}
    half = {
        "base": "members",
        "counted": "signed",
        "denominator": 2,
        "numerator": 1,
        "strict": True,
    }
    log.adopt(rule("quorum", parameters=four), rule("majority", parameters=half))
    for by, margin in ((MEMBERS, 1), (MEMBERS[:3], -1)):
        act = log.judge(ANNULLED, by=by).rows[0]
        assert isinstance(act, Act)
        assert act.contested_margin == margin
