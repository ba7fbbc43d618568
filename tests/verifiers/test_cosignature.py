"""Keys and signature lines with a time: Ed25519 and ML-DSA-44, other people's and ours."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa

from tests.vectors import FOLDER
from tests.verifiers import maker
from tests.verifiers.maker import Key
from verifiers import arithmetic, cosignature, note
from verifiers.reading import Malformed
from verifiers.spelling import unpadded

LINES = [b"one", b"two", b"three"]
TEXT = note.parse(maker.checkpoint(LINES)).text
AT = 1_679_315_147


def _vkey(kind: int, raw: bytes, name: str = "w.example") -> str:
    typed = bytes([kind]) + raw
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(typed).decode()}"


def _line(data: bytes) -> bytes:
    return f"— {maker.ORIGIN} {base64.b64encode(data).decode()}\n".encode()


def _timed(key: Key, text: str = TEXT, at: int = AT) -> bytes:
    signed = cosignature.message(cosignature.TIMED, "", text=text, at=at)
    assert signed is not None
    return at.to_bytes(8, "big") + key.sign(signed)


def test_what_is_signed_is_spelled_as_the_format_says() -> None:
    """Byte for byte, for both types; the time is in the text, or in eight bytes."""
    timed = cosignature.message(cosignature.TIMED, "w.example", text=TEXT, at=AT)
    assert timed == b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()
    stated = note.parse_checkpoint(TEXT)
    by_hand = (
        b"subtree/v1\n\x00" + b"\x09w.example" + AT.to_bytes(8, "big") + bytes([len(stated.origin)])
        + stated.origin.encode() + bytes(8) + (3).to_bytes(8, "big") + stated.root
    )  # fmt: skip
    assert cosignature.message(cosignature.MLDSA, "w.example", text=TEXT, at=AT) == by_hand
    extended = TEXT + "more\n"
    assert cosignature.message(cosignature.MLDSA, "w.example", text=extended, at=AT) is None


def test_every_part_of_a_timed_signature_matters() -> None:
    """The time, the signature, the text, the type."""
    key = Key("witness")
    raw = key.raw
    known = note.parse_vkey(_vkey(cosignature.TIMED, raw), cosignature.TIMED)
    line = _timed(key)
    plain = note.Note(TEXT, [("w.example", known.id, line)])
    assert note.signers(plain, [known]) == [known]
    assert cosignature.time_of(line) == AT
    for at in range(len(line)):
        changed = line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :]
        with pytest.raises(Malformed, match="note_signature_invalid"):
            note.signers(note.Note(TEXT, [("w.example", known.id, changed)]), [known])
    with pytest.raises(Malformed, match="note_signature_invalid"):
        note.signers(note.Note(TEXT + "\n", [("w.example", known.id, line)]), [known])
    assert cosignature.time_of(line[:8]) == cosignature.time_of(b"\xff" * 72) == 0


@pytest.mark.parametrize("name", sorted(arithmetic.MLDSA44))
def test_wycheproof_mldsa44_is_judged_as_it_says(name: str) -> None:
    """As far as signatures without a context can express it; malformed hints, norms and keys among them."""
    check, counted = arithmetic.MLDSA44[name], 0
    for group in json.loads((FOLDER / "wycheproof/mldsa_44_verify_test.json").read_text())[
        "testGroups"
    ]:
        public = bytes.fromhex(group["publicKey"])
        for case in (case for case in group["tests"] if not case.get("ctx")):
            found = check(public, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            assert found == (case["result"] == "valid"), case["tcId"]
            counted += 1
    assert counted == 173


def test_an_mldsa_line_stands_beside_the_logs_first() -> None:
    """The log's second key has its name; its line must verify as the first must."""
    private = mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(32))
    vkey = _vkey(cosignature.MLDSA, private.public_key().public_bytes_raw(), maker.ORIGIN)
    known = note.parse_vkey(vkey)
    signed = cosignature.message(cosignature.MLDSA, maker.ORIGIN, text=TEXT, at=AT)
    assert signed is not None
    line = AT.to_bytes(8, "big") + private.sign(signed)
    both = note.parse(maker.checkpoint(LINES) + _line(known.id + line))
    assert note.signers(both, [note.parse_vkey(maker.vkey()), known])[1] == known
    for changed in (line[:-1], line[:-1] + bytes([line[-1] ^ 1]), bytes(8) + line[8:]):
        with pytest.raises(Malformed, match="note_signature_invalid"):
            note.signers(note.Note(TEXT, [(maker.ORIGIN, known.id, changed)]), [known])


def test_a_key_of_a_witness_is_none_of_a_log() -> None:
    """And types that nobody defined, or keys of another length, are none at all."""
    raw = Key("witness").raw
    for kind, public in ((4, raw), (2, raw), (5, raw), (6, raw), (1, raw + b"\0"), (0xFF, raw)):
        with pytest.raises(Malformed, match="vkey_malformed"):
            note.parse_vkey(_vkey(kind, public))
    assert note.parse_vkey(_vkey(4, raw), 4, 6).public == unpadded(raw)
    with pytest.raises(Malformed, match="vkey_malformed"):
        note.parse_vkey(_vkey(4, bytes(32)), 4)
