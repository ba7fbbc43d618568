"""Processes that are killed: nothing acknowledged is lost, and asking again gets the same answer."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection

from ledger.append import Decided, append
from ledger.chain import receipt
from ledger.errors import Unavailable
from ledger.store import heads
from ledger.store.heads import Head
from tests import postgres
from tests.faults import crowd
from tests.faults.crowd import Place
from tests.store import logs, receipts

KILLS = {"sqlite": 100, "postgres": 100}
CAMPAIGN_KILLS = int(os.environ.get("EAL_CAMPAIGN_KILLS", "2000"))
SECONDS_MAX = 0.03
STARTING_SECONDS_MAX = 20.0


@pytest.fixture
def place(engine_url: str, tmp_path: Path) -> Place:
    """A new ledger with a head record, still empty."""
    logs.make(engine_url, tmp_path / "head.json")
    return Place(engine_url, tmp_path / "head.json")


def _campaign(place: Place, kills: int, seed: int) -> int:
    """Kill a process that appends, again and again; return how many were really killed."""
    chance = random.Random(seed)
    ledger = place.open()
    receipts.send(ledger, "founding")
    given: dict[str, bytes] = {}
    delivered = 0
    for number in range(kills):
        process, pipe = crowd.start(crowd.append_until_killed, place, f"k{number}")
        if number % 4:
            # Three of four in the middle of appending, one while it is still starting.
            assert pipe.poll(STARTING_SECONDS_MAX)
        time.sleep(chance.uniform(0, SECONDS_MAX))
        process.kill()
        process.join()
        delivered += process.exitcode == -signal.SIGKILL
        heard = crowd.hear(pipe).receipts
        # The first act that was not acknowledged may be recorded or not: now it is asked for.
        asked = f"k{number}-{len(heard)}"
        known = receipts.of(ledger, asked)
        given |= heard
        given[asked] = receipts.send(ledger, asked)
        assert known in (None, given[asked])
        assert all(receipts.of(ledger, act_id) == data for act_id, data in heard.items())
    assert {act_id: receipts.send(ledger, act_id) for act_id in given} == given
    # One act a kill is asked for above; the others were acknowledged before it came.
    assert len(given) - kills > kills // 4, "they were killed before they had begun"
    leaves = {act_id: receipt.parse(data).entry.leaf_hash for act_id, data in given.items()}
    assert crowd.problems(place, leaves) == []
    assert crowd.unvouched(place) == []
    return delivered


@pytest.mark.slow
@pytest.mark.parametrize("engine", KILLS)
def test_nothing_acknowledged_is_lost_to_kill_9(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A hundred kills on each engine, at random moments: two hundred in all, each delivered."""
    url: str = request.getfixturevalue(f"{engine}_url")
    logs.make(url, tmp_path / "head.json")
    delivered = _campaign(Place(url, tmp_path / "head.json"), KILLS[engine], seed=20131103)
    assert delivered == KILLS[engine]
    assert sum(KILLS.values()) == 200


