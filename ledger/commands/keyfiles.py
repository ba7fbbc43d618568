"""Private keys as files: encrypted PKCS#8, the passphrase from a file or asked for.

A passphrase is never an argument of a command and never an environment variable: other users of
the machine could read either. `EAL_PASSPHRASE_FILE` names a file.
"""

import getpass
import os
import sys
from pathlib import Path

from ledger import limits
from ledger.chain import keys, mldsa
from ledger.chain.keys import PrivateKey
from ledger.errors import Malformed

_BYTES_MAX = 1024


def passphrase(source: Path | None, purpose: str) -> bytes:
    """Return the passphrase from the first line of a file, or ask a person at a terminal."""
    if source is not None:
        return _first_line(source)
    if not sys.stdin.isatty():
        found = "none, and nobody to ask"
        raise Malformed("passphrase_missing", "--passphrase-file FILE", found, purpose)
    try:
        return getpass.getpass(f"Passphrase for {purpose}: ").encode()
    except EOFError:
        raise Malformed("passphrase_missing", "a passphrase", "none", purpose) from None


def new_passphrase(source: Path | None, purpose: str) -> bytes:
    """Return the passphrase for a key about to be written; typed ones are asked for twice."""
    first = passphrase(source, purpose)
    if source is None and passphrase(None, f"{purpose}, again") != first:
        raise Malformed("passphrase_differs", "the same passphrase twice", "two", purpose)
    return first


def read(path: Path, source: Path | None) -> PrivateKey:
    """Return the private key in a file."""
    return open_key(path, passphrase(source, path.name))


def open_key(path: Path, secret: bytes) -> PrivateKey:
    """Return the private key in a file that this passphrase opens."""
    return PrivateKey.loads(read_bytes(path, "a key file"), secret)


def open_mldsa_key(path: Path, secret: bytes) -> mldsa.PrivateKey:
    """Return the ML-DSA-44 key in a file that this passphrase opens."""
    return mldsa.PrivateKey.loads(read_bytes(path, "a key file"), secret)


def open_any_key(path: Path, source: Path | None) -> PrivateKey | mldsa.PrivateKey:
    """Return the private key in a file, whatever it signs with."""
    return open_any(path, passphrase(source, path.name))


def open_any(path: Path, secret: bytes) -> PrivateKey | mldsa.PrivateKey:
    """Return the private key in a file that this passphrase opens, whatever it signs with."""
    data = read_bytes(path, "a key file")
    try:
        return PrivateKey.loads(data, secret)
    except Malformed as malformed:
        if malformed.expected != keys.SUPPORTED:
            raise
    return mldsa.PrivateKey.loads(data, secret)


def write(path: Path, key: PrivateKey | mldsa.PrivateKey, secret: bytes) -> None:
    """Write a private key where there was no file before, readable by its owner only."""
    write_new(path, key.dumps(secret), mode=0o600)


def read_bytes(path: Path, expected: str, bytes_max: int = limits.DRAFT_BYTES_MAX) -> bytes:
    """Return what is in a file of at most so many bytes, or say plainly why not."""
    try:
        with open(path, "rb") as file:
            data = file.read(bytes_max + 1)
    except OSError as fault:
        raise Malformed("unreadable_file", expected, fault.strerror or "", str(path)) from None
    if len(data) > bytes_max:
        raise Malformed("too_large", f"{expected}, at most {bytes_max:,} bytes", "more", str(path))
    return data


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not exist yet: nothing is ever overwritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise unwritable(fault, path) from None
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Malformed("file_exists", "a new file", "one that exists", str(path)) from None
    except OSError as fault:
        raise unwritable(fault, path) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        # Half a file would be in the way of the next attempt.
        path.unlink(missing_ok=True)
        raise unwritable(fault, path) from None


def write_same(path: Path, data: bytes) -> None:
    """Write a file, or find it there saying the same: what another run wrote is left alone."""
    if path.is_file() and read_bytes(path, "a file of ours", len(data)) == data:
        return
    write_new(path, data)


def _first_line(source: Path) -> bytes:
    line = read_bytes(source, "a file with a passphrase")[:_BYTES_MAX].splitlines()[:1]
    if not line or not line[0]:
        raise Malformed("passphrase_missing", "a passphrase in the first line", "none", str(source))
    return line[0]


def replace(path: Path, data: bytes) -> None:
    """Write a file at once: readers see the old one or the new one, also after a crash."""
    beside = path.with_name(path.name + ".new")
    try:
        with open(beside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as fault:
        raise unwritable(fault, path) from None


def unwritable(fault: OSError, path: Path) -> Malformed:
    """Return the fault of a file that could not be written."""
    expected = "a file that can be written"
    return Malformed("unwritable_file", expected, fault.strerror or "a fault", str(path))
