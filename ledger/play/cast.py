"""The persons of a story, with keys that everybody can make again from the story's seed.

Such keys are for rehearsals and reconstructions only: whoever knows the scenario can sign as
anybody in it.
"""

import hmac

from ledger.chain import mldsa
from ledger.chain.keys import Algorithm, PrivateKey

LOG = "log"
MLDSA = "log-mldsa"
RECORDER = "recorder"


class Cast:
    """The keys of a story's persons, its log and its recorder, made from a seed when asked for."""

    def __init__(self, seed: str, algorithms: dict[str, Algorithm] | None = None) -> None:
        self._seed = seed.encode()
        self._algorithms = algorithms or {}
        self._keys: dict[str, PrivateKey] = {}

    def person(self, person: str) -> PrivateKey:
        """Return the key of a person."""
        return self._key(f"person/{person}", self._algorithms.get(person, "Ed25519"))

    def office(self, name: str) -> PrivateKey:
        """Return the key of the ledger's own that is called `log` or `recorder`."""
        return self._key(f"ledger/{name}", "Ed25519")

    def mldsa(self) -> mldsa.PrivateKey:
        """Return the ML-DSA-44 key of the log."""
        return mldsa.PrivateKey.from_seed(self._bytes(f"ledger/{MLDSA}"))

    def nonce(self) -> str:
        """Return the founding nonce, in hexadecimal."""
        return self._bytes("nonce").hex()

    def _key(self, name: str, alg: Algorithm) -> PrivateKey:
        if name not in self._keys:
            self._keys[name] = PrivateKey.from_seed(self._bytes(name), alg)
        return self._keys[name]

    def _bytes(self, name: str) -> bytes:
        """Return 32 bytes by HKDF (RFC 5869) with SHA-256, no salt, one block."""
        info = f"election-audit-ledger/play/{name}".encode()
        extracted = hmac.digest(bytes(32), self._seed, "sha256")
        return hmac.digest(extracted, info + b"\x01", "sha256")
