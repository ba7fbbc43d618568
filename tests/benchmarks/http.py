"""`eal serve` beside the least that the same machine can do, measured in turns in one run.

python -m tests.benchmarks.http [--engine sqlite] [--rounds 5]

Every measurement goes in rounds of two bursts, the yardstick's and ours, and the ratio that is told
is the median of the rounds' ratios: a machine that is busy with something else is so for both. Beside
it stands the same by the processor's time of the two server processes, which other programs do not
touch; it leaves out waiting for the disk, and the work of PostgreSQL's own processes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.pool import Pool
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from ledger import read
from ledger.commands import keyfiles, places
from ledger.publish import publish
from ledger.submit import packets
from tests import postgres
from tests.benchmarks import acts, load, yardsticks
from tests.benchmarks.load import Load, Plan
from tests.interop import tools
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of

READERS, SUBMITTERS = 32, 64
SINGLES, ALONE, BATCH = 640, 60, 1_000
READS = 6_000
PASSPHRASE = b"for the benchmark"


class Served(NamedTuple):
    """A server that is under way: its process and where it listens."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of the processor that all its threads took so far."""
        # The clock of another process, by which Linux counts to the nanosecond (clock_getcpuclockid).
        return time.clock_gettime(~self.pid << 3 | 2)


class Figure(NamedTuple):
    """A measurement: ours and the yardstick's value, their ratio, and what it should be."""

    name: str
    ours: str
    yardstick: str
    ratio: float
    ratio_of_cpu: float | None
    goal: float
    is_bound_above: bool = False
    more: str = ""

    def line(self) -> str:
        """The figure as a line of the table."""
        is_short = self.ratio > self.goal if self.is_bound_above else self.ratio < self.goal
        goal = f"{'<=' if self.is_bound_above else '>='} {self.goal:g}"
        cpu = "" if self.ratio_of_cpu is None else f"{self.ratio_of_cpu:.3f}"
        short = "  falls short" if is_short else ""
        told = f"{self.ours:>12}{self.yardstick:>12}{self.ratio:9.3f}{cpu:>9}{goal:>9}"
        return f"{self.name:46}{told}  {self.more}{short}"


class Bench(NamedTuple):
    """What every measurement needs: the server of raw bytes, the clients' process, how many rounds."""

    raw: Served
    clients: Pool
    rounds: int

    def load(self, server: Served, connections: int, *series: list[bytes]) -> tuple[Load, float]:
        """Ask a server everything; return what came of it, and the processor's time per answer."""
        before = server.cpu()
        found = self.clients.apply(load.run, (Plan(server.port, connections, series),))
        assert isinstance(found, Load)
        assert set(found.statuses) <= {200, 201}, found.statuses
        return found, (server.cpu() - before) / len(found.latencies)


