"""The clock of a server jumps by an hour and by a day, back and forth: time in the log only goes on.

A clock that went back records nothing until it has passed the last entry's time, and everybody is
told so. One that went ahead records with the time that it shows: then the way back is as long.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain import receipt
from ledger.store import defences
from tests.faults import rig, serving
from tests.faults.odd import Odd
from tests.faults.serving import Server
from tests.verbs.commission import Commission, real_clock

HOUR, DAY = 3_600, 86_400
ANSWER_SECONDS_MAX = 5.0

pytestmark = pytest.mark.slow


class Served:
    """A server whose clock is wrong by so many seconds, and acts for it."""

    def __init__(self, folder: Path, server: Server, acts: list[bytes]) -> None:
        self.server, self._file, self._acts = server, folder / "wrong", acts

    def set(self, seconds: int) -> None:
        """Let its clock be wrong by so much from now on."""
        self._file.write_text(str(seconds))

    def send(self) -> tuple[int, str]:
        """Send the next act, in time; the status and the code, or when it was recorded."""
        began = time.monotonic()
        status, data = self.server.fetch("/v1/acts", self._acts[0])
        assert time.monotonic() - began < ANSWER_SECONDS_MAX
        if status != 201:
            return status, self.server.ask("/v1/acts", self._acts[0])[1]["code"]
        self._acts.pop(0)
        return status, receipt.parse(data).entry.recorded_at

    def is_refused(self) -> None:
        """Nothing is recorded or published, readiness and numbers say so; readers are answered."""
        before = self.server.told()["eal_head_size"]
        assert self.send() == (503, "clock_did_not_progress")
        status, told = self.server.ask("/ready")
        assert (status, told["code"]) == (503, "clock_did_not_progress")
        told = self.server.told()
        assert told["eal_writing_stopped"] == 1 and told["eal_head_size"] == before
        assert told["eal_problems_total clock_did_not_progress"] >= 1
        assert told["eal_checkpoint_age_seconds"] < 0, "it is signed in what is now the future"
        assert self.server.ask("/health")[0] == self.server.ask("/v1/entries/0")[0] == 200
        assert self.server.ask("/v1/certainty")[1]["certainty"]["level"] == "recorded"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """One that publishes each second."""
    made = rig.prepare(rig.sqlite_url(tmp_path), tmp_path)
    serving.furnish(tmp_path, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "notice", 8)
    rig.close(ledger)
    (tmp_path / "wrong").write_text("0")
    odd = Odd(clock=str(tmp_path / "wrong"), asks_always=True)
    words = ("--publish-every", "1", "--seal-every", "0")
    with serving.serving(tmp_path, *words, odd=odd) as server:
        yield Served(tmp_path, server, list(acts.values()))
    assert rig.problems(made) == []


@pytest.mark.parametrize("jump", [HOUR, DAY], ids=["hour", "day"])
def test_a_clock_that_goes_back_waits_until_it_is_right(served: Served, jump: int) -> None:
    """Refused for as long as it lasts, and recorded once the clock is set right."""
    assert served.send()[0] == 201
    served.set(-jump)
    served.is_refused()
    served.set(0)
    assert served.send()[0] == 201
    assert served.server.ask("/ready")[0] == 200
    assert served.server.told()["eal_writing_stopped"] == 0


@pytest.mark.parametrize("jump", [HOUR, DAY], ids=["hour", "day"])
def test_a_clock_that_goes_ahead_records_what_it_shows(served: Served, jump: int) -> None:
    """Recorded with that time; set right, nothing more until that time has come."""
    (_, before), status = served.send(), served.server.ask("/ready")[0]
    served.set(jump)
    first, ahead = served.send()
    assert (status, first) == (200, 201) and ahead > before
    assert served.server.ask("/ready")[0] == 200
    served.set(0)
    served.is_refused()
    # The time that it showed has come.
    served.set(jump + 60)
    status, later = served.send()
    assert status == 201 and later > ahead


def test_without_the_rule_time_goes_back_at_the_door(tmp_path: Path) -> None:
    """The negative control of `clock`, over HTTP: readiness says nothing, and the tables refuse."""
    assert "clock" in defences.NAMES
    made = rig.prepare(rig.sqlite_url(tmp_path), tmp_path)
    serving.furnish(tmp_path, record=rig.RECORD)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "notice", 1)
    rig.close(ledger)
    (tmp_path / "wrong").write_text(str(-HOUR))
    odd = Odd(clock=str(tmp_path / "wrong"), without=("clock", "guard"), asks_always=True)
    with serving.serving(tmp_path, "--publish-every", "0", "--seal-every", "0", odd=odd) as server:
        assert server.ask("/ready")[0] == 200
        status, data = server.fetch("/v1/acts", acts["notice-0"])
        assert status == 503 and b"clock_did_not_progress" not in data
