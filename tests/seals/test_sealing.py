"""The ledger seals what it certifies, and otherwise when it is told to; verifiers compute it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import export, prove, read, seal
from ledger.chain.sheets import EMPTY, SheetTree
from ledger.errors import LedgerStopped, Unavailable
from ledger.rebuild import rebuild
from ledger.store import crash
from ledger.submit import Packet, Recorded, deciding, sealing
from tests.verbs.commission import Commission, box, founded, key_of, opened
from tests.verbs.story import tell
from tests.verifiers import examined


def _types(commission: Commission) -> list[str]:
    entries = map(json.loads, read.log(commission.ledger))
    return [entry["act"]["events"][0]["type"] for entry in entries]


def _report(commission: Commission, folder: Path) -> dict[str, Any]:
    export.bundle(commission.ledger, folder / "b.zip")
    trust = export.trust(commission.ledger, last_seen=False)
    return examined.report((folder / "b.zip").read_bytes(), trust)


def _results(report: dict[str, Any]) -> dict[str, str]:
    return {check["id"]: check["result"] for check in report["checks"]}


def test_a_certification_is_sealed_in_its_own_commit(
    commission: Commission, tmp_path: Path
) -> None:
    """The seal stands right behind it, at the same time, and a verifier finds the same root."""
    tell(commission)
    types = _types(commission)
    assert types[-2:] == ["result.certified", "state.sealed"]
    certified, sealed = (json.loads(read.entry(commission.ledger, len(types) - n)) for n in (2, 1))
    assert certified["recorded_at"] == sealed["recorded_at"]
    fields = sealed["act"]["events"][0]["fields"]
    assert fields["position"] == len(types) - 1
    assert sealed["act"]["signers"] == []
    assert [s["key"] for s in sealed["signatures"]] == [key_of("recorder").public.id]
    report = _report(commission, tmp_path)
    assert report["verdict"] in ("VERIFIED", "INCOMPLETE"), report["first_finding"]
    assert _results(report)["V25"] == "PASS"
    found = rebuild(commission.ledger)
    assert (found.difference, found.wrong) == (None, [])


def test_a_seal_is_made_when_it_is_asked_for(commission: Commission, tmp_path: Path) -> None:
    """Once for each state: a seal changes nothing that would have to be sealed."""
    first = seal.seal(commission.ledger)
    assert first is not None
    assert first.position == first.entry_index
    assert seal.seal(commission.ledger) is None
    commission.record(commission.moved("opened", "ps-1"))
    assert seal.unsealed(commission.ledger) == 1
    second = seal.seal(commission.ledger)
    assert second is not None
    assert (second.position, second.sheets) == (first.entry_index + 2, first.sheets)
    assert second.root != first.root
    assert _results(_report(commission, tmp_path))["V25"] == "PASS"


def test_a_ledger_without_its_recorder_key_certifies_unsealed(commission: Commission) -> None:
    """Nothing is refused for want of a seal; whoever has the key seals later what was certified."""
    commission.ledger.recorder_key = None
    tell(commission)
    assert _types(commission)[-1] == "result.certified"
    with pytest.raises(LedgerStopped, match="recorder key"):
        seal.seal(commission.ledger)
    commission.ledger.recorder_key = key_of("recorder")
    made = seal.seal(commission.ledger)
    assert made is not None
    assert made.position == made.entry_index == read.size(commission.ledger) - 1


def test_several_processes_seal_the_same_state(commission: Commission, tmp_path: Path) -> None:
    """Each process works the sheets out for itself; one seals, the other finds nothing to do."""
    tell(commission)
    other = commission.reopened()
    first = seal.seal(other.ledger)
    assert first is None
    commission.record(commission.moved("opened", "ps-1", run="run-2"))
    second = seal.seal(other.ledger)
    assert second is not None
    assert seal.seal(commission.ledger) is None
    commission.record(commission.moved("closed", "ps-1", run="run-2"))
    assert rebuild(commission.ledger).wrong == []
    third = seal.seal(commission.ledger)
    assert third is not None
    assert third.position == second.entry_index + 2
    assert _results(_report(commission, tmp_path))["V25"] == "PASS"


def test_nothing_is_sealed_before_the_ledger_is_open(sqlite_url: str) -> None:
    """There is nothing to prove yet."""
    made = founded(sqlite_url)
    with pytest.raises(LedgerStopped, match="not open"):
        seal.seal(made.ledger)
    made.close()


def test_two_certifications_of_one_commit_are_sealed_one_by_one(commission: Commission) -> None:
    """Each seal stands right behind what it seals, whoever waits beside it."""
    tell(commission)
    start = read.size(commission.ledger)
    certified = {"run": "run-2", "scope": [box("pc-1")]}
    acts = [commission.ruling(("result.certified", certified), number=f"{n}/2013") for n in (6, 7)]
    moved = commission.moved("opened", "ps-2", run="run-2")
    answers = commission.submit(acts[0], moved, acts[1])
    assert [answer.index for answer in answers if isinstance(answer, Recorded)] == [
        start, start + 2, start + 3,
    ]  # fmt: skip
    types = _types(commission)[start:]
    assert [t == "state.sealed" for t in types] == [False, True, False, False, True]
    positions = [
        json.loads(read.entry(commission.ledger, start + n))["act"]["events"][0]["fields"][
            "position"
        ]
        for n in (1, 4)
    ]
    assert positions == [start + 1, start + 4]


def test_sheets_that_were_changed_are_worked_out_anew(sqlite_url: str) -> None:
    """The table of sheets is a copy: what it says counts only if it gives the root that was sealed."""
    made = opened(sqlite_url)
    tell(made)
    honest = prove.prove(made.ledger, "pc-1")
    with made.ledger.engine.begin() as connection:
        changed = connection.exec_driver_sql(
            "UPDATE s1_sheet SET chain = ? WHERE key = 'unit:pc-1'", ("ab" * 32,)
        )
        assert changed.rowcount > 0
    other = made.reopened()
    assert prove.prove(other.ledger, "pc-1") == honest
    other.record(other.moved("opened", "ps-1", run="run-2"))
    assert seal.seal(other.ledger) is not None
    made.close()


def test_a_seal_that_lies_is_found_in_every_bundle(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds the keys and the program can record it; the verifier names its entry."""
    made = opened(sqlite_url)
    forged = SheetTree(read.size(made.ledger), {"unit:x": EMPTY}, ["unit:x"], {}, [[b"x" * 32]])
    told = (forged.root.hex(), 1)
    monkeypatch.setattr(deciding, "_sealed", lambda *_: told)
    with made.ledger.engine.connect() as connection:
        made.ledger.sheets.at(connection, 1, forged.position)
    with read.view(made.ledger) as view:
        one = sealing.seal(
            view.law, key_of("recorder"), forged, day=made.day, is_taken=lambda _: False
        )
    (answer,) = made.submit(Packet(one.act.data, one.signatures))
    assert isinstance(answer, Recorded)
    monkeypatch.undo()
    report = _report(made, tmp_path)
    assert report["exit_code"] == 1
    assert ("V25", "seal_differs", answer.index) in examined.findings(report)
    other = made.reopened()
    with pytest.raises(LedgerStopped, match="sealed"):
        prove.prove(other.ledger, "pc-1")
    made.close()


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_seal_that_cannot_be_written_leaves_nothing(
    commission: Commission, tmp_path: Path, side: str
) -> None:
    """Neither what was certified nor its sheets; asked again, all of it is recorded."""
    commission.record(commission.moved("opened", "ps-1"))
    size = read.size(commission.ledger)
    certified = {"run": "run-1", "scope": [box("pc-1")]}
    act = commission.ruling(("result.certified", certified), number="9/2013")

    def fail(reached: str) -> None:
        if reached == f"{side}_sheets_inserted":
            raise OSError("the disk failed")

    crash.arm(fail)
    try:
        with pytest.raises(Unavailable, match="the disk failed"):
            commission.submit(act)
    finally:
        crash.arm(None)
    assert read.size(commission.ledger) == size
    assert commission.record(act).index == size
    assert _types(commission)[size:] == ["result.certified", "state.sealed"]
    assert _results(_report(commission, tmp_path))["V25"] == "PASS"
