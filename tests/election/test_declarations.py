"""A declaration is refused unless everything in it means something."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import ledger.election
from ledger.election import declarations, effects
from ledger.errors import Malformed
from tests.election.chronicle import Known, founded
from tests.election.vocabulary import TYPES, box, document

WORLD = Known(founded().state)
FAMILIES = Path(ledger.election.__file__).parent / "families"

SCOPED = {"run": "run", "scope": "scope"}
BAR = {"do": "bar", "object": "voting", "run": "$run", "scope": "$scope", "what": "annul"}
MOVE = {
    "do": "move",
    "field": "polling",
    "of": "poll",
    "run": "$run",
    "scope": "$scope",
    "to": "open",
}
NOTE = {"do": "note"}


def refusal(given: dict[str, Any]) -> Malformed:
    """Why the declaration is refused."""
    with pytest.raises(Malformed) as caught:
        declarations.compile(given)
    assert caught.value.code == "bad_declaration"
    return caught.value


def test_a_declaration_says_what_its_events_are() -> None:
    """Name, version, kind, fields and effects are there to be read."""
    given = document("vote.annulled", "ruling", {**SCOPED, "grounds": "list:code?"}, BAR)
    given["fields"][0]["of"] = ["fraud", "violence"]
    declaration = declarations.compile(given)
    assert (declaration.name, declaration.version, declaration.kind) == (
        "vote.annulled",
        1,
        "ruling",
    )
    assert declaration.effects == (BAR,)
    assert declaration.document is given
    grounds = declaration.fields[0]
    assert (grounds.name, grounds.type, grounds.nullable, grounds.is_list) == (
        "grounds",
        "code",
        True,
        True,
    )
    assert grounds.of == ("fraud", "violence")


def test_only_note_and_link_move_nothing() -> None:
    """What has other effects, or none but these, is known without looking at an event."""
    assert TYPES["vote.annulled"].moves
    assert TYPES["decision.cited"].moves
    assert not TYPES["word.said"].moves
    assert not TYPES["thing.noted"].moves


def test_the_vocabulary_that_is_proposed_can_be_adopted() -> None:
    """Every declaration of every family compiles."""
    for path in sorted(FAMILIES.glob("*.json")):
        family = json.loads(path.read_bytes())
        for each in family if isinstance(family, list) else family["declarations"]:
            assert declarations.compile(each).document == each


def test_members_are_those_of_the_specification() -> None:
    """None may be missing, none be new."""
    good = document("a.b", "statement", {})
    for name in good:
        assert "object of" in refusal({k: v for k, v in good.items() if k != name}).expected
    refusal({**good, "when": None})


@pytest.mark.parametrize(
    "changes, where",
    [
        ({"name": "annulled"}, "name"),
        ({"name": "Vote.annulled"}, "name"),
        ({"name": "a." + "b" * 63}, "name"),
        ({"name": 7}, "name"),
        ({"name": "key.enrolled"}, "name"),
        ({"name": "ledger.founded"}, "name"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": "1"}, "version"),
        ({"kind": "administration"}, "kind"),
        ({"kind": ["finding"]}, "kind"),
        ({"fields": {}}, "fields"),
        ({"fields": [{"name": "x", "type": "text"}]}, "fields[0]"),
        ({"fields": [{"name": "X", "of": None, "type": "text"}]}, "fields[0].name"),
        ({"fields": [{"name": "x", "of": None, "type": "texts"}]}, "fields[0].type"),
        ({"fields": [{"name": "x", "of": None, "type": None}]}, "fields[0].type"),
        ({"fields": [{"name": "x", "of": ["a"], "type": "text"}]}, "fields[0].type"),
        ({"fields": [{"name": "x", "of": [], "type": "code"}]}, "fields[0].of"),
        ({"fields": [{"name": "x", "of": ["b", "a"], "type": "code"}]}, "fields[0].of"),
        ({"fields": [{"name": "x", "of": ["a", "a"], "type": "code"}]}, "fields[0].of"),
        ({"fields": [{"name": "x", "of": ["A"], "type": "code"}]}, "fields[0].of"),
        ({"fields": [{"name": "x", "of": [7], "type": "code"}]}, "fields[0].of"),
        ({"fields": [{"name": "x", "of": "a", "type": "code"}]}, "fields[0].of"),
        ({"effects": None}, "effects"),
        ({"effects": [NOTE] * 17}, "effects"),
        ({"effects": ["note"]}, "effects[0]"),
        ({"effects": [{}]}, "effects[0]"),
        ({"effects": [{"do": ["note"]}]}, "effects[0]"),
        ({"effects": [{"do": "grant"}]}, "effects[0]"),
        ({"effects": [NOTE, {"do": "note", "text": "x"}]}, "effects[1]"),
        ({"says": []}, "says"),
        ({"says": [{"language": "en"}]}, "says[0]"),
        ({"says": [{"language": "EN", "text": "x"}]}, "says[0].language"),
        ({"says": [{"language": "en", "text": "x"}] * 2}, "says[1].language"),
        ({"says": [{"language": "en", "text": "x\ny"}]}, "says[0].text"),
    ],
)
def test_what_is_wrong_in_it_is_named(changes: dict[str, Any], where: str) -> None:
    """The place, what was expected and what came."""
    found = refusal({**document("thing.noted", "finding", {}), **changes})
    assert found.where == where


def test_fields_are_sorted_and_each_is_there_once() -> None:
    """Two declarations that say the same have the same bytes."""
    given = document("a.b", "statement", {"a": "text", "b": "text"})
    given["fields"].reverse()
    assert refusal(given).where == "fields[1].name"
    given["fields"] = [given["fields"][0]] * 2
    assert refusal(given).where == "fields[1].name"


KINDS = {
    "finding": "create move amount transfer number seal figure due done link note",
    "ruling": " ".join(effects.VERBS),
    "filing": "create move due done link note",
    "statement": "link note",
}


@pytest.mark.parametrize("kind, admitted", KINDS.items())
def test_a_kind_has_its_effects(kind: str, admitted: str) -> None:
    """A finding annuls nothing, a statement moves nothing."""
    assert {verb.do for verb in effects.VERBS.values() if kind in verb.kinds} == set(
        admitted.split()
    )
    for verb in effects.VERBS.keys() - set(admitted.split()):
        found = refusal(document("a.b", kind, {}, {"do": verb}))
        assert (found.where, found.found) == ("effects[0].do", verb)


GOOD_EFFECTS: list[tuple[dict[str, str], dict[str, Any]]] = [
    (SCOPED, {**BAR, "from": None, "works": "from_beginning"}),
    ({**SCOPED, "from": "day?"}, {**BAR, "from": "$from", "until": "$from"}),
    (SCOPED, {**MOVE, "from": ["planned", "ready"]}),
    ({"to": "code", "who": "subject:seal?"}, {"do": "move", "field": "seal", "of": "seal", "subject": "$who", "to": "$to"}),
    ({"act": "act"}, {"do": "move", "field": "life", "of": "decision", "subject": "$act", "to": "signed"}),
    ({"id": "id", "p": "election?"}, {"do": "create", "id": "$id", "parent": "$p", "type": "mayor", "what": "contest"}),
    ({"id": "id", "n": "text?", "p": "unit"}, {"do": "create", "id": "$id", "name": "$n", "parent": "$p", "what": "unit"}),
    ({"id": "id", "i": "items", "n": "text"}, {"do": "create", "id": "$id", "items": "$i", "name": "$n", "what": "unit_list"}),
    ({"i": "items"}, {"do": "create", "items": "$i", "what": "selection"}),
    ({"h": "list:subject:seal?", "q": "quantity?"}, {"bucket": "b", "do": "amount", "holder": "$h", "how": "is", "material": "m", "quantity": "$q"}),
    ({"r": "run"}, {"do": "date", "run": "$r"}),
    ({"r": "run", "s": "scope?", "d": "day?"}, {"day": "$d", "do": "date", "run": "$r", "scope": "$s"}),
    ({"h": "id?", "s": "id"}, {"do": "title", "holder": "$h", "seat": "$s", "status": "lost"}),
    ({"t": "act?"}, {"do": "link", "relation": "executes", "to": "$t"}),
    ({"t": "reference?"}, {"do": "lift", "target": "$t"}),
    ({"u": "run?", "o": "body?", "b": "day?"}, {"about": "$u", "by": "$b", "do": "due", "item": "vote", "owner": "$o"}),
]  # fmt: skip


@pytest.mark.parametrize("fields, effect", GOOD_EFFECTS)
def test_arguments_are_codes_or_fields(fields: dict[str, str], effect: dict[str, Any]) -> None:
    """Optional ones may be left out or null; a nullable field stands where null has a meaning."""
    assert declarations.compile(document("a.b", "ruling", fields, effect)).effects == (effect,)


BAD_EFFECTS: list[tuple[dict[str, str], dict[str, Any], str]] = [
    (SCOPED, {**BAR, "what": "forget"}, ".what"),
    (SCOPED, {**BAR, "what": None}, ""),
    (SCOPED, {**BAR, "object": "weather"}, ".object"),
    (SCOPED, {**BAR, "works": "$run"}, ".works"),
    (SCOPED, {**BAR, "from": "2013-11-03"}, ".from"),
    (SCOPED, {**BAR, "scope": "everywhere"}, ".scope"),
    (SCOPED, {**BAR, "scope": "$run"}, ".scope"),
    (SCOPED, {**BAR, "scope": "$where"}, ".scope"),
    (SCOPED, {**BAR, "scope": "$"}, ".scope"),
    ({**SCOPED, "scope": "scope?"}, BAR, ".scope"),
    ({**SCOPED, "scope": "list:scope"}, BAR, ".scope"),
    ({**SCOPED, "run": "run?"}, BAR, ".run"),
    ({**SCOPED, "what": "code"}, {**BAR, "what": "$what"}, ".what"),
    (SCOPED, {**BAR, "colour": "red"}, ""),
    (SCOPED, {**MOVE, "of": "consignment"}, ""),
    (SCOPED, {**MOVE, "from": []}, ".from"),
    (SCOPED, {**MOVE, "from": "planned"}, ".from"),
    (SCOPED, {**MOVE, "from": ["Planned"]}, ".from"),
    (SCOPED, {**MOVE, "from": [None]}, ".from"),
    ({**SCOPED, "from": "code"}, {**MOVE, "from": "$from"}, ".from"),
    ({**SCOPED, "scope": "scope?"}, MOVE, ".scope"),
    ({**SCOPED, "s": "subject:seal"}, {**MOVE, "subject": "$s"}, ""),
    ({"s": "subject:seal"}, {"do": "move", "field": "f", "of": "box", "subject": "$s", "to": "x"}, ""),
    ({"s": "subject:seal"}, {"do": "move", "field": "f", "of": "poll", "subject": "$s", "to": "x"}, ""),
    ({"s": "text"}, {"do": "move", "field": "f", "of": "seal", "subject": "$s", "to": "x"}, ".subject"),
    ({}, {"do": "create", "what": "seal"}, ""),
    ({}, {"do": "create", "what": "planet"}, ".what"),
    ({"i": "id?"}, {"do": "create", "id": "$i", "what": "seal"}, ".id"),
    ({"i": "items"}, {"do": "create", "items": "$i", "what": "seal"}, ""),
    ({"i": "items"}, {"do": "create", "items": "$i", "type": "x", "what": "unit"}, ""),
    ({"i": "items"}, {"do": "create", "items": "$i", "what": "unit_list"}, ""),
    ({"i": "id"}, {"do": "create", "id": "$i", "what": "unit_list"}, ""),
    ({"i": "id", "p": "contest"}, {"do": "create", "id": "$i", "parent": "$p", "what": "unit"}, ""),
    ({"q": "quantity", "u": "list:unit"}, {"do": "transfer", "from": "$u", "from_bucket": "a", "material": "m", "quantity": "$q", "to": "$u", "to_bucket": "b"}, ".from"),
    ({"q": "quantity?", "u": "unit"}, {"do": "transfer", "from": "$u", "from_bucket": "a", "material": "m", "quantity": "$q", "to": "$u", "to_bucket": "b"}, ".quantity"),
    ({"s": "subject:seal"}, {"do": "title", "holder": "$s", "seat": "$s", "status": "lost"}, ".seat"),
    ({"h": "text", "s": "id", "t": "code"}, {"do": "title", "holder": "$h", "seat": "$s", "status": "$t"}, ".status"),
    ({"run": "run", "scope": "scope"}, {"do": "order_run", "run": "$run", "scope": "$scope"}, ".run"),
    ({"t": "text"}, {"do": "link", "relation": "cites", "to": "$t"}, ".to"),
    ({"t": "reference"}, {"do": "link", "to": "$t"}, ""),
    ({"u": "list:unit"}, {"about": "$u", "do": "due", "item": "x"}, ".about"),
]  # fmt: skip


@pytest.mark.parametrize("fields, effect, where", BAD_EFFECTS)
def test_an_argument_that_does_not_fit_is_refused(
    fields: dict[str, str], effect: dict[str, Any], where: str
) -> None:
    """At compile time, so that no event can ever meet it."""
    assert refusal(document("a.b", "ruling", fields, effect)).where == f"effects[0]{where}"


def test_a_field_fills_a_closed_list_if_it_is_as_closed() -> None:
    """`of` names nothing that the argument does not have."""
    given = document("a.b", "ruling", {**SCOPED, "what": "code"}, {**BAR, "what": "$what"})
    given["fields"][2]["of"] = ["annul", "stay"]
    assert declarations.compile(copy.deepcopy(given))
    given["fields"][2]["of"] = ["annul", "forget"]
    assert "one of annul" in refusal(given).expected


def test_an_event_has_all_its_fields_and_no_other() -> None:
    """What is too much is told before what is missing, then the first value that is wrong."""
    annulled = TYPES["vote.annulled"]
    good = {"run": "run-1", "scope": [box("pc-1")]}
    assert declarations.check_fields(annulled, good, WORLD) == (None, [])
    for fields, code, where in (
        ({"run": "run-1", "colour": "red"}, "unknown_field", "fields.colour"),
        ({"run": "run-1"}, "missing_field", "fields.scope"),
        ({**good, "run": None}, "bad_field", "fields.run"),
        ({**good, "scope": [box("pc-9")]}, "unknown_unit", "fields.scope[0].units[0]"),
    ):
        problem, _ = declarations.check_fields(annulled, fields, WORLD)
        assert problem is not None
        assert (problem.code, problem.where) == (code, where)


def test_subjects_that_do_not_exist_are_handed_back() -> None:
    """They are marked, never refused."""
    problem, missing = declarations.check_fields(TYPES["box.sealed"], {"box": "c-1"}, WORLD)
    assert (problem, missing) == (None, ["consignment:c-1"])


def test_the_time_in_the_world_is_null_or_a_when() -> None:
    """It is typed like a field, though it stands beside them."""
    good = {"at": None, "earliest": "2013-11-03", "latest": None, "why": None}
    assert declarations.check_occurred(None, WORLD) is None
    assert declarations.check_occurred(good, WORLD) is None
    problem = declarations.check_occurred({**good, "latest": "2013-11-02"}, WORLD)
    assert problem is not None
    assert problem.where == "occurred.latest"
