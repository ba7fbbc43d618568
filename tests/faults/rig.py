"""A prepared ledger that each fault gets a copy of: its database, its head record, and an act."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from ledger import doctor, found, publish
from ledger import ledger as ledgers
from ledger.chain import entry, receipt
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.errors import Fault
from ledger.ledger import Ledger
from ledger.store import crash, entries, heads
from ledger.submit import Packet, Recorded, submit
from tests.verbs import commission
from tests.verbs.commission import Commission, key_of, real_clock

DATABASE, RECORD = "ledger.sqlite", "head.json"


@dataclass(frozen=True, slots=True)
class Rig:
    """Where one ledger is. `url` is its database, `folder` holds its head record."""

    url: str
    folder: Path

    @property
    def record(self) -> Path:
        """The head record."""
        return self.folder / RECORD

    def open(self) -> Ledger:
        """The ledger as a new process has it, with its keys."""
        return ledgers.open(
            self.url,
            clock=real_clock,
            log_key=key_of("log"),
            recorder_key=key_of("recorder"),
            head_record=self.record,
        )

    def copy(self, folder: Path, url: str | None = None) -> Rig:
        """The same ledger, closed, in another place; on PostgreSQL the database is made before."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.record, folder / RECORD)
        if url is None:
            shutil.copy(self.folder / DATABASE, folder / DATABASE)
            url = sqlite_url(folder)
        return Rig(url, folder)


def sqlite_url(folder: Path) -> str:
    """The URL of the database in a folder."""
    return f"sqlite+pysqlite:///{folder / DATABASE}"


def prepare(url: str, folder: Path, *, acts: int = 0) -> Rig:
    """Found a ledger, open it, record so many announcements, and close it."""
    rig = Rig(url, folder)
    made = found.found(
        url,
        commission.founding(),
        clock=real_clock,
        log_key=key_of("log"),
        recorder_key=key_of("recorder"),
        head_record=rig.record,
    )
    assert isinstance(made.answer, Recorded), made.answer
    people = Commission(made.ledger, real_clock, url)
    adopted = commission.vocabulary("notices")
    people.record(
        people.administration(*(("declaration.adopted", {"declaration": d}) for d in adopted))
    )
    people.record(people.administration(("ledger.opened", {})))
    if acts:
        people.submit(*(announcement(made.ledger, f"before-{n}") for n in range(acts)))
    close(made.ledger)
    return rig


def announcement(ledger: Ledger, act_id: str, text: str = "An example.") -> Packet:
    """An act that the ledger admits."""
    people = Commission(ledger, real_clock, "")
    return people.act(("announcement.made", {"about": None, "text": text}), act_id=act_id)


def close(ledger: Ledger) -> None:
    """Let go of the database; of an SQLite file nothing is left beside it."""
    ledger.engine.dispose()


def attempt(ledger: Ledger, packet: Packet) -> bytes | Fault:
    """Submit an act: its receipt, or why there is none. Anything else is a fault of the program."""
    try:
        answer = submit(ledger, [packet])[0]
    except Fault as fault:
        return fault
    assert isinstance(answer, Recorded), answer
    return answer.receipt


def attempt_and_publish(ledger: Ledger, packet: Packet) -> bytes | Fault:
    """Submit an act and publish a checkpoint over it: the whole way that has named points."""
    answer = attempt(ledger, packet)
    if isinstance(answer, bytes):
        try:
            publish.publish(ledger)
        except Fault as fault:
            return fault
    return answer


def size_of(rig: Rig) -> int:
    """How many entries the head says there are, asked by nothing of ours but the reading."""
    engine = sqlalchemy.create_engine(rig.url, poolclass=NullPool)
    with engine.connect() as connection:
        return heads.read(connection).size


def problems(rig: Rig) -> list[str]:
    """What the doctor finds wrong: every hash, index, checkpoint, record and row is looked at."""
    ledger = rig.open()
    try:
        findings = doctor.examine(ledger, has_head_record=True)
        with ledger.engine.connect() as connection:
            head = heads.read(connection)
            last = entries.last(connection)
        record = None if ledger.head_record is None else ledger.head_record.read()
    finally:
        close(ledger)
    wrong = [f"{one.about}: {one.found}" for one in findings if one.is_good is False]
    if record is None or last is None or record.size != head.size or record.leaf != last.leaf:
        wrong.append(f"the record is not at the head, {head.size}")
    wrong += [f"{one.about}: {one.found}" for one in findings if one.about == "log" and one.do]
    return wrong


def check(data: bytes, act_id: str) -> None:
    """A receipt is one: for this act, under the log's key."""
    parsed = receipt.parse(data)
    receipt.check(parsed, [LogKey(SignerKey(commission.ORIGIN, key_of("log")).verifier)])
    assert entry.parse(parsed.entry.data).act.act_id == act_id


# --- faults at named points ------------------------------------------------------------------


class Failing:
    """Raises once, as a disk would that has failed, when the program comes to a point."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.injected = 0

    def __call__(self, reached: str) -> None:
        if reached == self.point and not self.injected:
            self.injected += 1
            raise failure(reached.partition("_")[2])


def failure(write: str) -> Exception:
    """How a write to this place fails."""
    if crash.WRITES[write] == "file":
        return OSError(errno.EIO, "a fault of the test")
    return OperationalError("a write", None, psycopg.OperationalError("a fault of the test"))


def counting(seen: set[str]) -> Callable[[str], None]:
    """A listener that only remembers which points were reached."""
    return seen.add
