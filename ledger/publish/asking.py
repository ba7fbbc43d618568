"""Asking the witnesses: each for itself, at once, within bounds; what they prove, and who is silent.

A witness is offered a checkpoint that is signed and kept already. It cosigns it, or says what it
holds; what it claims without proof is an alarm, and its page is read for the proof: a checkpoint
that bears our signature. That is for `chain.guard` to judge, and for nobody else.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import limits
from ledger.chain import checkpoint, cosignature, note, witnessing
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.cosignature import CosignerKey
from ledger.chain.guard import Answer
from ledger.chain.policy import Witness
from ledger.chain.witnessing import Asked, Judged, Reply
from ledger.ledger import Ledger
from ledger.publish import http
from ledger.store import publications
from ledger.store.engine import reading
from ledger.store.trees import Tree

Post = Callable[[str, bytes], Reply | None]
Get = Callable[[str], Reply | None]


class Web(NamedTuple):
    """How witnesses are reached."""

    post: Post = http.post
    get: Get = http.get


class Heard(NamedTuple):
    """What came of asking one witness: what its last answer means, and its page if it claimed more."""

    witness: Witness
    judged: Judged
    page: bytes | None

    @property
    def alarm(self) -> str | None:
        """What people should look at, None where there is nothing."""
        if self.judged.kind != "alarm":
            return None
        return f"the witness {self.witness.name}: {self.judged.why}"


def ask(ledger: Ledger, signed: bytes, witnesses: Sequence[Witness], web: Web) -> list[Heard]:
    """Offer a signed checkpoint to witnesses, all at once; in the order in which they are given."""
    stated = checkpoint.parse(note.parse(signed)[0])
    with reading(ledger.engine) as connection:
        known = held(connection, witnesses, stated.size)
    offer = _Offer(ledger, signed, stated, web)
    with ThreadPoolExecutor(max_workers=limits.WITNESSES_AT_ONCE_MAX) as threads:
        return list(threads.map(lambda each: offer.to(each, known.get(each.key, 0)), witnesses))


class _Offer:
    """One checkpoint, offered to one witness after the other or at once."""

    def __init__(self, ledger: Ledger, signed: bytes, stated: Checkpoint, web: Web) -> None:
        self._ledger, self._signed, self._stated, self._web = ledger, signed, stated, web

    def to(self, witness: Witness, old_size: int) -> Heard:
        if witness.url is None:
            return Heard(witness, Judged("unavailable", why="the policy names no address"), None)
        prefix = witness.url.rstrip("/")
        judged = Judged("retry", old_size=old_size)
        for _ in range(limits.WITNESS_TRIES_MAX):
            judged = self._once(prefix, witness.key, judged.old_size)
            if judged.kind != "retry":
                break
        if judged.kind == "retry":
            judged = Judged("unavailable", why="it holds another size each time it is asked")
        # Where it claims more than it proves, its page is where the proof would be.
        page = None
        if judged.kind == "alarm":
            page = self._web.get(prefix + witnessing.place(self._stated.origin))
        return Heard(witness, judged, page.body if page and page.status == 200 else None)

    def _once(self, prefix: str, key: CosignerKey, old_size: int) -> Judged:
        with reading(self._ledger.engine) as connection:
            tree = Tree(connection)
            proof = tree.prove_consistency(old_size, self._stated.size) if old_size else []
        body = witnessing.request(old_size, proof, self._signed)
        reply = self._web.post(f"{prefix}/add-checkpoint", body)
        asked = Asked(
            key=key,
            text=checkpoint.format(self._stated),
            size=self._stated.size,
            old_size=old_size,
        )
        return witnessing.judge_witness_answer(reply, asked)


def answer(heard: Heard, signed: bytes, *, has_cosigned: bool) -> Answer:
    """Return what a witness has proved of how far the log had gone, for `chain.guard`.

    A cosignature proves that our checkpoint is the largest it has seen; its page proves what our
    signature on it does. Who does not know us has cosigned nothing, unless we know better.
    """
    is_new = heard.judged.is_stranger and not has_cosigned
    if heard.judged.kind == "cosigned" or is_new:
        return Answer(heard.witness.name, signed)
    return Answer(heard.witness.name, heard.page)


def held(connection: Connection, witnesses: Sequence[Witness], size: int) -> dict[CosignerKey, int]:
    """Return the largest size up to this one that each is known to have cosigned."""
    found: dict[CosignerKey, int] = {}
    keys = [each.key for each in witnesses]
    for kept in publications.newest_first(connection, limits.PUBLICATIONS_LOOKED_AT_MAX):
        if kept.size <= size:
            # Verified when it was taken; one that does not verify now is damage, which is found elsewhere.
            for key in cosignature.verified(kept.note, keys):
                found[key] = max(found.get(key, 0), kept.size)
        if len(found) == len(keys):
            break
    return found
