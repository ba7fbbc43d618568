"""A signature over an act is a JWS that any JOSE library can check."""

from __future__ import annotations

import base64
import json
from typing import Any

import joserfc.jws
import pytest
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, OKPKey

from ledger.chain import jws, keys, spelling
from tests.chain import examples

PAYLOAD = examples.act_data()
CHAIR = jws.sign(examples.CHAIR, PAYLOAD)
MEMBER = jws.sign(examples.MEMBER, PAYLOAD)
SIGNED = [
    (examples.CHAIR.public, CHAIR.signature),
    (examples.MEMBER.public, MEMBER.signature),
]


def jwk(key: keys.PublicKey) -> Any:
    """Return the key as joserfc wants it."""
    if key.alg == "Ed25519":
        x = spelling.format_base64url(key.raw)
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})
    x, y = (spelling.format_base64url(part) for part in (key.raw[:32], key.raw[32:]))
    return ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})


def open_with_joserfc(exported: bytes, key: keys.PublicKey) -> Any:
    """Let joserfc verify the one signature of an exported act."""
    registry = joserfc.jws.JWSRegistry(algorithms=["Ed25519", "ES256"])
    return joserfc.jws.deserialize_json(json.loads(exported), jwk(key), registry=registry)


@pytest.mark.parametrize("number", [0, 1])
def test_a_jose_library_verifies_each_signature_on_its_own(number: int) -> None:
    """And finds the act that was signed, the header that the key demands, and our key id."""
    key, signature = SIGNED[number]
    opened = open_with_joserfc(jws.export(PAYLOAD, [SIGNED[number]]), key)
    assert opened.payload == PAYLOAD
    header = opened.members[0].protected
    assert header == {"alg": key.alg, "kid": key.id, "typ": "eal-act+jws"}
    assert jwk(key).thumbprint() == key.id
    forged = bytes([signature[0] ^ 1]) + signature[1:]
    with pytest.raises(BadSignatureError):
        open_with_joserfc(jws.export(PAYLOAD, [(key, forged)]), key)


def test_an_exported_act_holds_every_signature() -> None:
    """In the general serialisation, without unprotected headers."""
    exported = json.loads(jws.export(PAYLOAD, SIGNED))
    assert sorted(exported) == ["payload", "signatures"]
    assert base64.urlsafe_b64decode(exported["payload"] + "==") == PAYLOAD
    assert [sorted(item) for item in exported["signatures"]] == [["protected", "signature"]] * 2


def test_what_is_signed_is_spelled_out() -> None:
    """base64url(header) . base64url(payload)."""
    key = examples.CHAIR.public
    header, _, payload = jws.signing_input(key, b'{"a":1}').partition(b".")
    assert spelling.parse_base64url(header.decode()) == (
        b'{"alg":"Ed25519","kid":"' + key.id.encode() + b'","typ":"eal-act+jws"}'
    )
    assert spelling.parse_base64url(payload.decode()) == b'{"a":1}'


def test_every_signature_gets_its_verdict() -> None:
    """One forged among several is found, and does not take the others with it."""
    forged = (examples.STRANGER.public, CHAIR.signature)
    assert jws.check_signatures(PAYLOAD, SIGNED) == [True, True]
    assert jws.check_signatures(PAYLOAD, [SIGNED[0], forged, SIGNED[1]]) == [True, False, True]
    assert jws.check_signatures(PAYLOAD + b" ", SIGNED) == [False, False]
    assert jws.check_signatures(PAYLOAD, []) == []


def test_a_signature_of_one_type_is_none_of_another() -> None:
    """What was signed as an act is no refusal, and the other way round."""
    key = examples.CHAIR.public
    refusal = jws.sign(examples.CHAIR, PAYLOAD, jws.REFUSAL)
    assert jws.check(key, PAYLOAD, refusal.signature, jws.REFUSAL)
    assert jws.check(key, PAYLOAD, CHAIR.signature)
    assert not jws.check(key, PAYLOAD, refusal.signature)
    assert not jws.check(key, PAYLOAD, CHAIR.signature, jws.REFUSAL)
    assert refusal.key == key.id


def test_a_plain_signature_is_none() -> None:
    """One over the bytes alone, or over the payload without its header."""
    key = examples.CHAIR
    assert not jws.check(key.public, PAYLOAD, key.sign(PAYLOAD))
    assert not jws.check(key.public, PAYLOAD, key.sign(spelling.encode_base64url(PAYLOAD)))
    unencoded = jws.protected(key.public) + b"." + PAYLOAD
    assert not jws.check(key.public, PAYLOAD, key.sign(unencoded))
