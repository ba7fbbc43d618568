"""Keys and the one acceptance rule for signatures on acts; `mldsa` has the keys of notes only.

    {"alg":"Ed25519","public":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}

For Ed25519 libraries disagree about keys and signatures of small order and about encodings that
are not canonical. So these are refused here, before any library is asked, and a library is used
only where tests show that it then gives the verdicts of docs/spec/02-act.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Thread
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from ledger import limits
from ledger.chain import curve25519, members, pem, spelling
from ledger.errors import Malformed

try:
    from nacl import bindings as sodium
    from nacl.exceptions import BadSignatureError

    HAS_SODIUM = True
except ImportError:  # pragma: no cover - cryptography alone gives the same verdicts, slower
    HAS_SODIUM = False

Algorithm = Literal["Ed25519", "ES256"]

SIGNATURE_BYTES = 64
"""The length of a signature of either algorithm: R and S, or r and s."""

SUPPORTED = "a key of Ed25519 or P-256"
"""What a key file must hold of which acts are signed."""

_PUBLIC_BYTES = {"Ed25519": 32, "ES256": 64}
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ECDSA = ec.ECDSA(hashes.SHA256())
_ECDSA_REPEATABLE = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that may be enrolled: 32 bytes of Ed25519, or x and y of a point on P-256.

    Its `id` is the RFC 7638 thumbprint, 43 characters.
    """

    alg: Algorithm
    raw: bytes
    id: str


def public_key(alg: str, raw: bytes, where: str = "public") -> PublicKey:
    """Return the key of these bytes; raise Malformed for one that must not be accepted."""
    if alg not in _PUBLIC_BYTES:
        raise Malformed("bad_member", "Ed25519 or ES256", alg, "alg")
    key = _public_key(alg, raw)
    if isinstance(key, PublicKey):
        return key
    raise Malformed("bad_member", key, raw.hex(), where)


def parse(value: Any, where: str = "key") -> PublicKey:
    """Return the key that `{"alg":ALG,"public":BASE64URL}` states."""
    members.check_names(value, frozenset({"alg", "public"}), where)
    length = _PUBLIC_BYTES.get(value["alg"]) if type(value["alg"]) is str else None
    if length is None:
        raise Malformed("bad_member", "Ed25519 or ES256", value["alg"], f"{where}.alg")
    raw = spelling.parse_base64url(value["public"], f"{where}.public", length=length)
    return public_key(value["alg"], raw, f"{where}.public")


def format(key: PublicKey) -> dict[str, str]:
    """Return the members that state a key."""
    return {"alg": key.alg, "public": spelling.format_base64url(key.raw)}


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is one of `key` over `message`, by the rule of the specification."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    if key.alg == "ES256":
        return _verify_es256(key.raw, message, signature)
    # S in range, R canonical and not of small order; A was looked at when the key was made.
    if not curve25519.is_scalar(signature[32:]) or not curve25519.is_acceptable(signature[:32]):
        return False
    return _verify_ed25519(key.raw, message, signature)


def verify_many(signed: Sequence[tuple[PublicKey, bytes, bytes]]) -> list[bool]:
    """Return a verdict for each (key, message, signature), using two threads for many."""
    verdicts = [False] * len(signed)

    def work(start: int) -> None:
        for number in range(start, len(signed), 2):
            verdicts[number] = verify(*signed[number])

    if len(signed) < limits.VERIFY_TOGETHER_MIN:
        return [verify(*one) for one in signed]
    # A thread of its own instead of a pool: nothing is left behind for a process that forks.
    other = Thread(target=work, args=(1,))
    other.start()
    work(0)
    other.join()
    return verdicts


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _public_key(alg: Algorithm, raw: bytes) -> PublicKey | str:
    """Return the key, or what was expected instead."""
    if len(raw) != _PUBLIC_BYTES[alg]:
        return f"{_PUBLIC_BYTES[alg]} bytes"
    if alg == "Ed25519":
        if not curve25519.is_acceptable(raw) or not curve25519.is_on_curve(raw):
            return "the canonical encoding of a point of the curve, not of small order"
    else:
        try:
            _p256(raw)
        except ValueError:
            return "x and y of a point on P-256"
    return PublicKey(alg, raw, _thumbprint(alg, raw))


def _thumbprint(alg: Algorithm, raw: bytes) -> str:
    if alg == "Ed25519":
        jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{spelling.format_base64url(raw)}"}}'
    else:
        x, y = spelling.format_base64url(raw[:32]), spelling.format_base64url(raw[32:])
        jwk = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
    return spelling.format_base64url(sha256(jwk.encode()).digest())


def _verify_openssl(raw: bytes, message: bytes, signature: bytes) -> bool:
    try:
        _ed25519(raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _verify_sodium(raw: bytes, message: bytes, signature: bytes) -> bool:
    try:
        sodium.crypto_sign_open(signature + message, raw)
    except BadSignatureError:
        return False
    return True


_verify_ed25519 = _verify_sodium if HAS_SODIUM else _verify_openssl


def _verify_es256(raw: bytes, message: bytes, signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < _P256_ORDER and 0 < s < _P256_ORDER):
        return False
    try:
        _p256(raw).verify(encode_dss_signature(r, s), message, _ECDSA)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _ed25519(raw: bytes) -> ed25519.Ed25519PublicKey:
    return ed25519.Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _p256(raw: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + raw)


class PrivateKey:
    """A key that signs. It says nothing of itself when printed."""

    def __init__(self, key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public = _public_of(key)

    @classmethod
    def from_seed(cls, seed: bytes, alg: Algorithm = "Ed25519") -> "PrivateKey":
        """Return the key of 32 bytes, always the same; as secret as the seed is."""
        if len(seed) != 32:
            raise ValueError("a seed has 32 bytes")
        if alg == "Ed25519":
            return cls(ed25519.Ed25519PrivateKey.from_private_bytes(seed))
        # Twice the width of the order, so that every scalar is as likely as every other.
        wide = sha256(seed + b"\x00").digest() + sha256(seed + b"\x01").digest()
        scalar = int.from_bytes(wide, "big") % (_P256_ORDER - 1) + 1
        return cls(ec.derive_private_key(scalar, ec.SECP256R1()))

    def sign(self, message: bytes) -> bytes:
        """Return 64 bytes; signing the same message again returns the same."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(message)
        der = self._key.sign(message, _ECDSA_REPEATABLE)
        return _join_dss(der)

    def dumps(self, passphrase: bytes) -> bytes:
        """Return the key as encrypted PKCS#8 PEM; there is no other way to write it down."""
        return pem.dumps(self._key, passphrase)

    @classmethod
    def loads(cls, data: bytes, passphrase: bytes) -> "PrivateKey":
        """Return the key of an encrypted PKCS#8 PEM; one that is not encrypted is refused."""
        key = pem.loads(data, passphrase)
        return cls(_require_supported(key))


def _require_supported(key: object) -> ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Malformed("bad_member", SUPPORTED, "another kind", "key file")


def _public_of(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> PublicKey:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return public_key("Ed25519", key.public_key().public_bytes_raw())
    numbers = key.public_key().public_numbers()
    return public_key("ES256", numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))


def _join_dss(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
