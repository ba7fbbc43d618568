"""Several servers on one PostgreSQL database: each may append, and there is one log."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from ledger import read, upgrade
from ledger.chain import entry
from ledger.commands import keyfiles, places
from ledger.store.engine import open_engine
from ledger.submit import packets
from tests.api import streaming
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of

SECONDS_MAX = 60
PAUSE_SECONDS = 2.0
PASSPHRASE = b"for the test"


@pytest.fixture
def commission(postgres_url: str, tmp_path: Path) -> Iterator[Commission]:
    """An open ledger on PostgreSQL, whose folder is `tmp_path`, and a login that only serves."""
    made = commissions.opened(postgres_url, commissions.real_clock)
    for name in ("log", "recorder"):
        keyfiles.write(tmp_path / f"{name}.pem", key_of(name), PASSPHRASE)
    (tmp_path / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    places.write(
        tmp_path,
        places.Place(
            database="none", head_record=None, log_key="log.pem", recorder_key="recorder.pem"
        ),
    )
    owner = open_engine(postgres_url, as_app=False)
    login = "eal_test_server"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"DROP ROLE IF EXISTS {login}")
        connection.exec_driver_sql(f"CREATE ROLE {login} LOGIN IN ROLE eal_serving")
    yield made
    made.close()
    with owner.begin() as connection:
        connection.exec_driver_sql(f"DROP ROLE {login}")
    owner.dispose()


@contextlib.contextmanager
def _serving(folder: Path, database: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "ledger.commands.main", "serve", "--ledger", str(folder)]
    command += ["--passphrase-file", str(folder / "passphrase.txt"), "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--database", database],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())["url"]
    finally:
        process.kill()
        process.communicate(timeout=SECONDS_MAX)


def _ask(address: str, body: bytes | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def _made(commission: Commission, count: int) -> list[bytes]:
    return [
        packets.format(
            commission.act(
                ("announcement.made", {"about": None, "text": f"Notice {number}."}),
                act_id=f"notice-{number}",
            )
        )
        for number in range(count)
    ]


def test_two_servers_append_to_one_log(commission: Commission, tmp_path: Path) -> None:
    """Every act gets one index, contiguous over both; the same act at the other is the same receipt."""
    url = make_url(commission.url).set(username="eal_test_server")
    database = url.render_as_string(hide_password=False)
    start, bodies = read.size(commission.ledger), _made(commission, 60)
    with _serving(tmp_path, database) as (_, one), _serving(tmp_path, database) as (_, two):
        addresses = [(one, two)[number % 2] + "/v1/acts" for number in range(len(bodies))]
        with ThreadPoolExecutor(8) as threads:
            given = list(threads.map(_ask, addresses, bodies))
            again = list(threads.map(_ask, addresses[::-1], bodies[::-1]))[::-1]
    assert {status for status, _ in given} == {201}
    indexes = [told["index"] for _, told in given]
    assert sorted(indexes) == list(range(start, start + len(bodies)))
    assert [told["index"] for _, told in again] == indexes
    assert {status for status, _ in again} == {200}
    last = commission.ledger
    for index in range(start, read.size(last)):
        before, one_entry = read.entry(last, index - 1), entry.parse(read.entry(last, index))
        assert one_entry.previous == entry.parse(before).leaf_hash


def test_a_listener_goes_from_server_to_server(commission: Commission, tmp_path: Path) -> None:
    """What one records the other tells; when that one is killed the listener goes on at the first."""
    start, bodies = read.size(commission.ledger), _made(commission, 40)
    with (
        _serving(tmp_path, commission.url) as (_, one),
        _serving(tmp_path, commission.url) as (doomed, two),
        ThreadPoolExecutor(8) as threads,
    ):
        recording = threads.map(_ask, [f"{one}/v1/acts"] * len(bodies), bodies)
        seen = streaming.ids(two, start, 10)
        doomed.kill()
        doomed.wait(SECONDS_MAX)
        seen += streaming.ids(two, seen[-1], 1)
        seen += streaming.ids(one, seen[-1], start + len(bodies) - seen[-1])
        assert {status for status, _ in recording} == {201}
    assert seen == list(range(start + 1, start + len(bodies) + 1))


def test_a_server_that_is_paused_and_goes_on_forks_nothing(
    commission: Commission, tmp_path: Path
) -> None:
    """One of two is stopped amid submissions and goes on later: all is recorded once, in one log."""
    bodies = _made(commission, 40)
    with (
        _serving(tmp_path, commission.url) as (paused, one),
        _serving(tmp_path, commission.url) as (_, two),
        ThreadPoolExecutor(32) as threads,
    ):
        first = [threads.submit(_ask, one + "/v1/acts", body) for body in bodies[:20]]
        assert first[2].result(SECONDS_MAX)[0] == 201
        paused.send_signal(signal.SIGSTOP)
        # If it holds the lock now, the others wait for it, for the bound of the engine at most.
        others = [threads.submit(_ask, two + "/v1/acts", body) for body in bodies[20:]]
        time.sleep(PAUSE_SECONDS)
        paused.send_signal(signal.SIGCONT)
        assert {future.result(SECONDS_MAX)[0] for future in others} <= {201, 503}
        assert {future.result(SECONDS_MAX)[0] for future in first} <= {201, 503}
        assert {_ask(two + "/v1/acts", body)[0] for body in bodies} <= {200, 201}
    assert upgrade.upgrade(commission.ledger.engine, is_plan=True).steps == ()
    digests = {
        entry.parse(read.entry(commission.ledger, index)).act.digest
        for index in range(read.size(commission.ledger))
    }
    assert len(digests) == read.size(commission.ledger)
