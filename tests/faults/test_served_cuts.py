"""Connections that break, on both sides of a server: of clients before their answer, of its own to PostgreSQL.

Whoever lost an answer sends the act again and gets the receipt that was made, or the first one.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import rig, serving
from tests.faults.mortal import Mortal
from tests.faults.rig import Rig
from tests.faults.serving import SECONDS_MAX, Server
from tests.faults.test_served_kills import Clients, Post, are_the_same_again, is_one_log
from tests.faults.test_server import own_server
from tests.verbs.commission import Commission, real_clock

GONE = 60
CUTS = 20
CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)

pytestmark = pytest.mark.slow


@dataclass
class Served:
    """A server and acts for it."""

    made: Rig
    server: Server
    acts: dict[str, bytes]


@pytest.fixture
def served(engine_url: str, tmp_path: Path) -> Iterator[Served]:
    """On each engine."""
    made, acts = _made(engine_url, tmp_path, GONE)
    words = ("--database", made.url, "--publish-every", "0", "--seal-every", "0")
    with serving.serving(tmp_path, *words) as server:
        yield Served(made, server, acts)


def _made(url: str, folder: Path, count: int) -> tuple[Rig, dict[str, bytes]]:
    made = rig.prepare(url, folder)
    serving.furnish(folder, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "notice", count)
    rig.close(ledger)
    return made, acts


def _leave(server: Server, body: bytes, number: int) -> None:
    """Send an act, or half of it, and be gone, politely or with a reset."""
    head = b"POST /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    sender = server.connect()
    sender.sendall(whole if number % 3 else whole[: len(whole) - len(body) // 2])
    if number % 2:
        # Closing answers with a reset whatever comes then.
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep((number % 5) * 0.005)
    sender.close()


def test_clients_that_are_gone_before_the_answer(served: Served) -> None:
    """What they sent is recorded or not, never twice; no place stays taken; all come again."""
    threads = [
        threading.Thread(target=_leave, args=(served.server, body, number))
        for number, body in enumerate(served.acts.values())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_MAX)
    deadline = time.monotonic() + SECONDS_MAX
    while served.server.told()["eal_acts_waiting"] > 0:
        assert time.monotonic() < deadline, "a place stays taken"
        time.sleep(0.05)
    recorded, receipts, statuses = served.server.told()["eal_acts_recorded_total"], {}, []
    for act_id, body in served.acts.items():
        status, receipts[act_id] = served.server.fetch("/v1/acts", body)
        statuses.append(status)
    assert 0 < statuses.count(200) < GONE, "some were recorded for nobody"
    assert set(statuses) == {200, 201} and statuses.count(200) >= recorded
    assert served.server.told()["eal_acts_recorded_total"] == GONE
    for act_id, body in served.acts.items():
        assert served.server.fetch("/v1/acts", body) == (200, receipts[act_id])
    is_one_log(served.made, receipts)


@own_server
def test_connections_to_the_database_that_are_cut(mortal: Mortal, tmp_path: Path) -> None:
    """All of them, again and again amid submissions of two servers: 503 or a receipt, nothing lost."""
    made, acts = _made(mortal.url, tmp_path, CUTS * 8)
    places = [Post(tmp_path, made.url), Post(tmp_path, made.url)]
    clients = Clients(places, deque(acts.items()))
    with places[0].running, places[1].running:
        for place in places:
            place.start()
        cut = 0
        with clients.at_work():
            for number in range(CUTS):
                clients.wait_for(min((number + 1) * 6, len(acts)))
                cut += mortal.tell(CUT)
        assert clients.receipts.keys() == acts.keys()
        assert cut >= CUTS and clients.answers[503] > 0, "nobody was interrupted"
        are_the_same_again(clients, acts)
        for place in places:
            assert place.server is not None
            assert place.server.ask("/ready")[0] == 200
    print(cut, "connections cut;", dict(sorted(clients.answers.items())), "answers")
    is_one_log(made, clients.receipts)
