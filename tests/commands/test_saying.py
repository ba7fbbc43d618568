"""An event in a sentence: every kind of value is readable, and none can break the line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger import saying
from ledger.commands import words
from tests.commands.running import ROOT

UNKNOWN = {"high": None, "low": 0, "why": "not_ascertainable"}
BOX = {
    "channels": ["all"],
    "contests": ["mayor"],
    "further": None,
    "lists": [],
    "selections": ["all"],
    "units": ["pc-1", "pc-2"],
}
FURTHER = {"count": {"high": 35, "low": 35, "why": None}, "within": "m-1"}


@pytest.mark.parametrize(
    "stated, told",
    [
        ("pc-1", "pc-1"),
        ("two\nlines", "two lines"),
        (7, "7"),
        (True, "yes"),
        (None, "not stated"),
        (["a", "b"], "a, b"),
        ({"high": 7, "low": 7, "why": None}, "7"),
        ({"high": 9, "low": 7, "why": "two_counts"}, "7 to 9 (two counts)"),
        ({"high": None, "low": 7, "why": "at_least"}, "at least 7 (at least)"),
        (UNKNOWN, "unknown (not ascertainable)"),
        (
            {"disputed": [{**UNKNOWN, "source": "a"}, {"high": 1, "low": 1, "why": None, "source": "b"}]},
            "disputed: unknown (not ascertainable) by a; 1 by b",
        ),
        ([BOX], "pc-1, pc-2 [mayor]"),
        (
            [{**BOX, "channels": ["post"], "further": FURTHER, "lists": ["north"], "units": []}],
            "the units of north, further units in m-1 (35) [mayor | post]",
        ),
        ({"at": None, "earliest": "2013-11-03", "latest": None, "why": None}, "2013-11-03"),
        ({"at": None, "earliest": None, "latest": None, "why": "x"}, "(time not known)"),
        ([{"measure": "votes", "selection": "a", "value": UNKNOWN}], "votes a unknown (not ascertainable)"),
        ([{"id": "pc-1", "name": "School", "parent": None, "type": "t"}], "pc-1 (School)"),
        ([{"alg": "Ed25519"}], '{"alg":"Ed25519"}'),
    ],
)  # fmt: skip
def test_values(stated: Any, told: str) -> None:
    """As people would say them."""
    assert saying.value(stated) == told


def test_the_language_asked_for_or_the_first() -> None:
    """A sentence that is missing in English is better than none."""
    says = [{"language": "sq", "text": "{unit} hapet."}, {"language": "sr", "text": "x"}]
    assert saying.sentence(says, {"unit": "pc-1"}) == "pc-1 hapet."
    assert saying.sentence(says, {"unit": "pc-1"}, "sr") == "x"


def test_every_place_of_every_sentence_is_a_field() -> None:
    """Nothing that the vocabulary says is left with a hole in it."""
    for path in sorted((ROOT / "ledger" / "election" / "families").glob("*.json")):
        for declared in json.loads(path.read_bytes()):
            fields = {each["name"]: None for each in declared["fields"]}
            told = saying.sentence(declared["says"], fields)
            assert "{" not in told and "\n" not in told, declared["name"]


def test_what_follows_by_law_is_said_with_its_rule() -> None:
    """Owed, overdue, with another day set; or happened."""
    told: dict[str, Any] = {
        "about": "run:run-1", "at": "2013-11-15T23:00:00.000000Z", "by": "2013-11-15", "event": "cec-87#1", "instead": None,
        "item": "repeat", "kind": "owed", "overdue": True, "owner": "cec", "rule": "r.repeat",
        "since": 31,
    }  # fmt: skip
    after = "after entry 31 (cec-87#1), rule r.repeat"
    owed = "repeat (run:run-1) is owed by cec"
    by = "by 2013-11-15 (before 2013-11-15 23:00 UTC)"
    assert words.by_law(told) == f"{owed} {by}, OVERDUE, {after}"
    instead = told | {"instead": {"by": None, "event": "court-1#1"}, "overdue": False}
    assert words.by_law(instead) == f"{owed} {by}, instead by no day (court-1#1), {after}"
    undated = told | {"by": None, "overdue": False}
    assert words.by_law(undated) == f"{owed} without a computed day, {after}"
    runs = told | {"item": "remedy", "kind": "runs", "overdue": False}
    assert words.by_law(runs) == (
        f"remedy (run:run-1) may be used: {by}, as the decision cec-87#1 says"
    )
    unbegun = runs | {"at": None, "by": None}
    assert "its term has not begun" in words.by_law(unbegun)
    happened = told | {"item": "final", "kind": "happened", "overdue": False}
    assert words.by_law(happened) == f"final (run:run-1) since the end of 2013-11-15, {after}"
