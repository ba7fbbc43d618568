"""Which 32 bytes may stand for a point or a scalar of Ed25519 (docs/spec/02-act.md, "Keys")."""

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SIGN = 1 << 255

# Both signs of y = 0, 1, -1, of the two y of order eight, and of 0 and 1 written as p and p + 1.
SMALL_ORDER = frozenset(
    bytes.fromhex(encoding)
    for encoding in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)
"""All encodings of points of small order, canonical or not; docs/spec/small-order.txt."""


def is_acceptable(encoding: bytes) -> bool:
    """Whether 32 bytes are canonical (y < p) and no point of small order.

    That x = 0 has the sign bit 0 needs no test of its own: such points are of small order.
    """
    # Only an encoding that ends in 7f or ff can reach p; nearly all pass without arithmetic.
    if encoding[31] & 0x7F == 0x7F and _y(encoding) >= _PRIME:
        return False
    return encoding not in SMALL_ORDER


def is_on_curve(encoding: bytes) -> bool:
    """Whether some x fulfils -x^2 + y^2 = 1 + d x^2 y^2 for the y encoded."""
    y_squared = _y(encoding) ** 2
    # x^2 = u/v is a square exactly if u*v is one, since v is never 0 (RFC 8032, section 5.1.3).
    product = (y_squared - 1) * (_D * y_squared + 1) % _PRIME
    return pow(product, (_PRIME - 1) // 2, _PRIME) in (0, 1)


def is_scalar(encoding: bytes) -> bool:
    """Whether 32 bytes are a number below the order of the group."""
    return int.from_bytes(encoding, "little") < _ORDER


def _y(encoding: bytes) -> int:
    return int.from_bytes(encoding, "little") & (_SIGN - 1)
