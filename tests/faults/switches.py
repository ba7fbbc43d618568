"""Takes defences away, so that a campaign can show the harm that they prevent.

Only here: the program has no way to do it. A process that is started by a test takes the names
along as an argument and calls `take_away` itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from ledger.store import defences


def take_away(names: Collection[str]) -> None:
    """Do without these defences in this process from now on."""
    unknown = set(names) - set(defences.NAMES)
    if unknown:
        raise ValueError(f"there are no defences {sorted(unknown)}")
    defences._off = frozenset(names)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Do without these defences within the block."""
    before = defences._off
    take_away(names)
    try:
        yield
    finally:
        defences._off = before
