"""The files that an auditor names, and what is said when nothing can be decided."""

from __future__ import annotations

import os
from pathlib import Path


class Unreadable(Exception):
    """Nothing can be decided: the code, and what was found, of which file."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code, self.found = code, found


def read(path: Path, bytes_max: int) -> bytes:
    """The bytes of a file, one more than `bytes_max` at most."""
    try:
        with path.open("rb") as opened:
            return opened.read(bytes_max + 1)
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None


def write(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all: whoever is interrupted leaves nothing half-written."""
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
