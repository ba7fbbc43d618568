"""A draft becomes an act: what is filled in, and what is refused before anybody signs it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ledger.chain import envelope
from ledger.drafts import act, reader
from ledger.drafts.act import Surroundings
from ledger.election.law import LawBook
from ledger.election.rows import Law
from ledger.errors import Malformed
from tests.story import documents

LEDGER = {"id": "a" * 64, "origin": "village.example/2021"}
SEEN = {"root": "b" * 64, "size": 41}
GUIDE = documents.ROOT / "docs" / "guides" / "drafts.md"


def surroundings() -> Surroundings:
    """A village where Ana is chair and Ben a member, Dua a registrar, and Cem both of two."""
    law = LawBook()
    offices = [
        ("board", "ana", "chair"),
        ("board", "ben", "member"),
        ("board", "cem", "member"),
        ("board", "cem", "secretary"),
        ("registry", "dua", "registrar"),
    ]
    for body, person, office in offices:
        doc = {
            "body": body,
            "from": "2021-01-01",
            "office": office,
            "person": person,
            "until": None,
        }
        law.enact(Law(doc, f"{body}/{person}/{office}", "office"))
    for document in documents.declarations():
        law.enact(Law(document, document["name"], "declaration"))
    return Surroundings(law=law, ledger=LEDGER, seen=SEEN, now="2021-03-10T12:00:00.000000Z")


def complete(text: str) -> dict[str, Any]:
    """The act of a draft, which is always one that can be spelled."""
    members = act.complete(reader.read(text.encode()), surroundings())
    envelope.format(members)
    return members


DRAFT = """\
act: board-2
body: board
signers: [ben, ana]
events:
- type: run.held
  fields: {run: run-1}
