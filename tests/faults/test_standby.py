"""A real standby: readers are served from it, nothing else; and a promoted one signs only a whole log."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import mortal as servers
from tests.faults import rig, serving
from tests.faults.mortal import Mortal
from tests.faults.serving import Server
from tests.faults.test_server import own_server
from tests.verbs.commission import Commission, real_clock

SECONDS_MAX = 30
ACTS = 30

pytestmark = [own_server, pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and its standby, each with a server, and acts to submit."""

    folder: Path
    primary: Mortal
    standby: Mortal
    writing: Server
    reading: Server
    acts: list[bytes]

    def record(self, count: int) -> int:
        """Submit so many of the acts to the primary's server; return the position then."""
        told = [self.writing.ask("/v1/acts", self.acts.pop()) for _ in range(count)]
        assert {status for status, _ in told} == {201}
        return _position(self.writing)

    def wait_for(self, position: int) -> None:
        """Until the standby has what was recorded."""
        deadline = time.monotonic() + SECONDS_MAX
        while _position(self.reading) < position:
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.01)


def _position(server: Server) -> int:
    with urllib.request.urlopen(server.url + "/", timeout=SECONDS_MAX) as answer:
        return int(answer.headers["Ledger-Position"])


@pytest.fixture
def pair(mortal: Mortal, tmp_path: Path) -> Iterator[Pair]:
    """A ledger on a primary that a standby follows; a server at each."""
    made = rig.prepare(mortal.url, tmp_path)
    serving.furnish(tmp_path, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "told", ACTS)
    rig.close(ledger)
    with contextlib.ExitStack() as running:
        standby = running.enter_context(servers.following(mortal))
        words = ("--publish-every", "0", "--database")
        writing = running.enter_context(serving.serving(tmp_path, *words, mortal.url))
        to_read = serving.serving(tmp_path, *words, standby.url, is_writer=False)
        reading = running.enter_context(to_read)
        yield Pair(tmp_path, mortal, standby, writing, reading, list(acts.values()))


def test_readers_are_served_by_a_standby(pair: Pair) -> None:
    """What it has, to the byte; what it has not yet, refused; nothing is recorded; never back."""
    _says_what_it_has_not(pair)
    _never_goes_back(pair)
    _records_nothing(pair)


def _says_what_it_has_not(pair: Pair) -> None:
    """It never goes back, never shows or proves what it lacks, and then gives the same bytes."""
    assert pair.standby.tell("SELECT pg_is_in_recovery()") is True
    pair.wait_for(before := pair.record(3))
    pair.standby.tell("SELECT pg_wal_replay_pause()")
    after = pair.record(4)
    lacking = [
        *(f"/v1/units?as_of={after}", f"/v1/entries/{after - 1}", f"/v1/checkpoints/{after}"),
        *(f"/v1/entries/1/proof?size={after}", f"/v1/consistency?from={before}&to={after}"),
        *(f"/v1/entries/{after - 1}/proof?size={after}", f"/v1/changes?after={after}"),
    ]
    for path in lacking:
        status, told = pair.reading.ask(path)
        assert status in (404, 503) and told["code"] in ("not_in_log", "position_not_reached"), path
    assert _position(pair.reading) == before
    behind = pair.reading.ask(f"/v1/units?min_position={after}")
    assert (behind[0], behind[1]["code"]) == (503, "projection_behind")
    assert pair.reading.ask(f"/v1/changes?after={after}")[1]["code"] == "position_not_reached"
    had = [f"/v1/units?as_of={before}", f"/v1/entries/1/proof?size={before}", "/v1/entries/2"]
    for path in had:
        assert pair.reading.fetch(path) == pair.writing.fetch(path)
    pair.standby.tell("SELECT pg_wal_replay_resume()")
    # Who names what he wrote waits for it here, and asks nobody when it will come.
    status, told = pair.reading.ask(f"/v1/units?min_position={after}")
    assert status == 200 and told["position"] >= after
    for path in lacking[:6]:
        assert (
            pair.reading.fetch(path) == pair.writing.fetch(path)
            and pair.reading.fetch(path)[0] == 200
        )


def _never_goes_back(pair: Pair) -> None:
    """While acts are recorded every answer of the standby is at the position of the last or later."""
    seen = [_position(pair.reading)]
    for _ in range(10):
        end = pair.record(1)
        for _ in range(5):
            seen.append(_position(pair.reading))
            assert seen[-2] <= seen[-1] <= end
            status, told = pair.reading.ask(f"/v1/units?as_of={seen[-1]}")
            assert status == 200 and told["position"] == seen[-1]
    pair.wait_for(end)


def _records_nothing(pair: Pair) -> None:
    """Even with the keys it refuses before it signs, by a code, and is not ready to write."""
    at = ("--database", pair.standby.url, "--publish-every", "0")
    with serving.serving(pair.folder, *at) as server:
        status, told = server.ask("/v1/acts", pair.acts[0])
        assert (status, told["code"]) == (503, "database_is_standby")
        status, told = server.ask("/ready")
        assert (status, told["code"]) == (503, "database_is_standby")
        assert server.ask("/v1/units")[0] == 200


@pytest.mark.parametrize("is_behind", [True, False], ids=["behind", "whole"])
def test_a_promoted_standby_signs_only_if_nothing_is_missing(pair: Pair, is_behind: bool) -> None:
    """One that lacks what was acknowledged is refused by the head record; one that does not goes on."""
    pair.wait_for(pair.record(3))
    if is_behind:
        pair.standby.tell("ALTER SYSTEM SET primary_conninfo = ''")
        pair.standby.tell("SELECT pg_reload_conf()")
        deadline = time.monotonic() + SECONDS_MAX
        while pair.primary.tell("SELECT count(*) FROM pg_stat_replication"):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        pair.record(2)
    pair.writing.kill()
    pair.primary.kill()
    assert pair.standby.tell("SELECT pg_promote()") is True
    before = _position(pair.reading)
    at = ("--database", pair.standby.url, "--publish-every", "0")
    with serving.serving(pair.folder, *at) as server:
        status, told = server.ask("/v1/acts", pair.acts[0])
        if is_behind:
            assert (status, told["code"]) == (503, "head_record_ahead"), told
            assert server.ask("/ready")[1]["code"] == "head_record_ahead"
            assert _position(server) == before, "nothing was signed"
            assert server.ask("/v1/units")[0] == 200
        else:
            assert status == 201, told
            assert _position(server) == before + 1
            record = json.loads((pair.folder / rig.RECORD).read_text())
            assert record["size"] == before + 1
