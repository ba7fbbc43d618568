"""The head record: a file, best on another disk, that remembers how far the log has gone.

    {"format":0,"leaf":"9f86...","ledger":"aa5c...","root":"1f7b...","server":null,"size":41}

A database that is restored from a backup does not know what it has lost; this file does. It is
moved by compare-and-swap under a lock, each time as a new file in the place of the old one, and
on the disk before anybody is told. `leaf` and `ledger` are null while the log is empty; `server` is the
PostgreSQL server that held the log then (`store.servers`), null for a file.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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

_AGAIN_SECONDS = 0.001

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
    _held: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nobody else moves the record within this block, in this or another process.

        Who holds the lock for longer than `limits.LOCK_WAIT_SECONDS_MAX` is taken for frozen: its
        file is put aside for a new one, and it cannot move the record any more.
        """
        if fcntl is None:
            found = "a system without file locks"
            raise Unavailable(found, "run the ledger on Linux, BSD or macOS to keep a head record")
        number = _take(self._lock_path)
        self._held.append(number)
        try:
            yield
        finally:
            self._held.remove(number)
            # Closing it is what gives the lock away.
            with _said(f"the lock {self._lock_path}"):
                os.close(number)

    @property
    def _lock_path(self) -> Path:
        return self.path.with_name(self.path.name + ".lock")

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
            # Whoever was frozen in the middle of this may have it open.
            _put_aside(temporary)
            with open(temporary, "xb") as file:
                with crash.around("record_written"):
                    file.write(format(record))
                    file.flush()
                with crash.around("record_synced"):
                    _sync(file.fileno())
            with crash.around("record_replaced"):
                self._require_lock()
                os.replace(temporary, self.path)
            with crash.around("record_folder_synced"):
                _sync_folder(self.path.parent)

    def _require_lock(self) -> None:
        if self._held and not _is_at(self._held[-1], self._lock_path):
            found = f"this process was held up for so long that the lock of {self.path} was taken"
            raise Unavailable(found, "send the same act again; it is never recorded twice")

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


def _take(path: Path) -> int:
    """Return the file of a lock, locked; after the bound another is put in its place."""
    until = time.monotonic() + limits.LOCK_WAIT_SECONDS_MAX
    while True:
        number = _open_lock(path)
        with _closed_unless_taken(number, path) as is_taken:
            if is_taken:
                return number
            if time.monotonic() >= until and _is_at(number, path):
                with _said(f"the lock {path}"):
                    _put_aside(path)
        time.sleep(_AGAIN_SECONDS)


@contextmanager
def _closed_unless_taken(number: int, path: Path) -> Iterator[bool]:
    """Whether the lock is ours, on the file that is there now."""
    is_taken = False
    try:
        with _said(f"the lock {path}"), suppress(BlockingIOError):
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_taken = _is_at(number, path)
        yield is_taken
    finally:
        if not is_taken:
            os.close(number)


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"the lock {path}: {error}", "make its folder writable") from error


def _is_at(number: int, path: Path) -> bool:
    """Whether an open file is the one that bears this name now."""
    try:
        return os.path.samestat(os.fstat(number), os.stat(path))
    except FileNotFoundError:
        return False


def _put_aside(path: Path) -> None:
    """Let the name be free for another file, whoever has this one open."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        _sync(number)
    finally:
        os.close(number)


def _sync(number: int) -> None:
    if defences.stands("fsync"):
        os.fsync(number)
