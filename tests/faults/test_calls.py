"""Every system call of an append and its checkpoint fails once: EIO, no space, or the end of the process.

The calls are counted in a run without faults, then each is failed in a run of its own on a copy of
the same ledger. Whatever comes of it, the caller has a receipt that holds, or is told in words; the
next process finds everything as it must be, and gives the act one receipt.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger import limits
from ledger.errors import Fault
from ledger.store import settings
from tests.faults import calls, rig, switches
from tests.faults.calls import Ran
from tests.faults.rig import Rig

RECEIPT, REFUSED = 0, 7

WRITING = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "flock")
"""Calls that change something, or that change what is known of it."""

needs_strace = pytest.mark.skipif(
    calls.STRACE is None,
    reason="STRACE IS NOT INSTALLED: no system call was failed; install it (apt install strace)",
)


def test_strace_is_there() -> None:
    """Where it is missing, these campaigns do nothing, and somebody has to know."""
    if calls.STRACE is None:
        told = "STRACE IS MISSING: no system call was failed; install it (apt install strace)"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)


@dataclass(slots=True)
class Campaign:
    """What is done again and again, and what was really injected."""

    base: Rig
    folder: Path
    act: Callable[[Rig], Callable[[], int]]
    injected: dict[str, int] = field(default_factory=dict)
    runs: int = 0

    def fail(self, call: str, number: int, what: str) -> Ran:
        """Fail one call in a run of its own, and look at what it left."""
        self.runs += 1
        place = self.base.copy(self.folder / str(self.runs))
        trace = self.folder / "trace"
        ran = calls.run(lambda: self.act(place), trace, f"{call}:{what}:when={number}")
        told = f"{call} {number} {what}: ended with {ran.status}"
        self.injected[what] = self.injected.get(what, 0) + ran.injected
        if what.startswith("signal"):
            # strace ends the process at the call; it is not said to be injected.
            assert ran.was_killed, told
            self.injected[what] += 1
        else:
            assert ran.code in (RECEIPT, REFUSED), told
        before = rig.size_of(place)
        assert before - rig.size_of(self.base) in (0, 1), told
        assert ran.code != RECEIPT or before == rig.size_of(self.base) + 1, told
        ledger = place.open()
        given = rig.attempt(ledger, rig.announcement(ledger, "x"))
        assert isinstance(given, bytes), f"{told}: {given}"
        assert rig.attempt(ledger, rig.announcement(ledger, "x")) == given
        rig.close(ledger)
        assert rig.problems(place) == [], told
        return ran


def _cold(place: Rig) -> Callable[[], int]:
    """Open the ledger, append, publish: all that a new process does."""

    def work() -> int:
        # An unlock that fails leaves a lock behind, for which another connection waits a minute.
        limits.LOCK_WAIT_SECONDS_MAX = 2
        try:
            ledger = place.open()
        except Fault as fault:
            return _said(fault)
        return _said(rig.attempt_and_publish(ledger, rig.announcement(ledger, "x")))

    return work


def _warm(place: Rig) -> Callable[[], int]:
    """Append with a ledger that was looked at before: what a server does all day."""
    ledger = place.open()
    packet = rig.announcement(ledger, "x")
    # Whatever is done once a process is done before it counts.
    ledger.memory.is_examined = True
    return lambda: _said(rig.attempt(ledger, packet))


def _said(answer: bytes | Fault) -> int:
    return RECEIPT if isinstance(answer, bytes) else REFUSED


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """The ledger that every run gets a copy of."""
    folder = tmp_path_factory.mktemp("calls")
    return rig.prepare(rig.sqlite_url(folder), folder)


def _all_calls(campaign: Campaign) -> dict[str, int]:
    """How often the work makes each call that can fail, without faults."""
    place = campaign.base.copy(campaign.folder / "clean")
    ran = calls.run(lambda: campaign.act(place), campaign.folder / "trace")
    assert ran.code == RECEIPT
    counted = calls.count(ran)
    return {name: counted[name] for name in calls.FAILING if counted[name]}


def _go_through(campaign: Campaign, wanted: dict[str, int], what: str, *, step: int = 1) -> int:
    """Fail each of these calls once, or every so many; return how many were really failed."""
    before = campaign.injected.get(what, 0)
    for name, times in wanted.items():
        for number in range(1, times + 1, 1 if name in WRITING else step):
            campaign.fail(name, number, what)
    return campaign.injected[what] - before


@needs_strace
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", ["error=EIO", "signal=SIGKILL"])
def test_every_call_of_an_append_fails_once(base: Rig, tmp_path: Path, what: str) -> None:
    """The short form: each writing call of a server's append, and every twelfth of the others."""
    campaign = Campaign(base, tmp_path, _warm)
    wanted = _all_calls(campaign)
    injected = _go_through(campaign, wanted, what, step=12)
    assert injected == campaign.runs > 30


@needs_strace
@pytest.mark.campaign
@pytest.mark.parametrize("what", ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=SIGKILL"])
def test_every_call_of_a_process_fails_once(base: Rig, tmp_path: Path, what: str) -> None:
    """The long form: every call of opening, appending and publishing, none left out."""
    campaign = Campaign(base, tmp_path, _cold)
    wanted = _all_calls(campaign)
    if what == "error=EINTR":
        # POSIX lets these end early; Python and SQLite must begin them again.
        wanted = {n: t for n, t in wanted.items() if n in ("read", "write", "flock", "openat")}
    injected = _go_through(campaign, wanted, what)
    print(f"{what}: {injected} calls of {len(wanted)} kinds were failed: {wanted}")
    assert injected == campaign.runs == sum(wanted.values())


# --- negative controls: what the campaigns would say of a ledger without its syncs ---------------


def _unsynced(base: Rig, folder: Path, off: str = "", *, lax: bool = False) -> list[str]:
    place = base.copy(folder / "traced")

    def prepare() -> Callable[[], int]:
        if lax:
            wanted = settings._wanted_sqlite
            settings._wanted_sqlite = lambda version: wanted(version) | {"synchronous": "0"}
        switches.take_away({off} - {""})
        return _warm(place)

    ran = calls.run(prepare, folder / "trace")
    assert ran.code == RECEIPT
    return calls.unsynced(ran.trace, place.folder)


@needs_strace
def test_what_is_acknowledged_is_on_the_disk(base: Rig, tmp_path: Path) -> None:
    """Every file that was written is synced before the receipt is given, and the folder of what moved."""
    assert _unsynced(base, tmp_path) == []


@needs_strace
def test_without_its_syncs_the_head_record_is_found_missing_on_the_disk(
    base: Rig, tmp_path: Path
) -> None:
    """The negative control of `fsync`."""
    found = _unsynced(base, tmp_path, "fsync")
    assert str(tmp_path / "traced" / rig.RECORD) in found


@needs_strace
def test_without_durable_settings_the_log_is_found_missing_on_the_disk(
    base: Rig, tmp_path: Path
) -> None:
    """The negative control of `settings`: a database that does not sync."""
    found = _unsynced(base, tmp_path, "settings", lax=True)
    assert any(path.endswith(("-wal", rig.DATABASE)) for path in found), found
