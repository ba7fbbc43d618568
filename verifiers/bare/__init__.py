"""The arithmetic of signatures in plain Python: slow, for verifying only, for machines without `cryptography`.

Each module answers one question about public data, so none of it needs to run in constant time. `verifiers/keys.py`
and `verifiers/cosignature.py` look at what must be refused before any arithmetic, whoever does it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Point = TypeVar("Point")


def sum_of(
    s: int,
    a: Point,
    k: int,
    b: Point,
    *,
    zero: Point,
    add: Callable[[Point, Point], Point],
    double: Callable[[Point], Point],
) -> Point:
    """[s]a + [k]b, both at once: a doubling a bit, and one addition where a bit is set."""
    table = (zero, a, b, add(a, b))
    found = zero
    for at in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        found = double(found)
        bits = s >> at & 1 | (k >> at & 1) << 1
        if bits:
            found = add(found, table[bits])
    return found
