"""Imports on PostgreSQL that are killed, and shared: nothing twice, nothing lost, queues right at the end."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from ledger import read
from ledger.intake import queues
from tests.intake import office
from tests.intake.test_clerks import enter, keyed
from tests.intake.test_importing import _command, _run, _whole
from tests.verbs.commission import Commission

MEGABYTE = 1024
"""Kilobytes of it: so /proc counts."""
MEMORY_MAX = 400 * MEGABYTE
MANY = int(os.environ.get("EAL_CAMPAIGN_FORMS", "100000"))
STATIONS = int(os.environ.get("EAL_CAMPAIGN_STATIONS", "5000"))
BAD_EVERY, IMAGE_EVERY, LATE = 1_000, 10, 25
ANOTHER_IS_AT_WORK = 5

pytestmark = pytest.mark.slow


def _bad(rows: list[str]) -> list[str]:
    """Every hundredth of them with a figure that is none."""
    return [one.replace("600", "x") if n % 100 == 50 else one for n, one in enumerate(rows, 1)]


def _start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_command(path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _peak(process: subprocess.Popen[bytes]) -> int:
    """The most memory that it had at once, in kilobytes; 0 where it has ended."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line), 0)


def _kill_at(people: Commission, path: Path, size: int) -> tuple[bool, int]:
    """Let it work until there are so many entries, then kill it; whether it was killed, its memory."""
    process, peak = _start(path), 0
    while read.size(people.ledger) < size and process.poll() is None:
        peak = max(peak, _peak(process))
        time.sleep(0.05)
    process.kill()
    process.communicate()
    return process.returncode == -9, peak


@pytest.mark.timeout(300)
def test_killed_on_postgres_it_goes_on(postgres_url: str, tmp_path: Path) -> None:
    """kill -9 at writes of a step, and from outside."""
    people = office.opened(tmp_path, postgres_url)
    path = office.write(
        tmp_path / "forms.csv", _bad([office.row(n, n % 3 + 1) for n in range(1, 1_301)])
    )
    before = read.size(people.ledger)
    for point in (
        "after_intake_rows_inserted",
        "after_log_committed",
        "before_checkpoints_committed",
    ):
        done = subprocess.run(
            _command(path), capture_output=True, check=False, env={"EAL_CRASH_AT": point}
        )
        assert done.returncode == -9, done.stderr
    assert _kill_at(people, path, before + 600)[0]
    _run(path)
    _whole(people, path, 1_300)
    people.close()


@pytest.mark.timeout(300)
def test_two_processes_share_an_import(postgres_url: str, tmp_path: Path) -> None:
    """Both at once on one file: each form once; who comes second to a step is told, and may come again."""
    people = office.opened(tmp_path, postgres_url)
    path = office.write(
        tmp_path / "forms.csv", _bad([office.row(n, n % 3 + 1) for n in range(1, 2_001)])
    )
    running = [_start(path) for _ in range(2)]
    told = [process.communicate(timeout=240)[0].decode() for process in running]
    for process, said in zip(running, told, strict=True):
        assert process.returncode in (1, ANOTHER_IS_AT_WORK), said
        assert process.returncode == 1 or "another process is taking in the same file" in said
    assert 1 in [process.returncode for process in running], "at least one came to the end"
    _run(path)
    _whole(people, path, 2_000)
    people.close()


def _rows() -> list[str]:
    """Forms of all stations but the last, in turn; every tenth without an image, some that are bad."""
    made = []
    for n in range(1, MANY + 1):
        image = f"{n:064x}" if n % IMAGE_EVERY else ""
        row = f"{office.row(n, (n - 1) % (STATIONS - LATE) + 1)},{image}"
        made.append(row.replace("600", "x") if n % BAD_EVERY == 0 else row)
    return made


@pytest.mark.campaign
def test_a_hundred_thousand_forms(postgres_url: str, tmp_path: Path) -> None:
    """Killed three times on the way; memory is bounded, and every queue tells the truth at the end."""
    people, bad = office.opened(tmp_path, postgres_url, stations=STATIONS), MANY // BAD_EVERY
    path = office.write(tmp_path / "forms.csv", _rows(), office.HEADER + ",image")
    before, began, kills, peaks = read.size(people.ledger), time.monotonic(), 0, []
    for share in (1, 2, 3):
        killed, peak = _kill_at(people, path, before + MANY * share // 4)
        kills += killed
        peaks.append(peak)
    _, peak = _kill_at(people, path, 10 * before + 10 * MANY)
    seconds = time.monotonic() - began
    done = _run(path)
    print(f"{MANY} forms, {kills} kills: {seconds:.0f} s, {max(*peaks, peak) >> 10} MiB; {done}")
    assert kills == 3 and max(*peaks, peak) < MEMORY_MAX
    assert done["is_done"] and done["bad"] == bad
    assert done["recorded"] + done["again"] == MANY - bad
    enter(people, *(keyed(people, tmp_path, f"clerk-{c}", form="p-1", votes__a=v)
                    for c, v in (("a", "1"), ("b", "2"))))  # fmt: skip
    with read.view(people.ledger) as view:
        told = queues.summary(people.ledger, view)
    assert told["not_arrived"] == [{"contest": "mayor", "count": LATE}]
    assert told["no_image"] == MANY // IMAGE_EVERY - bad
    assert told["bad_rows"] == {"count": bad, "is_all": True}
    assert told["mismatches"] == {"count": 1, "is_all": True}
    people.close()
