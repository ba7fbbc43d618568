"""Signatures on checkpoints that say when they were made (c2sp.org/tlog-cosignature).

A signature line holds `u64 time || signature` after the key's id: POSIX seconds, big-endian.

    0x04  Ed25519     over "cosignature/v1\\n", "time 1679315147\\n" and the text of the checkpoint
    0x06  ML-DSA-44   over "subtree/v1\\n\\0" || u8 len || name || u64 time || u8 len || origin
                           || u64 0 || u64 size || root

It says: at that time this was the largest tree of this origin that I had seen, and it extends every
one that I had seen before.
"""

from __future__ import annotations

import base64
import re

from verifiers import arithmetic, keys
from verifiers.spelling import unpadded

PLAIN, TIMED, MLDSA = 0x01, 0x04, 0x06
"""The types of keys: Ed25519 over the text itself, and the two with a time."""
LENGTHS = {PLAIN: 32, TIMED: 32, MLDSA: 1_312}
TIME_MAX = 2**63 - 1
_STATED = re.compile(r"([^\n]{1,255})\n([0-9]{1,19})\n([A-Za-z0-9+/]{43}=)\n")


def is_public(kind: int, raw: bytes) -> bool:
    """Whether these are the bytes of a public key of that type that the acceptance rule admits."""
    if len(raw) != LENGTHS.get(kind):
        return False
    return kind == MLDSA or keys.load("Ed25519", unpadded(raw)) is not None


def time_of(signature: bytes) -> int:
    """The time that a signature line states, in POSIX seconds; 0 where it states none."""
    at = int.from_bytes(signature[:8], "big")
    return at if len(signature) > 8 and at <= TIME_MAX else 0


def line(name: str, data: bytes) -> str:
    """The signature line of a name: `data` is the key's id and the signature."""
    return f"— {name} {base64.b64encode(data).decode()}\n"


def message(kind: int, name: str, *, text: str, at: int) -> bytes | None:
    """What a key of that type and name signs over a checkpoint; None where it cannot be said."""
    if kind == TIMED:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    stated, named = _STATED.fullmatch(text), name.encode()
    if not stated or int(stated[2]) > TIME_MAX or len(named) > 255 or len(stated[1].encode()) > 255:
        return None
    parts = [b"subtree/v1\n\0", bytes([len(named)]), named, at.to_bytes(8, "big")]
    parts += [bytes([len(stated[1].encode())]), stated[1].encode(), bytes(8), int(stated[2]).to_bytes(8, "big")]
    return b"".join([*parts, base64.b64decode(stated[3])])


def verify(kind: int, name: str, *, public: str, text: str, signature: bytes) -> bool:
    """Whether a signature, time included, is good for the text under the key (base64url)."""
    if kind == PLAIN:
        return keys.verify("Ed25519", public, text.encode(), signature)
    at = time_of(signature)
    signed = message(kind, name, text=text, at=at) if at else None
    if signed is None:
        return False
    if kind == TIMED:
        return keys.verify("Ed25519", public, signed, signature[8:])
    raw = base64.urlsafe_b64decode(public + "=" * (-len(public) % 4))
    return arithmetic.ml_dsa_44(raw, signed, signature[8:])
