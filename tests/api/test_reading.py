"""State, history, open items and the log are read over HTTP, at any position."""

from __future__ import annotations

import base64
import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import export, prove, read, seal
from tests.api.asking import Asked, document
from tests.verbs.commission import box
from verifiers import merkle, note, proofs
from verifiers.desk import main


def annulled_fields(unit: str) -> dict[str, Any]:
    """The fields of an annulment of the first vote at a unit."""
    unsaid = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
    return {**unsaid, "grounds": ["violence"], "run": "run-1", "scope": [box(unit)]}


@pytest.fixture
def annulled(asked: Asked) -> Asked:
    """The vote at one station is halted, then annulled, and a repeat ordered without a date."""
    commission = asked.commission
    commission.record(commission.moved("opened", "ps-1"))
    commission.record(
        commission.ruling(
            (
                "annulment.ordered",
                annulled_fields("ps-1"),
            ),
            (
                "rerun.ordered",
                {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("ps-1")]},
            ),
            number="2/2013",
        )
    )
    return asked


def test_the_service_document_says_whose_ledger_this_is(read_only: Asked) -> None:
    """Origin, id, purpose and clock; a rehearsal says so in words, and in every header."""
    answer = read_only.get("/")
    told = document(answer)
    assert told["ledger"]["purpose"] == "rehearsal"
    assert "not an official record" in told["ledger"]["notice"]
    assert told["position"] == read.size(read_only.commission.ledger)
    assert answer.headers["ledger-clock"] == "simulated"
    assert answer.headers["ledger-id"] == told["ledger"]["id"]


def test_an_entry_is_the_bytes_that_were_hashed(read_only: Asked) -> None:
    """As JSON and as octets, the same bytes, kept for ever, with their digest."""
    stored = read.entry(read_only.commission.ledger, 1)
    as_json = read_only.get("/v1/entries/1")
    octets = read_only.get("/v1/entries/1", headers={"Accept": "application/octet-stream"})
    assert as_json.content == octets.content == stored
    assert as_json.headers["content-type"] == "application/json"
    assert octets.headers["content-type"] == "application/octet-stream"
    assert "immutable" in as_json.headers["cache-control"]
    digest = base64.b64encode(sha256(stored).digest()).decode()
    assert as_json.headers["repr-digest"] == f"sha-256=:{digest}:"


def test_what_a_reader_has_is_not_sent_again(read_only: Asked) -> None:
    """304 for the same tag, also among others; 200 for another one."""
    etag = read_only.get("/v1/entries/1").headers["etag"]
    read_only.get("/v1/entries/1", 304, headers={"If-None-Match": f'"other", W/{etag}'})
    read_only.get("/v1/entries/1", headers={"If-None-Match": '"other"'})


def test_a_proof_can_be_checked_by_the_verifiers(read_only: Asked) -> None:
    """The path leads from the entry to the root that the log's key signed."""
    told = document(read_only.get("/v1/entries/3/proof"))
    stated = note.parse_checkpoint(note.parse(told["checkpoint"].encode()).text)
    assert (stated.size, stated.root.hex()) == (told["size"], told["root"])
    leaf = merkle.leaf_hash(read_only.get("/v1/entries/3").content)
    assert leaf.hex() == told["leaf_hash"]
    path = [bytes.fromhex(item) for item in told["inclusion"]]
    assert proofs.root_from_inclusion(leaf, 3, told["size"], path) == stated.root


def test_a_proof_at_a_position_never_changes(annulled: Asked) -> None:
    """It may be kept where its checkpoint comes with it."""
    size = read.size(annulled.commission.ledger)
    early = annulled.get(f"/v1/entries/1/proof?size={size - 1}")
    assert "immutable" in early.headers["cache-control"]
    assert early.headers["ledger-position"] == str(size - 1)
    newest = annulled.get("/v1/entries/1/proof")
    assert newest.headers["cache-control"] == "public, no-cache"
    annulled.problem(f"/v1/entries/1/proof?size={size + 1}", "not_in_log", 404)
    annulled.problem("/v1/entries/1/proof?size=1", "not_in_log", 404)


