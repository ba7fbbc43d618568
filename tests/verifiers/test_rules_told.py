"""An act that does not match a rule is told in the report, whatever the ledger says of it."""

from __future__ import annotations

from typing import Any

from tests.verifiers import examined, maker
from tests.verifiers.maker import Maker, event
from tests.verifiers.test_accounts import RULESET
from verifiers.desk import html, text

Json = dict[str, Any]
TO: Json = {"bodies": [], "effects": ["bar"], "events": [], "objects": [], "what": ["annul"]}
RULE: Json = {
    "applies_to": TO, "cites": [], "from": None, "id": "r.power", "outcome": "mark",
    "parameters": {"bodies": ["court"]}, "ruleset": "r",
    "says": [{"language": "en", "text": "The court annuls."}], "test": "body", "until": None,
}  # fmt: skip
ANNULLED = event("vote.annulled", run="run-1", scope=[maker.box("pc-1")])
SAID = "rule r.power; the event is effective"


def ruled(judged: Json | None = None) -> Maker:
    """The commission annuls what the court alone may annul."""
    made = maker.opened()
    made.add(RULESET, event("rule.adopted", rule=RULE))
    made.add(ANNULLED, judged=judged)
    return made


def report(made: Maker) -> Json:
    """The report on its bundle."""
    return examined.report(maker.bundle(made.parts(), made.ledger, made.size), made.trust())


def test_a_rule_that_is_not_met_is_told_and_fails_nothing() -> None:
    """The record is sound; what it records did not match a rule."""
    made = ruled()
    found = report(made)
    assert found["verdict"] == "VERIFIED"
    assert found["subject"]["unmatched"] == [
        {
            "act": f"act-{made.size - 1}", "code": "rule_not_met", "event": 1,
            "index": made.size - 1, "outcome": "effective", "rule": "r.power",
        }
    ]  # fmt: skip
    assert SAID in text.render(found) and SAID in html.render(found)


def test_a_mark_that_the_ledger_should_have_made_is_told_all_the_same() -> None:
    """A ledger that leaves the mark out is contradicted, at that entry; the mark is told here."""
    made = ruled(judged={"events": ["effective"], "marks": []})
    found = report(made)
    assert (found["verdict"], found["first_finding"]["code"]) == (
        "CONTRADICTED",
        "judgement_differs",
    )
    assert found["first_finding"]["index"] == made.size - 1
    assert [each["rule"] for each in found["subject"]["unmatched"]] == ["r.power"]


def test_where_every_rule_is_met_nothing_is_said() -> None:
    """Not even a heading."""
    made = maker.opened()
    made.add(ANNULLED)
    found = report(made)
    assert found["subject"]["unmatched"] == []
    assert "does not match the rules" not in text.render(found) + html.render(found)
