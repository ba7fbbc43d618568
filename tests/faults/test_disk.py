"""A disk that is full: a clean refusal, reading goes on, and with room again writing does, unrepaired."""

from __future__ import annotations

import os
import resource
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import read
from ledger.errors import Fault, Unavailable
from tests.faults import crowd, rig
from tests.faults.rig import Rig

DISK_BYTES = 3 << 20
LEFT_BYTES = (0, 2_000, 4_096, 9_000, 16_384, 30_000, 50_000, 80_000)
CAMPAIGN_LEFT = tuple(range(0, 160_000, 800))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of three megabytes; only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode().strip()
        told = f"NO FILE SYSTEM WAS FILLED, only files that may not grow: {said}"
        pytest.skip(told)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(folder: Path, left: int) -> Path:
    """Leave so many bytes free; return the file that takes the rest."""
    filler = folder / "filler"
    free = os.statvfs(folder)
    size = max(0, free.f_bavail * free.f_frsize - left)
    with filler.open("wb") as file:
        try:
            for _ in range(0, size, 4_096):
                file.write(b"\xff" * 4_096)
        except OSError:
            # As full as it gets.
            pass
    return filler


def _at_each(base: Rig, disk: Path, levels: tuple[int, ...]) -> Counter[str]:
    """Append on a disk with so much room each time; return how the attempts ended."""
    ended: Counter[str] = Counter()
    place = base.copy(disk)
    for number, left in enumerate(levels):
        name = f"full-{number}"
        size = rig.size_of(place)
        # Opened before: a server at work. A new process needs room for SQLite's index of its WAL.
        ledger = place.open()
        assert len(list(read.log(ledger))) == size
        filler = _fill(disk, left)
        answer = rig.attempt(ledger, rig.announcement(ledger, name))
        ended["receipt" if isinstance(answer, bytes) else type(answer).__name__] += 1
        assert isinstance(answer, bytes | Unavailable), answer
        # Reading goes on, whatever became of the act.
        assert len(list(read.log(ledger))) - size in (0, 1)
        rig.close(ledger)
        filler.unlink()
        ledger = place.open()
        again = rig.attempt(ledger, rig.announcement(ledger, name))
        assert isinstance(again, bytes), again
        assert not isinstance(answer, bytes) or again == answer
        rig.close(ledger)
    assert rig.problems(place) == []
    return ended


@pytest.fixture
def base(tmp_path: Path) -> Rig:
    """A ledger to be put on the disk."""
    (tmp_path / "base").mkdir()
    return rig.prepare(rig.sqlite_url(tmp_path / "base"), tmp_path / "base")


@pytest.mark.slow
def test_a_full_file_system_is_a_refusal_and_no_more(base: Rig, small_disk: Path) -> None:
    """At eight levels of fullness, of which some are too full and some are not."""
    ended = _at_each(base, small_disk, LEFT_BYTES)
    assert ended["Unavailable"] > 0, "it was never full"
    assert ended["receipt"] > 0, "there was never room"


@pytest.mark.campaign
def test_a_file_system_is_full_two_hundred_times(base: Rig, small_disk: Path) -> None:
    """At levels 800 bytes apart."""
    ended = _at_each(base, small_disk, CAMPAIGN_LEFT)
    print(dict(ended))
    assert sum(ended.values()) == 200
    assert min(ended["Unavailable"], ended["receipt"]) > 0


def _limited(pipe: crowd.Pipe, place: Rig, more: int) -> None:
    """Append where no file may become larger than the database is now, and so many bytes."""
    ledger = place.open()
    packet = rig.announcement(ledger, "x")
    size = (place.folder / rig.DATABASE).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (more or 1, size + more))
    answer: bytes | Fault = rig.attempt(ledger, packet)
    pipe.send_bytes(b"ok -" if isinstance(answer, bytes) else type(answer).__name__.encode())


@pytest.mark.slow
@pytest.mark.parametrize("more", [0, 200, 4_096, 20_000])
def test_a_file_that_may_not_grow_is_a_refusal_and_no_more(
    base: Rig, tmp_path: Path, more: int
) -> None:
    """A quota: the same without root. What was not written is refused, what was is kept."""
    place = base.copy(tmp_path / "quota")
    size = rig.size_of(place)
    process, pipe = crowd.start(_limited, place, more)
    heard = crowd.hear(pipe)
    process.join()
    assert process.exitcode == 0
    assert set(heard.refusals) <= {"Unavailable"}
    assert heard.refusals["Unavailable"] == 1, "it had room"
    assert rig.size_of(place) - size in (0, 1)
    ledger = place.open()
    assert isinstance(rig.attempt(ledger, rig.announcement(ledger, "x")), bytes)
    rig.close(ledger)
    assert rig.problems(place) == []
