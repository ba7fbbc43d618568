"""What comes back: a receipt, a refusal, or the fault that kept an act from being judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger import limits
from ledger.append import Committed, settle
from ledger.chain import receipt, refusal
from ledger.chain.entry import Entry
from ledger.chain.merkle import Frontier
from ledger.chain.refusal import Refusal
from ledger.election.refusals import Problem
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries
from ledger.store.engine import asking
from ledger.store.trees import Tree
from ledger.store.vouching import Settled
from ledger.submit.packets import Prepared
from ledger.submit.paths import paths


@dataclass(frozen=True, slots=True)
class Recorded:
    """The act stands in the log; `is_first` says whether it was this time that it was recorded."""

    index: int
    receipt: bytes
    is_first: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded. `problems[0]` gives the code; `refusal` is the signed refusal.

    It is None where the act is not well signed: anybody could have sent that.
    """

    problems: tuple[Problem, ...]
    refusal: bytes | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The act could not be judged, and was not recorded: a fault of the program, not of the act."""

    fault: Exception


Answer = Recorded | Refused | Failed


def recorded_before(ledger: Ledger, prepared: Sequence[Prepared]) -> dict[bytes, Recorded]:
    """Return the first receipt of every act that is recorded already, by its digest."""
    if not prepared:
        return {}
    with asking(ledger.engine) as connection:
        size, found = entries.looked_for(connection, [one.act.digest for one in prepared])
    for one in prepared:
        one.absent_below = size
    return {digest: first_receipt(ledger, index) for digest, index in found.items()}


def recorded_since(
    connection: Connection, prepared: Sequence[Prepared], size: int
) -> dict[bytes, int]:
    """Return the index of every act that was recorded since it was looked for, by its digest."""
    start = min(one.absent_below for one in prepared)
    if start >= size:
        return {}
    wanted = {one.act.digest for one in prepared}
    found = entries.act_digests(connection, start, size)
    return {digest: index for index, digest in found if digest in wanted}


def first_receipt(ledger: Ledger, index: int) -> Recorded:
    """Return the receipt that was given when the entry was recorded: the same bytes again."""
    with ledger.engine.connect() as connection:
        has_checkpoint = checkpoints.covering(connection, index + 1) is not None
    if not has_checkpoint:
        # Whoever recorded it ended before it was vouched for.
        settle(ledger)
    with ledger.engine.connect() as connection:
        covering = checkpoints.covering(connection, index + 1)
        stored = entries.read(connection, index)
        if covering is None or stored is None:
            do = "run `eal doctor`"
            raise LedgerStopped("checkpoint_missing", f"no checkpoint covers entry {index}", do)
        path = Tree(connection).prove_inclusion(index, covering.size)
    data = receipt.format(
        stored.data, index=index, size=covering.size, inclusion=path, note=covering.note
    )
    return Recorded(index, data, is_first=False)


def receipts(ledger: Ledger, committed: Committed) -> list[Recorded]:
    """Return a receipt for each entry of one commit, under the first checkpoint that covers it.

    That is the checkpoint of the commit's end, unless a key of the log begins within the commit.
    """
    added, settled = committed.entries, committed.settled
    start, stop = added[0].index, added[-1].index + 1
    if settled is None or settled.edge.size != start or settled.size < stop:
        # Another process vouched for it, or this one for what others had left besides.
        with ledger.engine.connect() as connection:
            within = checkpoints.within(connection, start, stop)
            settled = Settled(Tree(connection).frontier(start), within)
    edge = settled.edge.fork()
    found: list[Recorded] = []
    for signed in settled.signed:
        if edge.size == stop:
            break
        covered = added[edge.size - start : signed.size - start]
        found += _receipts(edge, covered, signed)
        for one in covered:
            edge.append(one.leaf_hash)
    assert len(found) == len(added), "a commit ends with its checkpoint"
    return found


def _receipts(
    edge: Frontier, added: Sequence[Entry], signed: checkpoints.Signed
) -> Iterator[Recorded]:
    for one, path in zip(added, paths(edge, [one.leaf_hash for one in added]), strict=True):
        data = receipt.format(
            one.data, index=one.index, size=signed.size, inclusion=path, note=signed.note
        )
        yield Recorded(one.index, data, is_first=True)


def refuse(
    ledger: Ledger, one: Prepared, problems: Sequence[Problem], *, size: int, refused_at: str
) -> Refused:
    """Return the refusal of an act, signed if the act itself is well signed."""
    if ledger.recorder_key is None or not one.is_well_signed:
        return Refused(tuple(problems), None)
    stated = Refusal(
        act_digest=one.act.digest,
        code=problems[0].code,
        detail=_one_line(str(problems[0])),
        ledger_id=ledger.ledger_id,
        origin=ledger.origin,
        refused_at=refused_at,
        size=size,
    )
    return Refused(tuple(problems), refusal.sign(stated, ledger.recorder_key))


def _one_line(text: str) -> str:
    return " ".join(text.split())[: limits.DETAIL_CHARACTERS_MAX]
