"""One rule of acceptance for keys and signatures, whatever a library thinks of them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from hypothesis import given
from hypothesis import strategies as st

from ledger import limits
from ledger.chain import curve25519, keys, spelling
from ledger.errors import Malformed
from tests.chain import examples, verdicts
from tests.chain.verdicts import ACCEPTED, KEY_REFUSED, NOT_EXPRESSIBLE, SIGNATURE_REFUSED

SPEC = Path(__file__).parents[2] / "docs" / "spec"
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LIBRARIES = ["_verify_openssl"] + ["_verify_sodium"] * keys.HAS_SODIUM
MESSAGE = b"what is signed"


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with each library that may be asked for Ed25519."""
    monkeypatch.setattr(keys, "_verify_ed25519", getattr(keys, request.param))
    return str(request.param)


@pytest.mark.usefixtures("library")
def test_the_914_edge_cases_get_the_pinned_verdicts() -> None:
    """By either library the same."""
    answers = verdicts.cctv()
    assert len(answers) == 914
    assert answers == verdicts.pinned("c2sp-cctv")


def test_the_pinned_verdicts_are_the_rule() -> None:
    """What the flags of each case say about A, R and the equation decides, and nothing else."""
    pinned = verdicts.pinned("c2sp-cctv")
    for case in verdicts.load("c2sp-cctv/ed25519vectors.json"):
        flags = set(case["flags"] or [])
        if flags & {"low_order_A", "non_canonical_A"}:
            expected = KEY_REFUSED
        elif flags & {"low_order_R", "non_canonical_R", "low_order_residue"}:
            expected = SIGNATURE_REFUSED
        else:
            expected = ACCEPTED
        assert pinned[str(case["number"])] == expected, case


@pytest.mark.usefixtures("library")
def test_wycheproof_ed25519() -> None:
    """Every valid one accepted, every other refused."""
    answers = verdicts.wycheproof_ed25519()
    assert answers == verdicts.pinned("wycheproof-ed25519")
    for number, result in results("wycheproof/ed25519_test.json").items():
        assert (answers[number] == ACCEPTED) is (result == "valid")


def test_wycheproof_p256() -> None:
    """The same; encodings of DER that r||s cannot express are none of ours, and none is valid."""
    answers = verdicts.wycheproof_p256()
    assert answers == verdicts.pinned("wycheproof-p256")
    for number, result in results("wycheproof/ecdsa_secp256r1_sha256_test.json").items():
        assert (answers[number] == ACCEPTED) is (result == "valid")
    assert sum(answer == NOT_EXPRESSIBLE for answer in answers.values()) < len(answers) / 2


def results(path: str) -> dict[str, str]:
    """Return what Wycheproof says of each case."""
    groups = verdicts.load(path)["testGroups"]
    return {str(case["tcId"]): case["result"] for group in groups for case in group["tests"]}


def test_small_order_encodings_are_those_of_the_specification() -> None:
    """And each of them is a point that eight times itself takes to the neutral element."""
    lines = (SPEC / "small-order.txt").read_text().split()
    assert {bytes.fromhex(line) for line in lines} == curve25519.SMALL_ORDER
    assert lines == sorted(lines)
    for line in lines:
        assert eight_times(bytes.fromhex(line)) == (0, 1)
    others = {y_bytes(y, sign) for y in range(PRIME, 2**255) for sign in (0, 1)}
    assert others & curve25519.SMALL_ORDER == {
        y_bytes(PRIME + y, s) for y in (0, 1) for s in (0, 1)
    }


def y_bytes(y: int, sign: int) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


