"""A file of forms, taken in: a form a row, an act a form, signed by the intake system's key.

Each step is one commit of acts, then one row that says how far the file has come. A break between
the two repeats a step, whose acts get their first receipts again: nothing twice, nothing lost.
A form that is not taken in is put aside with its row, its code, what was expected and what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from ledger.chain.keys import PrivateKey
from ledger.chain.packet import Packet
from ledger.errors import LedgerStopped, Malformed
from ledger.intake import forms
from ledger.intake.forms import Signing
from ledger.intake.rows import Row
from ledger.ledger import Ledger
from ledger.store import intake
from ledger.store.engine import reachable, writing
from ledger.store.intake import BadRow, Step
from ledger.submit import Answer, Recorded, Refused, submit

ROWS_A_STEP = 500
"""Forms that are signed, recorded and noted together: some megabytes, half a second."""

Rows = Callable[[int, int], Iterable[Row]]
"""`rows(row, offset)`: the rows after so many, from where the next one begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be taken in: its digest (with the mapping and the signer), its name, its first row."""

    digest: bytes
    name: str
    kind: str
    first_row: int
    first_offset: int


class Progress(NamedTuple):
    """How far a file has come; `again` were recorded before, `bad` are put aside."""

    rows: int
    offset: int
    recorded: int
    again: int
    bad: int
    is_done: bool


def take_in(
    ledger: Ledger,
    source: Source,
    rows: Rows,
    *,
    signing: Signing,
    key: PrivateKey,
    told: Callable[[Progress], None],
) -> Progress:
    """Take in what is left of a file, and return how far it has come: to its end.

    Raises LedgerStopped and Unavailable where nothing can be recorded; what was done stays done,
    and the same call goes on from there.
    """
    step = _begin(ledger, source)
    if step.is_last:
        return _progress(step)
    left = iter(rows(step.row_count, step.byte_offset))
    while True:
        # The next row is looked at first, so that the last step knows that it is.
        chunk = list(islice(left, ROWS_A_STEP))
        step = _take_step(ledger, step, chunk, signing=signing, key=key)
        told(_progress(step))
        if step.is_last:
            return _progress(step)


def progress(ledger: Ledger, source: bytes) -> Progress | None:
    """How far a file has come, None where it was never begun."""
    with reachable(), ledger.engine.connect() as connection:
        step = intake.last_step(connection, source)
    return None if step is None else _progress(step)


def _begin(ledger: Ledger, source: Source) -> Step:
    first = Step(
        source.digest, 0, source.first_row, source.first_offset, 0, 0, 0, 0, ledger.clock()
    )
    with (
        ledger.engine.connect() as connection,
        writing(connection, commit="intake_step_committed"),
    ):
        step = intake.last_step(connection, source.digest)
        if step is None:
            intake.begin(connection, source.digest, source.name, source.kind, first.kept_at)
            intake.keep_step(connection, first, [])
    return step or first


def _take_step(
    ledger: Ledger, last: Step, chunk: list[Row], *, signing: Signing, key: PrivateKey
) -> Step:
    made = [_packet(row, signing, key) for row in chunk]
    answers = iter(submit(ledger, [one for one in made if isinstance(one, Packet)]))
    found = [next(answers) if isinstance(one, Packet) else one for one in made]
    at = ledger.clock()
    bad = list(_bad(last.source, chunk, found, at))
    recorded = [one for one in found if isinstance(one, Recorded)]
    step = Step(
        last.source,
        last.step + 1,
        chunk[-1].number if chunk else last.row_count,
        chunk[-1].next_offset if chunk else last.byte_offset,
        last.recorded_count + sum(one.is_first for one in recorded),
        last.again_count + sum(not one.is_first for one in recorded),
        last.bad_count + len(bad),
        int(len(chunk) < ROWS_A_STEP),
        at,
    )
    with (
        ledger.engine.connect() as connection,
        writing(connection, commit="intake_step_committed"),
    ):
        intake.keep_step(connection, step, bad)
    return step


def _packet(row: Row, signing: Signing, key: PrivateKey) -> Packet | Malformed:
    if isinstance(row.form, Malformed):
        return row.form
    try:
        return forms.packet(forms.act(row.form, signing, "intake_system"), key)
    except Malformed as malformed:
        return malformed


def _bad(
    source: bytes, chunk: list[Row], found: list[Answer | Malformed], at: str
) -> Iterator[BadRow]:
    for row, one in zip(chunk, found, strict=True):
        if not isinstance(one, Recorded):
            yield BadRow(source, row.number, row.form_id, row.unit_id, *_why(one), at)


def _why(one: Answer | Malformed) -> tuple[str, str, str, str, str]:
    """Code, what was expected, what was found, where, and what to do."""
    if isinstance(one, Malformed):
        do = "correct the row, and take in a file with the corrected rows"
        return one.code, one.expected, one.found, one.where, do
    if isinstance(one, Refused):
        first = one.problems[0]
        return first.code, first.expected, first.found, first.where, first.do_next
    fault = None if isinstance(one, Recorded) else one.fault
    if isinstance(fault, LedgerStopped):
        return fault.code, "an act that can be recorded here", fault.found, "", fault.do
    do = "take the row in again; if it fails again, tell those who keep the program"
    return "not_judged", "an act that can be judged", type(fault).__name__, "", do


def _progress(step: Step) -> Progress:
    return Progress(
        step.row_count,
        step.byte_offset,
        step.recorded_count,
        step.again_count,
        step.bad_count,
        bool(step.is_last),
    )
