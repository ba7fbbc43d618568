"""Ten minutes of acts over HTTP with a fault each minute, and a complete verification at the end."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import export
from tests.faults import rig, serving
from tests.faults.mortal import Mortal
from tests.faults.serving import SECONDS_MAX
from tests.faults.test_served_kills import CLIENTS, Clients, Post, are_the_same_again, is_one_log
from tests.faults.test_server import own_server
from tests.verbs.commission import Commission, real_clock
from tests.verifiers import examined

SECONDS = float(os.environ.get("EAL_CAMPAIGN_SOAK_SECONDS", "600"))
BETWEEN_FAULTS = float(os.environ.get("EAL_CAMPAIGN_SOAK_EVERY", "60"))
ACTS_A_SECOND = 10
FROZEN_SECONDS = 5.0


def _faults(mortal: Mortal, clients: Clients) -> dict[str, Callable[[], None]]:
    """What is done to them, in this order and again."""

    def freeze() -> None:
        server = clients.places[1].server
        assert server is not None
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(FROZEN_SECONDS)
        server.process.send_signal(signal.SIGCONT)

    def restart() -> None:
        mortal.kill()
        mortal.start()

    def cut() -> None:
        mortal.tell(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    return {
        "server killed": clients.places[0].kill,
        "postmaster killed": restart,
        "server frozen": freeze,
        "connections cut": cut,
    }


@own_server
@pytest.mark.campaign
def test_ten_minutes_with_a_fault_each(mortal: Mortal, tmp_path: Path) -> None:
    """Nothing acknowledged is lost, memory stays bounded, and the verifier passes the whole log."""
    made = rig.prepare(mortal.url, tmp_path)
    serving.furnish(tmp_path, record=rig.RECORD)
    ledger = made.open()
    people = Commission(ledger, real_clock, made.url)
    acts = serving.notices(people, "soak", int(SECONDS * ACTS_A_SECOND))
    rig.close(ledger)
    places = [Post(tmp_path, made.url), Post(tmp_path, made.url)]
    pause = CLIENTS / ACTS_A_SECOND
    clients = Clients(places, deque(acts.items()), pause=pause)
    with places[0].running, places[1].running:
        for place in places:
            place.start()
        injected = _soak(mortal, clients)
        given = {act_id: acts[act_id] for act_id in clients.receipts}
        are_the_same_again(clients, given)
        memory = [place.server.memory >> 20 for place in places if place.server]
    print(dict(injected), len(given), "receipts;", dict(clients.answers), memory, "MiB")
    assert sum(injected.values()) == int(SECONDS / BETWEEN_FAULTS)
    assert len(given) > SECONDS * ACTS_A_SECOND / 4
    assert max(memory) < 400
    is_one_log(made, clients.receipts)
    again = made.open()
    export.bundle(again, bundle := tmp_path / "bundle.zip")
    trust = export.trust(again)
    rig.close(again)
    checks = examined.report(bundle.read_bytes(), trust)["checks"]
    told = {check["id"]: check["result"] for check in checks}
    passed = {name for name, result in told.items() if result == "PASS"}
    # No witnesses are named here, and nobody asked them.
    assert {n for n, r in told.items() if r not in ("PASS", "NOT APPLICABLE")} == {"V09"}, told
    assert len(passed) >= 15 and {"V05", "V06", "V07", "V10", "V13", "V14"} <= passed


def _soak(mortal: Mortal, clients: Clients) -> Counter[str]:
    threads = [threading.Thread(target=clients.run, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    injected: Counter[str] = Counter()
    began, turns = time.monotonic(), itertools.cycle(_faults(mortal, clients).items())
    try:
        for number in range(int(SECONDS / BETWEEN_FAULTS)):
            time.sleep(max(0.0, began + number * BETWEEN_FAULTS - time.monotonic()))
            before = len(clients.receipts)
            name, inject = next(turns)
            inject()
            injected[name] += 1
            clients.wait_for(before + CLIENTS)
    finally:
        clients.is_over.set()
        for thread in threads:
            thread.join(SECONDS_MAX)
    return injected
