"""The act of reference R: 1 event, 1 signature, an entry of about 1 KB that moves state.

Stations open, suspend and resume their polling in turn, so that every act is judged against a
status before it and writes one after it.
"""

from __future__ import annotations

from ledger.submit import Packet
from tests.verbs.commission import Commission

STATIONS = 200


def reference_acts(commission: Commission, number: int, start: int = 0) -> list[Packet]:
    """Return signed acts R, `start` of which have been made before."""
    return [_act(commission, n) for n in range(start, start + number)]


def _act(commission: Commission, number: int) -> Packet:
    round_, station = divmod(number, STATIONS)
    if round_ == 0:
        return commission.moved("opened", f"ps-{station + 1}")
    if round_ % 2:
        reason = (
            "a queue that the room cannot hold; the box stays sealed and watched by two members"
        )
        return commission.moved("suspended", f"ps-{station + 1}", reason=reason)
    return commission.moved("resumed", f"ps-{station + 1}")
