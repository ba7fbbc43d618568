"""What keeps a log from being forked, lost or damaged, by name: so that tests can do without.

A defence that is never missed may not be one. The fault campaigns take each of these away and
must then find the harm that it prevents. Nothing here can be called to take one away: the tests
reach for `_off`, and a test of the architecture looks that no program does.
"""

NAMES = (
    # The compare-and-swap on the head row.
    "fence",
    # The verdict on what the memories say (`chain.guard`).
    "guard",
    # The head record, in that verdict.
    "head_record",
    # Signed tiles in a folder, in that verdict.
    "tiles",
    # Witnesses, in that verdict.
    "witnesses",
    # The clock, in that verdict.
    "clock",
    # Entries are read and hashed again before a checkpoint covers them.
    "readback",
    # Durable settings are asserted of every connection.
    "settings",
    # The head record is on the disk before anybody relies on it.
    "fsync",
)

_off: frozenset[str] = frozenset()


def stands(name: str) -> bool:
    """Whether a defence is in its place; outside the tests it always is."""
    return name not in _off
