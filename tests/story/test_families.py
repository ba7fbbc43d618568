"""The vocabulary that comes with the ledger: it compiles, and nothing in it is without a use."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ledger import limits
from ledger.election import declarations
from ledger.election.declarations import RESERVED
from tests.story import documents

DECLARATIONS = documents.declarations()
USED = {
    "create", "move", "amount", "transfer", "number", "seal", "figure", "bar", "lift", "widen", "narrow",
    "order_run", "date", "certify", "allocate", "title", "due", "done", "link", "note",
}  # fmt: skip


def name_of(declaration: dict[str, Any]) -> str:
    """The name under which pytest shows a declaration."""
    return str(declaration["name"])


@pytest.mark.parametrize("document", DECLARATIONS, ids=name_of)
def test_it_compiles(document: dict[str, Any]) -> None:
    """What is proposed would be adopted."""
    assert declarations.compile(document).name == document["name"]


@pytest.mark.parametrize("document", DECLARATIONS, ids=name_of)
def test_its_sentence_speaks_of_every_field(document: dict[str, Any]) -> None:
    """A person who reads the sentence reads everything that the event says."""
    fields = {field["name"] for field in document["fields"]}
    for says in document["says"]:
        assert set(re.findall(r"\{(\w+)\}", says["text"])) == fields


@pytest.mark.parametrize("document", DECLARATIONS, ids=name_of)
def test_statements_move_nothing_and_others_have_an_effect(document: dict[str, Any]) -> None:
    """No event type is without effect by mistake: what only tells says so with `note` or `link`."""
    verbs = {effect["do"] for effect in document["effects"]}
    assert verbs
    assert document["kind"] != "statement" or verbs <= {"note", "link"}


def test_names_are_used_once_and_leave_administration_alone() -> None:
    """A name means one thing in all families."""
    names = [document["name"] for document in DECLARATIONS]
    assert len(names) == len(set(names))
    assert not set(names) & RESERVED


def test_every_effect_has_an_event_type() -> None:
    """Nothing that an effect can do is out of reach."""
    assert {effect["do"] for each in DECLARATIONS for effect in each["effects"]} == USED


def test_a_move_from_a_status_starts_where_some_move_leads() -> None:
    """No `from` names a status that nothing ever sets: that would mark every move as a gap."""
    moves = [e for each in DECLARATIONS for e in each["effects"] if e["do"] == "move"]
    reached = {(move["field"], move["to"]) for move in moves}
    reached |= {("polling", "planned"), ("count", "not_counted"), ("form", "claimed")}
    started = {(move["field"], status) for move in moves for status in move.get("from", ())}
    assert {each for each in started if each[1] != "none"} <= reached


def test_what_becomes_due_can_be_done() -> None:
    """No duty is made that no event type can end."""
    assert _items("due") <= _items("done")
    assert _items("done") <= _items("due")


def _items(verb: str) -> set[str]:
    """What becomes due, or is done: a field that names it stands for each of its codes."""
    return {
        item
        for each in DECLARATIONS
        for effect in each["effects"]
        if effect["do"] == verb
        for item in _spelled(each, effect["item"])
    }


def _spelled(declaration: dict[str, Any], item: str) -> list[str]:
    fields = {f"${each['name']}": each["of"] for each in declaration["fields"]}
    return fields.get(item, [item]) or [item]


@pytest.mark.parametrize("family", documents.families(), ids=str)
def test_a_family_fits_into_one_act(family: str) -> None:
    """A family is adopted at once, one declaration an event."""
    adopted = documents.families()[family]
    events = [{"declaration": document} for document in adopted]
    spelled = json.dumps(events, separators=(",", ":"), ensure_ascii=False).encode()
    assert len(spelled) + 80 * len(events) + 4_096 < limits.ACT_BYTES_MAX
    assert len(events) <= limits.EVENTS_MAX
