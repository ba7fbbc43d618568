"""Named points at which a test may end the process, one before and one after each write.

In a ledger at work every call does nothing. A test arms one by the environment variable
`EAL_CRASH_AT=POINT` before the program starts, or by `arm` with a callable of its own.
"""

import os
import signal
from collections.abc import Callable

POINTS = (
    "before_head_swapped",
    "after_head_swapped",
    "after_entries_inserted",
    "after_flushed",
    "after_committed",
    "before_record_written",
    "after_record_written",
    "after_record_moved",
    "after_subtrees_inserted",
    "after_checkpoints_inserted",
    "after_settled",
)
"""In the order in which one append passes them."""

_armed: Callable[[str], None] | None = None


def crash_point(name: str) -> None:
    """Say that the program has come to this point; only an armed test hears it."""
    if _armed is not None:
        _armed(name)


def arm(listener: Callable[[str], None] | None) -> None:
    """Let `listener` hear of every point from now on; None disarms."""
    global _armed
    _armed = listener


def kill_at(name: str) -> Callable[[str], None]:
    """Return a listener that ends the process, as a power cut would, when it comes to a point."""
    if name not in POINTS:
        raise ValueError(f"EAL_CRASH_AT={name}: there is no such point")

    def listener(reached: str) -> None:
        if reached == name:
            os.kill(os.getpid(), signal.SIGKILL)

    return listener


if _name := os.environ.get("EAL_CRASH_AT"):
    arm(kill_at(_name))
