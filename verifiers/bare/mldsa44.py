"""ML-DSA-44 (FIPS 204, algorithms 3 and 8): polynomials are lists of 256 numbers modulo q."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

_Q, _N, _ROWS, _COLUMNS = 8_380_417, 256, 4, 4
_GAMMA1, _GAMMA2 = 2**17, (8_380_417 - 1) // 88
_BETA, _TAU, _OMEGA, _DROPPED = 78, 39, 80, 13
PUBLIC_BYTES, SIGNATURE_BYTES = 1_312, 2_420
_Poly = list[int]


def _reversed(k: int) -> int:
    return int(f"{k:08b}"[::-1], 2)


_ZETAS = [pow(1753, _reversed(k), _Q) for k in range(_N)]


def verify(public: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether the signature is good for the bytes, with an empty context."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    challenge, z, hints = signature[:32], _short(signature[32:2336]), _hints(signature[2336:])
    if hints is None or any(min(c, _Q - c) >= _GAMMA1 - _BETA for poly in z for c in poly):
        return False
    key_hash = hashlib.shake_256(public).digest(64)
    message = hashlib.shake_256(key_hash + b"\0\0" + signed).digest(64)
    c, z = _ntt(_ball(challenge)), [_ntt(poly) for poly in z]
    high = b"".join(_commitment(_row(public, r, c=c, z=z), hints[r]) for r in range(_ROWS))
    return hashlib.shake_256(message + high).digest(32) == challenge


def _row(public: bytes, r: int, *, c: _Poly, z: list[_Poly]) -> _Poly:
    """Row r of A·z − c·t₁·2¹³."""
    packed = public[32 + 320 * r : 352 + 320 * r]
    t = _ntt([value << _DROPPED for value in _bits(packed, 10)])
    total = [-a * b for a, b in zip(c, t, strict=True)]
    for s in range(_COLUMNS):
        a = _uniform(public[:32] + bytes([s, r]))
        total = [x + y * w for x, y, w in zip(total, a, z[s], strict=True)]
    return _inverse([x % _Q for x in total])


def _commitment(w: _Poly, hint: set[int]) -> bytes:
    """The high parts that the hints correct, six bits each."""
    packed = sum(_high(value, at in hint) << 6 * at for at, value in enumerate(w))
    return packed.to_bytes(192, "little")


def _high(value: int, hinted: bool) -> int:
    low = value % (2 * _GAMMA2)
    low -= 2 * _GAMMA2 if low > _GAMMA2 else 0
    high = (value - low) // (2 * _GAMMA2)
    if high == 44:
        high, low = 0, low - 1
    return (high + (1 if low > 0 else -1)) % 44 if hinted else high


def _bits(data: bytes, width: int) -> Iterator[int]:
    """256 numbers of so many bits, the least significant first."""
    packed = int.from_bytes(data, "little")
    return (packed >> width * at & (1 << width) - 1 for at in range(_N))


def _short(data: bytes) -> list[_Poly]:
    return [[(_GAMMA1 - value) % _Q for value in _bits(data[576 * s : 576 * s + 576], 18)] for s in range(_COLUMNS)]


def _hints(data: bytes) -> list[set[int]] | None:
    """The places of each row; None unless they are spelled in the one way."""
    found, start = [], 0
    for end in data[_OMEGA:]:
        places = data[start:end]
        if not start <= end <= _OMEGA or list(places) != sorted(set(places)):
            return None
        found.append(set(places))
        start = end
    return None if any(data[start:_OMEGA]) else found


def _ball(seed: bytes) -> _Poly:
    """A polynomial with 39 coefficients that are 1 or −1."""
    found, size = [0] * _N, 1_024
    stream = hashlib.shake_256(seed).digest(size)
    signs, at = int.from_bytes(stream[:8], "little"), 8
    for i in range(_N - _TAU, _N):
        while stream[at] > i:
            at += 1
            if at == size:
                size *= 2
                stream = hashlib.shake_256(seed).digest(size)
        j, at = stream[at], at + 1
        found[i], found[j] = found[j], 1 - 2 * (signs & 1)
        signs >>= 1
    return found


def _uniform(seed: bytes) -> _Poly:
    """A polynomial of A, already transformed."""
    size = 1_008
    while True:
        stream = hashlib.shake_128(seed).digest(size)
        tried = (int.from_bytes(stream[at : at + 3], "little") & 0x7FFFFF for at in range(0, size, 3))
        found = [value for value in tried if value < _Q][:_N]
        if len(found) == _N:
            return found
        size *= 2


def _ntt(poly: _Poly) -> _Poly:
    w, m, length = list(poly), 0, 128
    while length:
        for start in range(0, _N, 2 * length):
            m += 1
            for j in range(start, start + length):
                t = _ZETAS[m] * w[j + length]
                w[j], w[j + length] = (w[j] + t) % _Q, (w[j] - t) % _Q
        length //= 2
    return w


def _inverse(poly: _Poly) -> _Poly:
    w, m, length = list(poly), _N, 1
    while length < _N:
        for start in range(0, _N, 2 * length):
            m -= 1
            for j in range(start, start + length):
                a, b = w[j], w[j + length]
                w[j], w[j + length] = (a + b) % _Q, (b - a) * _ZETAS[m] % _Q
        length *= 2
    return [x * 8_347_681 % _Q for x in w]
