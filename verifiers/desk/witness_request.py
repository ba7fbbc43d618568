"""What a witness is asked, and what it answers: everything that decides, without files and network.

The body of `POST /add-checkpoint` (c2sp.org/tlog-witness):

    old 20852014
    NBVqvIMnnKqjJN1ZRVKlyDxMwyRIG0JpZOdzQEcmv1A=      0 to 63 lines: proof that the new tree extends the old
    C0kVoYnKNCLOkxOMEEMbmQZmhbDLW2T4kSM6YVNKGyA=

    kqz.example/2013                                  and the checkpoint, as it was signed
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — kqz.example/2013 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

from verifiers import note, proofs
from verifiers.merkle import EMPTY_ROOT
from verifiers.note import Checkpoint, VerifierKey
from verifiers.reading import Malformed

PROOF_LINES_MAX = 63
BODY_BYTES_MAX = note.NOTE_BYTES_MAX + 4_096
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")
_STATED = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")


class Answer(NamedTuple):
    """What goes back: a status, the type of the body, and the body."""

    status: int
    body: str
    type: str = TEXT


class Head(NamedTuple):
    """The largest tree of a log that this witness has seen, and when it last said so (POSIX seconds)."""

    size: int
    root: bytes
    at: int


NONE = Head(0, EMPTY_ROOT, 0)
"""What is held of a log of which nothing was seen."""


class Asked(NamedTuple):
    """A request that is well formed, nothing in it believed yet."""

    old_size: int
    proof: list[bytes]
    note: note.Note
    stated: Checkpoint


class Refused(Exception):
    """The request is answered with something other than a cosignature."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.answer = Answer(status, f"{why}\n")


def parse(body: bytes) -> Asked:
    """Reads a request strictly; Refused with 400."""
    head, blank, signed = body.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    old = _OLD.fullmatch(first)
    proof = [_hash(line) for line in rest]
    if len(body) > BODY_BYTES_MAX or not blank or not old or int(old[1]) > 2**63 - 1 or b"" in proof:
        raise Refused(400, "expected `old SIZE`, hashes in base64, an empty line and a checkpoint")
    if len(proof) > PROOF_LINES_MAX:
        raise Refused(400, f"a proof has at most {PROOF_LINES_MAX} hashes")
    parsed = _note(signed)
    about = stated(parsed.text)
    if about is None:
        raise Refused(400, "a checkpoint states origin, size and root, a line each, and nothing more")
    return Asked(int(old[1]), proof, parsed, about)


def stated(text: str) -> Checkpoint | None:
    """What the text of anybody's checkpoint states, whatever its origin looks like; no extension lines."""
    found = _STATED.fullmatch(text)
    root = _hash(found[3].encode()) if found else b""
    if not found or not root or int(found[2]) > 2**63 - 1:
        return None
    return Checkpoint(found[1], int(found[2]), root)


def _note(signed: bytes) -> note.Note:
    """The checkpoint as a note; without signatures (which is for 403) where only those are misspelled."""
    try:
        return note.parse(signed)
    except Malformed:
        text, _, tail = signed.rpartition(b"\n\n")
        dashed = [line.startswith("— ".encode()) for line in tail.split(b"\n")[:-1]]
        if tail.endswith(b"\n") and all(dashed) and len(signed) <= note.NOTE_BYTES_MAX:
            return note.Note(text.decode(errors="replace") + "\n", [])
    raise Refused(400, "the checkpoint is no signed note")


def require_signed(asked: Asked, known: list[VerifierKey]) -> None:
    """Requires that the log signed the checkpoint; Refused with 404 where the log is unknown, else 403."""
    if not known:
        raise Refused(404, "this witness does not know a log of that origin")
    try:
        note.signers(asked.note, known)
    except Malformed as error:
        raise Refused(403, f"the checkpoint is not signed by the log: {error.code}") from None


def require_growth(asked: Asked, held: Head) -> None:
    """Requires that the tree extends the one that is held; Refused with 400, 409 or 422."""
    size, root = asked.stated.size, asked.stated.root
    if asked.old_size > size:
        raise Refused(400, "the old size is larger than the checkpoint's")
    if asked.old_size != held.size:
        raise conflict(held)
    if size == 0 and root != EMPTY_ROOT:
        raise Refused(422, "an empty tree has another root")
    if size == held.size and root != held.root:
        raise Refused(422, "a tree of this size with another root was seen before")
    if held.size == 0:
        # Every tree extends the empty one, and nothing is there to prove it with.
        if asked.proof:
            raise Refused(422, "a consistency proof from an empty tree has no hashes")
        return
    if not proofs.is_consistent(held.size, held.root, new_size=size, new_root=root, proof=asked.proof):
        raise Refused(422, "the consistency proof does not lead from the tree seen before to this one")


def conflict(held: Head) -> Refused:
    """What is answered to one who began from another size than the one that is held."""
    refused = Refused(409, "")
    refused.answer = Answer(409, f"{held.size}\n", SIZE)
    return refused


def place(origin: str) -> str:
    """The name under which what was said of a log is read: SHA-256 of its origin, in hex."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _hash(line: bytes) -> bytes:
    """32 bytes, if this is their one spelling in base64; else none."""
    try:
        data = base64.b64decode(line, validate=True)
    except ValueError:
        return b""
    return data if len(data) == 32 and base64.b64encode(data) == line else b""
