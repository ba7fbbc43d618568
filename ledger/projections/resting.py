"""Giving the garbage collector a rest while a batch is worked on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Do not look for cycles in this block: the values of a batch form none, and are many.

    Looking again and again at a thousand parsed acts took a third of the time of a rebuild.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
