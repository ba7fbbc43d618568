"""What a witness is sent, and what its answer means: everything that decides, without a network.

    old 20852014                                    the size that it holds of this log
    NBVqvIMnnKqjJN1ZRVKlyDxMwyRIG0JpZOdzQEcmv1A=     the proof that ours continues it

    kqz.example/2013                                and the checkpoint, as it was signed
    ...

Only proof stops a ledger: a checkpoint that bears our signature and goes further than we do, or is
another one. A witness that claims so and proves nothing counts as not there, and raises an alarm:
whoever can send an answer could otherwise stop an election.
"""

import binascii
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NamedTuple

from ledger import limits
from ledger.chain import checkpoint, note
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.note import Line
from ledger.chain.policy import Policy, Witness
from ledger.errors import Malformed, excerpt

SIZE_TYPE = "text/x.tlog.size"
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class Reply(NamedTuple):
    """What came back over HTTP: status, type of the body without parameters, body (bounded)."""

    status: int
    type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: the witness' key, the checkpoint's text, its size, the size named as old."""

    key: CosignerKey
    text: str
    size: int
    old_size: int


Kind = Literal["cosigned", "retry", "alarm", "unavailable"]


class Judged(NamedTuple):
    """What an answer means.

    `cosigned`: `lines` are verified cosignatures. `retry`: ask again, beginning at `old_size`.
    `alarm`: it claims to know more, or otherwise, and has proved nothing yet. `unavailable`: it
    does not take part now. `why` is for people.
    """

    kind: Kind
    lines: tuple[Line, ...] = ()
    old_size: int = 0
    why: str = ""
    is_stranger: bool = False
    """Whether it says that it does not know this log, and so has never cosigned it."""


def judge_witness_answer(reply: Reply | None, asked: Asked) -> Judged:
    """Return what an answer to add-checkpoint means; None is no answer at all."""
    if reply is None:
        return Judged("unavailable", why="no answer")
    judge = _BY_STATUS.get(reply.status)
    if judge is None:
        return Judged("unavailable", why=f"status {reply.status}")
    return judge(reply, asked)


def _cosigned(reply: Reply, asked: Asked) -> Judged:
    """200: signature lines, of which those of its key must be good; others say nothing."""
    try:
        _, lines = note.parse(asked.text.encode() + b"\n" + reply.body)
    except Malformed:
        return Judged("unavailable", why=f"what it calls a signature is none: {_short(reply)}")
    own = [line for line in lines if (line.name, line.key_id) == (asked.key.name, asked.key.key_id)]
    if not own:
        return Judged("unavailable", why="it signed with another key than the policy names")
    if not all(asked.key.verify(asked.text.encode(), line.signature) for line in own):
        return Judged("unavailable", why="its signature does not verify")
    return Judged("cosigned", tuple(own[:1]))


def _conflict(reply: Reply, asked: Asked) -> Judged:
    """409: it holds another size; of ours, or a claim. In the older protocol also another root."""
    found = _SIZE.fullmatch(reply.body)
    if reply.type != SIZE_TYPE or found is None or int(found[1]) > limits.TREE_SIZE_MAX:
        return Judged("alarm", why=f"a conflict that it does not explain: {_short(reply)}")
    held = int(found[1])
    if held > asked.size:
        return Judged("alarm", why=f"it claims {held} entries, and there are {asked.size} here")
    if held == asked.old_size:
        return Judged("alarm", why=f"it claims another log of {held} entries")
    return Judged("retry", old_size=held, why=f"it holds {held} entries")


def _inconsistent(reply: Reply, asked: Asked) -> Judged:
    """422: what it holds does not lead to what we signed, it says."""
    return Judged(
        "alarm", why=f"it claims that this does not continue what it saw: {_short(reply)}"
    )


def _unknown(reply: Reply, asked: Asked) -> Judged:
    """404, and 403 from some programs: the log is not known there."""
    why = "it does not know this log, or not its key; it has to be told"
    return Judged("unavailable", why=why, is_stranger=True)


def _unreadable(reply: Reply, asked: Asked) -> Judged:
    return Judged("unavailable", why=f"it could not read the request: {_short(reply)}")


_BY_STATUS: dict[int, Callable[[Reply, Asked], Judged]] = {
    200: _cosigned,
    400: _unreadable,
    403: _unknown,
    404: _unknown,
    409: _conflict,
    422: _inconsistent,
}


def request(old_size: int, proof: Sequence[bytes], signed: bytes) -> bytes:
    """Return the body of add-checkpoint."""
    lines = b"".join(binascii.b2a_base64(each) for each in proof)
    return b"old %d\n%s\n%s" % (old_size, lines, signed)


def place(origin: str) -> str:
    """Return under which path a witness shows what it cosigned of a log."""
    return f"/{sha256(origin.encode()).hexdigest()}/checkpoint"


def proven(data: bytes, log_keys: Iterable[LogKey]) -> Checkpoint | None:
    """Return the checkpoint that bears our signature, whatever a witness makes of it, or None."""
    try:
        return checkpoint.open(data, log_keys)
    except Malformed:
        return None


def may_know_more(policies: Iterable[Policy], silent: Collection[CosignerKey]) -> bool:
    """Whether those witnesses that proved nothing are enough for the quorum of any policy.

    Then a checkpoint may have been published that nobody here remembers. With k of n, at least
    n - k + 1 must have answered.
    """
    return any(each.quorum != "none" and each.is_satisfied(silent) for each in policies)


def witnesses_of(policies: Iterable[Policy]) -> list[Witness]:
    """Return the witnesses whose cosignatures count for any of the policies, each once."""
    found: dict[CosignerKey, Witness] = {}
    for each in policies:
        for witness in each.counted():
            if witness.key not in found or found[witness.key].url is None:
                found[witness.key] = witness
    return list(found.values())


def _short(reply: Reply) -> str:
    return excerpt(reply.body[:120])