def eight_times(encoding: bytes) -> tuple[int, int]:
    """Return [8]P in affine coordinates, by the formulas of RFC 8032, section 6."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    y = (int.from_bytes(encoding, "little") & (1 << 255) - 1) % PRIME
    square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    assert (x * x - square) % PRIME == 0
    for _ in range(3):
        k = d * x * x * y * y
        x, y = (
            2 * x * y * pow(1 + k, -1, PRIME) % PRIME,
            (y * y + x * x) * pow(1 - k, -1, PRIME) % PRIME,
        )
    return x, y


def test_keys_that_are_no_points_are_refused() -> None:
    """Not canonical, of small order, off the curve, of the wrong length or algorithm."""
    off_curve = next(
        y_bytes(y, 0) for y in range(2, 100) if not curve25519.is_on_curve(y_bytes(y, 0))
    )
    wrong: list[tuple[str, bytes]] = [
        ("Ed25519", off_curve),
        ("Ed25519", examples.CHAIR.public.raw[:-1]),
        ("Ed25519", examples.CHAIR.public.raw + b"\x00"),
        ("Ed25519", b""),
        ("ES256", examples.MEMBER.public.raw[:-1]),
        ("ES256", bytes(64)),
        ("ES256", examples.MEMBER.public.raw[:32] * 2),
        ("ES256", b"\xff" * 64),
        ("EdDSA", examples.CHAIR.public.raw),
        ("none", b""),
    ]
    wrong += [("Ed25519", encoding) for encoding in curve25519.SMALL_ORDER]
    wrong += [("Ed25519", y_bytes(y, sign)) for y in range(PRIME, 2**255) for sign in (0, 1)]
    for alg, raw in wrong:
        with pytest.raises(Malformed, match="bad_member"):
            keys.public_key(alg, raw)


@given(st.binary(min_size=32, max_size=32))
def test_on_the_curve_is_what_the_library_says(raw: bytes) -> None:
    """Verification with a key off the curve fails in every library; here it is refused before."""
    y = (int.from_bytes(raw, "little") & (1 << 255) - 1) % PRIME
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    root = pow(square, (PRIME + 3) // 8, PRIME)
    fits = root * root % PRIME in (square, PRIME - square)
    assert curve25519.is_on_curve(raw) is (fits or square == 0)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("private_key", [examples.CHAIR, examples.MEMBER], ids=["ed", "es"])
def test_a_signature_verifies_only_as_it_was_made(private_key: keys.PrivateKey) -> None:
    """Every byte altered, another length, message or key: refused."""
    signature = private_key.sign(MESSAGE)
    assert private_key.sign(MESSAGE) == signature
    assert keys.verify(private_key.public, MESSAGE, signature)
    for at in range(64):
        mangled = bytearray(signature)
        mangled[at] ^= 1
        assert not keys.verify(private_key.public, MESSAGE, bytes(mangled))
    for wrong in (b"", signature[:-1], signature + b"\x00", bytes(64), b"\xff" * 64):
        assert not keys.verify(private_key.public, MESSAGE, wrong)
    assert not keys.verify(private_key.public, MESSAGE + b".", signature)
    assert not keys.verify(examples.STRANGER.public, MESSAGE, signature)


@pytest.mark.usefixtures("library")
def test_one_more_order_in_s_is_refused() -> None:
    """S + L satisfies the equation and is malleable; S must be below L."""
    signature = examples.CHAIR.sign(MESSAGE)
    s = int.from_bytes(signature[32:], "little") + ORDER
    forged = signature[:32] + s.to_bytes(32, "little")
    assert not keys.verify(examples.CHAIR.public, MESSAGE, forged)


@pytest.mark.usefixtures("library")
def test_a_key_of_mixed_order_is_accepted() -> None:
    """A is a point plus one of order eight: odd, but it can be proven to be held."""
    pinned = verdicts.pinned("c2sp-cctv")
    mixed = [
        case
        for case in verdicts.load("c2sp-cctv/ed25519vectors.json")
        if "low_order_component_A" in (case["flags"] or [])
        and pinned[str(case["number"])] == ACCEPTED
    ]
    assert mixed


def test_either_s_of_es256_is_accepted_and_neither_end_of_its_range() -> None:
    """Cards emit high values; an act's identity does not hang on a signature."""
    signature = examples.MEMBER.sign(MESSAGE)
    r, s = signature[:32], int.from_bytes(signature[32:], "big")
    assert keys.verify(examples.MEMBER.public, MESSAGE, r + (P256_ORDER - s).to_bytes(32, "big"))
    for bad in (0, P256_ORDER, min(s + P256_ORDER, 2**256 - 1)):
        assert not keys.verify(examples.MEMBER.public, MESSAGE, r + bad.to_bytes(32, "big"))
        assert not keys.verify(
            examples.MEMBER.public, MESSAGE, bad.to_bytes(32, "big") + signature[32:]
        )


