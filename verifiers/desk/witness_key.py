"""The key of a witness: one key, one name, kept as PKCS#8 PEM, encrypted where a passphrase is given."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from verifiers import cosignature, note
from verifiers.desk.witness_state import Doubt
from verifiers.reading import Malformed

PrivateKey = ed25519.Ed25519PrivateKey | mldsa.MLDSA44PrivateKey
_FILE_BYTES_MAX = 65_536
_MAKE: dict[int, Callable[[], PrivateKey]] = {
    cosignature.TIMED: ed25519.Ed25519PrivateKey.generate,
    cosignature.MLDSA: mldsa.MLDSA44PrivateKey.generate,
}


class Signer(NamedTuple):
    """A witness's name and private key."""

    name: str
    private: PrivateKey

    @property
    def kind(self) -> int:
        """The type of the key: 0x04 or 0x06."""
        is_mldsa = isinstance(self.private, mldsa.MLDSA44PrivateKey)
        return cosignature.MLDSA if is_mldsa else cosignature.TIMED

    @property
    def vkey(self) -> str:
        """What logs and auditors write into their policy: `NAME+HEX8+BASE64(type ‖ public)`."""
        typed = self._typed()
        return f"{self.name}+{_key_id(self.name, typed).hex()}+{base64.b64encode(typed).decode()}"

    @property
    def key(self) -> note.VerifierKey:
        """The same as a key that verifies."""
        return note.parse_vkey(self.vkey, cosignature.TIMED, cosignature.MLDSA)

    def line(self, text: str, at: int) -> str:
        """The signature line that cosigns a checkpoint's text as of a time in POSIX seconds."""
        signed = cosignature.message(self.kind, self.name, text=text, at=at)
        if signed is None:
            raise Doubt("origin_too_long", "a name or origin of more than 255 bytes", "give it a shorter name")
        data = _key_id(self.name, self._typed()) + at.to_bytes(8, "big") + self.private.sign(signed)
        return cosignature.line(self.name, data)

    def _typed(self) -> bytes:
        return bytes([self.kind]) + self.private.public_key().public_bytes_raw()


def create(path: Path, name: str, *, kind: int, passphrase: bytes | None) -> Signer:
    """Makes a key and writes it to a file that nobody else may read; it must not be there yet."""
    signer = Signer(name, _MAKE[kind]())
    try:
        signer.key  # noqa: B018 - a name that no signature line can bear is refused here
    except Malformed:
        raise Doubt("bad_name", f"the name {name!a}", "choose one without spaces and plus signs") from None
    protection = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    data = signer.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    return signer


def load(path: Path, name: str, passphrase: bytes | None) -> Signer:
    """Reads the key of a witness."""
    try:
        with path.open("rb") as opened:
            private = serialization.load_pem_private_key(opened.read(_FILE_BYTES_MAX), passphrase)
    except (ValueError, TypeError):
        do = "give --passphrase-file with the right passphrase, or none"
        raise Doubt("key_unreadable", f"{path} is no key, or its passphrase is another", do) from None
    if not isinstance(private, ed25519.Ed25519PrivateKey | mldsa.MLDSA44PrivateKey):
        raise Doubt("key_unreadable", f"{path} is a key of another kind", "make a new witness")
    return Signer(name, private)


def _key_id(name: str, typed: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