"""


def test_what_is_left_out_is_filled_in() -> None:
    """Ledger, checkpoint, day, offices, versions, and null for what does not apply."""
    assert complete(DRAFT) == {
        "act_id": "board-2",
        "attestation": None,
        "body": "board",
        "day": "2021-03-10",
        "decision": None,
        "events": [
            {"fields": {"run": "run-1"}, "occurred": None, "type": "run.held", "version": 1}
        ],
        "format": 0,
        "ledger": LEDGER,
        "seen": SEEN,
        "signers": [
            {"body": "board", "in_place_of": None, "office": "chair", "person": "ana"},
            {"body": "board", "in_place_of": None, "office": "member", "person": "ben"},
        ],
    }


def test_the_decision_is_filled_in_and_sorted() -> None:
    """What is not known is null, never nought."""
    text = DRAFT + (
        "decision: {languages: [sr, en], legal_basis: [law-b 7.1, law-a, law-b], votes: {for: 2}}"
    )
    assert complete(text)["decision"] == {
        "agenda": None,
        "annexes": [],
        "authentic": [],
        "effective_on": None,
        "languages": ["en", "sr"],
        "legal_basis": [
            {"instrument": "law-a", "point": None, "version": None},
            {"instrument": "law-b", "point": None, "version": None},
            {"instrument": "law-b", "point": "7.1", "version": None},
        ],
        "members": None,
        "number": None,
        "reasons": None,
        "remedy": None,
        "result": "adopted",
        "session": None,
        "votes": {"absent": None, "abstained": None, "against": None, "for": 2},
    }


def test_an_attested_act_is_signed_in_the_registry() -> None:
    """The body stays the one that decided."""
    text = DRAFT.replace("body: board", "body: court").replace("[ben, ana]", "[dua]")
    made = complete(text + "attestation: {body: registry, grade: gazette, compared_by: [dua]}")
    assert made["body"] == "court"
    assert made["attestation"]["document"] is None
    assert [signer["body"] for signer in made["signers"]] == ["registry"]


def test_whoever_holds_two_offices_names_one() -> None:
    """Nobody signs in an office by chance."""
    with pytest.raises(Malformed, match="cem held member, secretary in board"):
        complete(DRAFT.replace("[ben, ana]", "[cem]"))
    named = complete(DRAFT.replace("[ben, ana]", "[{person: cem, office: secretary}]"))
    assert named["signers"][0]["office"] == "secretary"


def test_who_signs_for_another_does_so_in_the_others_office() -> None:
    """As the delegation has it; whether there is one is for the judge."""
    made = complete(DRAFT.replace("[ben, ana]", "[{person: ben, in_place_of: ana}]"))
    assert made["signers"][0] == {
        "body": "board", "in_place_of": "ana", "office": "chair", "person": "ben",
    }  # fmt: skip


def test_ledger_seen_and_version_may_be_named() -> None:
    """A story has to be able to say what must be refused."""
    text = DRAFT.replace("- type: run.held", "- type: run.held\n  version: 7")
    made = complete(
        text + f"ledger: {{id: {'c' * 64}, origin: x.example}}\nseen: {{size: 3, root: {'d' * 64}}}"
    )
    assert made["ledger"] == {"id": "c" * 64, "origin": "x.example"}
    assert made["seen"] == {"root": "d" * 64, "size": 3}
    assert made["events"][0]["version"] == 7


@pytest.mark.parametrize(
    "change, where",
    [
        (("act: board-2", "act_id: board-2"), ""),
        (("body: board", "day: 2021-03-10"), "body"),
        (("signers: [ben, ana]", "signers: ben"), "signers"),
        (("[ben, ana]", "[eva]"), "signers[0]"),
        (("run.held", "run.hold"), "events[0].type"),
        (("run: run-1", "runs: run-1"), "events[0].fields"),
        (("{run: run-1}", "{}"), "events[0].fields.run"),
        (("{run: run-1}", "{run: ~}"), "events[0].fields.run"),
        (("  fields:", "  when: x\n  fields:"), "events[0]"),
        (("  fields:", "  occurred: soon\n  fields:"), "events[0].occurred"),
        (("act: board-2", "act: board-2\ndecision: {number: 2/2021}"), "decision.languages"),
        (("act: board-2", "act: board-2\ndecision: {languages: [en], votes: 9}"), "decision.votes"),
        (("act: board-2", "act: board-2\nattestation: {body: registry}"), "attestation.grade"),
    ],
)
def test_a_draft_that_does_not_say_what_is_needed_is_refused(
    change: tuple[str, str], where: str
) -> None:
    """At the place where it does not."""
    assert change[0] in DRAFT
    with pytest.raises(Malformed) as caught:
        complete(DRAFT.replace(*change))
    assert (caught.value.code, caught.value.where) == ("bad_draft", where)


def test_administration_is_a_draft_too() -> None:
    """Its fields are typed by their names; what may be null may be left out."""
    text = """\
act: admin-1
body: board
signers: [ana]
events:
- type: office.assigned
  fields: {body: board, person: eva, office: member, from: 2021-04-01}
- type: authority.set
  fields: {class: rules, body: board, persons: 2}
- type: ledger.opened
"""
    events = complete(text)["events"]
    assert events[0]["fields"]["until"] is None
    assert events[1]["fields"]["persons"] == 2
    assert events[2]["fields"] == {}
    with pytest.raises(Malformed):
        complete(text.replace("from: 2021-04-01", "since: 2021-04-01"))
    with pytest.raises(Malformed):
        complete(text.replace(", office: member", ""))


def test_the_examples_of_the_guide_are_drafts() -> None:
    """Whoever copies one from the guide begins with something that works."""
    found = re.findall(r"```yaml draft\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert len(found) == 2
    assert all(complete(text)["signers"] for text in found)


def test_the_refusal_in_the_guide_is_what_comes() -> None:
    """The guide shows a message; it is the message."""
    text = re.findall(r"```yaml draft\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)[0]
    with pytest.raises(Malformed) as caught:
        complete(text.replace("scope: {units:", "scope: {unit:"))
    said = re.search(r"```\n(bad_draft at .*)\n```", GUIDE.read_text(encoding="utf-8"))
    assert said is not None
    assert str(caught.value).startswith(said[1])
