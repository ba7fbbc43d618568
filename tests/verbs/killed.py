"""A process that begins to rebuild and is killed after the first batch.

python -m tests.verbs.killed URL
"""

from __future__ import annotations

import os
import signal
import sys

from ledger import ledger as ledgers
from ledger.rebuild import rebuild
from tests.verbs.commission import real_clock


def main(url: str) -> None:
    """Rebuild until the first batch is done."""
    ledger = ledgers.open(url, clock=real_clock)
    rebuild(ledger, lambda done, size: os.kill(os.getpid(), signal.SIGKILL))


if __name__ == "__main__":
    main(sys.argv[1])
