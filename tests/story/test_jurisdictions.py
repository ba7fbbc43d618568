"""The rulesets that come with the ledger: they compile, and say what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.drafts import rulesets
from ledger.election import rules
from tests.story import documents

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
