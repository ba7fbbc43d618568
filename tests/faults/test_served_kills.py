"""Servers and their PostgreSQL are killed while clients submit over HTTP: what was promised holds.

Two servers append to one log. Each client sends its act until it has a receipt, to whichever server
answers; then everything is sent once more, and every receipt has to be the same to the byte.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger.chain import receipt
from tests.faults import crowd, rig, serving
from tests.faults.crowd import Place
from tests.faults.mortal import Mortal
from tests.faults.rig import Rig
from tests.faults.serving import SECONDS_MAX, Server
from tests.faults.test_server import own_server
from tests.verbs.commission import Commission, real_clock

KILLS = 20
CAMPAIGN_KILLS = int(os.environ.get("EAL_CAMPAIGN_SERVED_KILLS", "300"))
CLIENTS = 6
BETWEEN = 8
"""Receipts between two kills: there is something to lose, and it was at work."""


@dataclass(slots=True)
class Post:
    """One of two places where a server runs; another takes its place when it is killed."""

    folder: Path
    database: str
    server: Server | None = None
    running: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def start(self) -> None:
        """Start a server here."""
        words = ("--database", self.database, "--publish-every", "0")
        self.server = self.running.enter_context(serving.serving(self.folder, *words))

    def kill(self) -> None:
        """Kill the server that runs here, and start another."""
        assert self.server is not None and self.server.process.poll() is None
        self.server.kill()
        self.start()


@dataclass(slots=True)
class Clients:
    """Those who submit: what is left, seconds between acts, receipts, and answers."""

    places: list[Post]
    left: deque[tuple[str, bytes]]
    pause: float = 0.0
    receipts: dict[str, bytes] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """All of them, until everything is acknowledged; told to stop whatever happens meanwhile."""
        threads = [threading.Thread(target=self.run, args=(n,)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
            for thread in threads:
                thread.join(SECONDS_MAX)
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(SECONDS_MAX)

    def run(self, number: int) -> None:
        """Send one act after another, each until it is acknowledged."""
        while not self.is_over.is_set():
            try:
                act_id, body = self.left.popleft()
            except IndexError:
                return
            number = self._deliver(act_id, body, number)
            self.is_over.wait(self.pause)

    def _deliver(self, act_id: str, body: bytes, number: int) -> int:
        while not self.is_over.is_set():
            server = self.places[number % len(self.places)].server
            assert server is not None
            status, data = server.fetch("/v1/acts", body)
            self.answers[status] += 1
            if status in (200, 201):
                self.receipts[act_id] = data
                return number
            assert status in (0, 503), data
            number += 1
            # Where nobody listens one is being started, which needs the processor more.
            time.sleep(0.02 if status else 0.1)
        return number

    def wait_for(self, count: int) -> None:
        """Until so many receipts were given."""
        deadline = time.monotonic() + SECONDS_MAX
        while len(self.receipts) < count:
            assert time.monotonic() < deadline, (len(self.receipts), count, self.answers)
            time.sleep(0.005)


def _campaign(mortal: Mortal, folder: Path, kills: int) -> None:
    """Kill so often, servers and postmaster by turns, and look at what is left of it all."""
    made = rig.prepare(mortal.url, folder)
    serving.furnish(folder, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "kept", (kills + 3) * BETWEEN)
    rig.close(ledger)
    places = [Post(folder, made.url), Post(folder, made.url)]
    clients = Clients(places, deque(acts.items()))
    with places[0].running, places[1].running:
        for place in places:
            place.start()
        killed = _kill(mortal, clients, kills)
        assert clients.receipts.keys() == acts.keys()
        are_the_same_again(clients, acts)
    assert killed == {"server": (kills + 1) // 2, "postmaster": kills // 2}
    assert clients.answers[0] + clients.answers[503] > 0, "nobody was interrupted"
    print(dict(killed), "killed;", dict(sorted(clients.answers.items())), "answers")
    is_one_log(made, clients.receipts)


def _kill(mortal: Mortal, clients: Clients, kills: int) -> Counter[str]:
    killed: Counter[str] = Counter()
    with clients.at_work():
        for number in range(kills):
            clients.wait_for((number + 1) * BETWEEN)
            if number % 2 == 0:
                clients.places[number // 2 % 2].kill()
                killed["server"] += 1
            else:
                mortal.kill()
                mortal.start()
                killed["postmaster"] += 1
    return killed


def are_the_same_again(clients: Clients, acts: dict[str, bytes]) -> None:
    """Sent once more, each act is answered 200 with the receipt that was given first."""
    for number, (act_id, body) in enumerate(acts.items()):
        server = clients.places[number % len(clients.places)].server
        assert server is not None
        for _ in range(50):
            status, data = server.fetch("/v1/acts", body)
            if status != 503:
                break
            time.sleep(0.05)
        assert (status, data) == (200, clients.receipts[act_id]), act_id


def is_one_log(made: Rig, receipts: dict[str, bytes]) -> None:
    """Nothing acknowledged is lost, there is no fork, and the doctor finds nothing."""
    leaves = {act_id: receipt.parse(data).entry.leaf_hash for act_id, data in receipts.items()}
    for act_id, data in receipts.items():
        rig.check(data, act_id)
    assert crowd.problems(Place(made.url, None), leaves) == []
    assert rig.problems(made) == []


@own_server
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_that_a_server_promised_is_lost(mortal: Mortal, tmp_path: Path) -> None:
    """Twenty kills: ten of servers, ten of the postmaster."""
    _campaign(mortal, tmp_path, KILLS)


@own_server
@pytest.mark.campaign
def test_nothing_is_lost_in_many_kills(mortal: Mortal, tmp_path: Path) -> None:
    """As many kills as are asked for."""
    _campaign(mortal, tmp_path, CAMPAIGN_KILLS)
