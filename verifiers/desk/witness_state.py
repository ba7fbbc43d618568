"""What a witness remembers, in two places, so that it never says two things that contradict each other.

    DIR/witness.sqlite   the logs it knows; the largest tree seen of each; every one it ever cosigned
    MARK                 outside DIR, best on another disk: `eal-witness-mark 0`, how many there were, a digest

A checkpoint is cosigned in three steps: the head of its log is moved by compare-and-swap and committed to
the disk; the mark is moved after it; only then anything is signed. A witness that dies in between has
remembered more than it said. One whose directory comes from a backup finds a mark that its own history does
not hold, and signs nothing ever again: what it said meanwhile nobody can know.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from verifiers.desk.witness_request import NONE, Head

WAIT_SECONDS = 10.0
DATABASE = "witness.sqlite"
_START = hashlib.sha256(b"eal-witness").hexdigest()
_MARK = re.compile(r"eal-witness-mark 0\n([0-9]{1,15})\n([0-9a-f]{64})\n")
_TABLES = """
CREATE TABLE log (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
  at INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE vkey (origin TEXT NOT NULL REFERENCES log, vkey TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE published (origin TEXT NOT NULL REFERENCES log, url TEXT NOT NULL, UNIQUE (origin, url)) STRICT;
CREATE TABLE head (number INTEGER PRIMARY KEY, origin TEXT NOT NULL, size INTEGER NOT NULL,
  root BLOB NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TRIGGER head_stays BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER head_is_kept BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER log_is_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER log_grows BEFORE UPDATE ON log WHEN new.size < old.size OR new.at < old.at
  BEGIN SELECT RAISE(ABORT, 'never backwards'); END;
"""

Reached = Callable[[str], None]
"""Called with the name of each step when it is done, so that a test can end the process there."""


class Doubt(Exception):
    """The witness must not sign: a code, what was found, and what to do."""

    def __init__(self, code: str, found: str, do: str) -> None:
        super().__init__(f"{found}; {do}")
        self.code, self.found, self.do = code, found, do


class Mark(NamedTuple):
    """How many heads were cosigned, and the digest of them all."""

    number: int
    digest: str


def create(folder: Path, mark: Path) -> None:
    """Makes the state of a new witness; both places must be free."""
    for path in (folder / DATABASE, mark):
        if path.exists():
            raise Doubt("state_exists", f"{path} is there already", "choose another place; nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    with _open(folder) as database:
        database.executescript(_TABLES)
    _write_mark(mark, Mark(0, _START))


class State:
    """The memory of one witness; any number of processes and threads may use it at once."""

    def __init__(self, folder: Path, mark: Path, reached: Reached = lambda _: None) -> None:
        self.folder, self.mark, self.reached = folder, mark, reached
        if not (folder / DATABASE).is_file():
            raise Doubt("state_missing", f"no {DATABASE} in {folder}", "make a new witness, with a new name")

    def add_log(self, origin: str, vkeys: list[str], published: list[str]) -> None:
        """Makes a log known, or adds keys and places to one; a log is never removed again."""
        with self._writing() as database:
            row = (origin, NONE.size, NONE.root, NONE.at, "")
            database.execute("INSERT OR IGNORE INTO log VALUES (?, ?, ?, ?, ?)", row)
            database.executemany("INSERT OR IGNORE INTO vkey VALUES (?, ?)", [(origin, one) for one in vkeys])
            database.executemany("INSERT OR IGNORE INTO published VALUES (?, ?)", [(origin, one) for one in published])

    def logs(self) -> list[tuple[str, Head]]:
        """Every log and the largest tree seen of it."""
        return [(row[0], Head(*row[1:])) for row in self._ask("SELECT origin, size, root, at FROM log ORDER BY origin")]

    def vkeys(self, origin: str) -> list[str]:
        """The keys with which a log signs; none where it is not known."""
        return [row[0] for row in self._ask("SELECT vkey FROM vkey WHERE origin = ? ORDER BY vkey", origin)]

    def published(self, origin: str) -> list[str]:
        """Where checkpoints of a log can be read that bear this witness's cosignatures."""
        return [row[0] for row in self._ask("SELECT url FROM published WHERE origin = ? ORDER BY url", origin)]

    def held(self, origin: str) -> Head:
        """The largest tree of a log that was seen."""
        found = self._ask("SELECT size, root, at FROM log WHERE origin = ?", origin)
        return Head(*found[0]) if found else NONE

    def said(self, origin: str) -> tuple[str, int] | None:
        """The text of the largest checkpoint that was cosigned, with the log's signatures, and when."""
        found = self._ask("SELECT note, at FROM log WHERE origin = ? AND note <> ''", origin)
        return (found[0][0], found[0][1]) if found else None

    def holds(self, origin: str, size: int, root: bytes) -> bool:
        """Whether this head of a log was ever cosigned, as far as this memory goes."""
        where = "origin = ? AND size = ? AND root = ?"
        return bool(self._ask(f"SELECT 1 FROM head WHERE {where}", origin, size, root))

    def swap(self, origin: str, old: Head, new: Head, *, note: str) -> bool:
        """Moves the head of a log from `old` to `new`, if it still is `old`; then the mark.

        After True the new head may be signed. The move is on the disk before this returns.
        """
        with self._writing() as database:
            self._require_history(database)
            if not self._move(database, origin, old, new, note):
                return False
            if (old.size, old.root) != (new.size, new.root):
                last = _last(database)
                digest = _next(last.digest, origin, new)
                row = (last.number + 1, origin, new.size, new.root, digest)
                database.execute("INSERT INTO head VALUES (?, ?, ?, ?, ?)", row)
            self.reached("before_commit")
        self.reached("after_commit")
        self.settle()
        return True

    def settle(self) -> None:
        """Moves the mark up to the history; Doubt where the history does not hold the mark."""
        with self._writing() as database:
            mark, last = self._require_history(database), _last(database)
            if mark != last:
                self.reached("before_mark")
                _write_mark(self.mark, last, self.reached)
        self.reached("after_mark")

    def _move(self, database: sqlite3.Connection, origin: str, old: Head, new: Head, note: str) -> bool:
        moved = database.execute(
            "UPDATE log SET size = ?, root = ?, at = ?, note = ? WHERE origin = ? AND size = ? AND root = ? AND at = ?",
            (*new, note, origin, *old),
        )
        return moved.rowcount == 1

    def _require_history(self, database: sqlite3.Connection) -> Mark:
        mark = _read_mark(self.mark)
        found = database.execute("SELECT digest FROM head WHERE number = ?", (mark.number,)).fetchone()
        if (found[0] if found else None) != mark.digest and mark != Mark(0, _START):
            there = _last(database).number
            raise Doubt(
                "state_restored",
                f"the mark knows of {mark.number} cosigned checkpoints, the directory of {there}, or of others",
                "end this witness and make a new one with a new name; tell the logs that it was replaced",
            )
        return mark

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _open(self.folder) as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def _ask(self, statement: str, *values: str | int | bytes) -> list[Any]:
        with _open(self.folder) as database:
            return database.execute(statement, values).fetchall()


@contextmanager
def _open(folder: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(folder / DATABASE, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        # No write-ahead log: some releases of SQLite lose committed pages with one. EXTRA syncs the folder too.
        for setting in ("journal_mode = DELETE", "synchronous = EXTRA", "trusted_schema = 0", "foreign_keys = 1"):
            database.execute(f"PRAGMA {setting}")
        yield database
    finally:
        database.close()


def _last(database: sqlite3.Connection) -> Mark:
    found = database.execute("SELECT number, digest FROM head ORDER BY number DESC LIMIT 1").fetchone()
    return Mark(*found) if found else Mark(0, _START)


def _next(digest: str, origin: str, head: Head) -> str:
    return hashlib.sha256(f"{digest}\n{origin}\n{head.size}\n{head.root.hex()}\n".encode()).hexdigest()


def _read_mark(path: Path) -> Mark:
    try:
        with path.open("rb") as opened:
            found = _MARK.fullmatch(opened.read(200).decode("ascii", "replace"))
    except OSError as error:
        found, why = None, error.strerror
    else:
        why = "it is damaged"
    if not found:
        do = "give back the disk that it is on; if it is lost, make a new witness with a new name"
        raise Doubt("mark_missing", f"the mark {path} cannot be read: {why}", do)
    return Mark(int(found[1]), found[2])


def _write_mark(path: Path, mark: Mark, reached: Reached = lambda _: None) -> None:
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as opened:
        opened.write(f"eal-witness-mark 0\n{mark.number}\n{mark.digest}\n".encode())
        opened.flush()
        os.fsync(opened.fileno())
    reached("mark_written")
    os.replace(temporary, path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
