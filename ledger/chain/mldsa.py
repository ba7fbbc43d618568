"""ML-DSA-44 keys (FIPS 204): signatures that a quantum computer is not expected to forge.

    public key 1,312 bytes     signature 2,420 bytes     private key: a seed of 32 bytes

They sign notes only, beside Ed25519, and only through `ledger.chain.cosignature`: the message is
signed as it is ("pure"), with an empty context. Signing the same message twice gives two
different signatures, since randomness guards against leaks through faults; both verify.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa

from ledger.chain import pem
from ledger.errors import Malformed

PUBLIC_BYTES = 1_312
SIGNATURE_BYTES = 2_420
SEED_BYTES = 32

_KEYS_CACHED_MAX = 256


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An ML-DSA-44 public key of 1,312 bytes; every text of this length is a key."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_BYTES:
            expected = f"{PUBLIC_BYTES:,} bytes of an ML-DSA-44 key"
            raise Malformed("vkey_malformed", expected, f"{len(self.raw):,} bytes")

    @property
    def id(self) -> str:
        """SHA-256 of the key in hexadecimal digits: to tell keys apart, nothing more."""
        return sha256(self.raw).hexdigest()

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is one of this key over `message`, with an empty context."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            _loaded(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=_KEYS_CACHED_MAX)
def _loaded(raw: bytes) -> mldsa.MLDSA44PublicKey:
    return mldsa.MLDSA44PublicKey.from_public_bytes(raw)


class PrivateKey:
    """A key that signs. It says nothing of itself when printed."""

    def __init__(self, key: mldsa.MLDSA44PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> "PrivateKey":
        """Return the key of 32 bytes, always the same; as secret as the seed is."""
        if len(seed) != SEED_BYTES:
            raise ValueError("a seed has 32 bytes")
        return cls(mldsa.MLDSA44PrivateKey.from_seed_bytes(seed))

    def sign(self, message: bytes) -> bytes:
        """Return 2,420 bytes; other ones each time."""
        return self._key.sign(message)

    def dumps(self, passphrase: bytes) -> bytes:
        """Return the key as encrypted PKCS#8 PEM; there is no other way to write it down."""
        return pem.dumps(self._key, passphrase)

    @classmethod
    def loads(cls, data: bytes, passphrase: bytes) -> "PrivateKey":
        """Return the key of an encrypted PKCS#8 PEM; one that is not encrypted is refused."""
        key = pem.loads(data, passphrase)
        if not isinstance(key, mldsa.MLDSA44PrivateKey):
            raise Malformed("bad_member", "a key of ML-DSA-44", "another kind", "key file")
        return cls(key)
