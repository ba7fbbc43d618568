"""A file with personal data and a salt before it, so that its digest cannot be guessed (pure).

    "eal-salted/1" LF ‖ 32 random bytes ‖ the file

The digest of the whole is what an act names. When the file is erased, the salt dies with it.
"""

from __future__ import annotations

from ledger.errors import Malformed

SALT_BYTES = 32
_HEAD = b"eal-salted/1\n"


def seal(data: bytes, salt: bytes) -> bytes:
    """Return the salted file; inverse of `open`."""
    assert len(salt) == SALT_BYTES, "shorter salts can be guessed"
    return _HEAD + salt + data


def open(data: bytes) -> bytes:
    """Return the file without its salt; Malformed if it has none."""
    if not data.startswith(_HEAD) or len(data) < len(_HEAD) + SALT_BYTES:
        raise Malformed("not_salted", "a file that `eal evidence salt` wrote", data[:20])
    return data[len(_HEAD) + SALT_BYTES :]
