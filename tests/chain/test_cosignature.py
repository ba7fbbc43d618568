"""Cosignatures: what is signed, by which keys, and what is refused."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

from ledger.chain import checkpoint, cosignature, keys, mldsa, note, vkey
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.cosignature import Cosigner, CosignerKey
from ledger.chain.note import Line
from ledger.errors import Malformed
from tests.chain import examples

AT = 1_700_000_000
STATED = Checkpoint(examples.ORIGIN, 3, bytes(range(32)))
TEXT = checkpoint.format(STATED)
WITNESS = Cosigner("witness.example/w", examples.STRANGER, AT)
SECOND = Cosigner(examples.ORIGIN, mldsa.PrivateKey.from_seed(bytes(32)), AT)
BOTH = [WITNESS, SECOND]


def code_of(call: Any, *given: Any, **named: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Malformed) as caught:
        call(*given, **named)
    return caught.value.code


@pytest.mark.parametrize("cosigner", BOTH)
def test_a_cosignature_is_verified_with_the_time_that_it_states(cosigner: Cosigner) -> None:
    """Beside the log's own signature, which stands first."""
    data = note.sign(TEXT, [examples.LOG, cosigner])
    opened = note.open(data, [examples.LOG.verifier, cosigner.verifier])
    assert [line.name for line in opened.verified] == [examples.ORIGIN, cosigner.name]
    assert cosignature.time_of(opened.verified[1]) == AT
    assert cosignature.verified(data, [cosigner.verifier]) == {cosigner.verifier: AT}
    assert cosignature.verified(data, []) == {}


def test_ed25519_signs_the_whole_text_after_two_lines_of_its_own() -> None:
    """Written out byte for byte, so that both sides cannot be wrong alike."""
    message = f"cosignature/v1\ntime 1700000000\n{TEXT}".encode()
    signature = WITNESS.sign(TEXT.encode())
    assert signature[:8] == bytes.fromhex("000000006553f100")
    assert keys.verify(examples.STRANGER.public, message, signature[8:])


def test_mldsa_signs_names_time_sizes_and_root() -> None:
    """Written out byte for byte."""
    message = (
        b"subtree/v1\n\0"
        + b"\x10kqz.example/2013"
        + bytes.fromhex("000000006553f100")
        + b"\x10kqz.example/2013"
        + struct.pack(">QQ", 0, 3)
        + bytes(range(32))
    )
    signature = SECOND.sign(TEXT.encode())
    assert len(signature) == 8 + mldsa.SIGNATURE_BYTES
    assert SECOND.verifier.key.raw == SECOND.private_key.public.raw
    assert mldsa.PublicKey(SECOND.verifier.key.raw).verify(message, signature[8:])
    assert SECOND.sign(TEXT.encode()) != signature, "each is made with fresh randomness"