@pytest.mark.campaign
def test_nothing_acknowledged_is_lost_in_a_long_campaign(place: Place) -> None:
    """As many kills as are asked for, at moments that nobody has chosen."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    assert _campaign(place, CAMPAIGN_KILLS, seed) == CAMPAIGN_KILLS


RECORD = ("record_written", "record_synced", "record_replaced", "record_folder_synced")


@pytest.mark.slow
@pytest.mark.parametrize("write", RECORD)
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_crash_while_a_log_is_begun_leaves_nothing(place: Place, side: str, write: str) -> None:
    """The record of an empty log is made before anything else; then a retry gets the one receipt."""
    ledger = place.open()
    process, pipe = crowd.start(crowd.append_and_die_at, place, "x", f"{side}_{write}")
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert crowd.hear(pipe).receipts == {}
    with ledger.engine.connect() as connection:
        assert heads.read(connection).size == 0
    first = receipts.send(ledger, "x")
    assert receipts.send(place.open(), "x") == first
    assert crowd.unvouched(place) == []


@pytest.mark.slow
def test_a_point_is_armed_by_the_environment(sqlite_url: str, tmp_path: Path) -> None:
    """The way for a program as it is installed; and a name that is none is refused."""
    program = (
        "import sys; from tests.store import logs, receipts;"
        " receipts.send(logs.make(sys.argv[1], clock=logs.wall), 'a')"
    )
    command = [sys.executable, "-c", program, sqlite_url]
    for name, code in (("after_log_committed", -signal.SIGKILL), ("nowhere", 1)):
        run = subprocess.run(
            command, env={**os.environ, "EAL_CRASH_AT": name}, capture_output=True, check=False
        )
        assert run.returncode == code, run.stderr
    assert receipts.send(Place(sqlite_url, None).open(), "a")


def test_a_full_disk_is_a_refusal_and_no_more(sqlite_url: str) -> None:
    """Without room nothing is recorded and the caller is told; with room again, all goes on."""
    ledger = logs.make(sqlite_url)
    logs.record(ledger, "a")
    decide = logs.recording(*(f"b{n}" for n in range(200)))
    with ledger.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    full = f"PRAGMA max_page_count = {pages}"

    def without_room(connection: Connection, head: Head, recorded_at: str) -> Decided:
        connection.exec_driver_sql(full)
        return decide(connection, head, recorded_at)

    with pytest.raises(Unavailable, match="full"):
        append(ledger, without_room)
    ledger.engine.dispose()
    with ledger.engine.connect() as connection:
        assert heads.read(connection).size == 1
    assert append(ledger, decide).head.size == 201


def test_a_connection_that_is_cut_is_a_refusal_and_no_more(postgres_url: str) -> None:
    """The server ends our session in the middle: nothing is recorded, the next attempt is well."""
    ledger = logs.make(postgres_url)
    logs.record(ledger, "a")

    def cut(connection: Connection, head: Head, recorded_at: str) -> Decided:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with logs.engine_of(postgres_url).begin() as other:
            other.exec_driver_sql("RESET ROLE")
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        return logs.recording("b")(connection, head, recorded_at)

    with pytest.raises(Unavailable):
        append(ledger, cut)
    assert logs.record(ledger, "b").head.size == 2


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_crashes(tmp_path: Path) -> None:
    """A killed backend takes the server through crash recovery; whoever waits sends again."""
    if os.environ.get(postgres.OVERRIDE):
        pytest.skip("the server is somebody else's")
    with postgres.server() as server, server.database() as url:
        logs.make(url, tmp_path / "head.json")
        place = Place(url, tmp_path / "head.json")
        running = [
            crowd.start(crowd.append_through_failures, place, f"p{n}", 150) for n in range(2)
        ]
        crashes = sum(_crash_a_backend(url, running) for _ in range(6))
        heard = [crowd.hear(pipe) for _, pipe in running]
        for process, _ in running:
            process.join()
            assert process.exitcode == 0
        given = {act_id: data for one in heard for act_id, data in one.receipts.items()}
        assert len(given) == 300
        assert crashes > 0
        assert sum(one.refusals["again"] for one in heard) > 0
        leaves = {act_id: receipt.parse(data).entry.leaf_hash for act_id, data in given.items()}
        assert crowd.problems(place, leaves) == []
        assert crowd.unvouched(place) == []
        logs.close_all()


def _crash_a_backend(url: str, running: list[tuple[ForkServerProcess, crowd.Pipe]]) -> bool:
    """Kill the process of a session that is writing, if one is found; return whether."""
    deadline = time.monotonic() + STARTING_SECONDS_MAX
    query = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%entry%%'"
    query += " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(conninfo, autocommit=True) as watching:
                while any(process.is_alive() for process, _ in running):
                    row = watching.execute(query.replace("%%", "%")).fetchone()
                    if row is not None:
                        os.kill(row[0], signal.SIGKILL)
                        time.sleep(0.2)
                        return True
            return False
        except psycopg.OperationalError:
            time.sleep(0.05)
    return False
