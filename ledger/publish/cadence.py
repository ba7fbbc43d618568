"""Publishing at a cadence, beside a server: a round every few seconds, until told to stop.

What goes wrong in a round is logged, once as long as it stays the same, and the next round is
tried: witnesses come back, and a ledger that is stopped stays so however often it is asked.
"""

import logging
import threading

from ledger.errors import Fault
from ledger.ledger import Ledger
from ledger.publish import rounds
from ledger.publish.rounds import Round

log = logging.getLogger("publish")


class Cadence:
    """Rounds in a thread of their own; used as a block, after which no round is under way."""

    def __init__(self, ledger: Ledger, every_seconds: float) -> None:
        self._ledger, self._every = ledger, every_seconds
        self._told = threading.Event()
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="publish", daemon=True)
        self.last: Round | None = None
        """What the last round came to, None before the first or after one that failed."""

    def __enter__(self) -> "Cadence":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._told.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._told.wait(self._every):
            self.last = self._round()

    def _round(self) -> Round | None:
        try:
            done = rounds.publish(self._ledger)
        except Fault as fault:
            self._say(f"nothing is published: {fault}")
            return None
        except Exception:
            log.exception("a round failed; the next is tried")
            return None
        alarms = "; ".join(self._ledger.witness_alarms)
        why = f"not published: {done.missing}" if done.missing else ""
        self._say("; ".join(filter(None, (why, f"ALARM: {alarms}" if alarms else ""))))
        return done

    def _say(self, text: str) -> None:
        if text and text != self._said:
            log.warning("%s", text)
        self._said = text
