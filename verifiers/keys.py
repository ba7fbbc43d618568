"""Keys, their ids, and the one rule by which a signature is accepted (specification, section 2).

A key is `{"alg":"Ed25519","public":"A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}`. What the library would let
pass is looked at before it is asked: small order, encodings that are not canonical, an s that is not reduced.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from verifiers import arithmetic
from verifiers.bare import p256
from verifiers.reading import Malformed, encode
from verifiers.spelling import base64url, one_of, record, text, unpadded

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SMALL = frozenset(map(bytes.fromhex, files("verifiers").joinpath("small-order.txt").read_text("ascii").split()))
_SHAPE = record("alg:alg public:public", alg=one_of("Ed25519", "ES256"), public=text(100))

Job = tuple[str, str, str, bytes, str]
"""What one signature needs: algorithm, public key, key id, bytes of the act, signature in base64url."""


def is_key(value: object) -> bool:
    """Whether this is `{alg,public}` with a key that the acceptance rule admits."""
    try:
        return _SHAPE(value) and isinstance(value, dict) and load(**value) is not None
    except Malformed:
        return False


@lru_cache(maxsize=4096)
def load(alg: str, public: str) -> bytes | None:
    """The key that the text spells, or None: not canonical, of small order, not on the curve."""
    data = base64url(public, 32 if alg == "Ed25519" else 64)
    if data is None:
        return None
    sound = p256.is_point(data) if alg == "ES256" else _is_sound(data) and _on_curve(data)
    return data if sound else None


def thumbprint(alg: str, public: str) -> str:
    """The id of a key: RFC 7638, 43 characters."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": public}
    if alg == "ES256":
        data = base64url(public, 64) or b""
        members = {"crv": "P-256", "kty": "EC", "x": unpadded(data[:32]), "y": unpadded(data[32:])}
    return unpadded(hashlib.sha256(encode(members)).digest())


@lru_cache(maxsize=4096)
def _header(alg: str, key: str) -> bytes:
    """The protected header that the key demands, encoded, with the dot that follows it."""
    return (unpadded(encode({"alg": alg, "kid": key, "typ": "eal-act+jws"})) + ".").encode()


def verify_all(jobs: Iterable[Job]) -> list[bool]:
    """One verdict a signature, in order: detached JWS over the bytes of acts."""
    return [
        verify(alg, public, _header(alg, key) + base64.urlsafe_b64encode(act).rstrip(b"="), base64url(signature, 64))
        for alg, public, key, act, signature in jobs
    ]


def verify(alg: str, public: str, signed: bytes, signature: bytes | None) -> bool:
    """Whether the signature is valid under the acceptance rule."""
    key = load(alg, public)
    if key is None or signature is None or len(signature) != 64:
        return False
    if alg == "Ed25519":
        reduced = int.from_bytes(signature[32:], "little") < _L
        return reduced and _is_sound(signature[:32]) and arithmetic.ed25519(key, signed, signature)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return 0 < r < _N and 0 < s < _N and arithmetic.es256(key, signed, signature)


def _is_sound(point: bytes) -> bool:
    """Canonical and not of small order; every point with x = 0 is of small order."""
    return point not in _SMALL and int.from_bytes(point, "little") & (2**255 - 1) < _P


def _on_curve(point: bytes) -> bool:
    """Whether x² = (y² − 1) / (d y² + 1) has a root: the library looks only when it verifies."""
    y2 = pow(int.from_bytes(point, "little") & (2**255 - 1), 2, _P)
    d = -121665 * pow(121666, -1, _P)
    x2 = (y2 - 1) * pow(d * y2 + 1, -1, _P) % _P
    return x2 == 0 or pow(x2, (_P - 1) // 2, _P) == 1
