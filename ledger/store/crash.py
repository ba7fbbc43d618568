"""Names for every write on the way from an act to a published checkpoint, to fail there in tests.

    with crash.around("head_swapped"):
        heads.swap(connection, head, new)

names two points, `before_head_swapped` and `after_head_swapped`. In a ledger at work they do
nothing. A test arms one by the environment variable `EAL_CRASH_AT=POINT` before the program
starts, or by `arm` with a callable of its own: it may end the process, or raise as a disk does
that has failed. A test of the architecture finds every write that has no name.
"""

import os
import signal
from collections.abc import Callable

WRITES = {
    "block_sealed": "database",
    "comparison_noted": "database",
    "head_swapped": "database",
    "entries_inserted": "database",
    "state_flushed": "database",
    "rows_inserted": "database",
    "sheets_inserted": "database",
    "position_advanced": "database",
    "log_committed": "database",
    "record_written": "file",
    "record_synced": "file",
    "record_replaced": "file",
    "record_folder_synced": "file",
    "subtrees_inserted": "database",
    "checkpoints_inserted": "database",
    "checkpoints_committed": "database",
    "publication_inserted": "database",
    "publication_committed": "database",
    "tile_folder_made": "file",
    "tile_folder_above_synced": "file",
    "tiles_written": "file",
    "tiles_synced": "file",
    "tiles_renamed": "file",
    "tile_folders_synced": "file",
    "tile_removed": "file",
    "tile_folder_removed": "file",
    "intake_entry_inserted": "database",
    "intake_entry_committed": "database",
    "intake_source_inserted": "database",
    "intake_rows_inserted": "database",
    "intake_step_inserted": "database",
    "intake_step_committed": "database",
    "head_recovered": "database",
    "entries_recovered": "database",
    "state_recovered": "database",
    "log_recovered": "database",
}
"""Each write by its name, and what it writes to: that decides how a failure of it looks."""

POINTS = tuple(f"{side}_{write}" for write in WRITES for side in ("before", "after"))

_armed: Callable[[str], None] | None = None


class around:
    """A block that is one write, with a point before and one after it."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        if _armed is not None:
            _armed(f"before_{self._name}")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if _armed is not None and kind is None:
            _armed(f"after_{self._name}")


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
