"""Rows, judgements and sheets as the specification says, written out by hand.

Nothing on the expecting side was computed by the verifiers. Only digests and key ids, which nobody
computes by hand, are computed here with the standard library.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from tests.verifiers import examined, maker
from tests.verifiers.maker import MEMBERS, PERSONS, box, event

Json = dict[str, Any]


def _rows(made: maker.Maker, index: int) -> list[Json]:
    rows = [json.loads(row) for row in made.rows]
    return [row for row in rows if row["since"] == index]


def _sheets(made: maker.Maker) -> dict[str, Json]:
    lines = made.parts()["sheets.jsonl"].splitlines()
    return {sheet["unit"]: sheet for sheet in map(json.loads, lines)}


def _judgement(made: maker.Maker, index: int) -> Json:
    judgement: Json = json.loads(made.lines[index])["judgement"]
    return judgement


def _digest(made: maker.Maker, index: int) -> str:
    act = json.loads(made.lines[index])["act"]
    text = json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _key_id(person: str) -> str:
    public = PERSONS[person].raw

    def text(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    if len(public) == 32:
        members = {"crv": "Ed25519", "kty": "OKP", "x": text(public)}
    else:
        members = {"crv": "P-256", "kty": "EC", "x": text(public[:32]), "y": text(public[32:])}
    return text(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def _signings(first: int, since: int, *persons: str) -> list[Json]:
    keys = sorted((_key_id(person), person) for person in persons)
    return [
        {"counted": True, "key": k, "ordinal": n, "person": p, "since": since, "table": "signing"}
        for n, (k, p) in enumerate(keys, first)
    ]


def test_the_rows_of_the_annulment() -> None:
    """Section 8.3: act, a bar and its unit, an order and its unit, the run, touches, signings."""
    made = maker.story()
    effect = {
        "act": "act-8", "awaits": None, "body": "cec", "channels": ["all"], "contests": ["mayor"],
        "from_day": "2013-11-05", "selections": ["all"], "since": 8, "table": "effect", "until_day": None,
    }  # fmt: skip
    unit = {"further": None, "sign": "+", "since": 8, "table": "effect_unit", "unit": "pc-1"}
    touched = ["act:act-8", "contest:mayor", "run:run-1", "run:run-2", "unit:pc-1"]
    assert _rows(made, 8) == [
        {
            "act": "act-8", "body": "cec", "contested_margin": 1, "day": "2013-11-05",
            "digest": _digest(made, 8), "kind": "ruling", "number": None, "ordinal": 0,
            "persons": ["m1", "m2", "m3"], "since": 8, "table": "act",
        },
        {
            **effect, "data": {"works": "from_now"}, "event": "act-8#1", "id": "8.1.1", "object": "voting",
            "ordinal": 1, "run": "run-1", "target": None, "verb": "bar", "what": "annul",
        },
        {**unit, "effect": "8.1.1", "ordinal": 2},
        {
            **effect, "data": {"basis": "act-8#1"}, "event": "act-8#2", "id": "8.2.1", "object": None,
            "ordinal": 3, "run": "run-2", "target": "run-1", "verb": "order_run", "what": None,
        },
        {**unit, "effect": "8.2.1", "ordinal": 4},
        {
            "key": "run:run-2", "kind": "run", "name": None, "ordinal": 5, "parent": None, "since": 8,
            "table": "subject", "type": None,
        },
        *({"key": k, "ordinal": n, "since": 8, "table": "touch"} for n, k in enumerate(touched, 6)),
        *_signings(11, 8, "m1", "m2", "m3"),
    ]  # fmt: skip


def test_the_rows_of_the_attack() -> None:
    """A status of a poll, and an unknown amount from one bucket into another."""
    made = maker.story()
    place = {"day": "2013-11-03", "since": 6}
    amount = {
        **place, "event": "act-6#2", "high": None, "holder": "unit:pc-1", "low": 0, "material": "ballots",
        "table": "amount", "why": "not_ascertainable",
    }  # fmt: skip
    touched = ["contest:mayor", "run:run-1", "unit:pc-1"]
    assert _rows(made, 6) == [
        {
            **place, "act": "act-6", "body": "cec", "contested_margin": 0, "digest": _digest(made, 6),
            "kind": "finding", "number": None, "ordinal": 0, "persons": ["m3"], "table": "act",
        },
        {
            **place, "event": "act-6#1", "field": "polling", "ordinal": 1,
            "subject": "poll:mayor/pc-1/run-1", "table": "status", "value": "halted",
        },
        {**amount, "bucket": "held", "how": "less", "ordinal": 2},
        {**amount, "bucket": "destroyed", "how": "add", "ordinal": 3},
        *({"key": k, "ordinal": n, "since": 6, "table": "touch"} for n, k in enumerate(touched, 4)),
        *_signings(7, 6, "m3"),
    ]  # fmt: skip


def test_the_rows_of_founding() -> None:
    """Law in the order of section 8.3, no person counted, every signature a proof of possession."""
    made = maker.story()
    rows = _rows(made, 0)
    kinds = [row.get("kind") for row in rows if row["table"] == "law"]
    assert kinds == [
        "ledger",
        "floors",
        *["body"] * 2,
        *["person"] * 5,
        *["office"] * 5,
        *["key"] * 6,
        *["authority"] * 8,
        "log_key",
    ]
    assert rows[0] == {
        "act": "act-0", "body": "cec", "contested_margin": 0, "day": "2013-11-03",
        "digest": _digest(made, 0), "kind": "administration", "number": None, "ordinal": 0,
        "persons": [], "since": 0, "table": "act",
    }  # fmt: skip
    assert rows[1]["doc"] == {
        "clock": "simulated", "origin": "kqz.example/2013", "phase": "founding", "purpose": "rehearsal",
        "recorder_key": maker.RECORDER.public, "recovery_delay_days": 7, "semantics": 1,
    }  # fmt: skip
    keys = [row for row in rows if row.get("kind") == "key"]
    assert [row["id"] for row in keys[:-1]] == sorted(map(_key_id, PERSONS))
    assert keys[-1]["doc"] == {
        **maker.RECORDER.public, "person": None, "revoked": None, "suspect_from": None,
    }  # fmt: skip
    signings = [row for row in rows if row["table"] == "signing"]
    assert not any(row["counted"] for row in signings)
    assert sorted(str(row["person"]) for row in signings) == ["None", "j1", "j2", "m1", "m2", "m3"]


def _mark(code: str, number: int, subject: str | None = None, rule: str | None = None) -> Json:
    return {"code": code, "event": number, "rule": rule, "subject": subject}


def test_the_judgements_of_the_story() -> None:
    """Findings take effect, statements have none, and no rule assessed the decisions."""
    made = maker.story()
    assert _judgement(made, 6) == {"events": ["effective", "effective"], "marks": []}
    assert _judgement(made, 7) == {"events": ["no_effect"], "marks": []}
    marks = [_mark("not_assessed", 1), _mark("not_assessed", 2)]
    assert _judgement(made, 8) == {"events": ["effective", "effective"], "marks": marks}
    assert _judgement(made, 10) == {"events": ["effective"], "marks": marks[:1]}


JUDGEMENTS: dict[str, tuple[dict[str, Any], list[str], list[Json]]] = {
    "a second opening leaves a gap": (
        {"events": [event("poll.opened", run="run-1", scope=[box("pc-1", "pc-2")])], "by": ["m1"]},
        ["effective"],
        [_mark("gap", 1, "poll:mayor/pc-1/run-1"), _mark("gap", 1, "poll:mayor/pc-2/run-1")],
    ),
    "a decision that was not adopted moves nothing": (
        {
            "events": [event("vote.annulled", run="run-1", scope=[box("pc-2")])],
            "decision": maker.decision(result="not_adopted"),
        },
        ["not_adopted"],
        [],
    ),
    "what is dated later than tomorrow is marked": (
        {"events": [event("word.said", text="Soon.")], "by": ["m1"], "day": "2013-11-09"},
        ["no_effect"],
        [_mark("dated_ahead", 0)],
    ),
    "what is dated tomorrow is not": (
        {"events": [event("word.said", text="Soon.")], "by": ["m1"], "day": "2013-11-08"},
        ["no_effect"],
        [],
    ),
    "the press moves nothing": (
        {
            "events": [event("poll.halted", run="run-1", scope=[box("pc-2")])],
            "by": ["m1"],
            "attestation": {"body": "cec", "compared_by": [], "document": None, "grade": "press"},
        },
        ["void"],
        [_mark("grade_moves_nothing", 1)],
    ),
    "a basis that is not in the log": (
        {
            "events": [
                event("repeat.ordered", basis="ghost#2", replaces="run-1", run="run-3", scope=[box("pc-2")])
            ]
        },
        ["effective"],
        [_mark("cites_unknown", 1, "act:ghost"), _mark("not_assessed", 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_judgements_by_hand(name: str) -> None:
    """One more act after the story, and what the ledger has to conclude from it."""
    given, events, marks = JUDGEMENTS[name]
    made = maker.story()
    index = made.add(*given["events"], **{k: v for k, v in given.items() if k != "events"})
    assert _judgement(made, index) == {"events": events, "marks": marks}


def test_what_changed_since_is_marked() -> None:
    """The signers had seen ten entries; the eleventh set a date for the run that they annul."""
    made = maker.story()
    seen = {"root": made.tree.root(10).hex(), "size": 10}
    repeat = event("vote.annulled", run="run-2", scope=[box("pc-1")])
    index = made.add(repeat, seen=seen, by=MEMBERS)
    marks = [_mark("changed_since_seen", 0), _mark("not_assessed", 1)]
    assert _judgement(made, index)["marks"] == marks
    seen = {"root": made.tree.root(11).hex(), "size": 11}
    index = made.add(event("vote.annulled", run="run-1", scope=[box("pc-2")]), seen=seen)
    assert _judgement(made, index)["marks"] == [_mark("not_assessed", 1)]


POLL = {"contest": "mayor", "count": "not_counted", "without_basis": False}
FIRST = {**POLL, "date": "2013-11-03", "run": "run-1"}
AMOUNTS = [
    {
        "bucket": "destroyed", "high": None, "holder": "unit:pc-1", "low": 0, "material": "ballots",
        "why": "not_ascertainable",
    },
    {
        "bucket": "held", "high": 0, "holder": "unit:pc-1", "low": 0, "material": "ballots",
        "why": "not_ascertainable",
    },
]  # fmt: skip


def _headline(**given: Any) -> list[Json]:
    usual = {"annulled": [], "count": "not_counted", "day": "2013-11-03", "run": "run-1"}
    return [{"contest": "mayor", "headline": {**usual, **given}}]


def test_the_centre_on_four_days() -> None:
    """Section 9: open, halted, to be repeated without a date, to be repeated on the 17th."""
    empty: Json = {"amounts": [], "by_law": [], "contested": [], "items": []}
    assert _sheets(maker.story(6))["pc-1"] == {
        **empty,
        "day": "2013-11-03",
        "headlines": _headline(code="open"),
        "polls": [{**FIRST, "bars": [], "polling": "open", "standing": "stands"}],
        "position": 6,
        "unit": "pc-1",
    }
    assert _sheets(maker.story(8))["pc-1"] == {
        **empty,
        "amounts": AMOUNTS,
        "day": "2013-11-04",
        "headlines": _headline(code="halted"),
        "polls": [{**FIRST, "bars": [], "polling": "halted", "standing": "stands"}],
        "position": 8,
        "unit": "pc-1",
    }
    annulled = {**FIRST, "bars": ["8.1.1"], "polling": "halted", "standing": "annulled"}
    repeat = {**POLL, "bars": [], "polling": "planned", "run": "run-2", "standing": "stands"}
    undated = {
        "about": "run:run-2", "by": None, "day": "2013-11-05", "item": "undated_run", "owner": "cec",
        "rule": "by_nature", "since": 8,
    }  # fmt: skip
    assert _sheets(maker.story(9))["pc-1"] == {
        **empty,
        "amounts": AMOUNTS,
        "day": "2013-11-05",
        "headlines": _headline(annulled=["run-1"], code="repeat_undated", day=None, run="run-2"),
        "items": [undated],
        "polls": [annulled, {**repeat, "date": None}],
        "position": 9,
        "unit": "pc-1",
    }
    day = "2013-11-17"
    assert _sheets(maker.story())["pc-1"] == {
        **empty,
        "amounts": AMOUNTS,
        "day": "2013-11-07",
        "headlines": _headline(annulled=["run-1"], code="repeat_dated", day=day, run="run-2"),
        "polls": [annulled, {**repeat, "date": day}],
        "position": 12,
        "unit": "pc-1",
    }


def test_the_other_centre_and_the_municipality() -> None:
    """What happened at one centre is not said of the other, nor of the whole."""
    sheets = _sheets(maker.story())
    assert sheets["pc-2"]["headlines"] == _headline(code="open")
    assert sheets["town"]["headlines"] == _headline(code="in_parts")
    poll = {**FIRST, "bars": [], "polling": "open", "standing": "stands"}
    assert sheets["town"]["polls"] == sheets["pc-2"]["polls"] == [poll]
    assert sheets["town"]["amounts"] == sheets["pc-2"]["amounts"] == []


def test_the_state_digest_by_hand() -> None:
    """Section 8.4: a chain of the digests of each entry's lines."""
    made = maker.story(6)
    digest = bytes(32)
    for index in range(6):
        rows = [row for row in made.rows if json.loads(row)["since"] == index]
        lines = b"".join(row + b"\n" for row in rows)
        digest = hashlib.sha256(digest + hashlib.sha256(lines).digest()).digest()

    found = examined.report(maker.bundle(made.parts(), made.ledger, 6), made.trust())
    assert found["subject"]["state_digest"] == digest.hex()
