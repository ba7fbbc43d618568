"""At every named point before and after a write: kill -9, an error that was not persisted, one that was.

Before a write an error means that nothing of it was persisted; after a write, that it was and the
caller is told that it was not. Then the ledger is opened again, asked for the same act, and
looked at as a whole.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from ledger.errors import Fault
from ledger.store import crash
from tests import postgres
from tests.faults import crowd, rig
from tests.faults.rig import Rig

Copy = Callable[[], Rig]
DEEP = ("before_block_sealed", "after_block_sealed")
"""Points that only a log of a thousand entries comes to."""

POINTS = tuple(
    point
    for point in crash.POINTS
    if not point.endswith(("_recovered", "_sheets_inserted"))
    and "_tile" not in point
    and "_intake" not in point
)
"""Those of recovering are gone through in tests/recover, of exporting tiles in tests/publish, of
sealing in tests/seals."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def bases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[bool, Copy]]:
    """Copies of a small ledger and, under True, of one with a thousand entries."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield {deep: _copies(folder / str(deep), deep) for deep in (False, True)}
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as small, server.database() as deep:
        yield {
            False: _copies(folder / "small", False, server=server, url=small),
            True: _copies(folder / "deep", True, server=server, url=deep),
        }


def _copies(
    folder: Path, is_deep: bool, *, server: postgres.Server | None = None, url: str | None = None
) -> Copy:
    """Prepare a ledger when it is first asked for, and copy it each time."""
    made: list[Rig] = []
    count = iter(range(10_000))

    def copy() -> Rig:
        if not made:
            folder.mkdir()
            made.append(
                rig.prepare(url or rig.sqlite_url(folder), folder, acts=1_000 if is_deep else 0)
            )
        place = folder / f"copy-{next(count)}"
        if server is None or url is None:
            return made[0].copy(place)
        return made[0].copy(place, server.copy(url))

    return copy


def _die_at(pipe: Pipe, place: Rig, act_id: str, point: str) -> None:
    ledger = place.open()
    packet = rig.announcement(ledger, act_id)
    crash.arm(crash.kill_at(point))
    answer = rig.attempt_and_publish(ledger, packet)
    pipe.send_bytes(b"x " + (answer if isinstance(answer, bytes) else str(answer).encode()))


def _recovers(place: Rig, size: int, first: bytes | None) -> bytes:
    """The log is as before or as after; the act has one receipt; everything is as it must be."""
    assert rig.size_of(place) - size in (0, 1)
    ledger = place.open()
    given = rig.attempt_and_publish(ledger, rig.announcement(ledger, "x"))
    assert isinstance(given, bytes), given
    assert first in (None, given)
    rig.check(given, "x")
    assert rig.attempt(ledger, rig.announcement(ledger, "x")) == given
    assert isinstance(rig.attempt(ledger, rig.announcement(ledger, "y")), bytes)
    rig.close(ledger)
    assert rig.size_of(place) == size + 2
    assert rig.problems(place) == []
    return given


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_kill_9_at_any_point_leaves_before_or_after(bases: dict[bool, Copy], point: str) -> None:
    """The process is gone; whoever comes next finishes what it left."""
    place = bases[point in DEEP]()
    size = rig.size_of(place)
    process, pipe = crowd.start(_die_at, place, "x", point)
    process.join()
    heard = crowd.hear(pipe)
    assert process.exitcode == -signal.SIGKILL, heard
    assert heard.receipts == {}
    _recovers(place, size, None)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_an_error_at_any_point_leaves_before_or_after(bases: dict[bool, Copy], point: str) -> None:
    """Persisted or not, the caller is told in words; the same process goes on, and so does a new one."""
    place = bases[point in DEEP]()
    size = rig.size_of(place)
    ledger = place.open()
    packet = rig.announcement(ledger, "x")
    failing = rig.Failing(point)
    crash.arm(failing)
    try:
        answer = rig.attempt_and_publish(ledger, packet)
    finally:
        crash.arm(None)
    assert failing.injected == 1
    assert isinstance(answer, Fault), "nobody is told that it is recorded when that is not certain"
    again = rig.attempt_and_publish(ledger, packet)
    assert isinstance(again, bytes), again
    rig.close(ledger)
    _recovers(place, size, again)


def test_every_point_is_come_to(tmp_path: Path) -> None:
    """No point is named that an append does not pass: a campaign over it would be empty."""
    seen: set[str] = set()
    made = rig.prepare(rig.sqlite_url(tmp_path), tmp_path, acts=1_000)
    ledger = made.open()
    crash.arm(rig.counting(seen))
    try:
        assert isinstance(rig.attempt_and_publish(ledger, rig.announcement(ledger, "x")), bytes)
    finally:
        crash.arm(None)
        rig.close(ledger)
    assert seen == set(POINTS)