def test_consistency_is_proven(annulled: Asked) -> None:
    """The newest tree begins with an older one."""
    told = document(annulled.get("/v1/consistency?from=3"))
    old = read.root(annulled.commission.ledger, 3)
    path = [bytes.fromhex(item) for item in told["consistency"]]
    assert proofs.is_consistent(
        3, old, new_size=told["to"], new_root=bytes.fromhex(told["root"]), proof=path
    )
    annulled.problem("/v1/consistency", "missing_parameter")
    annulled.problem("/v1/consistency?from=0", "bad_parameter")
    annulled.problem("/v1/consistency?from=5&to=3", "not_in_log", 404)


def test_the_checkpoint_is_served_as_it_was_signed(read_only: Asked) -> None:
    """Plain text, to the byte."""
    answer = read_only.get("/v1/checkpoints/latest")
    assert answer.content == read.checkpoint(read_only.commission.ledger)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_state_is_asked_as_of_any_position(annulled: Asked) -> None:
    """Before the decision the vote was open; after it, annulled and to be repeated."""
    size = read.size(annulled.commission.ledger)
    before = document(annulled.get(f"/v1/units/ps-1?as_of={size - 1}"))
    after = document(annulled.get("/v1/units/ps-1"))
    assert _headline(before) == "open"
    assert _headline(after) == "repeat_undated"
    assert (before["position"], after["position"]) == (size - 1, size)


def test_an_answer_names_the_address_at_which_it_stays(annulled: Asked) -> None:
    """There the same sheet is found, and may be kept for ever; "now" is asked again."""
    now = annulled.get("/v1/units/ps-1")
    assert now.headers["cache-control"] == "public, max-age=1"
    where = document(now)["url"]
    assert now.headers["content-location"] == where
    fixed = annulled.get(where)
    assert fixed.content == now.content
    assert "immutable" in fixed.headers["cache-control"]
    annulled.commission.record(annulled.commission.moved("opened", "ps-2"))
    assert annulled.get(where).content == fixed.content


def test_state_is_asked_as_of_a_day_and_in_force_on_another(annulled: Asked) -> None:
    """Each defaults the other; the answer says which position and day it took."""
    told = document(annulled.get("/v1/units/ps-1?as_of=2013-11-03"))
    assert told["day"] == "2013-11-03"
    other = document(annulled.get("/v1/units/ps-1?in_force_on=2013-11-02"))
    assert (other["day"], other["position"]) == ("2013-11-02", told["position"])
    assert _headline(told) == "repeat_undated"
    assert other["sheet"]["headlines"] == [], "no vote was called yet on that day"
    annulled.problem("/v1/units/ps-1?as_of=2013-01-01", "not_in_log", 404)


def test_history_tells_the_acts_in_order(annulled: Asked) -> None:
    """Each with its events, their outcomes, and where its entry is."""
    acts = document(annulled.get("/v1/units/ps-1/history"))["acts"]
    assert [line["index"] for line in acts] == sorted(line["index"] for line in acts)
    last = acts[-1]
    assert [event["type"] for event in last["events"]] == ["annulment.ordered", "rerun.ordered"]
    assert document(annulled.get(last["url"]))["act"]["act_id"] == last["act"]


def test_what_is_owed_stands_first(annulled: Asked) -> None:
    """The repeat without a date, with its owner and age."""
    later = "/v1/open-items?in_force_on=2013-11-13"
    first = document(annulled.get(later))["items"][0]
    assert (first["item"], first["about"]) == ("undated_run", "run:run-2")
    assert (first["owner"], first["age_days"]) == ("cec", 10)


def test_every_code_has_a_page(read_only: Asked) -> None:
    """The type of a problem leads to what it means."""
    told = read_only.problem("/v1/entries/99999", "not_in_log", 404)
    assert document(read_only.get(told["type"]))["code"] == "not_in_log"
    read_only.problem("/problems/never_heard_of", "not_in_log", 404)


def test_head_is_answered_without_a_body(read_only: Asked) -> None:
    """The headers of the GET, and nothing else."""
    answer = read_only.client.head("/v1/entries/1")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == read_only.get("/v1/entries/1").headers["etag"]


