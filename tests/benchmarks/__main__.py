"""`make bench`: a table of ratios to yardsticks measured in the same run."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import export, read
from ledger import ledger as ledgers
from ledger import rebuild as rebuilding
from ledger.submit import Recorded
from tests import postgres
from tests.benchmarks import acts, country, http, sealing, tlog, verifying, yardsticks
from tests.verbs import commission
from tests.verbs.commission import Commission

ALONE = 500
FLAT_FACTOR = 4
CHECKS = ["V06", "V10", "V14"]


class Line(NamedTuple):
    """One measurement: its rate, what it is a ratio to, and what the ratio should reach."""

    name: str
    rate: float
    yardstick: float
    goal: float | None


def main() -> None:
    """Measure everything and print the table; nothing is judged, what falls short is shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--log-entries", type=int, default=1_000_000)
    parser.add_argument("--stations", type=int, default=country.STATIONS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    verify = yardsticks.verify_loop()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        durable = yardsticks.fsync_loop(str(folder / "durable"))
        lines = list(_sqlite(folder, given.entries, verify, durable))
        lines += _postgres(given.entries, verify, durable)
        memory = _memory(folder, given.entries)
    lines.append(Line("yardstick: libsodium verify, 2 threads", verify, verify, None))
    lines.append(Line("yardstick: write + fdatasync of 1 KB", durable, durable, None))
    _print(lines, memory, given.json)
    if not given.json:
        with tempfile.TemporaryDirectory() as name:
            tlog.show(tlog.figures(Path(name), given.log_entries))
        sealing.show(2 * given.entries)
        country.show(given.stations)
        http.show()


def _sqlite(folder: Path, number: int, verify: float, durable: float) -> Iterator[Line]:
    url = f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}"
    made = commission.opened(url, stations=acts.STATIONS)
    first = read.size(made.ledger)
    yield from _appending(made, "SQLite", number, verify, durable, goal=0.15)
    size = read.size(made.ledger)
    seconds = yardsticks.seconds(lambda: rebuilding.rebuild(made.ledger))
    yield Line("rebuild, SQLite", size / seconds, verify, 0.5)
    bundle, trust = _exported(made, folder)
    rate = size / verifying.verified(bundle, trust)
    yield Line("complete verification (whole command)", rate, verify, 0.4)
    later = folder / "later.zip"
    export.bundle(made.ledger, later, since=first)
    # What came after a checkpoint, checked alone: the rest is NOT CHECKED, which is exit code 3.
    rate = (size - first) / verifying.verified(later, trust, code=3)
    yield Line("integrity and authorship (whole command)", rate, verify, 0.55)
    rate = size / verifying.linked(bundle)
    yield Line("hashes and links, to 120,000 a second", rate, verifying.LINKED_GOAL, 1.0)


def _postgres(number: int, verify: float, durable: float) -> list[Line]:
    with postgres.server() as server, server.database("bench") as database:
        made = commission.opened(database, stations=acts.STATIONS)
        lines = list(_appending(made, "PostgreSQL", number, verify, durable, goal=0.10))
        size = read.size(made.ledger)
        seconds = yardsticks.seconds(lambda: rebuilding.rebuild(made.ledger))
        made.ledger.engine.dispose()
    return [*lines, Line("rebuild, PostgreSQL", size / seconds, verify, 0.5)]


def _appending(
    made: Commission, engine: str, number: int, verify: float, durable: float, *, goal: float
) -> Iterator[Line]:
    """Time appending through reading, signatures, judge, projections, commit and receipt."""
    packets = acts.reference_acts(made, number + ALONE)
    bulk, alone = packets[:number], packets[number:]
    answers: list[object] = []
    seconds = yardsticks.seconds(lambda: answers.extend(made.submit(*bulk)))
    assert all(isinstance(answer, Recorded) for answer in answers), answers[0]
    yield Line(f"append R in bulk, {engine}", number / seconds, verify, goal)
    seconds = yardsticks.seconds(lambda: [made.record(packet) for packet in alone])
    yield Line(f"append R one by one, {engine}", ALONE / seconds, durable, None)


def _exported(made: Commission, folder: Path) -> tuple[Path, Path]:
    bundle, trust = folder / "bundle.zip", folder / "trust.json"
    export.bundle(made.ledger, bundle)
    trust.write_bytes(export.trust(made.ledger, required_checks=CHECKS))
    return bundle, trust


def _memory(folder: Path, number: int) -> list[tuple[str, int, int]]:
    """Return the peak memory of processes at a size and at a larger one: (what, MiB, MiB)."""
    found = []
    small, large = _grown(folder, number // FLAT_FACTOR), _grown(folder, number)
    for what in ("rebuild", "export"):
        found.append((what, _peak(what, small), _peak(what, large)))
    found.append(("complete verification", _verifying(small), _verifying(large)))
    return found


def _verifying(place: Path) -> int:
    """Return the peak memory of the larger process of a complete verification, in MiB."""
    with tempfile.TemporaryDirectory() as name:
        made = ledgers.open(f"sqlite+pysqlite:///{place}", clock=commission.Clock())
        bundle, trust = Path(name) / "bundle.zip", Path(name) / "trust.json"
        export.bundle(made, bundle)
        trust.write_bytes(export.trust(made, required_checks=CHECKS))
        made.engine.dispose()
        return verifying.peak(bundle, trust)


def _grown(folder: Path, number: int) -> Path:
    place = folder / f"grown-{number}.sqlite"
    made = commission.opened(f"sqlite+pysqlite:///{place}", stations=acts.STATIONS)
    made.submit(*acts.reference_acts(made, number))
    made.ledger.engine.dispose()
    return place


def _peak(what: str, place: Path) -> int:
    words = [sys.executable, "-m", "tests.benchmarks.peak", what, str(place)]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def _print(lines: list[Line], memory: list[tuple[str, int, int]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"lines": [line._asdict() for line in lines], "memory": memory}))
        return
    print(f"{'':44}{'per second':>12}{'ratio':>9}{'goal':>8}")
    for line in lines:
        ratio = line.rate / line.yardstick
        goal = "" if line.goal is None else f"{line.goal:.2f}"
        short = "  falls short" if line.goal is not None and ratio < line.goal else ""
        print(f"{line.name:44}{line.rate:12,.0f}{ratio:9.3f}{goal:>8}{short}")
    for what, small, large in memory:
        print(f"peak memory, {what}: {small} MiB, {large} MiB with {FLAT_FACTOR} times the entries")


if __name__ == "__main__":
    main()
