"""Other people's vectors, and the examples of the specification, answered by the second checker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.vectors import FOLDER
from tests.verifiers import js

PROGRAM = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
SPEC = FOLDER.parents[1] / "docs" / "spec"


def _load(path: str) -> Any:
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


def _plain(der: bytes) -> str | None:
    """r‖s of a DER signature, where 64 bytes can say it."""
    try:
        r, s = decode_dss_signature(der)
        return (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex()
    except (ValueError, OverflowError):
        return None


def _p256() -> list[list[str]]:
    listed = []
    for group in _load("wycheproof/ecdsa_secp256r1_sha256_test.json")["testGroups"]:
        key = group["publicKey"]["uncompressed"][2:]
        for case in group["tests"]:
            plain = _plain(bytes.fromhex(case["sig"]))
            if plain is not None:
                listed.append([str(case["tcId"]), key, case["msg"], plain])
    return listed


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Every answer, from one process."""
    plain = tmp_path_factory.mktemp("js") / "p256.json"
    plain.write_text(json.dumps(_p256()), encoding="utf-8")
    return js.ask(PROGRAM, FOLDER, SPEC, plain)


@pytest.mark.parametrize(
    "name, pinned",
    [
        ("cctv", "verdicts/c2sp-cctv.json"),
        ("wycheproof", "verdicts/wycheproof-ed25519.json"),
        ("suite", "verdicts/json-test-suite.json"),
    ],
)
def test_the_pinned_verdicts_hold(found: Any, name: str, pinned: str) -> None:
    """Of Ed25519 by own arithmetic and by the platform's, and of the strict reader, code by code."""
    assert found[name] == _load(pinned)


def test_p256_has_the_pinned_verdicts(found: Any) -> None:
    """As far as r‖s can express what those signatures say."""
    pinned = _load("verdicts/wycheproof-p256.json")
    assert found["p256"] == {k: v for k, v in pinned.items() if v != "not expressible"}


def test_proofs_of_trees_hold_where_they_should(found: Any) -> None:
    """Inclusion and consistency, each named by what is wrong with it."""
    assert found["inclusion"]["wrong"] == found["consistency"]["wrong"] == []
    assert found["inclusion"]["count"] + found["consistency"]["count"] == 196


def test_notes_of_others_are_taken_where_they_should(found: Any) -> None:
    """The example of the format, Go's checksum database, Tessera's log, a witness, a mirror."""
    expected = {case["id"]: case["expect"] for case in _load("notes/notes.json")["notes"]}
    others = {name: "valid" for name in found["notes"] if name not in expected}
    assert found["notes"] == expected | others
    assert len(others) == 2 + 17


def test_mldsa_of_torchwood(found: Any) -> None:
    """A signature of another program is right, and no changed one is."""
    assert found["mldsa"] == {"right": True, "wrong": 0, "tried": 41}


def test_what_jcs_writes_is_refused_for_what_is_not_ours(found: Any) -> None:
    """Its examples have fractions, keys that are data, or an array outside; the first of them is told."""
    codes = {"arrays": "not_an_object", "french": "bad_key", "structures": "bad_key"}
    codes |= {"unicode": "bad_key", "values": "number_not_integer", "weird": "bad_key"}
    assert {name.removesuffix(".json"): code for name, code in found["jcs"].items()} == codes


def test_the_examples_of_the_specification(found: Any) -> None:
    """Keys, signatures, a checkpoint, a published one, a proof in a file."""
    assert found["specification"] == {
        "signatures": [True, True],
        "checkpoint": "3",
        "published": 2,
        "proven": "1",
        "canonical": ["a", "list", "text"],
    }
    assert found["platform"] is True
