"""A checkpoint is three lines, signed by a key of the log that is valid at its size."""

from __future__ import annotations

import pytest

from ledger.chain import checkpoint, merkle, note
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.errors import Malformed
from tests.chain import examples

HEAD = Checkpoint(examples.ORIGIN, 3, merkle.leaf_hash(b"any"))
LATER = note.SignerKey(examples.ORIGIN, examples.STRANGER)


def code_of(data: bytes, *log_keys: LogKey) -> str:
    """The code with which a checkpoint is refused."""
    with pytest.raises(Malformed) as caught:
        checkpoint.open(data, log_keys)
    return caught.value.code


def test_a_checkpoint_is_read_as_it_is_signed() -> None:
    """Signing again gives the same bytes."""
    data = checkpoint.sign(HEAD, [examples.LOG])
    assert data == checkpoint.sign(HEAD, [examples.LOG])
    assert checkpoint.open(data, [examples.LOG_KEY]) == HEAD
    empty = Checkpoint(examples.ORIGIN, 0, merkle.EMPTY_ROOT)
    assert checkpoint.parse(checkpoint.format(empty)) == empty
    huge = Checkpoint(examples.ORIGIN, 2**63 - 1, HEAD.root)
    assert checkpoint.parse(checkpoint.format(huge)) == huge


def test_texts_of_another_form_are_refused() -> None:
    """Extension lines too."""
    text = checkpoint.format(HEAD)
    origin, size, root, _ = text.split("\n")
    wrong = [
        "", text[:-1], text + "\n", text + "extension\n", f"{origin}\n{size}\n",
        f"{origin}\n03\n{root}\n", f"{origin}\n-3\n{root}\n", f"{origin}\n+3\n{root}\n",
        f"{origin}\n3.0\n{root}\n", f"{origin}\n\u0663\n{root}\n", f"{origin}\n3 \n{root}\n",
        f"{origin}\n{2**63}\n{root}\n", f"{origin}\n{10**30}\n{root}\n",
        f"{origin}\n3\n{root[:-1]}\n", f"{origin}\n3\n{root[:-2]}B=\n", f"{origin}\n3\n\n",
        f"\n3\n{root}\n", f"Origin\n3\n{root}\n", f"a b\n3\n{root}\n", f"{origin}\r\n3\n{root}\n",
        f"{origin}\n0\n{root}\n",
    ]  # fmt: skip
    for candidate in wrong:
        with pytest.raises(Malformed):
            checkpoint.parse(candidate)


def test_the_key_is_named_as_the_origin() -> None:
    """A known key of another name signs nothing for this log."""
    other = note.SignerKey("other.example", examples.CHAIR)
    data = checkpoint.sign(HEAD, [other])
    assert code_of(data, LogKey(other.verifier)) == "origin_mismatch"
    both = checkpoint.sign(HEAD, [other, examples.LOG])
    assert checkpoint.open(both, [LogKey(other.verifier), examples.LOG_KEY]) == HEAD
    assert code_of(data, examples.LOG_KEY) == "note_unsigned"


def test_a_log_key_is_valid_for_a_range_of_sizes() -> None:
    """From the first size, until before the last; where keys change, both may sign."""
    data = checkpoint.sign(HEAD, [examples.LOG])
    for low, high in ((0, None), (3, None), (0, 4), (3, 4)):
        assert checkpoint.open(data, [LogKey(examples.LOG.verifier, low, high)]) == HEAD
    for low, high in ((4, None), (0, 3), (0, 0)):
        assert code_of(data, LogKey(examples.LOG.verifier, low, high)) == "log_key_out_of_range"
    old, new = LogKey(examples.LOG.verifier, 0, 3), LogKey(LATER.verifier, 3)
    assert checkpoint.open(checkpoint.sign(HEAD, [examples.LOG, LATER]), [old, new]) == HEAD
    assert code_of(data, old, new) == "log_key_out_of_range"
    abroad = note.SignerKey("other.example", examples.CHAIR)
    both = checkpoint.sign(HEAD, [examples.LOG, abroad])
    assert code_of(both, old, LogKey(abroad.verifier)) == "log_key_out_of_range"


def test_another_root_or_size_is_not_signed() -> None:
    """Whatever byte of the text is altered."""
    data = checkpoint.sign(HEAD, [examples.LOG])
    for at in range(data.index(b"\n\n")):
        mangled = bytearray(data)
        mangled[at] ^= 1
        with pytest.raises(Malformed):
            checkpoint.open(bytes(mangled), [examples.LOG_KEY])
