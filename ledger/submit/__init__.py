"""Submitting acts: signed bytes in; a receipt, or a refusal that can be shown to others, out.

    1  read         bytes, bounded, in one spelling                                   `packets`
    2  seen before  an act that is recorded gets its first receipt again              `answers`
    3  signatures   all of them are evaluated, outside the lock                       `packets`
    4  judge        one after another under the lock, each seeing those before it     `deciding`
    5  record       entries and state in one commit, shared by all who wait           `append`
    6  answer       receipts with proof and checkpoint, signed refusals               `answers`

The same steps serve one act and a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ledger import limits
from ledger.ledger import Ledger
from ledger.projections.live import Live
from ledger.projections.resting import collector_resting
from ledger.store.engine import reachable
from ledger.submit import answers, deciding, packets
from ledger.submit.answers import Answer, Failed, Recorded, Refused
from ledger.submit.packets import Packet, Prepared
from ledger.verifying import Verifier

__all__ = ["Answer", "Failed", "Packet", "Recorded", "Refused", "submit"]

ACTS_A_COMMIT_MAX = limits.BATCH_ACTS_MAX
"""More do not make a commit cheaper, and make those who wait wait longer."""


def submit(ledger: Ledger, offered: Sequence[Packet]) -> list[Answer]:
    """Judge acts in this order and record those that are admitted; one answer an act.

    Raises LedgerStopped and Unavailable for all of them: then nothing is known to be recorded,
    and sending the same acts again tells what became of each. A fault in one act, such as one of
    the program, is that act's answer, and the others are recorded.
    """
    live = attached(ledger)
    found: list[Answer] = []
    with reachable(), Verifier(len(offered)) as verifier:
        opened = (_open(ledger, live, verifier, chunk) for chunk in _chunks(offered))
        # The next acts are being verified while these are judged.
        for these in _one_ahead(opened):
            found += _record(ledger, live, these)
    return found


def attached(ledger: Ledger) -> Live:
    """What this process remembers of the ledger's state; begun with the first act."""
    with ledger.memory.lock:
        if ledger.projections is None:
            ledger.projections = Live(ACTS_A_COMMIT_MAX)
    live = ledger.projections
    assert isinstance(live, Live), "a ledger's projections are live tables"
    return live


def _chunks(offered: Sequence[Packet]) -> Iterator[Sequence[Packet]]:
    for start in range(0, len(offered), ACTS_A_COMMIT_MAX):
        yield offered[start : start + ACTS_A_COMMIT_MAX]


def _one_ahead(opened: Iterator[_Opened]) -> Iterator[_Opened]:
    """Yield each when the one after it has been opened."""
    last = next(opened, None)
    for following in opened:
        assert last is not None
        yield last
        last = following
    if last is not None:
        yield last


class _Opened(NamedTuple):
    """Acts that are read: what is known of the answers, what is fresh, and what awaits verdicts."""

    found: list[Answer | None]
    fresh: list[tuple[int, Prepared]]
    note_verdicts: Callable[[], None]


@collector_resting()
def _open(ledger: Ledger, live: Live, verifier: Verifier, chunk: Sequence[Packet]) -> _Opened:
    found: list[Answer | None] = [None] * len(chunk)
    read: list[tuple[int, Prepared]] = []
    # 1. read
    for number, packet in enumerate(chunk):
        one = packets.read(packet)
        if isinstance(one, Prepared):
            read.append((number, one))
        else:
            found[number] = Refused((one,), None)
    # 2. seen before
    again = answers.recorded_before(ledger, [one for _, one in read])
    for number, one in read:
        found[number] = again.get(one.act.digest)
    fresh = [(number, one) for number, one in read if found[number] is None]
    if not fresh:
        return _Opened(found, fresh, lambda: None)
    # 3. signatures
    law = live.law_known(ledger.engine, ledger.ledger_id)
    note = packets.begin_to_evaluate([one for _, one in fresh], law, verifier.begin)
    return _Opened(found, fresh, note)


@collector_resting()
def _record(ledger: Ledger, live: Live, opened: _Opened) -> list[Answer]:
    found, fresh, note_verdicts = opened
    note_verdicts()
    if fresh:
        # 4. – 6.
        given = live.turns.take(
            [one for _, one in fresh],
            lambda waiting: deciding.record_together(ledger, live, waiting),
            weight=len(fresh),
        )
        for (number, _), answer in zip(fresh, given, strict=True):
            found[number] = answer
    return [answer for answer in found if answer is not None]
