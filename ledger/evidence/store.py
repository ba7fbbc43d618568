"""Where evidence is kept: a folder of this machine, or any store that speaks S3.

    /srv/ledger/evidence/9c/9c1185a5c5e9fc54612808977ee8f548b2258d31e6b3a1f5e1d0d5d1e5a3a1b2
    s3://bucket/prefix/9c/9c1185a5c5e9fc54612808977ee8f548b2258d31e6b3a1f5e1d0d5d1e5a3a1b2

Names are made from digests alone, never from what somebody sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from ledger.errors import Malformed, Unavailable

CHUNK_BYTES = 1 << 18


class Store(Protocol):
    """Files by their SHA-256; each is kept whole or not at all, and never replaced."""

    def size(self, digest: str) -> int | None:
        """How many bytes are kept, None if there is no such file."""

    def keep(self, digest: str, file: IO[bytes]) -> None:
        """Keep a file whose digest was compared; it is on the disk afterwards."""

    def read(self, digest: str) -> Iterator[bytes]:
        """The bytes as they are kept, in chunks; none if there is no such file."""

    def remove(self, digest: str) -> bool:
        """Remove a file; whether there was one."""


def open_store(address: str | Path) -> Store:
    """Return the store in a folder, or at an address `s3://bucket/prefix`."""
    if str(address).startswith("s3://"):
        # It needs a library that a ledger with a folder does without.
        from ledger.evidence.bucket import Bucket

        return Bucket(str(address))
    return Folder(Path(address))


def name_of(digest: str) -> str:
    """The name of a file, below a folder for its first two digits."""
    return f"{digest[:2]}/{digest}"


class Folder:
    """A folder of this machine; it is made with the first file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self, digest: str) -> int | None:
        """How many bytes are kept, None if there is no such file."""
        try:
            return (self._path / name_of(digest)).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unavailable(error) from error

    def keep(self, digest: str, file: IO[bytes]) -> None:
        """Write beside, flush, rename, flush the folder: whoever is interrupted leaves nothing."""
        target = self._path / name_of(digest)
        beside = target.with_name(f".{digest}.{os.getpid()}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(beside, file)
            os.replace(beside, target)
            _sync(target.parent)
            _sync(self._path)
        except OSError as error:
            raise self._unavailable(error) from error
        finally:
            beside.unlink(missing_ok=True)

    def _write(self, path: Path, file: IO[bytes]) -> None:
        with path.open("wb") as opened:
            while chunk := file.read(CHUNK_BYTES):
                opened.write(chunk)
            opened.flush()
            os.fsync(opened.fileno())

    def read(self, digest: str) -> Iterator[bytes]:
        """The bytes as they are kept, in chunks; none if there is no such file."""
        try:
            with (self._path / name_of(digest)).open("rb") as opened:
                while chunk := opened.read(CHUNK_BYTES):
                    yield chunk
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unavailable(error) from error

    def remove(self, digest: str) -> bool:
        """Remove a file; whether there was one."""
        try:
            os.unlink(self._path / name_of(digest))
            _sync((self._path / name_of(digest)).parent)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._unavailable(error) from error
        return True

    def _unavailable(self, error: OSError) -> Unavailable:
        do = "see to the disk and send the file again; it is never kept in part"
        return Unavailable(f"the folder of evidence: {error.strerror or error}", do)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def digest(text: str, where: str = "digest") -> str:
    """The digest that a person or a request names: 64 lower-case hexadecimal digits."""
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise Malformed("bad_digest", "a SHA-256: 64 of 0-9 and a-f", text, where)
    return text
