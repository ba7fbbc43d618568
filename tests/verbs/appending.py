"""A process of its own that records some acts, and prints the index of each.

python -m tests.verbs.appending URL NAME COUNT
"""

from __future__ import annotations

import sys

from ledger import ledger as ledgers
from tests.verbs.commission import Commission, key_of, real_clock


def main(url: str, name: str, count: int) -> None:
    """Record acts one by one."""
    ledger = ledgers.open(
        url, clock=real_clock, log_key=key_of("log"), recorder_key=key_of("recorder")
    )
    commission = Commission(ledger, real_clock, url)
    for number in range(count):
        statement = {"about": None, "text": f"{name} says {number}"}
        packet = commission.act(("announcement.made", statement), act_id=f"{name}-{number}")
        print(commission.record(packet).index, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
