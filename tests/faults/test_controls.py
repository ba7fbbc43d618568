"""Each defence is taken away somewhere here, and the harm that it prevents is seen."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ledger.chain.entry import Entry
from ledger.errors import LedgerStopped
from ledger.store import defences, entries
from tests.faults import rig, switches
from tests.faults.rig import Rig

HERE = Path(__file__).parent


def test_every_defence_has_a_negative_control() -> None:
    """A campaign that cannot go red says nothing; each name is taken away in a test of this folder."""
    text = "\n".join(path.read_text() for path in HERE.glob("test_*.py"))
    named = set(re.findall(r'"(\w+)"', text))
    taken = set(re.findall(r'without\("(\w+)"\)', text))
    assert set(defences.NAMES) <= named
    assert {"settings", "readback", "guard"} <= taken


def test_a_name_that_is_none_is_refused() -> None:
    """Or a control might take nothing away and look for harm that cannot come."""
    with pytest.raises(ValueError, match="no defences"):
        switches.take_away(["everything"])
    assert all(defences.stands(name) for name in defences.NAMES)


@pytest.fixture
def base(tmp_path: Path) -> Rig:
    """A ledger to be damaged."""
    return rig.prepare(rig.sqlite_url(tmp_path), tmp_path)


def _written_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is given other bytes than were hashed."""
    whole = entries.insert

    def damaged(connection: Connection, made: Sequence[Entry]) -> None:
        bad = dataclasses.replace(made[0], data=made[0].data.replace(b"An ex", b"No ex"))
        whole(connection, [bad])

    monkeypatch.setattr(entries, "insert", damaged)


def test_with_the_readback_wrong_bytes_are_never_signed(
    base: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flipped bit between us and the disk: no checkpoint covers it."""
    ledger = base.open()
    packet = rig.announcement(ledger, "x")
    _written_wrongly(monkeypatch)
    answer = rig.attempt(ledger, packet)
    assert isinstance(answer, LedgerStopped)
    assert answer.code == "entry_damaged"
    rig.close(ledger)


def test_without_the_readback_wrong_bytes_are_signed(
    base: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of `readback`: a receipt is given for what is not there."""
    ledger = base.open()
    packet = rig.announcement(ledger, "x")
    _written_wrongly(monkeypatch)
    with switches.without("readback"):
        answer = rig.attempt(ledger, packet)
        assert isinstance(answer, bytes), answer
    rig.close(ledger)
    assert any("entry" in problem for problem in rig.problems(base))


def test_without_the_guard_a_damaged_head_is_gone_on_from(base: Rig) -> None:
    """The negative control of `guard`: a checkpoint of another log goes unnoticed."""
    ledger = base.open()
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER checkpoint_no_update")
        connection.exec_driver_sql(
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 1)"
            " WHERE size = (SELECT max(size) FROM checkpoint)"
        )
        query = "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN\n"
        query += "    SELECT RAISE(ABORT, 'checkpoint: UPDATE is refused, it only grows');\nEND"
        connection.exec_driver_sql(query)
    stopped = rig.attempt(ledger, rig.announcement(ledger, "x"))
    assert isinstance(stopped, LedgerStopped)
    assert stopped.code == "checkpoint_differs"
    with switches.without("guard"):
        assert isinstance(rig.attempt(ledger, rig.announcement(ledger, "x")), bytes)
    rig.close(ledger)
    assert rig.problems(base) != []
