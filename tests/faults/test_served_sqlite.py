"""The one server of an SQLite ledger is killed while clients submit over HTTP: what was promised holds.

The same as `test_served_kills`, for a small commission: the next server finishes what the killed
one has left undone, and whoever lost an answer gets it from there.
"""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path

import pytest

from tests.faults import rig, serving
from tests.faults.test_served_kills import (
    BETWEEN,
    Clients,
    Post,
    are_the_same_again,
    is_one_log,
)
from tests.verbs.commission import Commission, real_clock

KILLS = 4
CAMPAIGN_KILLS = int(os.environ.get("EAL_CAMPAIGN_SERVED_KILLS", "300"))


def _campaign(folder: Path, kills: int) -> None:
    """Kill the server so often, each time amid submissions, and look at what is left of it all."""
    made = rig.prepare(rig.sqlite_url(folder), folder)
    serving.furnish(folder, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "kept", (kills + 3) * BETWEEN)
    rig.close(ledger)
    post = Post(folder, made.url)
    clients = Clients([post], deque(acts.items()))
    with post.running:
        post.start()
        killed = _kill(clients, kills)
        assert killed == kills and clients.receipts.keys() == acts.keys()
        are_the_same_again(clients, acts)
    assert clients.answers[0] > 0, "nobody was interrupted"
    print(killed, "killed;", dict(sorted(clients.answers.items())), "answers")
    is_one_log(made, clients.receipts)


def _kill(clients: Clients, kills: int) -> int:
    killed = 0
    with clients.at_work():
        for number in range(kills):
            clients.wait_for((number + 1) * BETWEEN)
            clients.places[0].kill()
            killed += 1
    return killed


@pytest.mark.slow
def test_nothing_that_a_server_on_sqlite_promised_is_lost(tmp_path: Path) -> None:
    """A few kills, each after some receipts more."""
    _campaign(tmp_path, KILLS)


@pytest.mark.campaign
def test_nothing_is_lost_in_many_kills_on_sqlite(tmp_path: Path) -> None:
    """As many kills as are asked for."""
    _campaign(tmp_path, CAMPAIGN_KILLS)
