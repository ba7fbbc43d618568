"""Signed notes (c2sp.org/signed-note): text, an empty line, and a line a signature.

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj...

What is signed is the text with its last line feed. A signature line holds the signer's name and
base64 of the 4 bytes of the key's id and the signature. A verifier key reads
`NAME+HEX8+BASE64(type || public key)`, with type 0x01 for Ed25519; keys of other types are in
`ledger.chain.cosignature`, and `ledger.chain.vkey` takes any.
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn, Protocol

from ledger import limits
from ledger.chain import keys
from ledger.chain.keys import PrivateKey, PublicKey
from ledger.errors import Malformed

ED25519 = 0x01
"""The type byte of an Ed25519 signature over the text itself."""

_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_is_key_id = re.compile(r"[0-9a-f]{8}").fullmatch


@dataclass(frozen=True, slots=True)
class Line:
    """A signature on a note as it is written: whose it claims to be, and its bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note of which at least one signature was verified.

    `unverified` are by keys that the reader does not know; nothing may be concluded from them.
    """

    text: str
    verified: tuple[Line, ...]
    unverified: tuple[Line, ...]


class Verifier(Protocol):
    """Who can check signatures on notes: one key under one name."""

    @property
    def name(self) -> str:
        """The name on signature lines: without space or plus sign."""

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand before the signature."""

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature, without the key's id, is good for this text."""


class Signer(Protocol):
    """Who can sign notes."""

    @property
    def name(self) -> str:
        """The name to write on the signature line."""

    @property
    def key_id(self) -> bytes:
        """The 4 bytes to write before the signature."""

    def sign(self, text: bytes) -> bytes:
        """Return the signature of this text, without the key's id."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """An Ed25519 key that verifies notes under a name."""

    name: str
    key: PublicKey

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || LF || 0x01 || public key)."""
        return key_id(self.name, bytes((ED25519,)) + self.key.raw)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` is one of this key over `text`."""
        return keys.verify(self.key, text, signature)


@dataclass(frozen=True, slots=True)
class SignerKey:
    """An Ed25519 private key that signs notes under a name."""

    name: str
    private_key: PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The key that verifies what this one signs."""
        return VerifierKey(self.name, self.private_key.public)

    @property
    def key_id(self) -> bytes:
        """The id of the verifier's key."""
        return self.verifier.key_id

    def sign(self, text: bytes) -> bytes:
        """Return 64 bytes, the same for the same text."""
        return self.private_key.sign(text)


def parse(data: bytes) -> tuple[str, tuple[Line, ...]]:
    """Return text and signatures of a note, none of them verified."""
    text, lines = _split(data)
    if len(lines) > limits.NOTE_SIGNATURES_MAX:
        _fail(f"at most {limits.NOTE_SIGNATURES_MAX} signatures", f"{len(lines)}")
    return text, tuple(_parse_line(line) for line in lines)


def format(text: str, lines: Iterable[Line]) -> bytes:
    """Return the bytes of a note with these signatures."""
    written = "".join(
        f"{_DASH}{line.name} {_base64(line.key_id + line.signature)}\n" for line in lines
    )
    data = f"{text}\n{written}".encode()
    parse(data)
    return data


def sign(text: str, signers: Sequence[Signer], *, besides: Iterable[Line] = ()) -> bytes:
    """Return a note signed by `signers`, in their order, after signatures that it already has."""
    signed = (Line(signer.name, signer.key_id, signer.sign(text.encode())) for signer in signers)
    return format(text, (*besides, *signed))


def open(data: bytes, verifiers: Iterable[Verifier]) -> Note:
    """Return a note with the signatures of known keys verified.

    One of a known key that fails refuses the note, and so does a note without any known key.
    Signatures that are there twice are returned once.
    """
    text, lines = parse(data)
    known = _by_name_and_id(verifiers)
    verified: dict[Line, None] = {}
    unverified: dict[Line, None] = {}
    for line in lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            unverified[line] = None
        elif verifier.verify(text.encode(), line.signature):
            verified[line] = None
        else:
            expected = f"a signature of {line.name} over this text"
            raise Malformed("note_signature_invalid", expected, "one that does not verify")
    if not verified:
        found = f"signatures of {', '.join(line.name for line in lines)}"
        raise Malformed("note_unsigned", "a signature of a known key", found)
    return Note(text, tuple(verified), tuple(unverified))


def key_id(name: str, typed: bytes) -> bytes:
    """Return the id of a key: 4 bytes of the hash over its name, type byte and public key."""
    return sha256(name.encode() + b"\n" + typed).digest()[:4]


def parse_vkey(text: str) -> VerifierKey:
    """Return the key that `NAME+HEX8+BASE64` states; only Ed25519 (type 0x01) is taken here."""
    name, stated, typed = split_vkey(text)
    if len(typed) != 33 or typed[0] != ED25519:
        raise Malformed("vkey_malformed", "NAME+HEX8+BASE64 of an Ed25519 key", text)
    key = VerifierKey(name, keys.public_key("Ed25519", typed[1:], "vkey"))
    if stated != key.key_id:
        raise Malformed("vkey_malformed", f"the key id {key.key_id.hex()}", stated.hex())
    return key


def format_vkey(key: VerifierKey) -> str:
    """Return the text that states a verifier key."""
    return join_vkey(key.name, bytes((ED25519,)) + key.key.raw)


def split_vkey(text: str) -> tuple[str, bytes, bytes]:
    """Return name, key id, and type byte with public key of any verifier key, unexamined."""
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    typed = _parse_base64(encoded)
    if not _is_name(name) or not _is_key_id(stated) or not typed:
        raise Malformed("vkey_malformed", "NAME+HEX8+BASE64 of a key", text)
    return name, bytes.fromhex(stated), typed


def join_vkey(name: str, typed: bytes) -> str:
    """Return the text of a verifier key, given its type byte and public key."""
    return f"{name}+{key_id(name, typed).hex()}+{_base64(typed)}"


def _split(data: bytes) -> tuple[str, list[str]]:
    """Return the text and the signature lines, which begin after the last empty line."""
    if len(data) > limits.NOTE_BYTES_MAX:
        _fail(f"at most {limits.NOTE_BYTES_MAX:,} bytes", f"{len(data):,} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        _fail("UTF-8", data)
    if _CONTROL.search(whole):
        _fail("no control characters but line feeds", whole)
    text, gap, signatures = whole.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        _fail("text, an empty line, and signature lines", whole)
    return text + "\n", signatures[:-1].split("\n")


def _parse_line(line: str) -> Line:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    data = _parse_base64(encoded)
    if not line.startswith(_DASH) or not space or not _is_name(name) or not data or len(data) < 5:
        _fail("a signature line: dash, name, base64", line)
    return Line(name, data[:4], data[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)


def _by_name_and_id(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        before = known.setdefault((verifier.name, verifier.key_id), verifier)
        if before != verifier:
            found = f"two keys {verifier.name}+{verifier.key_id.hex()}"
            raise Malformed("vkey_malformed", "one key for a name and id", found)
    return known


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _parse_base64(text: str) -> bytes | None:
    """Return the bytes that `text` spells in standard base64 with padding, or None."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if _base64(data) == text else None


def _fail(expected: str, found: object) -> NoReturn:
    raise Malformed("note_malformed", expected, found)
