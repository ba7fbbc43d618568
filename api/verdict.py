"""Whether the ledger may be written, as the guard said a moment ago."""

from __future__ import annotations

import threading
import time

from ledger import condition
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger

VERDICT_SECONDS = 5.0
"""For how long a verdict is good enough: to find one reads head record, tiles and schema."""


class Verdict:
    """What the guard said last, asked again when it is old; one thread at a time asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: float | None = None
        self._said: LedgerStopped | None = None

    def of(self, ledger: Ledger) -> LedgerStopped | None:
        """Return why the ledger must not be written, None where it may."""
        with self._lock:
            now = time.monotonic()
            if self._at is None or now - self._at >= VERDICT_SECONDS:
                # What raises is not remembered.
                self._said, self._at = condition.verdict(ledger), now
            return self._said