def test_keys_are_read_as_they_are_written() -> None:
    """With the id of RFC 7638, whose example it reproduces."""
    for private_key in (examples.CHAIR, examples.MEMBER):
        stated = keys.format(private_key.public)
        assert keys.parse(stated) == private_key.public
        assert len(private_key.public.id) == 43
    rfc_8037 = {"alg": "Ed25519", "public": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert keys.parse(rfc_8037).id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_statements_of_keys_are_strict() -> None:
    """Each member there, spelled in one way."""
    good = keys.format(examples.CHAIR.public)
    wrong: list[Any] = [
        None, [], {}, good | {"kid": "x"}, {"alg": "Ed25519"}, good | {"alg": "ES256"},
        good | {"alg": None}, good | {"alg": ["Ed25519"]}, good | {"alg": "ed25519"},
        good | {"public": good["public"] + "="}, good | {"public": None},
        good | {"public": spelling.format_base64url(bytes(32))},
    ]  # fmt: skip
    for value in wrong:
        with pytest.raises(Malformed):
            keys.parse(value)


def test_many_are_verified_as_one_by_one() -> None:
    """In two threads, each verdict at its place."""
    signed = []
    for number in range(101):
        key = (examples.CHAIR, examples.MEMBER)[number % 2]
        message = b"%d" % number
        signature = key.sign(message if number % 7 else b"another")
        signed.append((key.public, message, signature))
    expected = [number % 7 != 0 for number in range(101)]
    assert keys.verify_many(signed) == expected
    for few in (0, 1, limits.VERIFY_TOGETHER_MIN - 1, limits.VERIFY_TOGETHER_MIN):
        assert keys.verify_many(signed[:few]) == expected[:few]


def test_a_seed_is_a_key() -> None:
    """RFC 8032, section 7.1, and two algorithms from one seed without likeness."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = keys.PrivateKey.from_seed(seed)
    assert (
        key.public.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert (
        key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065")
    )
    assert keys.PrivateKey.from_seed(seed, "ES256").public.alg == "ES256"
    with pytest.raises(ValueError, match="32 bytes"):
        keys.PrivateKey.from_seed(b"short")
    assert "9d61" not in repr(key) + str(vars(key))


@pytest.mark.parametrize("private_key", [examples.CHAIR, examples.MEMBER], ids=["ed", "es"])
def test_private_keys_are_written_encrypted_only(private_key: keys.PrivateKey) -> None:
    """And come back with the passphrase, not without."""
    pem = private_key.dumps(b"passphrase")
    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert keys.PrivateKey.loads(pem, b"passphrase").public == private_key.public
    with pytest.raises(Malformed, match="key_not_encrypted"):
        private_key.dumps(b"")
    for wrong in (b"other", b""):
        with pytest.raises(Malformed, match="wrong_passphrase") as caught:
            keys.PrivateKey.loads(pem, wrong)
        assert "other" not in str(caught.value)


def pem_of(key: Any, passphrase: bytes | None) -> bytes:
    """Return any private key as PKCS#8."""
    encryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    data: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    return data


def test_files_that_hold_no_such_key_are_refused() -> None:
    """Not encrypted, of another kind, damaged, too large, no key at all."""
    plain = pem_of(ed25519.Ed25519PrivateKey.generate(), None)
    pem = examples.CHAIR.dumps(b"x")
    cases = [
        (plain, "key_not_encrypted"),
        (pem_of(ed448.Ed448PrivateKey.generate(), b"x"), "bad_member"),
        (pem_of(ec.generate_private_key(ec.SECP384R1()), b"x"), "bad_member"),
        (pem[:100] + pem[120:], "wrong_passphrase"),
        (b"", "bad_member"),
        (b"\xff\xfe", "bad_member"),
        (pem + b"x" * limits.KEY_FILE_BYTES_MAX, "too_large"),
    ]
    for data, code in cases:
        with pytest.raises(Malformed) as caught:
            keys.PrivateKey.loads(data, b"x")
        assert caught.value.code == code
        assert "PRIVATE KEY-----\\n" not in str(caught.value)


def test_a_key_is_looked_at_once() -> None:
    """A repeated key costs no arithmetic; a bad one stays bad."""
    raw = examples.CHAIR.public.raw
    started = time.perf_counter()
    for _ in range(1000):
        assert keys.public_key("Ed25519", raw) is keys.public_key("Ed25519", raw)
    assert time.perf_counter() - started < 1
