"""A server that freezes in the middle of an append, at any write, and wakes later: as its clients see it.

Two servers append to one log. One is stopped (SIGSTOP) at a named write, or at any moment; the other
is answered 201 within the bound, which is a second or two here for both locks: that of the head, which
PostgreSQL takes from a silent session and from a long transaction, and that of the head record. Then
the first goes on, and nothing is forked.
"""

from __future__ import annotations

import contextlib
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.faults import rig, serving
from tests.faults.odd import Odd
from tests.faults.rig import Rig
from tests.faults.serving import SECONDS_MAX, Server
from tests.faults.test_served_kills import is_one_log
from tests.verbs.commission import Commission, real_clock

BOUND = 1
BESIDE_SECONDS = 15.0
"""How long an act may take besides, on a machine that is busy with other things."""

HOLDING = (
    "after_head_swapped",
    "after_entries_inserted",
    "before_log_committed",
    "before_record_replaced",
    "before_checkpoints_committed",
)
"""Writes before which or after which a lock is held that the others want."""
FREE = ("before_head_swapped", "after_log_committed", "after_record_replaced", "after_checkpoints_committed")  # fmt: skip
MOMENTS = 30
SUITE = ("before_log_committed", "before_record_replaced")

pytestmark = pytest.mark.slow


@dataclass
class Pair:
    """Two servers of one log, of which one may be frozen at a write; acts to send."""

    made: Rig
    frozen: Server
    other: Server
    acts: dict[str, bytes]
    receipts: dict[str, bytes]

    def freeze_after(self, seconds: float) -> tuple[threading.Thread, list[int], str]:
        """Send the first an act, and stop it so much later."""
        act_id, statuses = self.next(), list[int]()
        sending = self._send(act_id, statuses)
        time.sleep(seconds)
        self.frozen.process.send_signal(signal.SIGSTOP)
        return sending, statuses, act_id

    def _send(self, act_id: str, statuses: list[int]) -> threading.Thread:
        sending = threading.Thread(
            target=lambda: statuses.append(self.frozen.fetch("/v1/acts", self.acts[act_id])[0])
        )
        sending.start()
        return sending

    def freeze(self, point: str) -> tuple[threading.Thread, list[int], str]:
        """Send the first an act on which it freezes; the statuses that its client will get."""
        act_id, statuses = self.next(), list[int]()
        (self.made.folder / "freezing").write_text(point)
        sending = self._send(act_id, statuses)
        deadline = time.monotonic() + SECONDS_MAX
        while not self.frozen.is_frozen():
            assert time.monotonic() < deadline, f"it never came to {point}"
            time.sleep(0.01)
        return sending, statuses, act_id

    def next(self) -> str:
        """The next act that was not sent."""
        return next(one for one in self.acts if one not in self.receipts)

    def record(self, server: Server, act_id: str) -> float:
        """Send an act until it is recorded; how long it took."""
        began = time.monotonic()
        while True:
            status, data = server.fetch("/v1/acts", self.acts[act_id])
            if status in (200, 201):
                self.receipts[act_id] = data
                return time.monotonic() - began
            assert status == 503 and time.monotonic() < began + SECONDS_MAX, data


@pytest.fixture
def pair(postgres_url: str, tmp_path: Path) -> Iterator[Pair]:
    """Two servers that work."""
    made = rig.prepare(postgres_url, tmp_path)
    serving.furnish(tmp_path, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "notice", 200)
    rig.close(ledger)
    short = {"LOCK_WAIT_SECONDS_MAX": BOUND, "HEAD_SECONDS_MAX": 2 * BOUND}
    odd = [
        Odd(session=f"{BOUND}s", limits=short, freezing=str(tmp_path / "freezing")),
        Odd(session=f"{BOUND}s", limits=short),
    ]
    words = ("--database", made.url, "--publish-every", "0", "--seal-every", "0")
    with contextlib.ExitStack() as running:
        frozen, other = (
            running.enter_context(serving.serving(tmp_path, *words, odd=one)) for one in odd
        )
        found = Pair(made, frozen, other, acts, {})
        for server in (frozen, other):
            found.record(server, found.next())
        yield found
        frozen.process.send_signal(signal.SIGCONT)


def _freeze_and_wake(pair: Pair, point: str | float) -> None:
    """Freeze at a named write, or so many seconds after the act was sent."""
    frozen = pair.freeze(point) if isinstance(point, str) else pair.freeze_after(point)
    sending, statuses, act_id = frozen
    pair.receipts[act_id] = b""
    for _ in range(3):
        assert pair.record(pair.other, pair.next()) < 2 * BOUND + BESIDE_SECONDS, point
    assert pair.other.ask("/ready")[0] == 200
    pair.frozen.process.send_signal(signal.SIGCONT)
    sending.join(SECONDS_MAX)
    assert statuses and statuses[0] in (200, 201, 503), (point, statuses)
    # Its client asks again, at both: the receipt is the same.
    pair.record(pair.frozen, act_id)
    before = pair.receipts[act_id]
    pair.record(pair.other, act_id)
    assert pair.receipts[act_id] == before, point
    pair.record(pair.frozen, pair.next())


def _is_whole(pair: Pair) -> None:
    for act_id, data in pair.receipts.items():
        assert pair.other.fetch("/v1/acts", pair.acts[act_id]) == (200, data), act_id
    is_one_log(pair.made, pair.receipts)


@pytest.mark.timeout(300)
def test_a_server_that_freezes_holds_up_no_other(pair: Pair) -> None:
    """With the lock of the head, and with that of the head record."""
    for point in SUITE:
        _freeze_and_wake(pair, point)
    _is_whole(pair)


def test_nobody_waits_for_ever_for_one_that_is_not_ended(pair: Pair) -> None:
    """A session that PostgreSQL does not end holds the head: 503 within the bound, until it is gone."""
    place = make_url(pair.made.url)
    act_id = pair.next()
    with psycopg.connect(
        host=str(place.query["host"]), user="postgres", dbname=place.database
    ) as one:
        one.execute("SELECT size FROM head FOR UPDATE")
        began = time.monotonic()
        status, told = pair.other.ask("/v1/acts", pair.acts[act_id])
        assert (status, told["code"]) == (503, "unavailable")
        assert time.monotonic() - began < BOUND + BESIDE_SECONDS
        assert pair.other.ask("/ready")[0] == 200, "readers are answered"
        one.rollback()
    pair.record(pair.other, act_id)


@pytest.mark.campaign
@pytest.mark.parametrize("point", [*HOLDING, *FREE])
def test_a_server_that_freezes_at_any_write_holds_up_no_other(pair: Pair, point: str) -> None:
    """Twice at each."""
    for _ in range(2):
        _freeze_and_wake(pair, point)
    _is_whole(pair)


@pytest.mark.campaign
def test_a_server_that_freezes_at_any_moment_holds_up_no_other(pair: Pair) -> None:
    """Thirty times, within the time that an act takes."""
    chance = random.Random(40)
    for _ in range(MOMENTS):
        _freeze_and_wake(pair, chance.uniform(0, 0.05))
    _is_whole(pair)
