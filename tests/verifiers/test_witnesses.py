"""V09: the cosignatures of a bundle against the policy that the auditor brings."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa

from tests.verifiers import maker
from tests.verifiers.maker import Key
from verifiers import cosignature, note, trust, witnesses
from verifiers.findings import FAIL, NOT_APPLICABLE, NOT_CHECKED, PASS, Outcome
from verifiers.reading import Malformed

LINES = [b"one", b"two", b"three"]
SIGNED = maker.checkpoint(LINES)
TEXT = note.parse(SIGNED).text
AT = 1_700_000_000
QUANTUM = mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(32))


def vkey(name: str) -> tuple[str, bytes]:
    """The verifier key of a witness, and its key id."""
    kind, raw = (6, QUANTUM.public_key().public_bytes_raw()) if name == "q" else (4, Key(name).raw)
    typed = bytes([kind]) + raw
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(typed).decode()}", key_id


def line(name: str, text: str = TEXT) -> bytes:
    """Its cosignature."""
    kind = 6 if name == "q" else 4
    signed = cosignature.message(kind, name, text=text, at=AT)
    assert signed is not None
    made = QUANTUM.sign(signed) if name == "q" else Key(name).sign(signed)
    return cosignature.line(name, vkey(name)[1] + AT.to_bytes(8, "big") + made).encode()


def outcome(policy: str | None, data: bytes | None) -> Outcome:
    """What V09 says."""
    given: dict[str, Any] = {"witness_policy": policy}
    return witnesses.examine(trust.parse(maker.story().trust(**given)), data)


def policy(least: int | str, *names: str) -> str:
    """So many of these."""
    listed = "".join(f"witness {name} {vkey(name)[0]}\n" for name in names)
    return f"{listed}group g {least} {' '.join(names)}\nquorum g\n"


TWO_OF_THREE = policy(2, "a", "b", "q")
OTHER = TEXT.replace("\n3\n", "\n2\n")
FORGED = line("b", OTHER)


@pytest.mark.parametrize(
    "asked, added, result, examined",
    [
        (None, b"", NOT_CHECKED, 0),
        ("quorum none\n", b"", NOT_APPLICABLE, 0),
        (TWO_OF_THREE, b"", NOT_CHECKED, 0),
        (TWO_OF_THREE, line("a"), NOT_CHECKED, 1),
        (TWO_OF_THREE, line("a") + line("z"), NOT_CHECKED, 1),
        (TWO_OF_THREE, line("a") + line("q"), PASS, 2),
        (TWO_OF_THREE, line("a") + line("b") + line("q"), PASS, 3),
        (TWO_OF_THREE, line("a") + line("a"), NOT_CHECKED, 2),
        (TWO_OF_THREE, line("a") + line("q") + FORGED, FAIL, 3),
        (TWO_OF_THREE, FORGED, FAIL, 1),
        (TWO_OF_THREE, line("a") + line("b") + FORGED, FAIL, 3),
        (policy("any", "a"), line("a"), PASS, 1),
        (policy("all", "a", "b"), line("b"), NOT_CHECKED, 1),
    ],
)
def test_each_result(asked: str | None, added: bytes, result: str, examined: int) -> None:
    """Enough: PASS. Too few, or nobody asked for: not checked. A false one: FAIL, however many are good."""
    found = outcome(asked, SIGNED + added)
    assert (found.result, found.examined) == (result, examined)
    assert bool(found.reason) == (result in (NOT_CHECKED, NOT_APPLICABLE))


def test_without_a_checkpoint_nothing_is_checked() -> None:
    """None, or none that can be read."""
    for data in (None, b"", b"no note"):
        assert outcome(TWO_OF_THREE, data).result == NOT_CHECKED


def test_a_policy_in_a_trust_file_is_read_strictly() -> None:
    """What is no policy makes the trust file unreadable."""
    for text in ("", "quorum a\n", "quorum none"):
        with pytest.raises(Malformed):
            trust.parse(maker.story().trust(witness_policy=text))
