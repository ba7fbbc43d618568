"""What is seldom asked for again, in temporary files without a name, which go when the process goes.

A log of a million entries is so verified in the memory of a small computer. What was written here is only ever read
back by the process that wrote it.
"""

from __future__ import annotations

import marshal
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

Key = tuple[str, ...]


class Lists:
    """Lists of plain values (texts, numbers, tuples of them) by key, that only grow."""

    def __init__(self) -> None:
        # A database without a name is a temporary file of its own, with a cache of two megabytes.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA cache_size=-2000")
        self._file.execute(
            "CREATE TABLE kept (key TEXT, number INTEGER, piece BLOB, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        self._number = 0

    def __del__(self) -> None:
        self._file.close()

    def extend(self, lists: Iterable[tuple[Key, list[Any]]]) -> None:
        """Adds to each list what is new, as one piece."""
        self._number += 1
        pieces = (("\n".join(key), self._number, marshal.dumps(values)) for key, values in lists if values)
        self._file.execute("BEGIN")
        self._file.executemany("INSERT INTO kept VALUES (?, ?, ?)", pieces)
        self._file.execute("COMMIT")

    def each(self, key: Key) -> Iterator[Any]:
        """The values of a list, piece by piece, however many there are."""
        found = self._file.execute("SELECT piece FROM kept WHERE key = ? ORDER BY number", ["\n".join(key)])
        return (value for (piece,) in found for value in marshal.loads(piece))

    def last(self, key: Key) -> list[Any]:
        """The list without all but its last value."""
        name = ["\n".join(key)]
        found = self._file.execute("SELECT piece FROM kept WHERE key = ? ORDER BY number DESC LIMIT 1", name)
        return [marshal.loads(piece)[-1] for (piece,) in found]


class Bytes:
    """Bytes that only grow: the first part in a file, the last part in memory."""

    def __init__(self, memory_max: int = 2**20) -> None:
        self._file: IO[bytes] | None = None
        self._away, self._rest, self._max = 0, bytearray(), memory_max

    def __del__(self) -> None:
        if self._file:
            self._file.close()

    def __len__(self) -> int:
        return self._away + len(self._rest)

    def append(self, data: bytes) -> None:
        """Adds to the end."""
        self._rest += data
        if len(self._rest) > self._max:
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115
            self._file.seek(self._away)
            self._file.write(self._rest)
            self._away, self._rest = self._away + len(self._rest), bytearray()

    def read(self, start: int, end: int) -> bytes:
        """The bytes from start to end, as far as there are any."""
        found = b""
        if start < self._away and self._file:
            self._file.seek(start)
            found = self._file.read(min(end, self._away) - start)
        return found + bytes(self._rest[max(0, start - self._away) : max(0, end - self._away)])
