"""Bytes on their way: counted and hashed as they come, in memory while they are few."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO

from ledger.errors import Malformed

_MEMORY_BYTES_MAX = 1 << 20


class Spool:
    """What has arrived of a file, at most `bytes_max` of it."""

    def __init__(self, file: IO[bytes], bytes_max: int) -> None:
        self._file, self._most, self._hash = file, bytes_max, sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of what has arrived."""
        return self._hash.hexdigest()

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; Malformed where they are too many."""
        self.size += len(chunk)
        if self.size > self._most:
            found = f"{self.size:,} bytes or more"
            raise Malformed("document_too_large", f"at most {self._most:,} bytes", found)
        self._hash.update(chunk)
        self._file.write(chunk)

    def file(self) -> IO[bytes]:
        """All of it, from the beginning."""
        self._file.seek(0)
        return self._file


@contextmanager
def opened(bytes_max: int) -> Iterator[Spool]:
    """An empty place; what is in it is gone after the block."""
    with tempfile.SpooledTemporaryFile(_MEMORY_BYTES_MAX) as file:
        yield Spool(file, bytes_max)