def main() -> None:
    """Measure and print the table; nothing is judged, what falls short is shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    show(given.engine, given.rounds)


def show(engine: str = "both", rounds: int = 5) -> None:
    """Measure one engine or both, and print a line for each figure as it is found."""
    print(f"\n{'eal serve':46}{'ours':>12}{'yardstick':>12}{'ratio':>9}{'cpu':>9}{'goal':>9}")
    with _clients() as clients, _started("tests.benchmarks.raw") as raw:
        bench = Bench(raw, clients, rounds)
        if engine != "postgresql":
            with tempfile.TemporaryDirectory() as name:
                url = f"sqlite+pysqlite:///{Path(name) / 'ledger.sqlite'}"
                _engine(bench, Path(name), url, "SQLite", alone_goal=5)
                _neighbours(Path(name), "eventsourcing-sqlite", "auditchain")
        if engine != "sqlite":
            with (
                tempfile.TemporaryDirectory() as name,
                postgres.server(is_on_disk=True) as server,
                server.database("bench") as url,
                server.database("events") as events,
            ):
                _engine(bench, Path(name), url, "PostgreSQL", alone_goal=12)
                _neighbours(events, "eventsourcing-postgresql")


def _engine(bench: Bench, folder: Path, url: str, engine: str, *, alone_goal: float) -> None:
    made = commissions.opened(url, commissions.real_clock, acts.STATIONS)
    made.submit(*acts.reference_acts(made, 300))
    publish(made.ledger)
    size = read.size(made.ledger)
    _write_place(folder, url)
    bodies = _Bodies(made, 300)
    words = ["--ledger", str(folder), "--passphrase-file", str(folder / "passphrase.txt")]
    # Seals are entries of their own: without them the log's size says what became of each act.
    words += ["--seal-every", "0"]
    if not url.startswith("sqlite"):
        words += ["--database", url]
    with _started("ledger.commands.main", "serve", *words, "--port", "0", "--json") as ours:
        for figure in (
            *_reads(bench, ours, size),
            _singles(bench, ours, bodies),
            _bulk(bench, ours, bodies),
            _alone(bench, ours, bodies, folder, alone_goal),
        ):
            print(f"{engine}: {figure.line()}", flush=True)
    bodies.require_recorded()
    made.ledger.engine.dispose()


class _Bodies:
    """Acts R that nobody has submitted yet, in order."""

    def __init__(self, made: Commission, start: int) -> None:
        self._made, self._start = made, start
        self._missing = start - read.size(made.ledger)

    def require_recorded(self) -> None:
        """Stop unless each of them is in the log: within a batch a refusal is no other status."""
        assert self._start - read.size(self._made.ledger) == self._missing, "acts were refused"

    def take(self, count: int) -> list[bytes]:
        """Return the next of them as they are sent."""
        found = acts.reference_acts(self._made, count, self._start)
        self._start += count
        return [packets.format(one) for one in found]


def _reads(bench: Bench, ours: Served, size: int) -> Iterator[Figure]:
    fixed = {
        "entry": f"/v1/entries/{size - 1}",
        "tile": "/tile/0/000",
        "checkpoint": f"/v1/checkpoints/{size}",
        "proof": f"/v1/entries/5/proof?size={size}",
        "unit as of a position": f"/v1/units/ps-1?as_of={size}",
        "list as of a position": f"/v1/units?as_of={size}&limit=20",
    }
    for name, path in fixed.items():
        yield _read(bench, ours, f"read {name}", path, 0.7)
    for name, path in {"unit": "/v1/units/ps-1", "list": "/v1/units?limit=20"}.items():
        yield _read(bench, ours, f"read {name} now", path, 0.4)


def _read(bench: Bench, ours: Served, name: str, path: str, goal: float) -> Figure:
    """Ask for the same address again and again, beside as many bytes of the raw application."""
    first, _ = bench.load(ours, 1, [load.get(path)])
    theirs = [load.get(f"/{first.body_bytes}")] * READS
    pairs = [
        (
            bench.load(bench.raw, READERS, theirs),
            bench.load(ours, READERS, [load.get(path)] * READS),
        )
        for _ in range(bench.rounds)
    ]
    return _compared(name, pairs, goal)


_Pair = tuple[tuple[Load, float], tuple[Load, float]]


def _compared(name: str, pairs: list[_Pair], goal: float) -> Figure:
    rates = [(raw.rate, ours.rate) for (raw, _), (ours, _) in pairs]
    raw_cpu, our_cpu = (sum(pair[which][1] for pair in pairs) for which in (0, 1))
    slowest = [
        statistics.median(pair[which][0].quantile(0.99) for pair in pairs) for which in (0, 1)
    ]
    return Figure(
        name,
        f"{statistics.median(ours for _, ours in rates):,.0f}/s",
        f"{statistics.median(raw for raw, _ in rates):,.0f}/s",
        statistics.median(ours / raw for raw, ours in rates),
        raw_cpu / our_cpu if our_cpu else None,
        goal,
        more=f"p99 {slowest[1] * 1_000:.1f} ms (raw {slowest[0] * 1_000:.1f}), "
        f"cpu {our_cpu / len(pairs) * 1e6:.0f} us (raw {raw_cpu / len(pairs) * 1e6:.0f})",
    )


def _singles(bench: Bench, ours: Served, bodies: _Bodies) -> Figure:
    # With its first act a server holds its tables against a replay of the log.
    bench.load(ours, 1, [load.post("/v1/acts", body) for body in bodies.take(1)])
    pairs = []
    for _ in range(bench.rounds):
        asked = [load.post("/v1/acts", body) for body in bodies.take(SINGLES)]
        raw = bench.load(bench.raw, SUBMITTERS, asked * 4)
        pairs.append((raw, bench.load(ours, SUBMITTERS, asked)))
    return _compared(f"{SUBMITTERS} clients, an act a request", pairs, 0.2)


def _bulk(bench: Bench, ours: Served, bodies: _Bodies) -> Figure:
    """Two clients with batches in lines; each has stations of its own, so that their order is free."""
    rates, loops = [], []
    for _ in range(bench.rounds):
        made = bodies.take(2 * BATCH)
        series = [
            [load.post("/v1/acts", b"\n".join(made[n::2]), "application/x-ndjson")] for n in (0, 1)
        ]
        loops.append(yardsticks.verify_loop())
        found, _ = bench.load(ours, 2, *series)
        rates.append(2 * BATCH / found.seconds)
    ratio = statistics.median(rate / loop for rate, loop in zip(rates, loops, strict=True))
    ours_told, loop_told = (f"{statistics.median(each):,.0f}/s" for each in (rates, loops))
    name = f"2 clients, {BATCH:,} acts a request"
    return Figure(name, ours_told, loop_told, ratio, None, 0.25)


def _alone(bench: Bench, ours: Served, bodies: _Bodies, folder: Path, goal: float) -> Figure:
    pairs = []
    for _ in range(bench.rounds):
        asked = [load.post("/v1/acts", body) for body in bodies.take(ALONE)]
        durable = yardsticks.fsync_seconds(str(folder / "durable"), ALONE)
        found, cpu = bench.load(ours, 1, asked)
        pairs.append((statistics.median(durable), found.quantile(0.5), cpu))
    disk, p50, cpu = (statistics.median(pair[which] for pair in pairs) for which in range(3))
    told = f"cpu {cpu * 1e6:,.0f} us"
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    values = f"{p50 * 1_000:.2f} ms", f"{disk * 1_000:.2f} ms"
    return Figure(
        "1 client, p50 of an act", *values, ratio, None, goal, is_bound_above=True, more=told
    )


def _neighbours(where: Path | str, *kinds: str) -> None:
    """Measure what others do, in their own process and without HTTP; see `neighbours`."""
    try:
        place = tools.neighbours()
    except pytest.skip.Exception as why:
        print(f"not measured: {why}")
        return
    path = f"{Path.cwd()}{os.pathsep}{place}"
    for kind in kinds:
        words = [sys.executable, "-m", "tests.benchmarks.neighbours", kind, str(where)]
        try:
            told = json.loads(tools.run(*words, PYTHONPATH=path))
        except (subprocess.SubprocessError, OSError) as error:
            print(f"not measured, {kind}: {str(error)[-300:]}")
            continue
        name = f"beside it, in process: {kind}"
        print(f"{name:56}{told['alone']:9,.0f}/s one a commit{told['bulk']:12,.0f}/s in bulk")


def _write_place(folder: Path, url: str) -> None:
    """Make the folder one that `eal serve` takes."""
    for name in ("log", "recorder"):
        keyfiles.write(folder / f"{name}.pem", key_of(name), PASSPHRASE)
    (folder / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    database = "ledger.sqlite" if url.startswith("sqlite") else url
    place = places.Place(
        database=database, head_record=None, log_key="log.pem", recorder_key="recorder.pem"
    )
    places.write(folder, place)


@contextlib.contextmanager
def _started(module: str, *words: str) -> Iterator[Served]:
    command = [sys.executable, "-m", module, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = urlsplit(json.loads(process.stdout.readline())["url"])
        assert url.port is not None
        yield Served(process.pid, url.port)
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def _clients() -> Iterator[Pool]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


if __name__ == "__main__":
    main()
