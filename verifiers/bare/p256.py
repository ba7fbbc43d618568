"""ECDSA on P-256 with SHA-256 (FIPS 186-5, section 6.4.2), with points as (X, Y, Z) where x = X/Z², y = Y/Z³."""

from __future__ import annotations

import hashlib

from verifiers.bare import sum_of

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_Point = tuple[int, int, int]
_ZERO: _Point = (1, 1, 0)
_BASE: _Point = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    1,
)


def is_point(public: bytes) -> bool:
    """Whether x‖y, 64 bytes, is a point of the curve."""
    x, y = _coordinates(public)
    return len(public) == 64 and x < _P and y < _P and (y * y - (x * x - 3) * x - _B) % _P == 0


def verify(public: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether r‖s is good for the bytes under x‖y, both 64 bytes; r and s are in 1 … n − 1, the point on the curve."""
    r, s = _coordinates(signature)
    inverse = pow(s, -1, _N)
    digest = int.from_bytes(hashlib.sha256(signed).digest(), "big")
    s, k, key = digest * inverse % _N, r * inverse % _N, (*_coordinates(public), 1)
    x, _, z = sum_of(s, _BASE, k, key, zero=_ZERO, add=_add, double=_double)
    return z != 0 and x * pow(z * z, -1, _P) % _P % _N == r


def _coordinates(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")


def _add(one: _Point, other: _Point) -> _Point:
    (x1, y1, z1), (x2, y2, z2) = one, other
    if z1 == 0 or z2 == 0:
        return one if z2 == 0 else other
    u1, u2 = x1 * z2 * z2 % _P, x2 * z1 * z1 % _P
    s1, s2 = y1 * z2**3 % _P, y2 * z1**3 % _P
    h, r = (u2 - u1) % _P, (s2 - s1) % _P
    if h == 0:
        return _ZERO if r else _double(one)
    h2 = h * h % _P
    h3, v = h * h2 % _P, u1 * h2 % _P
    x = (r * r - h3 - 2 * v) % _P
    return x, (r * (v - x) - s1 * h3) % _P, h * z1 * z2 % _P


def _double(point: _Point) -> _Point:
    x, y, z = point
    y2, z2 = y * y % _P, z * z % _P
    s, m = 4 * x * y2 % _P, 3 * (x - z2) * (x + z2) % _P
    x2 = (m * m - 2 * s) % _P
    return x2, (m * (s - x2) - 8 * y2 * y2) % _P, 2 * y * z % _P
