"""Publishing beside a server, over real connections to a real witness; and what the doctor says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import doctor
from ledger.ledger import Ledger
from ledger.publish import certainty, rounds
from ledger.publish.cadence import Cadence
from ledger.store import publications
from tests.publish.witnesses import Town
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission
from verifiers.desk.witness_serve import Server

SECONDS_MAX = 20


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Town, str]]:
    """A witness on loopback, and the policy that names it and one that is not there."""
    town = Town(tmp_path / "town")
    town.add("a", "b")
    server = Server(town.witness("a"), "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    lines = [
        f"witness a {town.witness('a').signer.vkey} {server.url}\n",
        f"witness b {town.witness('b').signer.vkey} http://127.0.0.1:9/\n",
    ]
    yield town, "".join(lines) + "group g 1 a b\nquorum g\n"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def commission(sqlite_url: str) -> Iterator[Commission]:
    """An open ledger with this machine's clock."""
    made = commissions.opened(sqlite_url, commissions.real_clock)
    yield made
    made.close()


def _published(ledger: Ledger) -> int:
    with ledger.engine.connect() as connection:
        found = publications.published(connection)
    return 0 if found is None else found.size


def _wait(ledger: Ledger, size: int) -> None:
    until = time.monotonic() + SECONDS_MAX
    while _published(ledger) < size:
        assert time.monotonic() < until, "nothing was published"
        time.sleep(0.05)


def test_what_is_recorded_becomes_final_by_itself(
    commission: Commission, served: tuple[Town, str]
) -> None:
    """Round after round, while acts are recorded; afterwards no thread is left."""
    _, policy = served
    ledger = commission.ledger
    with Cadence(ledger, 0.05) as cadence:
        _wait(ledger, 1)
        commission.record(commission.administration(("witness_policy.adopted", {"policy": policy})))
        for number in (1, 2, 3):
            commission.record(commission.moved("opened", f"ps-{number}"))
            size = _head(ledger)
            _wait(ledger, size)
            assert certainty.of(ledger, size).level == "final"
    assert cadence.last is not None and cadence.last.missing == ""
    assert not any(thread.name == "publish" for thread in threading.enumerate())


def _head(ledger: Ledger) -> int:
    with ledger.engine.connect() as connection:
        found: Any = connection.exec_driver_sql("SELECT size FROM head").scalar_one()
    return int(found)


def test_a_round_that_fails_is_said_once(
    commission: Commission, caplog: pytest.LogCaptureFixture
) -> None:
    """A ledger that may not sign: the server goes on, and its log is not flooded."""
    commission.ledger.log_key = None
    with Cadence(commission.ledger, 0.01):
        time.sleep(0.3)
    said = [one.message for one in caplog.records if one.name == "publish"]
    assert len(said) == 1 and "log key" in said[0]


def _said(ledger: Ledger) -> doctor.Finding:
    findings = doctor.examine(ledger, has_head_record=False)
    return next(one for one in findings if one.about == "witnesses")


def test_the_doctor_asks_the_witnesses(commission: Commission, served: tuple[Town, str]) -> None:
    """None named; one silent; an alarm; too many silent."""
    town, policy = served
    ledger = commission.ledger
    assert _said(ledger).is_good is None
    commission.record(commission.administration(("witness_policy.adopted", {"policy": policy})))
    assert rounds.publish(ledger).missing == ""
    told = _said(ledger)
    assert told.is_good is False and "no answer from b" in told.found
    town.witness("a").state.swap(
        commissions.ORIGIN,
        town.witness("a").state.held(commissions.ORIGIN),
        town.witness("a").state.held(commissions.ORIGIN)._replace(size=10_000, root=bytes(32)),
        note="",
    )
    assert "ALARM" in _said(ledger).found
