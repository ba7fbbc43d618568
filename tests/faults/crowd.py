"""Processes that append, and what is wrong with a log after they have."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from ledger import append
from ledger.errors import LedgerStopped, Unavailable
from ledger.ledger import Ledger
from ledger.store import crash, heads
from ledger.store.engine import open_engine
from ledger.store.readback import read_back
from tests.faults import switches
from tests.store import logs, receipts

_STALE_SECONDS = 0.002
_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger is: what a new process needs to open it."""

    url: str
    record: Path | None

    def open(self) -> Ledger:
        """The ledger, with the clock of this machine."""
        return logs.reopen(self.url, self.record, clock=logs.wall)


@dataclass(slots=True)
class Heard:
    """What a process said before it ended: receipts by act, and refusals by their kind."""

    receipts: dict[str, bytes] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)


def context() -> ForkServerContext:
    """Processes that begin with everything imported and nothing opened."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.faults.crowd"])
    return server


def start(target: object, *arguments: object) -> tuple[ForkServerProcess, Pipe]:
    """A process that is running `target(pipe, *arguments)`, and the end to hear it from."""
    server = context()
    ours, theirs = server.Pipe(duplex=False)
    process = server.Process(target=target, args=(theirs, *arguments), daemon=True)  # type: ignore[arg-type]
    process.start()
    theirs.close()
    return process, ours


def hear(pipe: Pipe) -> Heard:
    """Everything that was said, until the other side ended, however it did."""
    heard = Heard()
    try:
        while True:
            name, _, rest = pipe.recv_bytes().partition(b" ")
            if rest:
                heard.receipts[name.decode()] = rest
            else:
                heard.refusals[name.decode()] += 1
    except (EOFError, OSError):
        # A message that was cut off by the end of its sender was never said.
        pipe.close()
    return heard


# --- what the processes do -----------------------------------------------------------------------


def append_many(pipe: Pipe, place: Place, name: str, count: int) -> None:
    """Append acts one by one and say each receipt."""
    ledger = place.open()
    for number in range(count):
        act_id = f"{name}-{number}"
        pipe.send_bytes(act_id.encode() + b" " + receipts.send(ledger, act_id))


def append_until_killed(pipe: Pipe, place: Place, name: str) -> None:
    """Append acts for ever."""
    append_many(pipe, place, name, 1_000_000)


def append_through_failures(pipe: Pipe, place: Place, name: str, count: int) -> None:
    """Append acts, and where the database is gone for a moment send the same act again."""
    ledger = place.open()
    for number in range(count):
        act_id = f"{name}-{number}"
        while True:
            try:
                data = receipts.send(ledger, act_id)
                break
            except (Unavailable, OperationalError):
                pipe.send_bytes(b"again")
                time.sleep(_AGAIN_SECONDS)
        pipe.send_bytes(act_id.encode() + b" " + data)


def append_and_die_at(pipe: Pipe, place: Place, act_id: str, point: str) -> None:
    """Append one act, and be killed at a point on the way."""
    crash.arm(crash.kill_at(point))
    pipe.send_bytes(act_id.encode() + b" " + receipts.send(place.open(), act_id))


def append_without(pipe: Pipe, place: Place, name: str, count: int, off: set[str]) -> None:
    """Append acts with defences switched off: the lock, and the fence."""
    ledger = place.open()
    # Whoever goes by a head that was read before the lock is told so by the guard, too.
    switches.take_away((off - {"lock"}) | ({"guard"} if "lock" in off else set()))
    for number in range(count):
        act_id = f"{name}-{number}"
        try:
            leaf = _commit_on_stale(ledger, act_id) if "lock" in off else _commit(ledger, act_id)
            pipe.send_bytes(act_id.encode() + b" " + leaf)
        except LedgerStopped as stopped:
            pipe.send_bytes(stopped.code.encode())
        except (DBAPIError, Unavailable) as refused:
            pipe.send_bytes(type(refused).__name__.encode())


def _commit(ledger: Ledger, act_id: str) -> bytes:
    with ledger.engine.connect() as connection:
        committed = append._commit(ledger, connection, logs.recording(act_id))
    return committed.entries[0].leaf_hash


def _commit_on_stale(ledger: Ledger, act_id: str) -> bytes:
    """Read the head before the lock, as a driver's own transactions do, and go by that."""
    with ledger.engine.connect() as connection:
        stale = heads.read(connection)
    time.sleep(_STALE_SECONDS)

    def lock(connection: Connection, *, is_bounded: bool = True) -> heads.Head:
        return stale

    heads.lock = lock
    return _commit(ledger, act_id)


# --- what is wrong afterwards --------------------------------------------------------------------


def problems(place: Place, acknowledged: dict[str, bytes]) -> list[str]:
    """What contradicts one log: forks, gaps, doubles, lost acknowledgements (leaf by act id)."""
    engine = open_engine(place.url)
    with engine.connect() as connection:
        query = "SELECT entry_index, leaf, previous, act_id FROM entry ORDER BY entry_index"
        rows = connection.exec_driver_sql(query).all()
        size = heads.read(connection).size
    engine.dispose()
    found = _twice("index", (row[0] for row in rows))
    found += _twice("fork after", (row[2] for row in rows))
    found += _twice("act", (row[3] for row in rows))
    if sorted({row[0] for row in rows}) != list(range(size)):
        found.append(f"{len(rows)} entries do not fill a log of {size}")
    leaves = {row[3]: row[1] for row in rows}
    found += [
        f"lost {act_id}" for act_id, leaf in acknowledged.items() if leaves.get(act_id) != leaf
    ]
    return found


def unvouched(place: Place) -> list[str]:
    """What is not as it must be once all is quiet: hashes, checkpoints, head record."""
    ledger = place.open()
    stopped = append.examine(ledger)
    with ledger.engine.connect() as connection:
        size = heads.read(connection).size
        list(read_back(connection, 0, size, previous=None))
        rows = connection.exec_driver_sql("SELECT size FROM checkpoint ORDER BY size").all()
        ends = connection.exec_driver_sql(
            "SELECT max(entry_index) + 1 FROM entry GROUP BY recorded_at ORDER BY 1"
        ).all()
    ledger.engine.dispose()
    record = None if ledger.head_record is None else ledger.head_record.read()
    found = [] if stopped is None else [str(stopped)]
    if rows != ends:
        found.append(f"{len(rows)} checkpoints of {len(ends)} commits")
    if record is not None and record.size != size:
        found.append(f"the record is at {record.size} of {size}")
    return found


def _twice(what: str, values: Iterable[object]) -> list[str]:
    counted = Counter(value for value in values if value is not None)
    return [f"{what} {value!r} {times} times" for value, times in counted.items() if times > 1]
