"""A column of values as PostgreSQL takes an array in binary: `array("text", ["a", None])`.

Many rows are one statement with one such parameter a column. The driver's own way of making them
takes three to ten times as long as this one, which knows what a column holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from struct import Struct
from typing import Any, ClassVar, NamedTuple


class Array(bytes):
    """An array of a type, ready to be sent; `oid` is that of the array's type."""

    oid: ClassVar[int]


class Int8s(Array):
    """bigint[]"""

    oid = 1016


class Int4s(Array):
    """integer[]"""

    oid = 1007


class Texts(Array):
    """text[]"""

    oid = 1009


class Byteas(Array):
    """bytea[]"""

    oid = 1001


class Bools(Array):
    """boolean[]"""

    oid = 1000


class _Kind(NamedTuple):
    array: type[Array]
    element_oid: int
    encode: Callable[[Any], bytes]


_HEAD = Struct(">iiIii")
"""One dimension; that there may be none of a value; the oid of the elements; how many; from 1."""
_INT8, _INT4, _BOOL = Struct(">iq"), Struct(">ii"), Struct(">i?")
_NONE = (-1).to_bytes(4, "big", signed=True)


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


_KINDS = {
    "int8": _Kind(Int8s, 20, lambda value: _INT8.pack(8, value)),
    "int4": _Kind(Int4s, 23, lambda value: _INT4.pack(4, value)),
    "text": _Kind(Texts, 25, lambda value: _sized(value.encode())),
    "bytea": _Kind(Byteas, 17, _sized),
    "bool": _Kind(Bools, 16, lambda value: _BOOL.pack(1, value)),
}
ARRAYS: tuple[type[Array], ...] = tuple(kind.array for kind in _KINDS.values())


def array(kind: str, values: Iterable[Any]) -> Array:
    """The array of these values; a kind is named as PostgreSQL names it."""
    made, oid, encode = _KINDS[kind]
    cells = [_NONE if value is None else encode(value) for value in values]
    return made(_HEAD.pack(1, 1, oid, len(cells), 1) + b"".join(cells))
