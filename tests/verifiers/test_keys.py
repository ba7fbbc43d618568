"""Keys and signatures: other people's vectors, with the verdicts that are pinned for both programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.vectors import FOLDER
from tests.verifiers.maker import PERSONS, Key
from verifiers import arithmetic, keys
from verifiers.spelling import unpadded


@pytest.fixture(autouse=True, params=["plain", "openssl", "sodium"])
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verdict holds whoever computes it: PyNaCl, `cryptography`, or plain Python."""
    name = request.param
    monkeypatch.setattr(arithmetic, "ed25519", arithmetic.ED25519[name])
    monkeypatch.setattr(arithmetic, "es256", arithmetic.P256.get(name, arithmetic.es256))


def _load(path: str) -> Any:
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


def verdict(alg: str, raw: bytes, message: bytes, signature: bytes) -> str:
    """Whether the key would be enrolled, and whether the signature then counts."""
    public = unpadded(raw)
    if not keys.is_key({"alg": alg, "public": public}):
        return "key refused"
    good = keys.verify(alg, public, message, signature)
    return "accepted" if good else "signature refused"


def test_cctv_has_the_pinned_verdicts() -> None:
    """The 914 edge cases of Ed25519."""
    pinned = _load("verdicts/c2sp-cctv.json")
    cases = _load("c2sp-cctv/ed25519vectors.json")
    found = {
        str(case["number"]): verdict(
            "Ed25519", bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"])
        )
        for case in cases
    }
    assert len(found) == 914
    assert found == pinned


def test_wycheproof_ed25519_has_the_pinned_verdicts() -> None:
    """Including signatures that are too short, too long, or not reduced."""
    pinned = _load("verdicts/wycheproof-ed25519.json")
    found = {
        str(case["tcId"]): verdict(
            "Ed25519",
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(case["msg"]),
            bytes.fromhex(case["sig"]),
        )
        for group in _load("wycheproof/ed25519_test.json")["testGroups"]
        for case in group["tests"]
    }
    assert found == pinned


def test_wycheproof_p256_has_the_pinned_verdicts() -> None:
    """As far as r‖s can express what these DER signatures say."""
    pinned = _load("verdicts/wycheproof-p256.json")
    found = {}
    for group in _load("wycheproof/ecdsa_secp256r1_sha256_test.json")["testGroups"]:
        raw = bytes.fromhex(group["publicKey"]["uncompressed"])[1:]
        for case in group["tests"]:
            plain = _plain(bytes.fromhex(case["sig"]))
            message = bytes.fromhex(case["msg"])
            found[str(case["tcId"])] = (
                "not expressible" if plain is None else verdict("ES256", raw, message, plain)
            )
    assert found == pinned


def _plain(der: bytes) -> bytes | None:
    try:
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, OverflowError):
        return None


@pytest.mark.parametrize("point", sorted(keys._SMALL))
def test_points_of_small_order_are_no_keys(point: bytes) -> None:
    """All fourteen spellings of the eight points."""
    assert not keys.is_key({"alg": "Ed25519", "public": unpadded(point)})


@pytest.mark.parametrize("alg", ["Ed25519", "ES256"])
def test_a_point_off_the_curve_is_no_key(alg: str) -> None:
    """y = 2 has no x on the Edwards curve; (2, 2) is not on P-256."""
    raw = (2).to_bytes(32, "little") if alg == "Ed25519" else (2).to_bytes(32, "big") * 2
    assert not keys.is_key({"alg": alg, "public": unpadded(raw)})


@pytest.mark.parametrize("person", ["m1", "m3"])
def test_every_byte_of_a_signature_and_of_what_is_signed_matters(person: str) -> None:
    """One bit anywhere, and it is invalid; both algorithms."""
    key = PERSONS[person]
    message = b"x" * 40
    signature = key.sign(message)
    alg, public = key.public["alg"], key.public["public"]
    assert keys.verify(alg, public, message, signature)
    for at in range(64):
        mangled = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not keys.verify(alg, public, message, mangled)
    for at in range(40):
        mangled = message[:at] + b"y" + message[at + 1 :]
        assert not keys.verify(alg, public, mangled, signature)
    for other in (b"", signature[:63], signature + b"\0"):
        assert not keys.verify(alg, public, message, other)


def test_a_key_has_one_spelling() -> None:
    """Padding, another alphabet and unused bits that are set are refused."""
    public = Key("m1").public["public"]
    assert keys.is_key({"alg": "Ed25519", "public": public})
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = public[:-1] + last[last.index(public[-1]) ^ 1]
    for wrong in (public + "=", other, public[:-1], public.replace("_", "/") + "A"):
        assert not keys.is_key({"alg": "Ed25519", "public": wrong})


def test_the_id_of_a_key_is_its_thumbprint() -> None:
    """The example of section 2 of the specification."""
    public = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"
    assert keys.thumbprint("Ed25519", public) == "1IG2tMH7J2wbJZnOf8LJzQitKf7LMvoAElsuDMVM54Y"
    es256 = "SlxU6W4P_VDti8vIrEOPy3YdCd0Wa1PzUngIDnh167IT6-4TlLaW1R-qpk-JZuKYBfuIJYV8R82m5AOGkn64ew"
    assert keys.thumbprint("ES256", es256) == "_A5HcrMsMto4PhVsd9wOB2pS6WhkK0vpBIbgwLStlD8"
