"""Any value in any field: an answer from the ledger, a finding from the verifiers, never a fault.

Every field of every event of administration, and of every event type of the vocabulary, gets every
kind of wrong value. A log of such entries is contradicted entry by entry: if one of them made the
verifiers give up, a ledger could hide behind it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import read
from ledger.election import administration
from ledger.election.administration import sealing
from ledger.submit import Packet, Refused
from tests.record import dishonest
from tests.record.house import FAMILIES, JUDGES, Event, House, public, said
from tests.verbs.commission import box, vocabulary

ODD: tuple[Any, ...] = (
    None, True, -1, 2**53 - 1, "", "x y", "A", "\u00eb", "2013-02-30", [], [[]], [{}], [None], [3],
    ["m1", "m1"], {}, {"a": None}, [{"key": {}, "person": []}], {"alg": [], "public": {}},
    {"alg": "Ed25519", "public": ["x"]}, [{"body": [], "milestone": {}}], [{"from": 1, "minutes": "x"}],
)  # fmt: skip
DECLARED = vocabulary(*FAMILIES)
RULINGS = {one["name"] for one in DECLARED if one["kind"] == "ruling"}
ROUND: dict[str, Any] = {
    "body": "cec", "person": "m1", "unit": "ps-1", "contest": "mayor", "run": "run-1", "day": "2013-11-03",
    "text": "x", "id": "x", "code": "x", "scope": [box("ps-1")], "reference": "act-1", "act": "act-1",
}  # fmt: skip


def administration_of(house: House) -> Iterator[Event]:
    """Every field of every event of administration, in every odd way."""
    key = public("new")
    entering = [{"key": key, "name": "N", "office": "member", "person": "new"}]
    good = {"key": key, "person": "m1", "entering": entering, "from": "2013-11-03", "body": "cec"}
    for name, kind in administration.EVENTS.items():
        if name == sealing.NAME:
            # Nobody can be asked to sign one: see tests/election/test_sealing.py.
            continue
        # Nothing here may close the ledger: afterwards nobody would look at fields.
        usual = {field: good.get(field, "x") for field in kind.fields if name != "ledger.closed"}
        for field in kind.fields:
            for value in ODD:
                yield name, usual | {field: copy.deepcopy(value)}


def declared_of(house: House) -> Iterator[Event]:
    """Every field of every event type of the vocabulary, in every odd way."""
    for one in DECLARED:
        usual = {
            field["name"]: ROUND.get(field["type"].rstrip("?"), "x") for field in one["fields"]
        }
        for field in one["fields"]:
            for value in ODD:
                yield one["name"], usual | {field["name"]: copy.deepcopy(value)}


def packets(house: House, events: Iterator[Event]) -> list[Packet]:
    """Acts that would be in order but for their fields; each stands at an index of its own."""
    seen = read.last_seen(house.ledger)
    made = []
    for event in events:
        if event[0] in RULINGS:
            made.append(house.decided(event, seen=seen))
            continue
        body, by = (
            ("court", JUDGES[:2]) if "succession" in event[0] else ("cec", ("m1", "m2", "m3"))
        )
        made.append(house.packet(event, body=body, by=by, seen=seen))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("events", [administration_of, declared_of])
def test_odd_values_are_refused_and_found(shared: House, tmp_path: Path, events: Any) -> None:
    """Not one of them is a fault of either program."""
    offered = packets(shared, events(shared))
    size = read.size(shared.ledger)
    answers = shared.submit(*offered)
    refused = [p for p, a in zip(offered, answers, strict=True) if isinstance(a, Refused)]
    odd = [a for a in answers if type(a).__name__ == "Failed"]
    assert odd == []
    codes = {answer.problems[0].code for answer in answers if isinstance(answer, Refused)}
    assert "bad_field" in codes and "ledger_is_closed" not in codes
    assert len(refused) > len(offered) // 2
    shared.record(shared.packet(said()))
    grown = read.size(shared.ledger)
    sealed = sum(b'"type":"state.sealed"' in one for one in read.log(shared.ledger, size))
    assert grown - size - sealed == len(offered) - len(refused) + 1
    exit_code, told = dishonest.report(
        *dishonest.bundle(shared, tmp_path, dishonest.adding(*refused))
    )
    assert exit_code == 1, told
    failed = {check["id"]: check["failed"] for check in told["checks"] if check["failed"]}
    assert sum(failed.values()) >= len(refused), failed
    assert set(failed) <= {"V03", "V11", "V12", "V13"}, failed
