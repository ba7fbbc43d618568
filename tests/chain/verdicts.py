"""What the chain answers to every case of the vectors made by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ledger.chain import canonical, keys
from ledger.errors import Malformed
from tests.vectors import FOLDER

ACCEPTED = "accepted"
KEY_REFUSED = "key refused"
SIGNATURE_REFUSED = "signature refused"
NOT_EXPRESSIBLE = "not expressible"


def of_document(data: bytes) -> str:
    """Whether `data` is a canonical document, or the code of the first rule that it breaks."""
    try:
        canonical.loads(data)
    except Malformed as error:
        return error.code
    return ACCEPTED


def of_signature(alg: str, raw: bytes, message: bytes, signature: bytes) -> str:
    """Whether the key would be enrolled, and whether the signature then counts."""
    try:
        key = keys.public_key(alg, raw)
    except Malformed:
        return KEY_REFUSED
    return ACCEPTED if keys.verify(key, message, signature) else SIGNATURE_REFUSED


def load(path: str) -> Any:
    """Return the content of a JSON file of the vectors."""
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


def pinned(name: str) -> dict[str, str]:
    """Return the verdicts that were committed."""
    answers: dict[str, str] = load(f"verdicts/{name}.json")
    return answers


def json_test_suite() -> dict[str, str]:
    """JSONTestSuite, each text alone and as the one member of an object."""
    answers = {}
    for path in sorted((FOLDER / "json-test-suite").glob("test_*/*.json")):
        name, data = f"{path.parent.name}/{path.name}", path.read_bytes()
        answers[name] = of_document(data)
        answers[f"{name}, as a member"] = of_document(b'{"a":' + data + b"}")
    return answers


def cctv() -> dict[str, str]:
    """The edge cases of Ed25519, by number."""
    return {
        str(case["number"]): of_signature(
            "Ed25519",
            bytes.fromhex(case["key"]),
            case["msg"].encode(),
            bytes.fromhex(case["sig"]),
        )
        for case in load("c2sp-cctv/ed25519vectors.json")
    }


def wycheproof_ed25519() -> dict[str, str]:
    """Wycheproof's Ed25519, by test case."""
    return {
        str(case["tcId"]): of_signature(
            "Ed25519",
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(case["msg"]),
            bytes.fromhex(case["sig"]),
        )
        for group in load("wycheproof/ed25519_test.json")["testGroups"]
        for case in group["tests"]
    }


def wycheproof_p256() -> dict[str, str]:
    """Wycheproof's ECDSA over P-256, whose signatures are DER: only what r||s can express."""
    answers = {}
    for group in load("wycheproof/ecdsa_secp256r1_sha256_test.json")["testGroups"]:
        raw = bytes.fromhex(group["publicKey"]["uncompressed"])[1:]
        for case in group["tests"]:
            signature = _plain(bytes.fromhex(case["sig"]))
            answers[str(case["tcId"])] = (
                of_signature("ES256", raw, bytes.fromhex(case["msg"]), signature)
                if signature is not None
                else NOT_EXPRESSIBLE
            )
    return answers


def _plain(der: bytes) -> bytes | None:
    """Return r||s of a DER signature, or None where it is no DER or does not fit."""
    try:
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, OverflowError):
        return None


SETS: dict[str, Callable[[], dict[str, str]]] = {
    "json-test-suite": json_test_suite,
    "c2sp-cctv": cctv,
    "wycheproof-ed25519": wycheproof_ed25519,
    "wycheproof-p256": wycheproof_p256,
}
