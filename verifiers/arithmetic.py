"""Who computes whether a signature fits a key: PyNaCl, `cryptography`, or the plain Python of `bare/`.

What the acceptance rule refuses (`keys.py`) is looked at before any of them is asked, so all give the same verdict.
Each takes the public key, what was signed and the signature, as bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from verifiers.bare import ed25519 as plain
from verifiers.bare import mldsa44, p256

Check = Callable[[bytes, bytes, bytes], bool]
ED25519: dict[str, Check] = {"plain": plain.verify}
P256: dict[str, Check] = {"plain": p256.verify}
MLDSA44: dict[str, Check] = {"plain": mldsa44.verify}
"""Those at hand, by name; the last is the fastest."""

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, mldsa
    from cryptography.hazmat.primitives.asymmetric import ed25519 as openssl
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256
except ImportError:
    pass
else:
    _ES256 = ec.ECDSA(SHA256())
    _ed25519_key = lru_cache(maxsize=4096)(openssl.Ed25519PublicKey.from_public_bytes)

    @lru_cache(maxsize=4096)
    def _p256_key(public: bytes) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)

    def _openssl_ed25519(public: bytes, signed: bytes, signature: bytes) -> bool:
        try:
            _ed25519_key(public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _openssl_p256(public: bytes, signed: bytes, signature: bytes) -> bool:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            _p256_key(public).verify(encode_dss_signature(r, s), signed, _ES256)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _openssl_mldsa44(public: bytes, signed: bytes, signature: bytes) -> bool:
        try:
            mldsa.MLDSA44PublicKey.from_public_bytes(public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    ED25519["openssl"], P256["openssl"], MLDSA44["openssl"] = _openssl_ed25519, _openssl_p256, _openssl_mldsa44

try:
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError
except ImportError:
    pass
else:

    def _sodium(public: bytes, signed: bytes, signature: bytes) -> bool:
        try:
            crypto_sign_open(signature + signed, public)
        except BadSignatureError:
            return False
        return True

    ED25519["sodium"] = _sodium

ed25519: Check = [*ED25519.values()][-1]
es256: Check = [*P256.values()][-1]
ml_dsa_44: Check = [*MLDSA44.values()][-1]
