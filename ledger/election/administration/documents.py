"""The documents inside events of administration: keys, requirements, quorums.

key        {"alg":"Ed25519","public":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
required   {"administration":2,"filing":1,"finding":1,"ruling":6,"statement":1}
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ledger import limits
from ledger.election import shapes, spellings
from ledger.election.shapes import Flaw

KINDS = ("statement", "filing", "finding", "ruling")
"""The kinds of events that are not administration, the one that asks for least first."""

CLASSES = (
    "authority",
    "bodies",
    "keys",
    "ledger",
    "persons",
    "recovery",
    "rules",
    "vocabulary",
)
"""The classes of administration, each with an authority."""

# 32 and 64 bytes in base64url; of the last digit, the bits that say nothing are zero.
_PUBLIC = {
    "Ed25519": re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]").fullmatch,
    "ES256": re.compile(r"[A-Za-z0-9_-]{85}[AQgw]").fullmatch,
}
_KEY = shapes.members(alg=shapes.one_of(*_PUBLIC), public=lambda _: None)

_at_least_one = shapes.integer(1)
required = shapes.members(
    administration=_at_least_one,
    filing=_at_least_one,
    finding=_at_least_one,
    ruling=_at_least_one,
    statement=_at_least_one,
)
floors = shapes.members(
    persons_min=_at_least_one, share_denominator=_at_least_one, share_numerator=_at_least_one
)
until = shapes.nullable(shapes.day)
class_ = shapes.one_of(*CLASSES)


def key(value: Any) -> Flaw | None:
    """A public key; whether it is a point of its curve shows when it has to prove possession."""
    flaw = _KEY(value)
    if flaw is None and not (
        type(value["public"]) is str and _PUBLIC[value["alg"]](value["public"])
    ):
        return shapes.flaw(f"a public key of {value['alg']}", value["public"], ".public")
    return flaw


def public_of_vkey(text: str, lengths: Mapping[int, int]) -> bytes | None:
    """The public key that a verifier key text states, if it is well formed and of one of the types.

    `lengths` says of each type how many bytes its public keys have.
    """
    match = _VKEY.fullmatch(text)
    if match is None:
        return None
    typed = b64decode(match[3])
    # Written again, bits of base64 that carry nothing show themselves.
    if lengths.get(typed[0]) != len(typed) - 1 or b64encode(typed).decode() != match[3]:
        return None
    named = sha256(match[1].encode() + b"\n" + typed).digest()
    return typed[1:] if named[:4].hex() == match[2] else None


# A name without space and plus sign, four bytes of a digest, type and public key in base64.
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{3}=)?)")
_KEY_BYTES = {0x01: 32, 0x06: 1_312}
vkey = shapes.spelled(
    lambda text: public_of_vkey(text, _KEY_BYTES) is not None,
    "a verifier key text, NAME+HEX8+BASE64, of an Ed25519 or ML-DSA-44 key",
)
"""What logs are known by; whether it is a point of the curve is for those to see who verify."""


origin = shapes.spelled(spellings.is_origin, "an origin such as `kqz.example/2013`")
"""What a log calls itself."""


def id_of(stated: dict[str, str]) -> str:
    """The id of a key, its RFC 7638 thumbprint."""
    return _thumbprint(stated["alg"], stated["public"])


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _thumbprint(alg: str, public: str) -> str:
    if alg == "Ed25519":
        jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}'
    else:
        # 43 digits hold 32 bytes and 2 bits of nothing, so x and y do not part between digits.
        x, y = _halves(public)
        jwk = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
    return _base64url(sha256(jwk.encode()).digest())


def _halves(public: str) -> tuple[str, str]:
    raw = urlsafe_b64decode(public + "==")
    return _base64url(raw[:32]), _base64url(raw[32:])


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def key_row(stated: dict[str, str], person: str | None) -> dict[str, Any]:
    """The document of a key that is enrolled."""
    return {
        "alg": stated["alg"],
        "person": person,
        "public": stated["public"],
        "revoked": None,
        "suspect_from": None,
    }
