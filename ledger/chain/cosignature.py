"""Timestamped signatures on checkpoints (c2sp.org/tlog-cosignature), by witnesses and by logs.

A signature line holds, after the 4 bytes of the key's id, `u64 time || signature`, the time in
POSIX seconds, big-endian. Two kinds differ in what is signed:

    0x04  Ed25519     "cosignature/v1\\n" "time 1679315147\\n" and the whole text of the checkpoint
    0x06  ML-DSA-44   "subtree/v1\\n\\0" || u8 len || cosigner's name || u64 time
                      || u8 len || origin || u64 start || u64 end || root

It says: at that time, the largest tree of this origin that I have seen, each continuing the one
before, has this root. A log's own ML-DSA-44 line is such a signature under the log's name.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ledger.chain import checkpoint, keys, mldsa, note
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.note import Line
from ledger.errors import Malformed

ED25519: Final = 0x04
MLDSA44: Final = 0x06

TIME_MAX = 2**63 - 1
"""The latest time of a cosignature, in POSIX seconds."""

Kind = Literal[4, 6]

_TIME_BYTES = 8
_NAME_BYTES_MAX = 255
_LABEL = b"subtree/v1\n\0"


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """A key that verifies cosignatures under a name: a `note.Verifier`."""

    name: str
    key: keys.PublicKey | mldsa.PublicKey

    @property
    def kind(self) -> Kind:
        """The type byte: 0x04 or 0x06."""
        return MLDSA44 if isinstance(self.key, mldsa.PublicKey) else ED25519

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || LF || type || public key)."""
        return note.key_id(self.name, bytes((self.kind,)) + self.key.raw)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature`, time and all, is one of this key over a checkpoint's text."""
        at, signed = _split(signature)
        if at is None:
            return False
        if isinstance(self.key, mldsa.PublicKey):
            message = _subtree_message(self.name, text, at)
            return message is not None and self.key.verify(message, signed)
        return keys.verify(self.key, ed25519_message(text, at), signed)


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A private key that cosigns checkpoints under a name, as of a time: a `note.Signer`.

    `at` is given by whoever runs it, in POSIX seconds. One Ed25519 key serves one name only:
    what it signs does not commit to the name.
    """

    name: str
    private_key: keys.PrivateKey | mldsa.PrivateKey
    at: int

    @property
    def verifier(self) -> CosignerKey:
        """The key that verifies what this one signs."""
        return CosignerKey(self.name, self.private_key.public)

    @property
    def key_id(self) -> bytes:
        """The id of the verifier's key."""
        return self.verifier.key_id

    def sign(self, text: bytes) -> bytes:
        """Return time and signature for a checkpoint's text; Malformed where it is none."""
        if not 0 < self.at <= TIME_MAX:
            raise Malformed("cosignature_malformed", f"a time from 1 to {TIME_MAX}", self.at)
        stated = checkpoint.read(text.decode())
        if isinstance(self.private_key, mldsa.PrivateKey):
            message = subtree_message(self.name, stated.origin, at=self.at, end=stated)
        else:
            message = ed25519_message(text, self.at)
        return struct.pack(">Q", self.at) + self.private_key.sign(message)


def ed25519_message(text: bytes, at: int) -> bytes:
    """Return what an Ed25519 cosigner signs over a checkpoint's text."""
    return b"cosignature/v1\ntime %d\n%s" % (at, text)


def subtree_message(name: str, origin: str, *, at: int, end: Checkpoint, start: int = 0) -> bytes:
    """Return what an ML-DSA-44 cosigner signs over a tree, or over the part from `start` on.

    `end` gives where it ends, and the root of that part.
    """
    named, of = name.encode(), origin.encode()
    if not (0 < len(named) <= _NAME_BYTES_MAX and 0 < len(of) <= _NAME_BYTES_MAX):
        expected = f"names of 1 to {_NAME_BYTES_MAX} bytes"
        raise Malformed("cosignature_malformed", expected, f"{name}, {origin}")
    if start and at:
        raise Malformed("cosignature_malformed", "time 0 for a part of a tree", at)
    return b"".join(
        (
            _LABEL,
            bytes((len(named),)),
            named,
            struct.pack(">Q", at),
            bytes((len(of),)),
            of,
            struct.pack(">QQ", start, end.size),
            end.root,
        )
    )


def time_of(line: Line) -> int:
    """Return the POSIX seconds that a verified signature line of a cosigner states."""
    at, _ = _split(line.signature)
    if at is None:
        raise Malformed("cosignature_malformed", "8 bytes of time and a signature", line.name)
    return at


def verified(data: bytes, cosigners: Iterable[CosignerKey]) -> dict[CosignerKey, int]:
    """Return which of the cosigners have signed a note, each with the latest time it states.

    A line of theirs that fails refuses the whole note, as in `note.open`; none is no failure.
    """
    text, lines = note.parse(data)
    known = {(each.name, each.key_id): each for each in cosigners}
    found: dict[CosignerKey, int] = {}
    for line in lines:
        cosigner = known.get((line.name, line.key_id))
        if cosigner is None:
            continue
        if not cosigner.verify(text.encode(), line.signature):
            expected = f"a cosignature of {line.name} over this text"
            raise Malformed("note_signature_invalid", expected, "one that does not verify")
        found[cosigner] = max(found.get(cosigner, 0), time_of(line))
    return found


def parse_vkey(text: str) -> CosignerKey:
    """Return the cosigner's key that `NAME+HEX8+BASE64` states: of type 0x04 or 0x06."""
    name, key_id, typed = note.split_vkey(text)
    if typed[0] == MLDSA44 and len(typed) == 1 + mldsa.PUBLIC_BYTES:
        key = CosignerKey(name, mldsa.PublicKey(typed[1:]))
    elif typed[0] == ED25519 and len(typed) == 33:
        key = CosignerKey(name, keys.public_key("Ed25519", typed[1:], "vkey"))
    else:
        expected = "a cosigner's key: type 4 (Ed25519) or 6 (ML-DSA-44)"
        raise Malformed("vkey_malformed", expected, text)
    if key.key_id != key_id:
        raise Malformed("vkey_malformed", f"the key id {key.key_id.hex()}", key_id.hex())
    return key


def format_vkey(key: CosignerKey) -> str:
    """Return the text that states a cosigner's key."""
    return note.join_vkey(key.name, bytes((key.kind,)) + key.key.raw)


def _split(signature: bytes) -> tuple[int | None, bytes]:
    """Return time and signature proper; None for a time that is missing, zero or too late."""
    if len(signature) <= _TIME_BYTES:
        return None, b""
    (at,) = struct.unpack(">Q", signature[:_TIME_BYTES])
    # Only of parts of a tree is nothing said about the time.
    return (at if 0 < at <= TIME_MAX else None), signature[_TIME_BYTES:]


def _subtree_message(name: str, text: bytes, at: int) -> bytes | None:
    """Return what was signed of a checkpoint; None where nothing of this kind can be signed."""
    try:
        stated = checkpoint.read(text.decode())
        return subtree_message(name, stated.origin, at=at, end=stated)
    except (Malformed, UnicodeDecodeError):
        return None
