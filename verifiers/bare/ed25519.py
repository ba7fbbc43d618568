"""Ed25519 (RFC 8032, section 5.1): the cofactorless equation, with points as (X, Y, Z, T) where xy = T/Z."""

from __future__ import annotations

import hashlib

from verifiers.bare import sum_of

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_ZERO: _Point = (0, 1, 1, 0)


def verify(public: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether [S]B − [k]A is the point that R spells; 32 bytes of key, 64 of signature."""
    key = _point(public)
    if key is None or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + signed).digest(), "little") % _L
    x, y, z, t = key
    minus = (_P - x, y, z, _P - t)
    s = int.from_bytes(signature[32:], "little")
    found = sum_of(s, _BASE, k, minus, zero=_ZERO, add=_add, double=_double)
    return _spelled(found) == signature[:32]


def _point(data: bytes) -> _Point | None:
    """The point that 32 bytes spell; None if they are off the curve."""
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if (v * x * x - u) % _P:
        x = x * _ROOT % _P
    if (v * x * x - u) % _P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


def _spelled(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    return (y * inverse % _P | (x * inverse % _P & 1) << 255).to_bytes(32, "little")


def _add(one: _Point, other: _Point) -> _Point:
    """Complete on this curve: equal points and the neutral one need no case of their own."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * _D * t1 * t2 % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(point: _Point) -> _Point:
    x, y, z, _ = point
    a, b = x * x % _P, y * y % _P
    h = a + b
    e, g = h - (x + y) ** 2, a - b
    f = 2 * z * z + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


_base = _point(bytes([0x58]) + bytes([0x66]) * 31)
assert _base
_BASE = _base
