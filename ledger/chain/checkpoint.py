"""Checkpoints (c2sp.org/tlog-checkpoint): a log's signed statement of its size and root.

    kqz.example/2013
    3
    H3uMyLjjtKsqDmrVubOsX30OCtnLDLtvDz+KDUovbxA=

with a line feed after each line; extension lines are refused. The log's key has the origin as
its name and is valid for a range of sizes.
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger import limits
from ledger.chain import merkle, note, spelling
from ledger.chain.note import Signer, Verifier
from ledger.errors import Malformed

_STATED = r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n"
_LINES = re.compile(_STATED)
_ANY = re.compile(rf"{_STATED}(?:[^\n]+\n)*")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A size and the root of the tree of that size, for the log of an origin."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class LogKey:
    """A log's key with the sizes for which it may sign: from (included) until (excluded).

    It is Ed25519, or ML-DSA-44 (`cosignature.CosignerKey`) beside it.
    """

    verifier: Verifier
    from_size: int = 0
    until_size: int | None = None

    def covers(self, size: int) -> bool:
        """Whether the key may sign a checkpoint of this size."""
        return self.from_size <= size and (self.until_size is None or size < self.until_size)


def parse(text: str) -> Checkpoint:
    """Return the checkpoint that the text of a note states, signed or not."""
    match = _LINES.fullmatch(text)
    if match is None:
        expected = "three lines: origin, size, base64 of the root"
        raise Malformed("checkpoint_malformed", expected, text)
    origin, size, root = spelling.parse_origin(match[1], "origin"), int(match[2]), match[3]
    checkpoint = Checkpoint(origin, size, binascii.a2b_base64(root))
    # Written again, the bits of base64 that carry nothing show themselves.
    if format(checkpoint) != text:
        raise Malformed("checkpoint_malformed", "a root whose unused bits are zero", root)
    return checkpoint


def read(text: str) -> Checkpoint:
    """Return what the text of anybody's checkpoint states: any origin, extension lines left out.

    Ours are read by `parse`, which takes no extension lines and the origins of this ledger only.
    """
    match = _ANY.fullmatch(text)
    if match is None:
        expected = "origin, size and base64 of the root, a line each"
        raise Malformed("checkpoint_malformed", expected, text)
    stated = Checkpoint(match[1], int(match[2]), binascii.a2b_base64(match[3]))
    # Written again, sizes and unused bits that have another spelling show themselves.
    if not text.startswith(format(stated)):
        raise Malformed("checkpoint_malformed", "a root whose unused bits are zero", match[3])
    return stated


def format(checkpoint: Checkpoint) -> str:
    """Return the text to sign of a checkpoint."""
    root = binascii.b2a_base64(checkpoint.root, newline=False).decode()
    if not 0 <= checkpoint.size <= limits.TREE_SIZE_MAX:
        expected = f"a size up to {limits.TREE_SIZE_MAX}"
        raise Malformed("checkpoint_malformed", expected, checkpoint.size)
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise Malformed("checkpoint_malformed", "the root of the empty tree at size 0", root)
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def sign(checkpoint: Checkpoint, signers: Sequence[Signer]) -> bytes:
    """Return the signed note of a checkpoint."""
    return note.sign(format(checkpoint), signers)


def open(data: bytes, log_keys: Iterable[LogKey]) -> Checkpoint:
    """Return the checkpoint of a note that a key of the log, valid at its size, has signed.

    Signatures of others, such as witnesses, are left alone: `note.open` is for them.
    """
    log_keys = tuple(log_keys)
    opened = note.open(data, (key.verifier for key in log_keys))
    checkpoint = parse(opened.text)
    signed = {(line.name, line.key_id) for line in opened.verified}
    by_log = [key for key in log_keys if (key.verifier.name, key.verifier.key_id) in signed]
    if not any(key.verifier.name == checkpoint.origin for key in by_log):
        expected = f"a signature by the log {checkpoint.origin}"
        raise Malformed("origin_mismatch", expected, by_log[0].verifier.name)
    if not any(
        key.covers(checkpoint.size) and key.verifier.name == checkpoint.origin for key in by_log
    ):
        expected = "a log key that is valid at this size"
        raise Malformed("log_key_out_of_range", expected, f"size {checkpoint.size}")
    return checkpoint
