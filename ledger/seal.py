"""Sealing the state: an entry that states the root of everything that holds (docs/spec/14-seals.md).

What is certified is sealed in the commit that certifies it (`ledger.submit`). Here is the seal in
between: at a cadence beside a server, or when somebody asks for it. The sheets are worked out
before the right to write is asked for; under the lock one more entry is judged, like any other.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.election.administration import sealing as seals_of
from ledger.election.law import LawBook
from ledger.errors import Fault, LedgerStopped
from ledger.ledger import Ledger
from ledger.projections import generations, law
from ledger.projections import seals as sealed
from ledger.store import entries, heads
from ledger.store.engine import reachable
from ledger.submit import Failed, Packet, Recorded, sealing, submit
from ledger.submit.packets import Prepared

log = logging.getLogger("seal")

ENTRIES_UNSEALED_MAX = 5_000
"""A cadence seals earlier where more were recorded, so that a certification finds little to do."""

_OVERTAKEN = "seal_position"


class Sealed(NamedTuple):
    """A seal that was made: where its entry stands, and what it states."""

    entry_index: int
    position: int
    root: str
    sheets: int


def unsealed(ledger: Ledger) -> int:
    """How many entries no seal covers yet; seals themselves change nothing, and do not count."""
    with ledger.engine.connect() as connection, connection.begin():
        return _unsealed(connection, generations.live(connection).number)


def seal(ledger: Ledger) -> Sealed | None:
    """Seal the state as of now; None where nothing was recorded since the last seal.

    Raises LedgerStopped where the ledger must not be written, is not open, or its recorder key
    is not here or not in force.
    """
    with reachable():
        one = _prepare(ledger)
    if one is None:
        return None
    (answer,) = submit(ledger, [Packet(one.act.data, one.signatures)])
    if isinstance(answer, Recorded):
        return Sealed(answer.index, **one.value["events"][0]["fields"])
    if isinstance(answer, Failed):
        raise answer.fault
    if answer.problems[0].code == _OVERTAKEN:
        # Another process has sealed what was to be sealed here.
        return None
    raise LedgerStopped("seal_refused", str(answer.problems[0]), "run `eal doctor`")


def _prepare(ledger: Ledger) -> Prepared | None:
    with ledger.engine.connect() as connection, connection.begin():
        generation, size = generations.live(connection).number, heads.read(connection).size
        named = None if ledger.ledger_id is None else ledger.ledger_id.hex()
        book = law.load(connection, generation, size, ledger_id=named)
        key = ledger.recorder_key
        if key is None or not sealing.can_seal(book, key):
            raise LedgerStopped("cannot_seal", _why_not(ledger, book), "see docs/guides/log.md")
        if not _unsealed(connection, generation):
            return None

        def is_taken(act_id: str) -> bool:
            return entries.index_of_act(connection, act_id) is not None

        tree = ledger.sheets.at(connection, generation, size)
        return sealing.seal(book, key, tree, day=book.day_of(ledger.clock()), is_taken=is_taken)


def _why_not(ledger: Ledger, book: LawBook) -> str:
    if ledger.recorder_key is None:
        return "a ledger without its recorder key at hand"
    if book.phase != "open":
        return f"a ledger that is {book.phase or 'not founded'}, not open"
    found = seals_of.check_signatures(book, [(ledger.recorder_key.public.id, True)])
    return str(found[0])


def _unsealed(connection: Connection, generation: int) -> int:
    size = heads.read(connection).size
    last = sealed.last(connection, generation, size)
    if last is None:
        return size
    # Of the entries from its position on, the seal's own changes nothing.
    return size - last.row.position - 1


class Cadence:
    """Seals in a thread of its own; used as a block, after which no seal is under way.

    `beside` is done after each: what else follows behind the log.
    """

    def __init__(
        self,
        ledger: Ledger,
        every_seconds: float,
        *,
        beside: Callable[[Ledger], None] = lambda ledger: None,
    ) -> None:
        self._ledger, self._every, self._beside = ledger, every_seconds, beside
        self._told = threading.Event()
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="seal", daemon=True)

    def __enter__(self) -> "Cadence":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._told.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._told.wait(min(self._every, 1.0)):
            if self._is_due(time.monotonic() - last):
                self._round()
                last = time.monotonic()

    def _is_due(self, waited_seconds: float) -> bool:
        if waited_seconds >= self._every:
            return True
        try:
            return unsealed(self._ledger) >= ENTRIES_UNSEALED_MAX
        except Fault:
            return False

    def _round(self) -> None:
        said = ""
        try:
            try:
                seal(self._ledger)
            finally:
                self._beside(self._ledger)
        except Fault as fault:
            said = f"the state is not sealed: {fault}"
        except Exception:
            log.exception("a seal failed; the next is tried")
        if said and said != self._said:
            log.warning("%s", said)
        self._said = said
