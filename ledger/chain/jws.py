"""A person's signature as a JWS with detached payload (RFC 7515, appendix F).

    protected   {"alg":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                 "typ":"eal-act+jws"}, without the line break
    signed      base64url(protected) . base64url(act)

The header is rebuilt from the key, never read from a document, so a header that the key does not
demand cannot be expressed. Each signature is evaluated on its own.
"""

from collections.abc import Sequence
from functools import lru_cache

import orjson

from ledger import limits
from ledger.chain import keys, spelling
from ledger.chain.envelope import Signature
from ledger.chain.keys import PrivateKey, PublicKey

ACT = "eal-act+jws"
"""The `typ` of a signature over an act."""

REFUSAL = "eal-refusal+jws"
"""The `typ` of a signature over a refusal."""


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def protected(key: PublicKey, typ: str = ACT) -> bytes:
    """Return the one protected header of a key, in base64url as it is signed."""
    header = f'{{"alg":"{key.alg}","kid":"{key.id}","typ":"{typ}"}}'
    return spelling.encode_base64url(header.encode())


def signing_input(key: PublicKey, payload: bytes, typ: str = ACT) -> bytes:
    """Return the bytes that a key signs for these canonical bytes."""
    return protected(key, typ) + b"." + spelling.encode_base64url(payload)


def sign(private_key: PrivateKey, payload: bytes, typ: str = ACT) -> Signature:
    """Return the signature of a key over these canonical bytes."""
    data = private_key.sign(signing_input(private_key.public, payload, typ))
    return Signature(private_key.public.id, data)


def check(key: PublicKey, payload: bytes, signature: bytes, typ: str = ACT) -> bool:
    """Whether `signature` is one of `key` over these canonical bytes."""
    return keys.verify(key, signing_input(key, payload, typ), signature)


def check_signatures(payload: bytes, signed: Sequence[tuple[PublicKey, bytes]]) -> list[bool]:
    """Return a verdict for each signature over an act, all of them evaluated."""
    return keys.verify_many(signing_inputs(payload, signed))


def signing_inputs(
    payload: bytes, signed: Sequence[tuple[PublicKey, bytes]]
) -> list[tuple[PublicKey, bytes, bytes]]:
    """Return (key, message, signature) for `keys.verify_many`, to verify many acts together."""
    encoded = b"." + spelling.encode_base64url(payload)
    return [(key, protected(key) + encoded, signature) for key, signature in signed]


def export(payload: bytes, signed: Sequence[tuple[PublicKey, bytes]]) -> bytes:
    """Return an act in the general JSON serialisation, for any JOSE library.

        {"payload":BASE64URL,"signatures":[{"protected":BASE64URL,"signature":BASE64URL}]}

    Libraries differ in what "valid" means for several signatures: check each on its own.
    """
    return orjson.dumps(
        {
            "payload": spelling.format_base64url(payload),
            "signatures": [
                {
                    "protected": protected(key).decode(),
                    "signature": spelling.format_base64url(signature),
                }
                for key, signature in signed
            ],
        }
    )
