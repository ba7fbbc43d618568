"""`eal doctor` works every seal out again: a seal that lies is told, as a bundle's verifier tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from ledger import doctor, export, read, seal
from ledger.chain.sheets import SheetTree
from ledger.doctor import Finding
from ledger.projections import sheets
from tests.verbs.commission import Clock, Commission, box, opened
from tests.verbs.story import tell
from tests.verifiers import examined


class Lying(sheets.Sheets):
    """What a changed program works out: another root, or one sheet more."""

    def __init__(self, *, more: int) -> None:
        super().__init__()
        self._more = more

    def at(self, connection: Connection, generation: int, position: int) -> SheetTree:
        """The tree, but for what is said of it."""
        tree = super().at(connection, generation, position)
        if self._more:
            return replace(tree, keys=[*tree.keys, "unit:zzz"])
        return replace(tree, _levels=[[b"\xab" * 32]])


@pytest.fixture
def commission(tmp_path: Path) -> Iterator[Commission]:
    """A ledger in which something was certified, and sealed."""
    made = opened(f"sqlite+pysqlite:///{tmp_path}/ledger.sqlite", Clock())
    tell(made)
    yield made
    made.close()


def found(commission: Commission) -> Finding:
    """What the doctor says of the seals; nothing else is wrong."""
    every = {one.about: one for one in doctor.examine(commission.ledger, has_head_record=True)}
    assert [one for one in every.values() if one.is_good is False and one.about != "seals"] == []
    return every["seals"]


def verified(commission: Commission, folder: Path) -> list[Any]:
    """What the verifier finds in the bundle."""
    path = folder / "bundle.zip"
    export.bundle(commission.ledger, path, size=read.size(commission.ledger))
    trust = export.trust(commission.ledger, required_checks=["V25"])
    return examined.findings(examined.report(path.read_bytes(), trust))


def test_true_seals_are_found_true(commission: Commission, tmp_path: Path) -> None:
    """That of the certification, and one that somebody asked for."""
    assert found(commission)[:3] == ("seals", True, "all 1 tell the state that the entries make")
    commission.record(commission.moved("opened", "ps-1", run="run-2"))
    assert seal.seal(commission.ledger) is not None
    assert found(commission)[:3] == ("seals", True, "all 2 tell the state that the entries make")
    assert verified(commission, tmp_path) == []


@pytest.mark.parametrize("more", [0, 1])
def test_a_seal_that_lies_is_told_with_its_entry(
    commission: Commission, tmp_path: Path, more: int
) -> None:
    """Root or number of sheets: signed by the recorder, recorded, checked by no replay."""
    ledger = commission.ledger
    commission.record(commission.moved("opened", "ps-1", run="run-2"))
    honest, ledger.sheets = ledger.sheets, Lying(more=more)
    sealed = seal.seal(ledger)
    ledger.sheets = honest
    assert sealed is not None
    told = found(commission)
    assert (told.is_good, told.code) == (False, "seal_differs")
    assert told.found.startswith(f"the seal in entry {sealed.entry_index} states ")
    assert ("V25", "seal_differs", sealed.entry_index) in verified(commission, tmp_path)


def test_a_sheet_that_is_kept_otherwise_is_told(commission: Commission) -> None:
    """It is what proofs are made of; a replay does not look at it."""
    with commission.ledger.engine.begin() as connection:
        (name,) = connection.execute(
            text("SELECT name FROM sqlite_schema WHERE name LIKE 's%\\_sheet' ESCAPE '\\'")
        ).one()
        changed = f"UPDATE {name} SET acts = acts + 1 WHERE \"key\" = 'unit:pc-1' AND since > 15"
        assert connection.execute(text(changed)).rowcount > 0
    told = found(commission)
    assert (told.is_good, told.code) == (False, "projection_differs")
    assert "the sheet of unit:pc-1 since entry " in told.found


def test_a_certification_without_a_seal_is_told(tmp_path: Path) -> None:
    """No fault: the recorder key was not at hand. What to do is said; a seal later is enough."""
    made = opened(f"sqlite+pysqlite:///{tmp_path}/ledger.sqlite", Clock())
    key, made.ledger.recorder_key = made.ledger.recorder_key, None
    first = tell(made)[-1][1] - 1
    again = {"run": "run-2", "scope": [box("pc-1")]}
    second = made.record(made.ruling(("result.certified", again), number="6/2013")).index
    told = found(made)
    assert told.is_good is None
    assert told.found == f"no seal follows the certifications of entries {first}, {second}"
    path = tmp_path / "bundle.zip"
    export.bundle(made.ledger, path, size=read.size(made.ledger))
    trust = export.trust(made.ledger, required_checks=["V25"])
    report = examined.report(path.read_bytes(), trust)
    assert report["verdict"] == "INCOMPLETE"
    (check,) = (one for one in report["checks"] if one["id"] == "V25")
    assert check["reason"] == told.found
    made.ledger.recorder_key = key
    assert seal.seal(made.ledger) is not None
    assert found(made).is_good is True
    assert verified(made, tmp_path) == []
    made.close()
