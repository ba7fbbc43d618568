"""A proof that an entry is in the log, as a file of its own (c2sp.org/tlog-proof).

    c2sp.org/tlog-proof@v1
    extra YWJj
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

    example.com/fancylog
    109482
    sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

    — example.com/fancylog hI2DJw...

The path begins with the leaf's sibling; then the checkpoint as it was signed, with whatever
cosignatures it has. `extra` is optional and proves nothing. Files are called `.tlog-proof`.
"""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from ledger import limits
from ledger.chain import checkpoint, cosignature, merkle
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.policy import Policy
from ledger.errors import Malformed

SUFFIX = ".tlog-proof"

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlogProof:
    """A proof as it is written; nothing of it is verified before `check`.

    `extra` is None where the line is missing; `checkpoint` are the bytes of a note.
    """

    index: int
    inclusion: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def parse(data: bytes) -> TlogProof:
    """Return the proof that a file spells, or raise Malformed (`tlog_proof_malformed`)."""
    if len(data) > limits.TLOG_PROOF_BYTES_MAX:
        _fail(f"at most {limits.TLOG_PROOF_BYTES_MAX:,} bytes", f"{len(data):,} bytes")
    head, gap, note = data.partition(b"\n\n")
    if not gap:
        _fail("lines, an empty line, and a checkpoint", data)
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        _fail("ASCII before the checkpoint", head)
    if lines.pop(0) != _FIRST:
        _fail(_FIRST, head)
    extra = _parse_base64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        _fail("a line `index N`", head)
    if len(lines) > limits.PROOF_HASHES_MAX:
        _fail(f"at most {limits.PROOF_HASHES_MAX} hashes", f"{len(lines)}")
    hashes = tuple(_parse_base64(line) for line in lines)
    if any(len(each) != merkle.HASH_BYTES for each in hashes):
        _fail("hashes of 32 bytes", head)
    return TlogProof(index=int(index[1]), inclusion=hashes, checkpoint=note, extra=extra)


def format(proof: TlogProof) -> bytes:
    """Return the bytes of a file with this proof."""
    lines = [_FIRST]
    if proof.extra is not None:
        lines.append(f"extra {_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [_base64(each) for each in proof.inclusion]
    data = "".join(f"{line}\n" for line in lines).encode() + b"\n" + proof.checkpoint
    parse(data)
    return data


def check(
    proof: TlogProof, entry: bytes, *, log_keys: Iterable[LogKey], policy: Policy | None = None
) -> Checkpoint:
    """Return the checkpoint that proves these bytes of an entry; raise Malformed if it does not.

    With a policy, the cosignatures must meet its quorum; without, nobody but the log is asked.
    """
    covered = checkpoint.open(proof.checkpoint, log_keys)
    if policy is not None:
        known = (witness.key for witness in policy.witnesses)
        if not policy.is_satisfied(cosignature.verified(proof.checkpoint, known)):
            expected = f"cosignatures that meet the quorum {policy.quorum}"
            raise Malformed("quorum_not_met", expected, "too few, or by others")
    leaf = merkle.leaf_hash(entry)
    if not merkle.check_inclusion(leaf, proof.index, covered.size, proof.inclusion, covered.root):
        expected = "a path from the entry to the root of the checkpoint"
        raise Malformed("tlog_proof_contradicts", expected, "one that leads elsewhere")
    return covered


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _parse_base64(text: str) -> bytes:
    """Return what `text` spells, which is the one spelling of it."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        _fail("base64", text)
    if _base64(data) != text:
        _fail("base64 with padding and zero unused bits", text)
    return data


def _fail(expected: str, found: object) -> NoReturn:
    raise Malformed("tlog_proof_malformed", expected, found)
