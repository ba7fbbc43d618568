"""The head record: a file, best on another disk, that remembers how far the log has gone.

    {"format":0,"leaf":"9f86...","ledger":"aa5c...","root":"1f7b...","server":null,"size":41}

A database that is restored from a backup does not know what it has lost; this file does. It is
moved by compare-and-swap under a lock, each time as a new file in the place of the old one, and
on the disk before anybody is told. `leaf` and `ledger` are null while the log is empty; `server` is the
PostgreSQL server that held the log then (`store.servers`), null for a file.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ledger import limits
from ledger.chain import canonical, guard, members, merkle, spelling
from ledger.errors import Malformed, Unavailable
from ledger.store import crash, defences

try:
    import fcntl
except ImportError:  # pragma: no cover - no such locks there; PostgreSQL without record works
    fcntl = None  # type: ignore[assignment]

_SERVER = re.compile(r"[0-9]{1,20}/([0-9]{1,10}|-)")
_NAMES = frozenset({"format", "leaf", "ledger", "root", "server", "size"})


class Record(NamedTuple):
    """How far the log had gone: its size, last leaf hash and root; whose log it is, and where."""

    size: int
    leaf: bytes | None
    root: bytes
    ledger_id: bytes | None
    server: str | None = None


EMPTY = Record(0, None, merkle.EMPTY_ROOT, None)


@dataclass(frozen=True, slots=True)
class HeadRecord:
    """The record kept in one file."""

    path: Path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nobody else moves the record within this block, in this or another process."""
        if fcntl is None:
            found = "a system without file locks"
            raise Unavailable(found, "run the ledger on Linux, BSD or macOS to keep a head record")
        with _open_lock(self.path.with_name(self.path.name + ".lock")) as number:
            with _said(f"the lock of the head record {self.path}"):
                fcntl.flock(number, fcntl.LOCK_EX)
            yield

    def read(self) -> Record | None:
        """Return what the file states; None if there is no file."""
        try:
            with open(self.path, "rb") as file:
                data = file.read(limits.HEAD_RECORD_BYTES_MAX + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(
                f"the head record {self.path}: {error}", "make it readable"
            ) from error
        return self._parse(data)

    def create(self) -> None:
        """Begin the record of a log that is still empty; leave one that is there alone."""
        with self.lock():
            if self.read() is None:
                self._write(EMPTY)

    def move(self, old: Record, new: Record) -> None:
        """Move the record from `old` to `new`, within `lock`, or stop: it never goes back."""
        if self.read() != old or new.size < old.size:
            self._stop("moved", f"it is no longer at {old.size}")
        self._write(new)

    def _write(self, record: Record) -> None:
        # One name for all: it is only written within the lock, and none is left behind.
        temporary = self.path.with_name(self.path.name + ".new")
        # After an error it may have been moved all the same: whoever comes next reads it.
        with _said(f"the head record {self.path}"):
            with open(temporary, "wb") as file:
                with crash.around("record_written"):
                    file.write(format(record))
                    file.flush()
                with crash.around("record_synced"):
                    _sync(file.fileno())
            with crash.around("record_replaced"):
                os.replace(temporary, self.path)
            with crash.around("record_folder_synced"):
                _sync_folder(self.path.parent)

    def _parse(self, data: bytes) -> Record:
        try:
            return parse(data)
        except Malformed as error:
            self._stop("damaged", str(error))
            raise

    def _stop(self, kind: str, why: str) -> None:
        trouble = guard.Trouble("head_record", kind, f"the head record {self.path}", why)
        guard.require(guard.Found(troubles=(trouble,)))


def parse(data: bytes) -> Record:
    """Return the record that `data` spells, or raise Malformed."""
    value = canonical.loads(data, limits.HEAD_RECORD_BYTES_MAX)
    members.check_names(value, _NAMES)
    members.check_format(value["format"])
    size = members.parse_count(value["size"], "size")
    record = Record(
        size,
        _parse_hash(value, "leaf", size),
        spelling.parse_hash(value["root"], "root"),
        _parse_hash(value, "ledger", size),
        _parse_server(value["server"]),
    )
    if size == 0 and record.root != merkle.EMPTY_ROOT:
        members.fail("the root of the empty tree", value["root"], "root")
    return record


def format(record: Record) -> bytes:
    """Return the bytes of a record."""
    value = {
        "format": 0,
        "leaf": None if record.leaf is None else record.leaf.hex(),
        "ledger": None if record.ledger_id is None else record.ledger_id.hex(),
        "root": record.root.hex(),
        "server": record.server,
        "size": record.size,
    }
    return canonical.dumps(value, limits.HEAD_RECORD_BYTES_MAX)


def _parse_hash(value: dict[str, Any], name: str, size: int) -> bytes | None:
    if size == 0:
        if value[name] is not None:
            members.fail("null while the log is empty", value[name], name)
        return None
    return spelling.parse_hash(value[name], name)


def _parse_server(value: Any) -> str | None:
    if value is not None and (type(value) is not str or not _SERVER.fullmatch(value)):
        members.fail("a system identifier and a timeline, or null", value, "server")
    return None if value is None else str(value)


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Say in words that a disk failed."""
    try:
        yield
    except OSError as error:
        do = "see to its disk and send the same act again; it is never recorded twice"
        raise Unavailable(f"{what}: {error}", do) from error


@contextmanager
def _open_lock(path: Path) -> Iterator[int]:
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"the lock {path}: {error}", "make its folder writable") from error
    try:
        yield number
    finally:
        # Closing it is what gives the lock away.
        with _said(f"the lock {path}"):
            os.close(number)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        _sync(number)
    finally:
        os.close(number)


def _sync(number: int) -> None:
    if defences.stands("fsync"):
        os.fsync(number)
