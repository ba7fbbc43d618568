"""Signed notes and the checkpoints in them (specification, section 3; c2sp.org/signed-note).

```checkpoint
kqz.example/2013
3
NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=

— kqz.example/2013 UyUhxSsCBmO0V1/V9UqDVS+mcYm62N7Csh5G25jnaiKScCfyOmj5i1UXzXR2kukyNJl0QKKoxlxt7E3y89cmj9IGAAQ=
```
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from verifiers import cosignature
from verifiers.reading import Malformed
from verifiers.spelling import TYPES, unpadded

NOTE_BYTES_MAX = 524_288
SIGNATURES_MAX = 100
_LOG_KINDS = cosignature.PLAIN, cosignature.MLDSA
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class VerifierKey(NamedTuple):
    """A key that signs notes: its name, the four bytes that stand for it, its public key in base64url, its type."""

    name: str
    id: bytes
    public: str
    kind: int = cosignature.PLAIN


class Note(NamedTuple):
    """A note that is well formed: its text, and (name, key id, signature) of its lines, not verified."""

    text: str
    lines: list[tuple[str, bytes, bytes]]


class Checkpoint(NamedTuple):
    """What a log says of itself."""

    origin: str
    size: int
    root: bytes


def parse_vkey(text: object, *kinds: int) -> VerifierKey:
    """Reads `NAME+HEX8+BASE64(type ‖ public)`; Malformed with `vkey_malformed` otherwise.

    Without `kinds` the types of a log's keys are taken: 0x01 (Ed25519), and 0x06 (ML-DSA-44) beside it.
    """
    found = _VKEY.fullmatch(text) if isinstance(text, str) else None
    data = _base64(found[3]) if found else b""
    if found and data[:1] and data[0] in (kinds or _LOG_KINDS) and cosignature.is_public(data[0], data[1:]):
        key_id = hashlib.sha256(found[1].encode() + b"\n" + data).digest()[:4]
        if key_id.hex() == found[2]:
            return VerifierKey(found[1], key_id, unpadded(data[1:]), data[0])
    raise Malformed("vkey_malformed", ascii(text)[:200])


def is_vkey(text: object) -> bool:
    """A check: what `parse_vkey` takes; it raises Malformed otherwise."""
    return bool(parse_vkey(text))


def parse(data: bytes) -> Note:
    """Splits a note into its text and its signature lines; Malformed with `note_malformed`."""
    try:
        content = data.decode() if len(data) <= NOTE_BYTES_MAX else ""
    except UnicodeDecodeError:
        content = ""
    text, blank, tail = content.rpartition("\n\n")
    found = [_LINE.fullmatch(line) for line in tail.split("\n")[:-1]]
    lines = [(line[1], _base64(line[2])[:4], _base64(line[2])[4:]) for line in found if line]
    odd = any(ord(c) < 0x20 and c != "\n" for c in content) or not all(len(rest) for _, _, rest in lines)
    if not blank or odd or content[-1] != "\n" or len(lines) != len(found) or not 1 <= len(lines) <= SIGNATURES_MAX:
        raise Malformed("note_malformed", ascii(content[:200]))
    return Note(text + "\n", lines)


def signers(note: Note, known: Iterable[VerifierKey]) -> list[VerifierKey]:
    """The known keys that signed the note.

    Malformed with `note_signature_invalid` if the line of any known key fails, `note_unsigned` if there is no line
    of a known key; other lines are left alone.
    """
    found: list[VerifierKey] = []
    by_name = {(key.name, key.id): key for key in known}
    for name, key_id, signature in note.lines:
        key = by_name.get((name, key_id))
        if key is None or key in found:
            continue
        if not cosignature.verify(key.kind, name, public=key.public, text=note.text, signature=signature):
            raise Malformed("note_signature_invalid", f"{name}+{key_id.hex()}")
        found.append(key)
    if not found:
        raise Malformed("note_unsigned", ", ".join(f"{name}+{id.hex()}" for name, id, _ in note.lines)[:200])
    return found


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads origin, size, root, a line each; Malformed with `checkpoint_malformed`."""
    lines = text.split("\n")
    if len(lines) == 4 and not lines[3] and TYPES["origin"](lines[0]):
        root = _base64(lines[2])
        if len(root) == 32 and re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII) and int(lines[1]) < 2**63:
            return Checkpoint(lines[0], int(lines[1]), root)
    raise Malformed("checkpoint_malformed", ascii(text[:200]))


def _base64(text: str) -> bytes:
    """The bytes, if this is their one spelling in standard base64 with padding; else none."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if base64.b64encode(data).decode() == text else b""
