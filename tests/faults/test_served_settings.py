"""Settings that are not durable, over HTTP: a server refuses them; without the refusal acts are lost.

The negative control of `settings`, as a client sees it: a receipt in the hand, and no entry.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.chain import receipt
from tests.faults import crowd, rig, serving
from tests.faults.crowd import Place
from tests.faults.mortal import Mortal
from tests.faults.odd import Odd
from tests.faults.rig import Rig
from tests.faults.serving import SECONDS_MAX, Server
from tests.faults.test_server import own_server
from tests.verbs.commission import Commission, real_clock

STOPPED = 3
"""How `eal` ends where the ledger must not be written."""

LAX = (
    "ALTER SYSTEM SET wal_writer_delay = '10s'",
    "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
    "ALTER SYSTEM SET synchronous_commit = off",
    "SELECT pg_reload_conf()",
)


def _made(mortal: Mortal, folder: Path, count: int) -> tuple[Rig, dict[str, bytes]]:
    """A ledger to serve, and acts for it."""
    made = rig.prepare(mortal.url, folder)
    serving.furnish(folder, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "lax", count)
    rig.close(ledger)
    return made, acts


def _weaken(mortal: Mortal) -> None:
    for statement in LAX:
        mortal.tell(statement)


def _words(made: Rig) -> list[str]:
    return ["--database", made.url, "--publish-every", "0", "--seal-every", "0"]


def _given(server: Server, acts: dict[str, bytes]) -> dict[str, bytes]:
    """Send acts; the leaf that each receipt names."""
    found = {}
    for act_id, body in acts.items():
        status, data = server.fetch("/v1/acts", body)
        assert status == 201, data
        found[act_id] = receipt.parse(data).entry.leaf_hash
    return found


@own_server
@pytest.mark.slow
def test_a_server_refuses_settings_that_are_not_durable(mortal: Mortal, tmp_path: Path) -> None:
    """One that starts says so and ends; one that runs says so to each act, and that it is not ready."""
    made, acts = _made(mortal, tmp_path, 2)
    first, second = acts.values()
    with serving.serving(tmp_path, *_words(made), odd=Odd(asks_always=True)) as server:
        assert server.ask("/v1/acts", first)[0] == 201
        _weaken(mortal)
        status, told = server.ask("/v1/acts", second)
        assert (status, told["code"]) == (503, "settings_not_durable")
        status, told = server.ask("/ready")
        assert (status, told["code"]) == (503, "settings_not_durable")
        assert server.told()["eal_writing_stopped"] == 1
        assert server.ask("/v1/acts/lax-0")[0] == 200, "readers are answered"
    words = ["serve", "--ledger", str(tmp_path), "--port", "0", *_words(made)]
    words += ["--passphrase-file", str(tmp_path / "passphrase.txt")]
    begun = subprocess.run(
        [sys.executable, "-m", "ledger.commands.main", *words],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert begun.returncode == STOPPED and begun.stdout == ""
    assert "settings_not_durable" in begun.stderr and "synchronous_commit" in begun.stderr


@own_server
@pytest.mark.slow
def test_without_the_refusal_what_a_server_promised_is_lost(mortal: Mortal, tmp_path: Path) -> None:
    """Receipts were given over HTTP, the postmaster is killed, and the entries are not there."""
    made, acts = _made(mortal, tmp_path, 20)
    _weaken(mortal)
    with serving.serving(tmp_path, *_words(made), odd=Odd(without=("settings",))) as server:
        given = _given(server, acts)
        mortal.kill()
    mortal.start()
    with contextlib.suppress(Exception):
        mortal.tell("ALTER SYSTEM RESET synchronous_commit")
        mortal.tell("SELECT pg_reload_conf()")
    lost = [one for one in crowd.problems(Place(made.url, None), given) if one.startswith("lost")]
    assert lost, "nothing was lost: no control"
    with serving.serving(tmp_path, *_words(made)) as server:
        status, told = server.ask("/v1/acts", acts[lost[0].removeprefix("lost ")])
        assert (status, told["code"]) == (503, "head_record_ahead"), "what was lost is noticed"
