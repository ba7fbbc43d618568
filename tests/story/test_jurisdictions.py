"""The rulesets that come with the ledger: they compile, and say what is not known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ledger.drafts import proposals, rulesets
from ledger.election import administration, consequences, rules
from tests.story import documents
from verifiers import administration as verifiers_administration
from verifiers import by_law as verifiers_by_law
from verifiers import rules as verifiers_rules

RULES = [
    (name, rule) for name, document in documents.rulesets().items() for rule in document["rules"]
]


@pytest.mark.parametrize("name, rule", RULES, ids=lambda each: str(each)[:20])
def test_a_rule_compiles_and_belongs_to_its_ruleset(name: str, rule: dict[str, Any]) -> None:
    """What is proposed would be adopted."""
    compiled = rules.compile(rulesets.whole_rule(rule))
    assert rule["ruleset"] == documents.rulesets()[name]["ruleset"]["ruleset"]
    assert compiled.document["id"].startswith(f"{rule['ruleset']}.")


@pytest.mark.parametrize("name, rule", RULES, ids=lambda each: str(each)[:20])
def test_a_rule_names_declared_events_and_cites_law(name: str, rule: dict[str, Any]) -> None:
    """A rule about an event type that does not exist would never apply."""
    declared = {document["name"] for document in documents.declarations()}
    assert set(rule["applies_to"]["events"]) <= declared
    assert rule["cites"]


@pytest.mark.parametrize("name, rule", RULES, ids=lambda each: str(each)[:20])
def test_law_that_was_not_found_is_not_assessed(name: str, rule: dict[str, Any]) -> None:
    """Where no article is known, nothing is judged by it; where it is judged, an article is named."""
    is_known = all(cited["point"] is not None for cited in rule["cites"])
    assert is_known == (rule["outcome"] != "not_assessed")
    assert is_known or "not assessed" in rule["says"][0]["text"]


def test_the_ruleset_of_the_guide_would_be_adopted(tmp_path: Path) -> None:
    """Word for word: by both programs."""
    text = (documents.ROOT / "docs" / "guides" / "rulesets.md").read_text()
    (found,) = re.findall(r"```json ruleset\n(.*?)```", text, re.DOTALL)
    (tmp_path / "guide.json").write_text(found)
    cls, events = proposals.adopting("guide.json", tmp_path)
    assert cls == "rules" and len(events) == 5
    for event in events:
        assert administration.check_fields(event, "fields") is None
        assert verifiers_administration.check_fields(event) == ""
        if "rule" in event["fields"]:
            rules.compile(event["fields"]["rule"])
            assert verifiers_rules.is_rule(event["fields"]["rule"])
        if "consequence" in event["fields"]:
            consequences.check(event["fields"]["consequence"])
            assert verifiers_by_law.is_consequence(event["fields"]["consequence"])