@pytest.mark.parametrize("cosigner", BOTH)
def test_nothing_that_was_signed_may_be_changed(cosigner: Cosigner) -> None:
    """Text, time, signature, length: each alone."""
    signature, key = cosigner.sign(TEXT.encode()), cosigner.verifier
    assert key.verify(TEXT.encode(), signature)
    assert not key.verify(TEXT.replace("3", "4").encode(), signature)
    assert not key.verify(TEXT.encode(), struct.pack(">Q", AT + 1) + signature[8:])
    assert not key.verify(TEXT.encode(), signature[:-1])
    assert not key.verify(TEXT.encode(), signature[:8])
    assert not key.verify(TEXT.encode(), b"")
    assert not key.verify(TEXT.encode(), signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not key.verify(TEXT.encode(), bytes(8) + signature[8:])
    late = struct.pack(">Q", 2**63)
    assert not key.verify(TEXT.encode(), late + signature[8:])


def test_mldsa_commits_to_the_cosigners_name_and_leaves_out_extension_lines() -> None:
    """Ed25519 the other way round: which is why a witness has one key a name."""
    extended = f"{TEXT}extension\n".encode()
    other = CosignerKey("another.example", SECOND.verifier.key)
    assert SECOND.verifier.verify(extended, SECOND.sign(TEXT.encode()))
    assert not other.verify(TEXT.encode(), SECOND.sign(TEXT.encode()))
    renamed = CosignerKey("another.example", WITNESS.verifier.key)
    assert renamed.verify(TEXT.encode(), WITNESS.sign(TEXT.encode()))
    assert not WITNESS.verifier.verify(extended, WITNESS.sign(TEXT.encode()))


def test_a_failing_line_of_a_known_cosigner_refuses_the_note() -> None:
    """Whatever else is good."""
    text, lines = note.parse(note.sign(TEXT, [examples.LOG, WITNESS]))
    bad = Line(lines[1].name, lines[1].key_id, bytes(72))
    data = note.format(text, [*lines, bad])
    assert code_of(cosignature.verified, data, [WITNESS.verifier]) == "note_signature_invalid"
    assert code_of(note.open, data, [WITNESS.verifier]) == "note_signature_invalid"
    later = Cosigner(WITNESS.name, examples.STRANGER, AT + 60)
    again = note.sign(TEXT, [examples.LOG, later, WITNESS])
    assert cosignature.verified(again, [WITNESS.verifier]) == {WITNESS.verifier: AT + 60}


@pytest.mark.parametrize("at", [0, -1, 2**63])
def test_a_time_that_cannot_be_is_not_signed(at: int) -> None:
    """A checkpoint is cosigned as of some time."""
    for cosigner in BOTH:
        late = Cosigner(cosigner.name, cosigner.private_key, at)
        assert code_of(late.sign, TEXT.encode()) == "cosignature_malformed"


def test_only_checkpoints_are_cosigned() -> None:
    """And parts of a tree without a time."""
    assert code_of(WITNESS.sign, b"An example.\n") == "checkpoint_malformed"
    assert not SECOND.verifier.verify(b"An example.\n", SECOND.sign(TEXT.encode()))
    assert not SECOND.verifier.verify(b"\xff", SECOND.sign(TEXT.encode()))
    subtree = cosignature.subtree_message
    refused = code_of(subtree, "a", "b", at=1, end=STATED, start=1)
    assert refused == "cosignature_malformed"
    assert code_of(subtree, "a" * 256, "b", at=1, end=STATED) == "cosignature_malformed"
    assert code_of(cosignature.time_of, Line("a", bytes(4), bytes(9))) == "cosignature_malformed"


@pytest.mark.parametrize("key", [examples.LOG.verifier, WITNESS.verifier, SECOND.verifier])
def test_verifier_keys_are_read_as_they_are_written(key: vkey.AnyKey) -> None:
    """Of all three types, and each only by those who may take it."""
    text = vkey.format(key)
    assert vkey.parse(text) == key
    assert code_of(vkey.parse, text.replace("+", "x+", 1)) == "vkey_malformed"
    is_of_a_log = key != WITNESS.verifier
    if is_of_a_log:
        assert vkey.parse_log_key(text) == key
    else:
        assert code_of(vkey.parse_log_key, text) == "vkey_malformed"


@pytest.mark.parametrize("kind,length", [(4, 31), (4, 1312), (6, 32), (6, 1311), (2, 32), (0, 32)])
def test_keys_of_other_lengths_and_types_are_refused(kind: int, length: int) -> None:
    """Though the key id is right."""
    text = note.join_vkey("a.example", bytes([kind]) + bytes(length))
    assert code_of(vkey.parse, text) == "vkey_malformed"


def test_an_ed25519_cosigner_of_small_order_is_refused() -> None:
    """As everywhere else."""
    text = note.join_vkey("a.example", bytes([4, 1]) + bytes(31))
    assert code_of(vkey.parse, text) == "bad_member"


def test_mldsa_keys_are_kept_encrypted() -> None:
    """And opened with their passphrase only."""
    key = mldsa.PrivateKey.from_seed(bytes(range(32)))
    pem = key.dumps(b"secret")
    assert mldsa.PrivateKey.loads(pem, b"secret").public == key.public
    assert len(key.public.id) == 64
    assert code_of(mldsa.PrivateKey.loads, pem, b"wrong") == "wrong_passphrase"
    assert code_of(key.dumps, b"") == "key_not_encrypted"
    plain = pem.replace(b" ENCRYPTED", b"")
    assert code_of(mldsa.PrivateKey.loads, plain, b"secret") == "key_not_encrypted"
    assert code_of(mldsa.PrivateKey.loads, b"nothing", b"secret") == "bad_member"
    assert code_of(mldsa.PrivateKey.loads, bytes(20_000), b"secret") == "too_large"
    ed25519 = examples.CHAIR.dumps(b"secret")
    assert code_of(mldsa.PrivateKey.loads, ed25519, b"secret") == "bad_member"
    assert code_of(keys.PrivateKey.loads, pem, b"secret") == "bad_member"
    with pytest.raises(ValueError, match="32 bytes"):
        mldsa.PrivateKey.from_seed(b"short")


def test_checkpoints_of_others_may_have_other_origins_and_extension_lines() -> None:
    """Such as that of the Go checksum database; ours may not."""
    root = base64.b64encode(bytes(32)).decode()
    text = f"go.sum database tree\n7\n{root}\nmore\n"
    assert checkpoint.read(text) == Checkpoint("go.sum database tree", 7, bytes(32))
    assert code_of(checkpoint.parse, text) == "checkpoint_malformed"
    for bad in (
        f"a\n07\n{root}\n",
        f"a\n7\n{root[:-2]}B=\n",
        f"a\n7\n{root}\n\n",
        f"\n7\n{root}\n",
    ):
        assert code_of(checkpoint.read, bad) == "checkpoint_malformed"
    assert code_of(checkpoint.read, f"a\n0\n{root}\n") == "checkpoint_malformed"
