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
from dataclasses import dataclass

from verifiers import keys
from verifiers.reading import Malformed
from verifiers.spelling import is_origin, unpadded

NOTE_BYTES_MAX = 524_288
SIGNATURES_MAX = 100
SIZE_MAX = 2**63 - 1
_ED25519 = 1
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A key that signs notes: its name, the four bytes that stand for it, its 32 bytes."""

    name: str
    id: bytes
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note that is well formed: its text, and its signature lines, none of them verified."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself: origin, size, root."""

    origin: str
    size: int
    root: bytes


def parse_vkey(text: object) -> VerifierKey:
    """Reads `NAME+HEX8+BASE64(0x01 ‖ public)`; Malformed with `vkey_malformed` otherwise."""
    found = _VKEY.fullmatch(text) if isinstance(text, str) else None
    data = _base64(found[3]) if found else None
    if not found or not data or len(data) != 33 or data[0] != _ED25519:
        raise Malformed("vkey_malformed", ascii(text)[:200])
    key_id = hashlib.sha256(found[1].encode() + b"\n" + data).digest()[:4]
    if key_id.hex() != found[2] or keys.load("Ed25519", unpadded(data[1:])) is None:
        raise Malformed("vkey_malformed", ascii(text)[:200])
    return VerifierKey(name=found[1], id=key_id, public=data[1:])


def is_vkey(text: object) -> bool:
    """Whether `parse_vkey` takes the text."""
    try:
        return bool(parse_vkey(text))
    except Malformed:
        return False


def parse(data: bytes) -> Note:
    """Splits a note into its text and its signature lines; Malformed with `note_malformed`."""
    try:
        content = data.decode() if len(data) <= NOTE_BYTES_MAX else ""
    except UnicodeDecodeError:
        content = ""
    text, blank, tail = content.rpartition("\n\n")
    lines = tail.split("\n")
    odd = any(ord(c) < 0x20 and c != "\n" for c in content)
    if not blank or odd or lines.pop() != "" or not 1 <= len(lines) <= SIGNATURES_MAX:
        raise Malformed("note_malformed", ascii(content[:200]))
    return Note(text=text + "\n", lines=tuple(map(_signature_line, lines)))


def _signature_line(line: str) -> tuple[str, bytes, bytes]:
    found = _LINE.fullmatch(line)
    data = _base64(found[2]) if found else None
    if not found or not data or len(data) < 5:
        raise Malformed("note_malformed", ascii(line[:200]))
    return found[1], data[:4], data[4:]


def signers(note: Note, known: Iterable[VerifierKey]) -> list[VerifierKey]:
    """The known keys that signed the note.

    Malformed with `note_signature_invalid` if the line of any known key fails, `note_unsigned` if
    there is no line of a known key; other lines are left alone.
    """
    found: list[VerifierKey] = []
    by_name = {(key.name, key.id): key for key in known}
    for name, key_id, signature in note.lines:
        key = by_name.get((name, key_id))
        if key is None or key in found:
            continue
        if not keys.verify("Ed25519", unpadded(key.public), note.text.encode(), signature):
            raise Malformed("note_signature_invalid", f"{name}+{key_id.hex()}")
        found.append(key)
    if not found:
        seen = ", ".join(f"{name}+{key_id.hex()}" for name, key_id, _ in note.lines)
        raise Malformed("note_unsigned", seen[:200])
    return found


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads origin, size, root, a line each; Malformed with `checkpoint_malformed`."""
    lines = text.split("\n")
    root = _base64(lines[2]) if len(lines) == 4 and not lines[3] else None
    if not root or len(root) != 32 or not is_origin(lines[0]):
        raise Malformed("checkpoint_malformed", ascii(text[:200]))
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII) or int(lines[1]) > SIZE_MAX:
        raise Malformed("checkpoint_malformed", ascii(lines[1][:200]))
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def _base64(text: str) -> bytes | None:
    """The bytes, if this is their one spelling in standard base64 with padding."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None