def _headline(told: dict) -> str:
    code: str = told["sheet"]["headlines"][0]["headline"]["code"]
    return code


def test_every_answer_about_a_unit_repeats_the_rule_that_is_not_met(asked: Asked) -> None:
    """Stations annulled by a body without the power: state, history and open items say so."""
    ruleset = {
        "from": "2013-01-01", "gives_effect": [], "holidays": [], "instrument": "Law 1",
        "offsets": [{"from": "2013-01-01T00:00:00.000000Z", "minutes": 60}], "prevails": [],
        "ruleset": "r", "title": "Rules", "until": None, "weekend": [],
    }  # fmt: skip
    to = {"bodies": [], "effects": ["bar"], "events": [], "objects": [], "what": ["annul"]}
    rule = {
        "applies_to": to, "cites": [], "from": None, "id": "r.power", "outcome": "mark",
        "parameters": {"bodies": ["panel"]}, "ruleset": "r",
        "says": [{"language": "en", "text": "The panel annuls."}], "test": "body", "until": None,
    }  # fmt: skip
    made = asked.commission
    made.record(made.administration(("ruleset.adopted", ruleset), ("rule.adopted", {"rule": rule})))
    repeat = {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("ps-1")]}
    decided = made.ruling(
        ("annulment.ordered", annulled_fields("ps-1")), ("rerun.ordered", repeat), act_id="annul"
    )
    index = made.record(decided).index
    mark = {"act": "annul", "code": "rule_not_met", "event": 1, "index": index, "rule": "r.power"}
    assert document(asked.get("/v1/units/ps-1"))["marks"] == [mark]
    assert document(asked.get("/v1/units/ps-2"))["marks"] == []
    told = document(asked.get("/v1/units/ps-1/history"))["acts"][-1]["marks"]
    assert ("rule_not_met", "r.power") in [(each["code"], each["rule"]) for each in told]
    first = document(asked.get("/v1/open-items"))["items"][0]
    assert first["about"] == "run:run-2" and first["marks"] == [mark]


def test_what_is_kept_about_now_is_forgotten_at_the_next_act(annulled: Asked) -> None:
    """Asked twice the bytes are the same; after an act, whoever recorded it, they are not."""
    first = annulled.get("/v1/units/ps-2")
    again = annulled.get("/v1/units/ps-2")
    assert again.content == first.content and again.headers["etag"] == first.headers["etag"]
    etag = first.headers["etag"]
    annulled.get("/v1/units/ps-2", 304, headers={"If-None-Match": etag})
    annulled.commission.record(annulled.commission.moved("opened", "ps-2"))
    later = annulled.get("/v1/units/ps-2", headers={"If-None-Match": etag})
    assert _headline(document(later)) == "open"
    annulled.problem("/v1/units/ps-2%2059%200", "bad_parameter")


def test_a_proof_of_state_is_checked_with_nothing_else(annulled: Asked, tmp_path: Path) -> None:
    """At its own address, and at the unit's with `proof=true`; before a seal there is none."""
    ledger = annulled.commission.ledger
    annulled.problem("/v1/units/ps-1/proof", "not_in_log", 404)
    seal.seal(ledger)
    led = annulled.get("/v1/units/ps-1?proof=true", 307, follow_redirects=False)
    answer = annulled.get(led.headers["location"])
    assert answer.content == prove.prove(ledger, "ps-1")
    (tmp_path / "proof.json").write_bytes(answer.content)
    (tmp_path / "trust.json").write_bytes(export.trust(ledger, required_checks=["V26", "V27"]))
    words = ["state", f"{tmp_path}/proof.json", "--trust", f"{tmp_path}/trust.json", "--quiet"]
    out = io.StringIO()
    assert main.run(words, out, io.StringIO()) == 0, out.getvalue()
    told = annulled.get("/v1/units/ps-1?proof=false").json()
    assert told["sheet"]["headlines"] == answer.json()["answer"]["headlines"]
    annulled.problem("/v1/units/ps-1?proof=yes", "bad_parameter")
    annulled.problem("/v1/units/nowhere/proof", "not_in_log", 404)
